"""The room as a library: one text, its masking, and what a person decides otherwise."""

import pytest

from gwanmun.errors import KindRefused
from gwanmun.privacy import KINDS, Choice, Kind, Nature, Style, choose, mask_text, scan, unmask
from gwanmun.privacy.partial import partial

TEXT = "민원인 김영희님, 연락처 010-2345-6789, 비밀번호: Qwer!2345"


def test_a_text_is_masked_and_restored():
    done = mask_text(TEXT)
    assert done.text == "민원인 ⟨이름1⟩님, 연락처 ⟨전화1⟩, 비밀번호: ⟨비밀번호⟩"
    assert unmask("⟨이름1⟩님께 ⟨전화1⟩로", done.table) == "김영희님께 010-2345-6789로"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.RRN, "850312-1234567", "850312-1******"),
        (Kind.PHONE, "010-2345-6789", "010-****-6789"),
        (Kind.NAME, "김영희", "김*희"),
        (Kind.NAME, "김솔", "김*"),
        (Kind.EMAIL, "hong27@korea.kr", "ho****@korea.kr"),
        (Kind.CARD, "5412-1234-5678-9015", "5412-12**-****-9015"),
        (Kind.ADDRESS, "경남 김해시 솔밭로 153-22", "경남 김해시 ***"),
        (Kind.PASSPORT, "M12345678", "M12******"),
        (Kind.IP, "1.2", "1.*"),
    ],
)
def test_a_part_of_a_value_is_shown_by_its_kind(kind, value, shown):
    assert partial(kind, value) == shown


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("value", ["가나다라마바사아자차카타파하", "1234567890123", "a@b", "가", "-"])
def test_no_partly_masked_value_is_the_value(kind, value):
    shown = partial(kind, value)
    assert not any(c.isalnum() for c in value) or shown != value


def test_a_secret_is_never_shown_in_part():
    styles = dict.fromkeys((k for k, info in KINDS.items() if info.nature is not Nature.MARKING), Style.PARTIAL)
    done = mask_text(TEXT, styles)
    assert done.text == "민원인 김*희님, 연락처 010-****-6789, 비밀번호: ⟨비밀번호⟩"
    assert len(done.table) == 0


def test_what_a_style_refuses_is_not_masked_but_refused():
    with pytest.raises(KindRefused):
        mask_text(TEXT, {Kind.PHONE: Style.REFUSE})


def test_a_person_keeps_a_finding_only_where_policy_allows_its_kind():
    (name, phone, secret) = scan(TEXT)
    keep = [Choice(f.start, f.end, mask=False, kind=f.kind) for f in (name, phone, secret)]
    found, suggested = choose(TEXT, scan(TEXT), keep, may_keep=(Kind.NAME, Kind.PASSWORD))
    assert [f.kind for f in found] == [Kind.PHONE, Kind.PASSWORD]
    assert [(s.kind, s.mask, s.why) for s in suggested] == [(Kind.NAME, False, name.why)]


def test_a_choice_over_a_part_of_a_finding_changes_nothing():
    found, suggested = choose(TEXT, scan(TEXT), [Choice(4, 5, mask=False, kind=Kind.NAME)], may_keep=(Kind.NAME,))
    assert found == scan(TEXT)
    assert suggested == ()


def test_a_person_masks_a_miss_by_hand():
    text = "별명은 번개"
    done = mask_text(text, choices=[Choice(4, 6, mask=True, kind=Kind.NAME)])
    assert done.text == "별명은 ⟨이름1⟩"
    assert choose(text, (), [Choice(4, 6, mask=True, kind=Kind.NAME)])[1][0].why == ""


def test_a_choice_outside_the_text_is_an_error():
    with pytest.raises(ValueError, match="outside"):
        choose("가", (), [Choice(0, 2, mask=True, kind=Kind.NAME)])
