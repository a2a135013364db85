"""Names in other scripts and disguised Latin ones, behind a word for a name; what is said behind a label is none."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy import scan


def names(text: str) -> list[str]:
    return [text[f.start : f.end] for f in scan(text) if f.kind is Kind.NAME]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("성함은 タク・セビョリ 라고 적혀 있음", ["タク・セビョリ"]),
        ("신청인 さとう みさき, 체류지 변경", ["さとう みさき"]),
        ("이름: 高橋 ゆうた 님", ["高橋 ゆうた"]),
        ("예금주 성명 Ким Людмила 로 확인", ["Ким Людмила"]),
        ("진정인: Турсунов Азиз Бахтиёрович (우즈베키스탄)", ["Турсунов Азиз Бахтиёрович"]),
        ("이름: Нурлан / 카자흐스탄", ["Нурлан"]),
        ("성명(몽골어): Оюунчимэг Ганбаатар", ["Оюунчимэг Ганбаатар"]),
        ("이름은 러시아어로 цой сергей 입니다", ["цой сергей"]),
        ("성명: อรทัย แสงทอง, 근로자", ["อรทัย แสงทอง"]),
        ("보호자 이름 ຄຳພອນ 라오스", ["ຄຳພອນ"]),
        ("성명(원어) عبد الله حسن 예멘", ["عبد الله حسن"]),
        ("신청자 ចាន់ ដារ៉ា 캄보디아 근로자", ["ចាន់ ដារ៉ា"]),
        ("이름: မောင်မောင်ဦး (미얀마)", ["မောင်မောင်ဦး"]),
        ("name: सीता गुरुङ", ["सीता गुरुङ"]),
        ("성명: trần văn đức 베트남", ["trần văn đức"]),
        ("이름 phạm thị mai, 1990년생", ["phạm thị mai"]),
        ("성명: s o r a  k i m", ["s o r a  k i m"]),
        ("이름 P.a.r.k J.i.h.o 로 예약", ["P.a.r.k J.i.h.o"]),
        ("name is L-i-m, S-u-j-i-n please", ["L-i-m, S-u-j-i-n"]),
        ("이름: P4rk J1h0 으로 접수", ["P4rk J1h0"]),
        ("guest name is Ch01 M1na", ["Ch01 M1na"]),
        ("신청인 K1m Y3-j1n 명의", ["K1m Y3-j1n"]),
    ],
)
def test_other_letters_behind_a_word_for_a_name(text, found):
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "민원인: สวัสดีครับ",
        "민원인: Здравствуйте",
        "신청인: хочу продлить визу",
        "상담원: こんにちは",
        "신청인: ขอต่อวีซ่า",
        "성명(フリガナ): ",
        "이름: Фамилия Имя",
        "성명 ภาษาไทย 표기 요망",
        "이름 русский 로 번역",
        "신청인 العربية 통역 필요",
        "간판 이름 ошибка?",
        "러시아어 Добрый день 은 인사말",
        "이름: tên họ và",
        "이름: café au lait avec plaisir merci beaucoup",
        "코드 이름: a b c d e",
        "name: m4 x2 r5 type",
        "file name: v1 b2 build 3",
        "name: test1 user2",
        "모델명 K1 M2 pro",
        "이름 A-1 B-2 동",
    ],
)
def test_what_is_said_behind_a_label_is_none(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("성은 '편'이고 이름은 다온 이에요", ["편", "다온"]),
        ("성은 선우 (두 글자), 이름 첫째 자 하 둘째 자 율", ["선우", "하", "율"]),
        ("이름 첫 글자는 민, 두 번째 글자는 서입니다", ["민", "서"]),
        ("성은 기러기의 '기', 이름은 '한결' 로 적어요", ["기", "한결"]),
        ("성은 노루 할 때 노, 이름은 이든 입니다", ["노", "이든"]),
        ("성이 황씨고 이름이 나래예요", ["황", "나래"]),
        ("성은 황보 (복성) 이고 이름은 윤이에요", ["황보", "윤"]),
    ],
)
def test_a_name_said_in_parts(text, found):
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "성은 두고 이름은 바꿔 주세요",
        "성은 그대로이고 이름은 개명",
        "성은 하늘의 것, 이름은 땅의 것",
        "이름 첫 글자와 둘째 글자를 확인",
        "아이 이름 첫째 자 둘째 자 획수",
    ],
)
def test_talk_of_names_is_none(text):
    assert names(text) == []
