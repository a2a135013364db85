"""Officers register classified texts; gates get hashes, and nobody keeps a word of them."""

import msgspec
import pytest

from gwanmun.control.publish import Terms, compile_snapshot
from gwanmun.domain.fingerprints import Fingerprint
from gwanmun.errors import BadCommand
from gwanmun.privacy.fingerprints import Registered

TEXT = (
    "가상의 대비 계획 문안으로 제일 초소와 제이 초소의 교대 시각을 다시 정하고 예비 통로의 차단 순서를 새로 적는다. "
    * 6
)


def snapshot(desk):
    with desk.office.books.look() as page:
        return compile_snapshot(page, Terms(), desk.clock.now_us())


def test_a_registered_text_reaches_the_gate_as_hashes_only(desk):
    made = desk.do("add_fingerprint", agency="*", label="2026-3", text=TEXT)
    published = snapshot(desk)
    assert Registered(published.fingerprint_key, published.fingerprints).found([TEXT[:300]]) == (made["id"],)
    everything = msgspec.json.encode((desk.every(Fingerprint), published, [fact.opening for fact in desk.facts()]))
    assert "초소" not in everything.decode()
    assert desk.facts()[-1].opening["label"] == "2026-3"


def test_a_planted_string_is_made_shown_once_and_kept_as_a_hash(desk):
    made = desk.do("add_canary", agency="*", label="미끼")
    assert made["canary"].startswith("GM-")
    published = snapshot(desk)
    assert Registered(published.fingerprint_key, published.fingerprints).found([made["canary"]]) == (made["id"],)
    listed = desk.do("list_fingerprints")
    assert [(row["id"], row["canary"]) for row in listed] == [(made["id"], "")]
    assert made["canary"] not in str([fact.opening for fact in desk.facts()])


def test_what_is_removed_is_recognised_no_more(desk):
    made = desk.do("add_fingerprint", agency="*", label="a", text=TEXT)
    desk.do("remove_fingerprint", id=made["id"])
    assert snapshot(desk).fingerprints == ()
    with pytest.raises(BadCommand):
        desk.do("remove_fingerprint", id=made["id"])


@pytest.mark.parametrize(
    ("act", "args"),
    [
        ("add_fingerprint", {"agency": "*", "label": "a", "text": "짧다"}),
        ("add_fingerprint", {"agency": "kr-none", "label": "a", "text": TEXT}),
        ("add_fingerprint", {"agency": "*", "label": "", "text": TEXT}),
        ("add_canary", {"agency": "*", "label": "a", "value": "두 낱말"}),
    ],
)
def test_what_says_too_little_is_refused(desk, act, args):
    with pytest.raises(BadCommand):
        desk.do(act, **args)


def test_the_same_text_is_registered_once(desk):
    desk.do("add_fingerprint", agency="*", label="a", text=TEXT)
    with pytest.raises(BadCommand):
        desk.do("add_fingerprint", agency="*", label="b", text=TEXT)
