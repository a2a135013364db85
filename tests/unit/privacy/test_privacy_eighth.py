"""What the eighth and the ninth corpus taught, each as a rule of the language or the law, in other words than the corpus has."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def found(text: str, kind: Kind) -> list[str]:
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is kind]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("세대원 확인: 손자 탁윰솔 (150312-3184025) 전입", ["탁윰솔"]),
        ("UPDATE tb_land SET owner_nm = '한들별' WHERE seq = 7", ["한들별"]),
        ("보낸사람: 홍보담당관실 반석 <bs77@korea.kr>\n제목: 회신", ["반석"]),
        ("From: Namgung Do-yeon, First Secretary\nRe: visit", ["Namgung Do-yeon"]),
        ("인계자 박누리별  인수자 표곤  비고 없음", ["박누리별", "표곤"]),
        ("면담한 소령 선우 민은 자료를 냈다", ["선우 민"]),
        ("합격자 옹누리 (인)  심사위원장 탁여울 (인)", ["옹누리", "탁여울"]),
        ("주민 곽솔(77) 씨가 도왔다", ["곽솔"]),
        ("출생) 부 우린 모 이리나 소콜로바, 신고인 탁수영", ["우린", "이리나 소콜로바", "탁수영"]),
        ("승란님 자동차세(경기 70자 4622)가 체납되었습니다", ["승란"]),
        ("대표이사 빙다로 / 사업자 511-34-07765", ["빙다로"]),
        ("통관 대행: 정범 P684811871204", ["정범"]),
        ("확인자 「황보한」 서명", ["황보한"]),
        ("그리고 어제 같이 민원실에 온 친구는 사이토 겐지입니다", ["사이토 겐지"]),
        ('메모("빅토르 최") 확인', ["빅토르 최"]),
        ("우리 영감 예개똥 앞으로", ["예개똥"]),
        ("순번 / 성함 / 주치의 / 비고\n1 / 봉두식 / 없음 / 재진\n2 / 갈막례 / 없음 / 초진", ["봉두식", "갈막례"]),
    ],
)
def test_a_name_is_told_by_its_place_in_a_form(text, names):
    assert found(text, Kind.NAME) == names


@pytest.mark.parametrize(
    "text",
    [
        "이름 없는 노동자(몽골, 외국인등록번호 880426-5134567)",
        "낙찰자: ㈜가온테크놀로지 대표이사",
        "To: 홍보팀 <pr@korea.kr>",
        "수신: 민원실 <minwon@korea.kr>, 관리자 <admin@korea.kr>",
        "From: Open Data, Ministry",
        "고객님 안녕하십니까\n대통령님 말씀",
        "서명 (인)  신청인 (인)",
        '"발주자" 누리구 / "계약상대자" 을',
        "상담사: 네, 확인했습니다\n상담사: 정성을 다하겠습니다",
        "제 부호는 P200332612345",
        "1종대형 11-02-227536-16",
        "신청인 서명  대리인 주소  연락처 02",
    ],
)
def test_what_only_stands_where_names_do_is_none(text):
    assert found(text, Kind.NAME) == []


def test_a_foreign_name_of_several_words_stays_whole_before_its_number():
    text = "동거인 응우옌 티 마이란, 880426-6134567"
    assert found(text, Kind.NAME) == ["응우옌 티 마이란"]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("운영 서버는 203 점 117 점 24 점 9 입니다", Kind.IP, "203 점 117 점 24 점 9"),
        ("비번은 G r e e n ! 7 7 (띄어쓰기 없이)", Kind.PASSWORD, "G r e e n ! 7 7"),
        ("흰 승합, 번호 삼오칠 허 육이구사 조회 요망", Kind.PLATE, "삼오칠 허 육이구사"),
        ("생년월일 一九五二년 七월 二十일", Kind.BIRTHDATE, "一九五二년 七월 二十일"),
        ("생년월일은 일구오이년 칠월 이십일", Kind.BIRTHDATE, "일구오이년 칠월 이십일"),
        ("환자번호 / 의뢰 / 결과\n20260418-077 / 객담 / 음성", Kind.MRN, "20260418-077"),
        ("천구백팔십이년 삼월 구일 생이에요", Kind.BIRTHDATE, "천구백팔십이년 삼월 구일"),
        ("새로 만든 건 960-125895-75667예요. 우체국.", Kind.ACCOUNT, "960-125895-75667"),
        ("직소: 통장을 상대로 진정, 전화 064-919-8767", Kind.PHONE, "064-919-8767"),
        ("통장 제선호 (02-657-6436)", Kind.PHONE, "02-657-6436"),
        ("인계 완료\n외부 유출 금지", Kind.MARKING, "외부 유출 금지"),
        ("차트번호: M12345678", Kind.MRN, "M12345678"),
    ],
)
def test_a_value_written_to_be_overlooked_is_found_whole(text, kind, value):
    assert found(text, kind) == [value]


def test_a_telephone_in_two_halves_is_both():
    assert found("전화는 앞이 010-4471이고 뒤가 8105예요", Kind.PHONE) == ["010-4471", "8105"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("경기 결과 21 점 15 점 18 점 300", Kind.IP),
        ("천구백팔십이년 삼월 구일에 제정한 조례", Kind.BIRTHDATE),
        ("우체국 배달준비. 등기번호 13052-4471-0093", Kind.ACCOUNT),
        ("civil affairs desk at 02-2999-9000 (weekdays)", Kind.PHONE),
        ("점수는 10점 20점 30점", Kind.IP),
        ("비밀번호는 a b c 순서로", Kind.PASSWORD),
        ("010-4471번대 국번은 뒤 2026년에 씁니다", Kind.PHONE),
        ("환자번호 / 의뢰 / 결과\n미정 / 객담 / 음성", Kind.MRN),
    ],
)
def test_what_looks_so_and_is_something_else_is_none(text, kind):
    assert found(text, kind) == []
