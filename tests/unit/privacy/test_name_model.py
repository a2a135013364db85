"""Names that no rule is sure of: told by everything around them; and what only looks like one."""

import pytest

from gwanmun.privacy.detectors.name_model import MODEL, Model, of_letters, of_place
from gwanmun.privacy.find import find


def names(text):
    return [text[f.start : f.end] for f in find(text) if f.kind.value == "NAME"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("생활지원사 박하늬입니다. 오늘 안부 전화를 드렸습니다.", ["박하늬"]),
        ("결재 올림: 문서원(기안) → 하태길(검토)", ["문서원", "하태길"]),
        ("4조  구민혁  13:20 도착", ["구민혁"]),
        ("예약자 명단\n번호 이름 인원\n1 노유경 3\n2 설다인 2", ["노유경", "설다인"]),
        ("@탁재윤 확인 부탁드려요", ["탁재윤"]),
        ("가구주 마동구 (580314-", ["마동구"]),
        ("sign_채은솔_010_5521_8890.png", ["채은솔"]),
        ("내일 회의는 여미주 대신 제갈빈이 들어갑니다", ["여미주", "제갈빈"]),
        ("통역 응우옌 반 히에우 / 면담 40분", ["응우옌 반 히에우"]),
        ("신청인 알렉산드르 페트로프 진술", ["알렉산드르 페트로프"]),
        ("민규야 어제 도시락 두고 갔어", ["민규"]),
        ("영빈쌤 오늘 보강 몇 시예요?", ["영빈"]),
        ("급식실 앞에서 태훈이가 넘어졌대요", ["태훈"]),
        ("Please ask Seo Ha-rin or Yeong-su Gil.", ["Seo Ha-rin", "Yeong-su Gil"]),
        ("이사 빅토르 김이 서명함", ["빅토르 김"]),
        ("자리에는 하경민뿐이었고, 하경민 씨 연락처는 없음", ["하경민", "하경민"]),
        ("Dear Mariana Souza,\n\nThank you for your letter.", ["Mariana Souza"]),
    ],
)
def test_a_name_is_told_by_what_stands_around_it(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "방문일 2025-03-02 접수", "이용자 수 증가", "예비입주자 순번 안내", "신고자: 총무부", "정보화 팀장 회의",
        "문화재 보수 담당 공용", "안전모 착용 점검", "강화도 현장 조사 8월", "성실성 평가 3점", "전기차 충전소 12기",
        "임산물 판매 담당", "하수도 정비 담당자 회의", "조리실 점검일 5월", "장마철 대비 배수로 정비", "Dear Sir or Madam,",
        "오늘 담당 창구를 방문하였습니다.", "신청 내용을 변경하였고 통보하였다.", "Park On-site visit", "우리 나라야 어디든 그렇죠",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_name_is_none(text):
    assert names(text) == []


def test_a_score_is_the_sum_of_what_is_seen():
    model = Model(("\t-100", "w32\t40", "b4\t70", "f주무\t55", "L없음\t900"))
    text = "담당자 김민수 주무관"
    seen = [*of_letters("김민수", "", 16, 0), *of_place(text, 4, "김민수", "", 16, 0)]
    assert {"w32", "b4", "f주무"} <= set(seen)
    for _ in range(2):  # the second time from memory
        assert model.score(text, 4, "김민수", "", 16, 0) == (-100 + 40 + 70 + 55) / 100


def test_no_name_is_kept():
    MODEL.score("담당자 황보율", 4, "황보율", "", 10, 0)
    assert all(isinstance(one, int) for one in (*MODEL._known, *MODEL._known.values()))


def test_the_weights_hold_no_whole_name():
    """What was learnt are syllables, particles and the words beside: never three syllables of a person."""
    assert all(not feature.startswith(("N", "name")) for feature in MODEL._weights)
    assert max(len(feature) for feature in MODEL._weights) <= 8
