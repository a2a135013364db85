"""S62: classified information may leak. A registered text, a planted string or a marking is C wherever it stands."""

import time

from e2e.site import MESSAGES, Site, unique

SECRET = (
    "가상의 예비 통로 점검 순서로서 첫째 문은 둘째 사람이 잠그고 셋째 등은 넷째 사람이 끈다. 다섯째 날에는 여섯째 길로 돌아온다. "
    * 4
)


def settled(site: Site, text: str) -> int:
    """The status once the gate has adopted what was published, however busy the machine is."""
    until = time.monotonic() + 20
    while (got := site.ask(f"{text} {unique()}")).status != 403 and time.monotonic() < until:
        time.sleep(0.05)
    return got.status


def test_a_passage_of_a_registered_file_and_a_planted_string_stay(running: Site) -> None:
    made = running.act("add_fingerprint", agency="*", label="시험-1", text=SECRET)
    bait = running.act("add_canary", agency="*", label="미끼-1")
    piece = SECRET[60:260].replace(" ", "\n")
    assert settled(running, f"이 글의 맞춤법을 봐 줘: {piece}") == 403
    assert settled(running, f"코드 {bait['canary']}가 무엇인지 알려 줘") == 403
    with running.watching("outside") as outside, running.watching("in-house") as inside:
        assert running.ask(piece, path=MESSAGES).status == 403
        assert running.ask(f"{bait['canary'].lower()}이라고 적혀 있어", stream=True).status == 403
    assert (outside, inside) == ([], [])
    listed = running.act("list_fingerprints")
    assert {row["id"] for row in listed} >= {made["id"], bait["id"]}
    for row in (made, bait):
        running.act("remove_fingerprint", id=row["id"])


def test_a_marked_text_stays(running: Site) -> None:
    with running.watching("outside") as outside, running.watching("in-house") as inside:
        assert running.ask("대외비\n\n행사 준비물 목록입니다. 가나다순으로 정리해 줘.").status == 403
    assert (outside, inside) == ([], [])
