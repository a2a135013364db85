"""Texts seen before are not examined again, and memory holds none of them."""

from gwanmun.privacy.find import find, find_all
from gwanmun.privacy.grade import matters, propose
from gwanmun.privacy.seen import Seen

KEY = b"k" * 32
PERSONAL = "민원인 김영희님 연락처는 010-2345-6789 입니다."


def _counted(texts: int = 8) -> tuple[Seen[tuple], list[str]]:
    looked: list[str] = []

    def look(text: str) -> tuple:
        looked.append(text)
        return find(text)

    return Seen(look, KEY, texts), looked


def test_a_text_is_looked_at_once_for_each_owner():
    seen, looked = _counted()
    assert seen(PERSONAL, "a") == seen(PERSONAL, "a") == find(PERSONAL)
    assert looked == [PERSONAL]
    seen(PERSONAL, "b")
    assert looked == [PERSONAL, PERSONAL]


def test_whoever_else_sent_a_text_has_another_key():
    seen, _ = _counted()
    seen(PERSONAL, "a")
    (first,) = seen._kept
    seen(PERSONAL, "b")
    assert len(set(seen._kept)) == 2
    other = Seen(find, b"o" * 32)
    other(PERSONAL, "a")
    assert first not in other._kept


def test_one_character_makes_another_text():
    seen, looked = _counted()
    assert seen(PERSONAL, "a") != seen(PERSONAL.replace("김영희", "김영순희"), "a")
    assert len(looked) == 2


def test_a_text_without_utf8_is_remembered_as_well():
    seen, looked = _counted()
    assert seen("전화 \ud800 010-2345-6789", "a") == seen("전화 \ud800 010-2345-6789", "a")
    assert len(looked) == 1


def test_memory_is_bounded_and_holds_no_text():
    seen, _ = _counted(texts=2)
    for number in range(5):
        seen(f"{PERSONAL} {number}", str(number))
        assert len(seen._kept) <= 2
    many = Seen(lambda text: find(PERSONAL) * 10_000, KEY)
    for number in range(20):
        many(str(number))
        assert sum(map(len, many._kept.values())) < 2 * 65_536
    held = repr((seen._kept, seen._owners))
    assert "김영희" not in held
    assert "2345" not in held


def test_what_is_found_and_proposed_is_the_same_with_a_memory_as_without():
    texts = [PERSONAL, "대외비 자료를 정리해 주세요.", PERSONAL, "수사 중인 사건의 압수수색 계획을 정리해 줘.", "2"]
    look, spoken = Seen(find, KEY), Seen(matters, KEY)
    for _ in range(2):
        rows = find_all(texts, look=look, owner="a")
        assert rows == find_all(texts)
        assert propose(texts, rows, look=spoken, owner="a") == propose(texts, rows)
