"""A patient's number beside the patient, and behind whatever a hospital calls it; each with what is none."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find


def numbers(text):
    return [text[f.start : f.end] for f in find(text) if f.kind is Kind.MRN]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("김민수 (12345678) 님 입원 수속", "12345678"),
        ("내과 김민수 환자 #00417723 혈액검사", "00417723"),
        ("검체 라벨: 김민수 / M / 45 / 00417723", "00417723"),
        ("[00417723] 김민수 M/45 폐렴 진단", "00417723"),
        ("입원 10병동 3호 김민수 00417723", "00417723"),
        ("ID 00417723 김민수 (M/45) 폐렴으로 입원", "00417723"),
        ("응급실 접수 김민수 00417723", "00417723"),
        ("투약기록: 00417723 김민수 아세트아미노펜 500mg", "00417723"),
        ("(환)417723 김민수 외래 예약", "417723"),
        ("협진의뢰: 등록번호 00417723 김민수", "00417723"),
        ("퇴원 예정자\n00417723 김민수\n00418810 이영희", "00417723"),
    ],
)
def test_a_number_beside_a_patient(text, value):
    assert value in numbers(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("진료기록 사본(00412233) 발급 요청", "00412233"),
        ("김민수님(차트 20417) 내원", "20417"),
        ("PatID: 00417723", "00417723"),
        ("pt id 00417723 입원", "00417723"),
        ("수검자번호 88213", "88213"),
        ("건강검진 등록번호 2026-03-88213", "2026-03-88213"),
        ("치매안심센터 대상자 번호 C-0231", "C-0231"),
        ("의무기록 no 417723", "417723"),
        ("MR# 417723 admitted to ward 3", "417723"),
        ("UHID 417723", "417723"),
        ("환자번호 1·2·3·4·5·6·7", "1·2·3·4·5·6·7"),
    ],
)
def test_whatever_it_is_called(text, value):
    assert numbers(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "간호사 김민수 00417723 (사번) 병동 근무",
        "김민수 환자 진료비 417723원 수납",
        "입원 환자 김민수 20260301 수술 예정",
        "김민수 환자 010-4177-2300 연락",
        "김민수 (010-2345-6789) 님 입원 수속",
        "환자 김민수 850312 생",
        "처방전 교부번호 2026030100123 김민수 환자",
        "접수번호 00417723 김민수 환자",
        "김민수 학번 20410772 실습 병원 배치",
        "병원 예산 집행: 김민수 41772300 결재",
        "의사면허 00417723 김민수 원장, 외래 진료",
        "동물병원 차트번호 1203 (말티즈)",
        "수술용품 00417723 김민수 산업 납품",
        "김민수 씨 사번 00417723, 병원 원무과 근무",
        "영상번호 00417723-CT 판독",
        "전화 0417723 병원 원무과",
    ],
)
def test_what_is_none(text):
    assert numbers(text) == []
