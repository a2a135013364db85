"""S70: use only when absolutely necessary: justified, approved by another, time-limited; it ends on its day."""

import time
from datetime import date, timedelta

import pytest

from e2e.site import Site, until
from gwanmun.adapters.desk_socket import Request, call_desk
from gwanmun.control import shipped
from gwanmun.control.approvals import end_of_day_us
from gwanmun.entrypoints.misuse_scan import uses_under
from gwanmun.policy.vectors import check_pack

WHY = "서약 갱신 전까지 긴급 민원 답변이 꼭 필요합니다"


def by(site: Site, officer: str, act: str, reason: str = "", **args):
    answer = call_desk(site.settings.desk.socket, Request(act, args, officer, reason))
    assert answer is not None
    return answer


@pytest.fixture(scope="module")
def approver(running: Site) -> Site:
    for id_, role, department in (
        ("s70-head", "approver", "kr-chungnam/civil-affairs"),
        ("s70-ciso", "security", None),
    ):
        person = "p-1002" if role == "approver" else "p-1007"
        running.act("appoint", id=id_, person=person, role=role, agency="kr-chungnam", department=department)
    return running


def test_refused_asked_granted_used_ended(approver: Site) -> None:
    key = approver.key("no_pledge")
    refused = approver.ask("민원 답변 초안을 써 주세요.", key=key)
    assert refused.told["code"] == "approval_required"
    call = refused.told["approval_request"]
    assert (call["method"], call["path"]) == ("POST", "/api/v1/approvals")
    # What the gate wrote is filed as it is; only the reason is a person's own.
    filed = by(approver, "p-1004", "request_approval", **{**call["body"], "justification": WHY, "id": "s70-1"})["ok"]
    assert filed["waits_for"] == ["p-1002"]
    assert by(approver, "p-1004", "approve_request", id="s70-1")["error"]["code"] == "declined"
    assert [row["subject"] for row in by(approver, "p-1002", "read_inbox")["ok"]] == ["s70-1"]
    by(approver, "p-1002", "approve_request", reason="불가피함", id="s70-1")
    until(lambda: approver.ask("민원 답변 초안을 써 주세요.", key=key).status == 200, 20, "the approval")
    uses = uses_under("s70-1", since="1d", config=approver.config)
    assert uses["uses"] >= 1
    assert uses["people"] == 1
    by(approver, "p-1007", "end_approval", reason="점검", id="s70-1")
    until(lambda: approver.ask("민원 답변 초안을 써 주세요.", key=key).status == 403, 20, "the end")


def test_every_vector_of_the_pack_comes_out_as_published() -> None:
    pack = next(one for one in shipped.packs() if one.id == "corp-sk-hynix")
    assert len(pack.vectors) == 8
    assert check_pack(pack, shipped.defaults()) == ()


def test_an_approval_ends_with_its_last_day_in_seoul() -> None:
    day = date(2026, 12, 31)
    assert end_of_day_us(day) - end_of_day_us(day - timedelta(days=1)) == 86_400_000_000
    assert time.gmtime(end_of_day_us(day) // 1_000_000)[:5] == (2026, 12, 31, 15, 0)
