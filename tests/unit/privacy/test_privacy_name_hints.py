"""Hints and known words only save time: whatever a pattern would find without them is found with them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.privacy.detectors import name, name_apart, name_beside, name_scripts
from gwanmun.privacy.detectors.name_hints import HINTS, hints

#: Each pattern, the hint it is gated by, and texts in which it finds something.
GATED = (
    (name._glued, "glued", ("이름김민수", "예금주은남궁솔")),
    (
        name._marked_off,
        "marked off",
        ("대표이사 혁하윤 / 사업자", "환자 당두만 등록번호 3", "당직：금나라 | 1", "담당 변우석(055-1", "담당 변우석 010", "원장 서진님 전화"),
    ),
    (name._double_apart, "double", ("대령 제갈 민", "남궁 솔 주무관")),
    (
        name_beside._foreigner,
        "foreigner",
        (
            "나르기자(외국인등록번호: 901231", "응우옌, 901231-5123456", "린다(여권번호 M123", "마리아 국적: 필리핀", "마리아(네팔)",
            "슈레스타 / 우즈베키스탄 동포", "린(E-9 비자", "린·일본인)", "린: 중국, ", "린,F4 체류", "린(키르기스스탄인)", "린, 우크라이나)", "린|카자흐스탄 국적",
        ),
    ),
    (name_apart._marked, "marks", ("송*민*채", "한 / 도 / 윤", "문\n지\n현", "남.궁.태.호", "윤〇석〇진")),
    (name_apart._anyhow, "anyhow", ("노 \\ 정 례", "배,지 호", "안 득 ,례", "한‥준‥희", "감)(병)(오", "뇌~옥~분", "좌⸱명⸱근", "채Ⅰ동ㅣ만", "황보_가|윤")),
    (name_apart._numbered, "marks", ("문1지2현",)),
    (name_apart._split, "mark", ("강_전율", "정윤:택", "박°준형")),
    (name_apart._parts, "parts", ("성 금 / 이름 채린", '성씨는: "남궁", 이름은 솔이고', "성은 도이고 이름은 윤입니다", "성=간\t이름=민수")),
    (name_apart._called, "called", ("금 씨 성에 이름은 채린입니다", "남궁씨 성이고 이름이 도윤이에요")),
    (
        name_apart._latin_parts,
        "latin parts",
        ("Surname: KIM Given names: MINSU", "성 KIM 이름 MINSU", "성(Surname) KIM / 이름(Given Names) MIN SU", "last name Park, first name Eun"),
    ),
    (name_beside._apart_row, "row", ("임 용 호, 조 수 임, 장 경 민", "임  용 호/조 수 임")),
    (name_beside._numbered, "numbered", ("명하윰 (211104-4173325)", "명하윰 M123456789012", "명하윰 11-24-123456-01")),
    (name_beside._sealed, "sealed", ("미오월 (인)", "미오월㊞", "미오월 (서명)")),
    (name_beside._aged, "aged", ("곽산(77) 씨", "곽산(77세)옹", "곽산 (7)어르신")),
    (name_beside._greeted, "greeted", ("승란님 자동차세", "확인\n승란님의 소득")),
    (name_beside._addressed_so, "addressed", ("함초롬 씨가 말렸다", "기다림 님 통관", "남물례 귀하", "편둘레 주무관이", "남물례 고객님", "남물례 소방장")),
    (name_beside._says, "says", ("길에 사는 방하얀 이고, ", "학교에 다니는 방하얀입니다", "늘 일하는 방하얀이라고", "같이 지내는 방하얀 인데요")),
    (name_beside._child_of, "child of", ("도담 – 엄마 현수련 010", "1) 루아: 외할머니 010", "라온-보호자 김철수 (")),
    (name_beside._in_log, "in log", ("op=구슬기 rc=0", "user=구슬기", "x who=구슬기&ab=1")),
    (name_beside._chinese, "han", ("我叫王小明", "姓名：李明")),
    (name_scripts._cyrillic, "scripts", ("Цой Вениамин", "Cepгeй Kим")),
    (name_scripts._kana, "scripts", ("ピョン·ハンギョル", "高橋 ゆうた", "ﾀｸ")),
    (name_scripts._abroad, "scripts", ("สมชาย ใจดี", "محمد علي", "សុខ", "ຄຳພອນ", "အောင်", "राम", "தமிழ்", "שרה", "მარიამ")),
    (name_scripts._small, "scripts", ("nguyễn thị hương", "le thị ba", "đỗ an")),
    (name_scripts._apart, "letters apart", ("K i m  M i n s u", "P-y-o, J-u-n-g", "d o m i n i c   j a n g", "P.a.r.k J.i", "a_b / c_d")),
    (name_scripts._coded, "coded", ("K1m M1n5u", "Kim M1nsu", "D0 Y3-r1n", "is D@ Yerin", "L33 Jun")),
    (name_apart._explained, "parts explained", ("성은 기러기의 '기', 이름은 한결", "성은 노루 할 때 노, 이름은 이든 입니다")),
    (name_apart._syllables, "syllables", ("이름 첫째 자 영 둘째 자 채", "이름 첫 번째 글자는 민, 두 번째 글자는 서입니다", "이름의 앞 글자 민 뒤 글자 수")),
    (name._asked, "asked", ("성함이요? 고객: 모영자요", "이름이 뭐죠\n고객: 모영자", "함자는요?\n- 네, 모영자")),
    (name_beside._born, "born", ("소나무 (1969. 4. 4.생)", "소나무, 1969년생", "소나무 1969-04-04 출생", "허공 (본명)", "허공(실명)")),
    (name_beside._dialled, "dialled", ("② 김산 010-9178-9002", "활동가 황금비(01029879002", "김산/ 010 9178 9002")),
    (name_beside._renamed, "renamed", ("배언년에서 배연년으로", "김솔에서 김설로")),
    (name_beside._stranger_called, "stranger called", ("쿠마리 디파님, ", "나카무라 유이 씨는")),
    (name_beside._speaker_line, "speakers", ("차미숙: 네\n옹달샘: 네", "김솔 : 네\n김설 : 네")),
    (name_beside._glossed, "glossed", ("구(具)본순", "배 (裵) 온")),
    (name._of_kin, "kin", ("우리 유찬이", "둘째 도현", "손녀 하윤이가", "짝꿍 하윤")),
)  # fmt: skip


@pytest.mark.parametrize(("pattern", "hint", "texts"), GATED, ids=[hint for _, hint, _ in GATED])
def test_what_a_pattern_finds_has_its_hint(pattern, hint, texts):
    for text in texts:
        assert pattern.search(text), text
        assert hint in hints(text), text


def test_every_hint_gates_a_pattern():
    assert {hint for _, hint, _ in GATED} == set(HINTS)


_PIECES = st.sampled_from(
    ["김", "이", "박", "남궁", "제갈", "민수", "솔", "은", "씨", "님", "우리 ", "둘째", "*", "_", "°", "〇", "외국인", "(중국)", "국적", "네팔", "임 용 호", ", ", " / ", " ",
     "  ", "\n", "|", "·", ".", ":", "：", "(인)", "㊞", "(77) ", "77세)", "010-1234", "211104-4173325", "op=", "rc=", "구슬기", " – 엄마 ", "사는 ", " 귀하", " 고객님", " 소방교", "입니다", "이라고", "M123456789012", "11-24-123456-01",
     "我叫", "王小明", "姓名", "이름", "예금주", "등록번호", "전화", "수", "시", "있습니다", "a1", "\u00a0", "\u3000", "F4 비자", "(055-",
     "Цой ", "Вениамин", "ピョン", "สมชาย", "K1m ", "M1n5u", "K i m", "  m i n", "성은 ", "탁구의 ", "이름은 ", "첫째 자 ", "둘째 글자 ", "đỗ an"]
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=30).map("".join)


@given(_TEXTS)
def test_in_whatever_text(text):
    found = hints(text)
    for pattern, hint, _ in GATED:
        assert hint in found or pattern.search(text) is None


@given(_TEXTS, st.booleans())
def test_the_runs_that_could_be_names_are_those_of_the_whole_text(text, known):
    words = text.split()
    if not known:
        name._plain.clear()
    wanted = [(m.start(), m[0]) for m in name._run.finditer(text) if len(m[0]) == 1 or name._ways(m[0])]
    found = [(m.start(), m[0]) for m in name._runs(text, words, set(words), set())]
    assert found == wanted


def test_many_words_that_are_not_known_are_found_in_order(monkeypatch):
    monkeypatch.setattr(name, "_plain", set())
    text = " ".join(f"{a}{b}{c}" for a in "김이박" for b in "민서하" for c in "준윤아") + " 김 민 수"
    words = text.split()
    found = [m.start() for m in name._runs(text, words, set(words), set())]
    assert len(set(words)) > name._FEW
    assert found == [m.start() for m in name._run.finditer(text)]


def test_no_word_of_a_text_is_kept(monkeypatch):
    kept = set()
    monkeypatch.setattr(name, "_plain", kept)
    list(name.detect(name.View("응우옌티흐엉에게 물어보세요.")))
    assert kept
    assert all(isinstance(one, int) for one in kept)


def test_a_word_is_known_by_the_whole_of_it():
    """A known word is not passed over inside another one."""
    for text in ("표시 시 시장 시", "시가 시 시가시", "가가가 가가"):
        words = text.split()
        for word in set(words):
            at = [m.start() for m in re.finditer(rf"(?<!\S){re.escape(word)}(?!\S)", text)]
            assert list(name._apart_from_others(text, word)) == at
