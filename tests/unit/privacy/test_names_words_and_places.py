"""Names that are words, told by what stands beside them; and words, banks, provinces, ships that are nobody."""

import pytest

from gwanmun.privacy import scan


def names(text):
    return [text[f.start : f.end] for f in scan(text) if f.kind == "NAME"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("심사위원 후보\n강아지풀 없음\n진달래 (1971. 5. 9.생) 화가", "진달래"),
        ("참가자 명단: 한가람(본명), 회비 납부", "한가람"),
        ("접수: 성함이요? 고객: 추영순요. 천천히 말씀해 주세요.", "추영순"),
        ("환불 계좌 예금주 민(閔)서율", "민(閔)서율"),
        ("자녀 도하람·도하윤 두 명 다자녀 할인", "도하윤"),
        ("수험생 진달래입니다. 주소를 고쳐 주세요.", "진달래"),
        ("신고자 온새미로 / 처리 팀장 김상훈", "온새미로"),
        ("보호자는 딸 Katie Park 미국 거주", "Katie Park"),
        ("1학년 2반 도로시 (국적 케냐, 외국인등록번호 확인)", "도로시"),
        ("별님반 봉하늬 어머님, 내일 준비물입니다", "봉하늬"),
        ("명의 SEO DALNIM → 한글 서해온\n연락 부탁", "SEO DALNIM"),
        ("수하인 PARK BYUL, 통관부호 확인", "PARK BYUL"),
        ("함자는 경 재 우 라고 합니다", "경 재 우"),
        ("② 민산 010-2345-6788 가로등 꺼짐", "민산"),
        ("통역 활동가 황금비 010-2345-6788 로 연락", "황금비"),
        ("이름이 채언년에서 채연년으로 바뀜", "채언년"),
        ("10시 접수: 라이 수니타님, 서류 지참", "라이 수니타"),
        ("반장님방\n권미숙: 회비 걷습니다\n옹달샘: 얼마예요?\n권미숙: 만 원\n옹달샘: 네", "옹달샘"),
        ("합격자 14:02 테무진 수험번호 20133", "테무진"),
        ("차주는 김 점 례 할머니십니다", "김 점 례"),
        ("三月 八日生 朴 英 順 씨의 나이", "朴 英 順"),
    ],
)
def test_a_word_is_a_name_where_its_neighbours_say_so(text, name):
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "신청인> 수당이 안 들어왔어요",
        "이장: 보험은 농기계 공제라 합니다",
        "들어오는 통장: 전북 1021-01-0447700",
        "23:25 확인: 강원 산불 없음",
        "입항 선박: 해진호, 금영호, 정은호. 총톤수 9톤",
        "별표 자리엔 382593 넣으면 됩니다",
        "환불받으실 계좌랑 영수증을 보내 주세요",
        "입항 선명 MV HAN BIT 7, 2026년 5월",
        "예인선 MV ORIENT LILY 접안",
        "사과나무 (2019. 3. 1. 생) 묘목 30주",
        "앞의 전자는 1985. 2. 11. 생산분",
        "신청인 부(父) 확인, 대상 자녀",
        "관광객이 Victoria Park 산책로를 물었다",
        "통관 부호가 P000000000000 맞나요",
        "환불은 010-2345-6788 로 문의",
        "본인확인 필요, 010-2345-6788",
        "궁금하면 전화해 010-2345-6788",
        "항만 용어\n이안: 배가 부두를 떠남\n정박지: 닻을 내리는 곳",
        "춘천에서 춘양으로 옮긴 지점",
        "사용자 돌봄팀 공용 태블릿",
    ],
)
def test_what_is_nobody_is_left(text):
    assert names(text) == []


def test_a_kin_letter_in_brackets_is_no_part_of_a_name():
    assert names("신청인 부(父) 류성진 / 대상 자녀") == ["류성진"]
