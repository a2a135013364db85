"""Texts that hold nothing personal: rows of things, labels before a thing, numbers of goods, versions and sections."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find


def found(text: str, kind: Kind) -> list[str]:
    return [text[f.start : f.end] for f in find(text) if f.kind is kind]


@pytest.mark.parametrize(
    "text",
    [
        "심을 꽃: 금잔화, 봉숭아, 백일홍, 맨드라미",
        "정밀점검 대상은 남문교, 신촌교, 주현교, 하선교, 물빛교입니다.",
        "주간 식단\n월: 미역국, 콩나물무침\n화: 황태국, 감자조림",
        "버스 노선: 북문시장 – 민속촌 – 주성교 – 터미널",
        "광물 표본은 장석, 석류석, 전기석, 감람석 차례로 놓는다.",
        "입찰에 주식회사 한가온, 유한회사 들샘이 들어왔다.",
        "호수 둘레길은 시가 미는 대표 코스다.",
        "환자 수를 줄인 것이고, 병상은 그대로입니다.",
        "| 차종 | 비고 |\n|---|---|\n| 황태국 | 없음 |",
        "임진왜란 때 진주에서 김시민이 성을 지켰다.",
        "작성자: 관리자",
        "청소년 놀이터를 널리 알리는 글",
        "위원 한 분이 반대하셨다.",
        "엑셀에서 전화번호 열을 나눠 줘",
        "선명 / 부호 / 부두\nMIRAE STAR / D7KC / 3부두",
        "황진이의 시조 한 수",
        "심사위원 총평을 짧게 써 줘",
    ],
)
def test_where_nothing_is_a_person_s_a_thing_is_no_name(text):
    assert found(text, Kind.NAME) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("내일 당직은 이정훈, 박미경입니다.", ["이정훈", "박미경"]),
        ("전화 010-2345-6781 김도현", ["김도현"]),
        ("1조: 강유진 신다혜 권오준", ["강유진", "신다혜", "권오준"]),
        ("주식회사 들샘 대표 김도현에게 알린다", ["김도현"]),
    ],
)
def test_a_person_among_persons_stays_one(text, names):
    assert found(text, Kind.NAME) == names


@pytest.mark.parametrize("text", ["P302611450098 펌프 2대", "P302611450098 (일련번호)", "P302611450098 모델 교체"])
def test_a_number_of_goods_is_no_customs_code(text):
    assert found(text, Kind.PCCC) == []


def test_a_customs_code_by_its_shape_stays_one():
    assert found("P302611450098 로 통관됐는지 봐 주세요", Kind.PCCC) == ["P302611450098"]


@pytest.mark.parametrize(
    "text", ["M20457731 입장권", "티켓 S71204456 환불", "S10293847 밸브 3개", "표본 D30114562 보관"]
)
def test_a_number_of_a_ticket_or_a_part_is_no_passport(text):
    assert found(text, Kind.PASSPORT) == []


def test_a_passport_by_its_shape_stays_one():
    assert found("M20457731 로 출국했습니다", Kind.PASSPORT) == ["M20457731"]


@pytest.mark.parametrize(
    "text", ["Tomcat 10.1.8.0 올림", "10.4.2.1 하도급 관리\n10.4.2.2 대금", "펌웨어 버전 12.2.55.1 → 목표 12.2.58.2"]
)
def test_a_version_and_a_section_are_no_address(text):
    assert found(text, Kind.IP) == []


@pytest.mark.parametrize("text", ["Server 10.1.8.12 접속 불가", "막은 곳 203.0.113.77", "10.4.2.1 단말 차단"])
def test_an_address_stays_one(text):
    assert len(found(text, Kind.IP)) == 1
