"""S13: an agency decides how each kind of personal data is handled; the gate obeys within a second, and records it.

The whole way: an officer's act on the real desk, the published snapshot, the real gate, what the sandbox received, what the
person got back, what the journal says.
"""

import json

import pytest

from e2e.site import CHAT, MESSAGES, Site, site, until

TEXT = "민원인 남궁솔 (주민등록번호 850312-1234567, 연락처 010-2345-6789) 도로 파손 신고"


@pytest.fixture(scope="module")
def chosen(tmp_path_factory):
    with site(tmp_path_factory.mktemp("chosen")) as made:
        yield made


def choose(made: Site, **masking: str) -> None:
    rules = {
        "agency": "*", "purposes": ["work", "personal"], "restore_tools": ["save_draft"],
        "masking": [{"kind": kind, "style": style} for kind, style in masking.items()],
    }  # fmt: skip
    before = made.ask("안녕하세요").headers["gwanmun-request"]
    adopted = digest(made, before)
    made.act("put_rules", rules=rules)
    until(lambda: digest(made, made.ask("안녕하세요").headers["gwanmun-request"]) != adopted, 10, "the new rules")


@pytest.fixture(scope="module")
def partly(chosen):
    choose(chosen, PHONE="partial", NAME="one_way")
    return chosen


def record(made: Site, request: str) -> dict:
    return next(opening for leaf, opening in made.records() if leaf.request == request)


def digest(made: Site, request: str) -> str:
    return record(made, request)["snapshot"]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", [CHAT, MESSAGES])
def test_what_the_agency_masks_in_part_leaves_in_part_and_does_not_come_back(partly, path, stream):
    with partly.watching() as left:
        got = partly.ask(TEXT, path=path, stream=stream)
    (body,) = left
    assert "010-****-6789" in body
    assert "2345" not in body
    assert "남궁솔" not in body + got.text
    assert "⟨이름1⟩" in got.text
    assert "850312-1234567" in got.text  # the others come back as before
    assert record(partly, got.headers["gwanmun-request"])["masked"] == {"partial": 1, "token": 1, "one_way": 1}


def test_what_the_agency_refuses_does_not_leave_and_the_kind_is_named(chosen):
    choose(chosen, RRN="refuse")
    with chosen.watching() as left:
        got = chosen.ask(TEXT)
    assert left == []
    assert (got.status, got.told["code"]) == (403, "kind_refused")
    assert "주민번호" in got.body.decode()
    assert "850312" not in got.body.decode()
    refused = [opening for leaf, opening in chosen.records() if opening.get("code") == "kind_refused"]
    assert refused[-1]["findings"]["RRN"] == 1
    assert "850312" not in json.dumps(refused, ensure_ascii=False)
    assert chosen.ask("민원인 남궁솔, 도로 파손 신고").status == 200


def test_contacts_of_offices_on_the_officers_list_leave_as_they_are(chosen):
    chosen.act("put_public_contacts", contacts=[{"agency": "*", "value": "02-2133-*", "note": "시청"}])

    def left_plain():
        with chosen.watching() as left:
            chosen.ask("본인 연락처 02-2133-7788 로 회신")
        return "02-2133-7788" in left[0]

    until(left_plain, 10, "the contact to be public")
