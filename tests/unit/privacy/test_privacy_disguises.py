"""Every way of writing a value, and every place where one stands (tests/privacy_disguises.py), for every numbered kind."""

import pytest

import privacy_disguises as ways
import privacy_values as values
from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find

NUMBERS = [
    (Kind.RRN, "주민등록번호", values.rrn("850312", "23451")),
    (Kind.RRN, "주민번호", values.rrn_without_check("210405", "55512", "3")),
    (Kind.FRN, "외국인등록번호", values.frn("880712", "34512", "6")),
    (Kind.DRIVER, "운전면허번호", "11-82-979047-68"),
    (Kind.PHONE, "휴대전화", "010-2345-6789"),
    (Kind.PHONE, "자택전화", "062-206-4982"),
    (Kind.ACCOUNT, "계좌번호", "110-234-567890"),
    (Kind.CARD, "카드번호", values.card("541212345678901")),
    (Kind.BRN, "사업자등록번호", values.brn("214863512")),
    (Kind.CRN, "법인등록번호", values.crn("110111123456")),
    (Kind.HEALTH_INS, "건강보험증번호", "7-0358966705"),
    (Kind.MILITARY_NO, "군번", "21-76422015"),
    (Kind.MRN, "환자등록번호", "07219172"),
    (Kind.BIRTHDATE, "생년월일", "1979-04-06"),
]
OTHERS = [
    (Kind.EMAIL, "이메일", "hong27@naver.com"),
    (Kind.ADDRESS, "주소", "경남 김해시 솔밭로 153-22"),
    (Kind.PASSPORT, "여권번호", "M12345678"),
    (Kind.PCCC, "개인통관고유부호", "P123456789012"),
    (Kind.PLATE, "차량번호", "315두3461"),
    (Kind.IP, "접속IP", "10.19.160.41"),
    (Kind.PASSWORD, "비밀번호", "gaon#15!x"),
    (Kind.GPS, "좌표", "35.240420,128.443401"),
    (Kind.MAC, "MAC", "F6-94-DA-A5-66-6A"),
]

#: Said with 에 only of telephones and resident numbers; so many letters for digits that no digit is left to tell by.
_NOT_SAID = {"said as bar"}
_SAID_OF = {Kind.RRN, Kind.FRN, Kind.PHONE, Kind.CRN, Kind.MRN}
_ALL_LETTERS = {("letters O and l", Kind.CRN), ("letters O and l", Kind.BIRTHDATE)}


def covered(text, value, kind):
    """Whether findings of this kind, and nothing outside the value, cover each of its letters and digits."""
    start = text.index(value)
    end = start + len(value)
    found = [f for f in find(text) if f.kind is kind]
    inside = all(start <= f.start and f.end <= end for f in found)
    # What markup writes around a value (<span>, &#…;) may stay: its digits may not.
    bare = [at for at in range(start, end) if text[at].isdigit() or "가" <= text[at] <= "힣"]
    return inside and bool(found) and all(any(f.start <= at < f.end for f in found) for at in bare)


@pytest.mark.parametrize("way", ways.NUMBERS)
@pytest.mark.parametrize(("kind", "label", "value"), NUMBERS, ids=str)
def test_a_number_is_found_however_it_is_written(kind, label, value, way):
    if (way in _NOT_SAID and kind not in _SAID_OF) or (way, kind) in _ALL_LETTERS:
        pytest.skip("nobody writes it so")
    written = ways.NUMBERS[way](value)
    assert covered(f"{label}: {written} 확인", written, kind)


@pytest.mark.parametrize("way", ways.MAILS)
def test_an_address_is_found_however_it_is_written(way):
    written = ways.MAILS[way]("hong.gd27@naver.com")
    text = f"메일은 {written} 입니다"
    (found,) = (f for f in find(text) if f.kind is Kind.EMAIL)
    assert (found.start, found.end) == (text.index(written), text.index(written) + len(written))


@pytest.mark.parametrize("place", ways.PLACES)
@pytest.mark.parametrize(("kind", "label", "value"), [*NUMBERS, *OTHERS], ids=str)
def test_a_value_is_found_wherever_its_label_stands(kind, label, value, place):
    if place.startswith("CSV") and "," in value:
        pytest.skip("a comma parts cells")
    text = ways.PLACES[place](["구분", label, "비고"], ["가", value, "없음"])
    found = {(f.start, f.end) for f in find(text) if f.kind is kind}
    value = ways.quote(value) if place == "query" else value
    assert (text.index(value), text.index(value) + len(value)) in found
