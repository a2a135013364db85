"""The other side of each rule for what people type by hand: values that it must not lose, ordinary words that it must not take."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def found(text):
    (row,) = find_all([text])
    return [(f.kind, text[f.start : f.end]) for f in row]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("성명,소속,주민(법인)번호\n김민수,(주)푸른솔,850312-1234567", Kind.RRN, "850312-1234567"),
        ("법인 대표이사 주민번호: (주)푸른솔 850312-1234567", Kind.RRN, "850312-1234567"),
        ("서울특별시 중구 을지로 3가 12-3 2층", Kind.ADDRESS, "서울특별시 중구 을지로 3가 12-3 2층"),
        ("무료 주차권 12가3456 발급", Kind.PLATE, "12가3456"),
        ("버전 10.4.112.7, 192.168.10.20 서버", Kind.IP, "192.168.10.20"),
        ("IP 211.252.3.5목적지", Kind.IP, "211.252.3.5"),
        ("IP 211.252.3.5조회", Kind.IP, "211.252.3.5"),
        ("법인등록번호 110111-2365322 이며 잘못 기재된 경우 정정", Kind.CRN, "110111-2365322"),
        ("집 042-481-4119 는 예시처럼 적었습니다", Kind.PHONE, "042-481-4119"),
        ("좌표 -8.65411, 115.21673", Kind.GPS, "-8.65411, 115.21673"),
        ("옆집 함초롬 씨를 찾습니다", Kind.NAME, "함초롬"),
        ("국민은행 93840101-226517로 들어갔습니다", Kind.ACCOUNT, "93840101-226517"),
    ],
)
def test_what_a_rule_for_another_thing_must_not_lose(text, kind, value):
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("To-do 1: 보고서 작성. TO-DO 3건, re-do 12, Top-Gun 2, half-ri 20", Kind.ADDRESS),
        ("접수번호: 10-2026-0012, 문서번호 10-2026-1234", Kind.PHONE),
        ("담당 부서 전화 053-230-1234 / 팩스 053-230-1235", Kind.PHONE),
        ("자동차 보험 31234567890, 고용 보험: 2-0241234567, 산재 보험 2026-1015-001", Kind.HEALTH_INS),
        ("시의원 등록번호 2026-014, 정당 당원 등록 번호: 20260113", Kind.MRN),
        ("국외과 등록번호 2026-0113", Kind.MRN),
        ("차트 12345 포인트, 환자 현황", Kind.MRN),
        ("병원 등록번호 111-82-00213", Kind.MRN),
        ("도라지 씨를 뿌린다. 조롱박 씨를 심고 강낭콩 씨, 주인장 씨", Kind.NAME),
        (
            '{"from": "서울역", "to": "정읍역"} {"to": "전주시"} {"author": "홍보실"} {"manager": "안내소"} {"owner": "조달청"}',
            Kind.NAME,
        ),
        ("I am Happy Today. I am Not Sure about this. I am From Korea", Kind.NAME),
        ("전기 (산업기사, 1998.05.02), 보일러 (기능장, 2003.05.02)", Kind.BIRTHDATE),
        ("1. 강남대교 1979-10-25\n2. 성수대교 1979-10-16", Kind.BIRTHDATE),
        ("1. 서울역 1974-08-15\n2. 동대문역 1974-08-15", Kind.BIRTHDATE),
        ("양식: 이름, 생년월일 필수\n1 예산 집행 260101", Kind.BIRTHDATE),
        ("좌표 12.34567, 0.98765", Kind.GPS),
        ("위치 오차 12.3456 34.5678", Kind.GPS),
        ("우리은행 1-2026-001234 문서", Kind.ACCOUNT),
        ("WPA-PSK=TKIP+AES", Kind.PASSWORD),
        ("비번 초기화 → 포털1.0! 배포", Kind.PASSWORD),
        ("PC에 3C7C3F1A90BE 파일, 장비 자산 3C7C3F1A90BF", Kind.MAC),
    ],
)
def test_what_a_rule_must_not_take(text, kind):
    assert kind not in {one for one, _ in found(text)}
