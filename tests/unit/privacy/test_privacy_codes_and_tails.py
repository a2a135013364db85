"""Codes that are nobody's, versions that are no addresses, a hospital's letters, what stands behind a building's number."""

import pytest

from gwanmun.privacy import scan


def found(text):
    return {(f.kind.value, text[f.start : f.end]) for f in scan(text)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("차트 K-2093311 / 초진", ("MRN", "K-2093311")),
        ("병원 차트번호 HS-2093311, 입원 2일차", ("MRN", "HS-2093311")),
        ("병동 회진 순서: 정무진 님(12345678), 오후 검사", ("MRN", "12345678")),
        ("외래 예약 확인 (번호 12345678) 환자 안내", ("MRN", "12345678")),
        ("병원 의무기록 등록 H22-123456", ("MRN", "H22-123456")),
        ("EMR번호 00331922 조회", ("MRN", "00331922")),
        ("Medical record number 331922", ("MRN", "331922")),
        ("임산부 등록번호 26-0331", ("MRN", "26-0331")),
        ("환자(No. 339210) 수술 동의", ("MRN", "339210")),
        ("군번은 8-1234567 입니다", ("MILITARY_NO", "8-1234567")),
        ("거주지: 서울 강북구 인수봉로 25-1, 관리동", ("ADDRESS", "서울 강북구 인수봉로 25-1, 관리동")),
        ("인천 연수구 함박뫼로 171, 반지하\n연락 바람", ("ADDRESS", "인천 연수구 함박뫼로 171, 반지하")),
        ("ssh op1@192[.]168[.]10[.]20/data", ("IP", "192[.]168[.]10[.]20")),
        ("대외비 (인사위원회 회의자료)\n안건 1", ("MARKING", "대외비")),
        ("여권 사본: M48291037 유효기간 확인", ("PASSPORT", "M48291037")),
        ("M48291037 확인해 주세요", ("PASSPORT", "M48291037")),
        ("김다솜 M48291037 출장", ("PASSPORT", "M48291037")),
        ("로그: 11.0.22.7 에서 접속 시도", ("IP", "11.0.22.7")),
    ],
)
def test_it_is_found_whole(text, value):
    assert value in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "편집기를 10.4.1.2에서 10.4.2.0으로 바꾸는 날",
        "배포판 목록에 11.0.22.7 과 12.1.3.0 이 있다",
        "폐기할 시료 M48291037 은 냉동고에 둔다",
        "예비 부속 P302611450098 의 재고를 셉니다",
        "군번 규정 26-1 참조",
        "중앙로 25, 축사 화재 위험은 없다"[9:],
        "기종: 하이스텐보드판, 수량 3",
    ],
)
def test_nothing_is_found(text):
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("번호는 공일공이고 이삼사오 그리고 육칠팔구", {("PHONE", "공일공이고 이삼사오 그리고 육칠팔구")}),
        ("연락처 공일공, 그다음 이삼사오, 끝이 육칠팔구", {("PHONE", "공일공, 그다음 이삼사오, 끝이 육칠팔구")}),
        (
            "[9:12] 민원: 010\n[9:12] 민원: 8846\n[9:13] 민원: 1730 입니다",
            {("PHONE", "010"), ("PHONE", "8846"), ("PHONE", "1730")},
        ),
        ("주소 서울시/강북구/인수봉로/25/다동/102호", {("ADDRESS", "서울시/강북구/인수봉로/25/다동/102호")}),
    ],
)
def test_pieces_and_what_is_said_between_them(text, values):
    assert values <= found(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("외래 접수: 문병준 씨(20931188) 검사 대기", ("MRN", "20931188")),
        ("의원 진료, 등록번호 HS-1234567", ("MRN", "HS-1234567")),
        ("대학병원 원무과에 등록 H22-123456", ("MRN", "H22-123456")),
        ("서울 강북구 인수봉로 25, 제2별관\n", ("ADDRESS", "서울 강북구 인수봉로 25, 제2별관")),
        ("서울 강북구 인수봉로3길 25, 상가(수유동)", ("ADDRESS", "서울 강북구 인수봉로3길 25, 상가(수유동)")),
        ("대외비 · 총무과 인사팀 회람", ("MARKING", "대외비")),
    ],
)
def test_more_of_it_is_found_whole(text, value):
    assert value in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "대외비 · 비밀 · 공개의 차이",
        "대외비 (비밀이 아닌 문서의 뜻)",
        "병원 장비 등록 20-123456",
        "현장: 010\n현장: 아니\n현장: 2450\n현장: 3600 두 종류",
        "내과 병동 배치도, 중앙로 쪽 공사",
    ],
)
def test_nothing_is_found_there(text):
    assert not found(text)
