"""What a reviewer found taken for a value, a mark or a home, and what took more than linear time."""

import time

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find


def kinds(text):
    return {f.kind for f in find(text)}


@pytest.mark.parametrize(
    "text",
    [
        "변수에 user_id_1 넣으면 됩니다.",
        "할인코드 SPRING_2026 입력하면 20% 할인",
        "쿠폰번호 EVENT#2026 입력하세요.",
        "해시태그 #Seoul2026 입력 후 참여",
        "검색어 R&D2026 입력하면",
        "수식 y=2x^2+3 입력하고",
        "Ctrl+Shift+F10_누르세요",
        "방문 시간은요?\n상담원: 1400",
        "문의: 예산 얼마죠?\n과장: 3500",
        "현재 질문?\n답변: 2026",
        "현관 방역은 언제?\n담당: 0930",
        "Windows11 로그인 암호입니다.",
        "문서번호 DOC-2026-0012 관련 비밀번호입니다.",
        "관리자 user manual2026 배포",
        "접속 user count1000 초과 시",
        "관리자 admin administrator2",
        "계정 root windows10",
        "net user kim_cs localgroup",
        "openssl enc -k keyfile.bin",
        "SNMP Community String: RFC1157",
        "pre-shared key: WPA2-PSK 방식 권장",
        "비밀번호 4자리 1234와 같은 번호는 사용할 수 없습니다.",
        "비밀번호 4자리 0000 사용 금지",
        "비밀번호 앞 2자리 00은 사용 불가",
        "비밀번호를 0000(으)로 설정하지 마십시오.",
        "비밀번호는 올해 변경 대상 계정 3520 입니다.",
        "passphrase: enter your chosen secret phrase here",
        "시트 보호 해제: Sheet1.Unprotect",
        "쓰기 보호 해제 → v2.1-release",
        "비밀번호 변경 후 chrome120 이상에서 접속하세요.",
        "비밀번호가 오류코드4031 입니다.",
        "The password is a b c d e f style",
        "새마을금고 좌 2, 우 3 건물 배치도",
        "금고가 오른쪽 3, 왼쪽 2 위치에 있음",
        "후문 코드 320, 정문 코드 310 (건물 도면 기호)",
        "조회용 view_a → view_b2 변경",
    ],
)
def test_no_password(text):
    assert Kind.PASSWORD not in kinds(text)


@pytest.mark.parametrize("value", ["seed2026", "aria2024", "lea1004", "seed12"])
def test_a_word_for_a_cipher_begins_a_password(value):
    assert Kind.PASSWORD in kinds(f"비밀번호: {value}")


@pytest.mark.parametrize(
    "text",
    [
        "로그인 이력\n시도 1\n시도 2\n시도 3",
        "시도: 3회\n시도: 4회\n시도: 5회",
        "읍면동 수 544\n시군구 수 31\n시도 수 17",
        "시도\t인구 100\n시군\t인구 20\n읍면\t인구 3",
        "국가산업 1단지 304-1203 스테인리스 강판",
        "산업단지 2단지 101-2203 필지 분양",
        "대전테크노파크 101동 502호에서 설명회를 개최합니다.",
        "캠퍼스타운 105동 201호 강의실",
        "경북 영주시 풍기읍 성내리 놀이터 1식",
        "경기도 여주시 강천면 걸은리 장터 5일장",
        "2026 Gangnam-dong, Seoul festival",
        "Top 10 Insa-dong, Jongno-gu, Seoul attractions",
    ],
)
def test_nobodys_home(text):
    assert Kind.ADDRESS not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "서울 종로구 세종대로 209 (골목시장동 3층)",
        "강릉시 교동 12 (건너말길, 교동)",
    ],
)
def test_the_bracket_belongs_to_the_address(text):
    assert [text[f.start : f.end] for f in find(text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "대외비 봉투 제작 계획\n\n수량 100매",
        "대외비 스탬프 구매 품의\n\n수량",
        "대외비 자체점검 계획\n\n일시",
        "군사기밀 사건 재판 결과\n\n일시",
        "외부 유출 금지 캠페인 추진 계획\n\n일시",
        "Ⅰ급비밀: 외교관계 단절, 전쟁 유발 우려\nⅡ급비밀: 위협\nⅢ급비밀: 손해",
        "정교사 자격 등급: Ⅱ급, 발급일 2026",
        "멸종위기 야생생물 등급: Ⅰ급, 종명 수달",
        "게시판 상태: 비공개 | 작성자: 홍보팀",
        "비공개 1,2호기 원전",
        "비공개 2·3호선 환승 공사",
        "부분공개 - 2호기",
        "줄거리를 정리해 줘. <대외비>가 무슨 뜻이야?",
        "표로 바꿔 줘. [대외비] [비공개] [공개] 순으로",
        "타 기관 자료는 대외비라서 제공받지 못했습니다.",
        "개인정보는 대외비로 취급 바랍니다라는 문구를 삽입하세요",
        "'무단 배포 금지'가 적힌 이 현수막을 철거함",
        "관외 반출 금지\n\n도서관 이용 안내",
        "업무 외 사용 금지\n\n공용차량 이용 수칙",
        "RESTRICTED – Parking Only\n\nGate 3",
        "[기밀] 유지 서약서",
        "TLP 등급\n- TLP:RED\n- TLP:AMBER\n- TLP:GREEN",
    ],
)
def test_no_mark_of_this_text(text):
    assert Kind.MARKING not in kinds(text)


@pytest.mark.parametrize("text", ["교육청 한정 배부\n\n2026년 예산안", "감사담당관실 내부 한정\n\n감사 결과 보고"])
def test_who_alone_may_have_it(text):
    assert Kind.MARKING in kinds(text)


@pytest.mark.parametrize(
    ("lead", "unit", "tail"),
    [
        ("수원시\n번지", " ", "a" * 50 + "\n"),
        ("수원시\n번지", "\t", "a" * 50 + "\n"),
        ("[극비]", " .", "가"),
        ("취 급 주 의", " ]", "x"),
        ("비공개 1,2호", " .", "x"),
        ("내부검토용", " .", "x"),
    ],
)
def test_bait_takes_linear_time(lead, unit, tail):
    def spent(count):
        started = time.process_time()
        find(lead + unit * count + tail)
        return time.process_time() - started

    spent(100)
    assert spent(8_000) < 9 * max(spent(2_000), 0.01)
