"""Numbers behind the word that says what they are, whatever they are written with."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def found(text, kind):
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is kind]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        # letters that look like digits
        ("차량번호 4l 두 5O82 흰색", Kind.PLATE, "4l 두 5O82"),
        ("법인등록번호 : llO1ll — 482 7O98", Kind.CRN, "llO1ll — 482 7O98"),
        ("여권번호 M3l8B 52O6", Kind.PASSPORT, "M3l8B 52O6"),
        ("생년월일 l984. O7. l5", Kind.BIRTHDATE, "l984. O7. l5"),
        ("생년월일 O7 MAR l979", Kind.BIRTHDATE, "O7 MAR l979"),
        ("운전면허번호 l3-O8-27l459-6O", Kind.DRIVER, "l3-O8-27l459-6O"),
        # said
        ("차번 이십칠 버 삼육구이 입니다", Kind.PLATE, "이십칠 버 삼육구이"),
        ("주차 등록 차량 백오십이 누 공사일칠", Kind.PLATE, "백오십이 누 공사일칠"),
        ("차량번호는 삼구오 조 이팔공육 이고요", Kind.PLATE, "삼구오 조 이팔공육"),
        ("주차 명단\n육이로 5 1 0 7 방문객\n대전 칠일 바 사사이구", Kind.PLATE, "육이로 5 1 0 7"),
        ("주차 명단\n육이로 5 1 0 7 방문객\n대전 칠일 바 사사이구", Kind.PLATE, "대전 칠일 바 사사이구"),
        (
            "면허는 십일 다시 공오 다시 삼칠이공사육 다시 이팔 이에요",
            Kind.DRIVER,
            "십일 다시 공오 다시 삼칠이공사육 다시 이팔",
        ),
        ("건강보험증 번호 육 공이사 오칠칠 일공사삼", Kind.HEALTH_INS, "육 공이사 오칠칠 일공사삼"),
        ("군번 공칠 칠육공 일삼 이구오 예요", Kind.MILITARY_NO, "공칠 칠육공 일삼 이구오"),
        ("군번은 공사 칠칠공 이이 삼 이고요", Kind.MILITARY_NO, "공사 칠칠공 이이 삼"),
        ("여권은 엠 이공팔 케이 삼삼칠구 인데요", Kind.PASSPORT, "엠 이공팔 케이 삼삼칠구"),
        ("여권번호: 에스 하나 다음에 엠 3 1 8 2 7 0 4 5", Kind.PASSPORT, "엠 3 1 8 2 7 0 4 5"),
        ("환자번호 이공사 삼일 칠오", Kind.MRN, "이공사 삼일 칠오"),
        # marks of many kinds
        ("연락처 010 에 3 6 1 8 에 5 2 9 4", Kind.PHONE, "010 에 3 6 1 8 에 5 2 9 4"),
        ("휴대폰 [0][1][0] - [3][6][1][8] - [5][2][9][4]", Kind.PHONE, "[0][1][0] - [3][6][1][8] - [5][2][9][4]"),
        ("생년월일 1 9│7 3│1 0│2 6", Kind.BIRTHDATE, "1 9│7 3│1 0│2 6"),
        ("법인등록번호  1 1 0 1 1 1   -   4 8 2 7 0 9 8", Kind.CRN, "1 1 0 1 1 1   -   4 8 2 7 0 9 8"),
        ("법인카드 번호 4 1 1 1 · 1 1 1 1 · 1 1 1 1 · 1 1 1 1", Kind.CARD, "4 1 1 1 · 1 1 1 1 · 1 1 1 1 · 1 1 1 1"),
    ],
)
def test_a_number_is_read_behind_its_word(text, kind, value):
    assert value in found(text, kind)


@pytest.mark.parametrize(
    "text",
    [
        "차량 이용은 이십삼 일까지 신청하고 주차 구역은 삼사 층입니다",
        "차는 이십 대 주차장은 일이삼사 층",
        "차량 30대 주 2026년 배차 계획",
        "군번줄 제작 건 2 3 4 5 6 7 8 호기 점검",
        "전화 상담 0 2 3 1 4 2 5 건 접수",
        "카드 발급 1 2 3 4 5 단계 안내, 표 6 7 8 9",
        "생년월일 기재란은 2 0 자리 이내",
        "여권 발급 M 2 호기 3 호기 4 호기",
        "면허 종별: 일종 보통, 이종 소형, 삼 년 무사고",
        "법인 번호판 8 9 1 0 1 1 회의실",
        "건강보험 일 이 삼 사 오 급 판정",
        "환자번호 일련 체계는 이 삼 일 안에 정합니다",
    ],
)
def test_other_figures_behind_such_words_are_none(text):
    (row,) = find_all([text])
    assert [text[f.start : f.end] for f in row if f.kind is not Kind.NAME] == []
