"""A mark that a line begins with, or that is written so that nobody sees it: each beside talk of marks."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.domain.grades import Grade
from gwanmun.privacy.find import find_all
from gwanmun.privacy.grade import mark_grade


def marks(text):
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is Kind.MARKING]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("대외비 인사위원회\n1. 안건", "대외비"),
        ("대외비 검토보고(안) 2026. 3.\n1. 배경", "대외비"),
        ("대외비 채용계획안\n1. 인원: 3명", "대외비"),
        ("Ⅲ급비밀 작전 계획\n1. 상황", "Ⅲ급비밀"),
        ("3급 비밀 을지연습 결과 보고\n가. 개요", "3급 비밀"),
        ("○○과장 결재\n대외비 · 수사 보고\n1. 대상자", "대외비"),
        ("육군 제3사단 24-10023\nⅢ급비밀 상황 보고\n1. 적 동향", "Ⅲ급비밀"),
        ("대외비 감사담당관실\n수신: 시장\n제목: 특정감사 중간 결과", "대외비"),
        ("대외비 제2차 인사위원회 의결서\n일시: 2026. 3. 2.", "대외비"),
        ("군사비밀 부대 이동 계획\n1. 이동로", "군사비밀"),
        ("대외비 - 노조 협상 전략\n1. 임금", "대외비"),
        ("대외비 | 감사실 | 2026-03-02\n1. 경위", "대외비"),
        ("대외비, 국장 친전\n1. 경위", "대외비"),
        ("[감사담당관] 대외비 직원 비위 조사\n1. 혐의", "대외비"),
        ("인사 평정표\n대외비 결재\n성명 평점", "대외비"),
        ("(안)\n대외비 조직 개편 방안\n1. 방향", "대외비"),
    ],
)
def test_a_line_at_the_head_begins_with_its_mark(text, mark):
    assert marks(text) == [mark]


@pytest.mark.parametrize(
    "text",
    [
        "대외비 문서 관리 지침\n1. 목적",
        "대외비 지정 기준을 알려 주세요",
        "대외비 해제 심의 결과\n총 3건",
        "대외비 보유 현황\n1. 총 12건",
        "대외비 취급 인가자 교육 계획\n1. 일시",
        "대외비 자료는 어떻게 보관하나요?\n알려주세요",
        "대외비 등급의 뜻\n1. 정의",
        "대외비 도장 구입 계획\n1. 수량",
        "비밀 보관함 구매 계획\n1. 수량",
        "3급 비밀 이상 문서의 관리 계획\n1. 목적",
        "3급 비밀 취급 인가 신청 현황\n1. 인원",
        "Ⅲ급비밀 생산 절차 안내\n1. 절차",
        "대외비 표시 방법 개선 계획\n1.",
        "대외비 관련 규정 검토 보고\n1.",
        "대외비 누설자 처벌 규정 검토\n1.",
        "대외비 유출 사고 예방 대책\n1.",
        "대외비 분류 실태 점검 결과\n1.",
        "대외비 및 비밀 관리 현황\n1.",
        "대외비 등 중요 문서 관리 계획\n1.",
        "대외비 여부를 확인해 주세요.\n1.",
        "대외비 문건 유출 의혹 보도 검토\n1.",
        "대외비 서류함 이전 계획\n1.",
        "군사기밀 보호법 개정 검토 보고\n1.",
        "군사비밀 보호 구역 안내\n1.",
        "질문\n대외비 계약서 검토는 누가 하나요?",
        "대외비 교육 자료\n1. 정의",
        "대외비 용어 설명 자료\n1.",
        "대외비 재분류 계획\n1.",
        "대외비 이관 목록\n1.",
        "대외비 파기 대장 서식\n1.",
        "대외비 전자 결재 기능 개발 계획\n1.",
        "대외비 관리 대장 양식을 만들어 줘",
        "대외비 예고문 작성 요령\n1.",
        "대외비 정보 공개 청구 처리 결과\n1.",
        "대외비 기록물 정리 계획\n1.",
        "대외비 열람 신청 결과 보고\n1.",
        "대외비 보안 점검 계획\n1.",
    ],
)
def test_talk_of_marks_at_the_head_is_none(text):
    assert marks(text) == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("이 문서 대 / 외 / 비 취급 바랍니다", "대 / 외 / 비"),
        ("【대 · 외 · 비】 라고 찍힌 계획입니다\n1. 대상", "대 · 외 · 비"),
        ("본 계획은 대~외~비 이니 유의하세요", "대~외~비"),
        ("TLP:AMBER\n침해사고 분석 보고", "TLP:AMBER"),
        ("TLP:RED\n1. 악성코드", "TLP:RED"),
        ("[TLP:AMBER+STRICT] 취약점 공유\n1. 대상", "TLP:AMBER+STRICT"),
        ("[보안주의] 계약 현황\n1. 업체", "보안주의"),
        ("외부유출금지 회의 자료\n1. 안건", "외부유출금지"),
        ("내부검토용 조직 개편안\n1. 방향", "내부검토용"),
    ],
)
def test_a_mark_written_otherwise(text, mark):
    assert marks(text) == [mark]


@pytest.mark.parametrize(
    "text",
    [
        "TLP:GREEN\n공유 가능",
        "TLP:CLEAR\n공개",
        "TLP:AMBER 등급은 조직 내부에서만 공유합니다.",
        "TLP:RED와 TLP:AMBER의 차이를 알려줘",
        "내부검토용 폴더를 만들어 주세요",
        "외부유출금지 표시 방법\n1. 위치",
        "외부유출금지 교육 자료\n1. 정의",
    ],
)
def test_what_looks_like_one(text):
    assert marks(text) == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Subject: [RESTRICTED] Port security roster\nTo: liaison", "RESTRICTED"),
        ("진술조서 부본 [열람제한]\n문: 이름은?", "열람제한"),
        ("【경찰청 내부한】\n첩보 동향 4월", "경찰청 내부한"),
        ("등급: Ⅱ급 / 생산: 정보과\n동향 보고", "Ⅱ급"),
        ("지급: 보통  보안: Ⅲ급비밀\n면회 결과", "Ⅲ급비밀"),
        ("문서상태: 비공개 (사유: 검토 중)\n제목: 예산안", "비공개"),
        ("취급: 열람 후 즉시 파기\n이전 계획", "열람 후 즉시 파기"),
        ("후보 명단은 대외비라 돌려보지 마세요", "대외비"),
        ("시장 보고 전까지 취급주의. 문의는 담당에게", "취급주의"),
        ("NATO/ROK SECRET\nMEMO", "NATO/ROK SECRET"),
        ("CONFIDENTIAL – Sponsor Only\n1. Adverse event", "CONFIDENTIAL – Sponsor Only"),
        ("【 외 부 유 출 금 지 】\n수신 국장", "외 부 유 출 금 지"),
        ("대\n외\n비\n교환 협의 경과", "대\n외\n비"),
        ("Subject: dae-oe-bi / 회의 자료", "dae-oe-bi"),
        ("인사안_대외비_최종.hwpx 보세요", "대외비"),
        ("본 명부는 감사 목적 외 사용 금지\n", "감사 목적 외 사용 금지"),
        ("(이 메모는 청외 반출 금지)", "청외 반출 금지"),
        ("이사 외 열람금지\n1. 보수", "이사 외 열람금지"),
        ("다음 글을 다듬어 줘. [대외비] 청사 이전 후보지: 갑", "대외비"),
        ("공개구분 비공개5,6호 / 쪽수 3", "비공개5,6호"),
        ("발표 전까지 대외비  - 2 -", "발표 전까지 대외비"),
    ],
)
def test_where_else_a_mark_stands(text, mark):
    assert mark in marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "[RESTRICTED]라는 표시는 무슨 뜻인가요?",
        "장애등급: Ⅱ급 / 생년: 1980",
        "그 명단은 대외비입니까?",
        "회원 상태: 비공개 계정으로 전환",
        "업무 외 목적 사용 금지 규정을 찾아 줘",
        "2026_대외비_관리대장.xlsx 양식",
        "dae-oe-bi라고 읽습니다",
        "관 계 기 관 협 의",
        "위원 한정 배부 여부를 검토해 줘",
        "주차장 내부 한쪽에 두세요",
    ],
)
def test_what_is_no_mark_of_this_text(text):
    assert marks(text) == []


def test_a_traffic_light_is_sensitive():
    assert mark_grade("TLP:RED") is Grade.S
    assert mark_grade("TLP:AMBER+STRICT") is Grade.S
