"""Names whose syllables anything keeps apart, beside a word for a name; rows and sentences of the same look are none."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy import scan


def names(text: str) -> list[str]:
    return [text[f.start : f.end] for f in scan(text) if f.kind is Kind.NAME]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("성명: 노 \\ 정 례, 재스캔 요망", ["노 \\ 정 례"]),
        ("이름 배,지 호 이고 연락은 나중에", ["배,지 호"]),
        ("성명 안 득 ,례", ["안 득 ,례"]),
        ("차주 한‥준‥희 (총무과 직원)", ["한‥준‥희"]),
        ("예금주 (감)(병)(오) 전화는 없음", ["(감)(병)(오)"]),
        ("예금주 [노][은][솔]", ["[노][은][솔]"]),
        ("뇌~옥~분 할머니 보험료", ["뇌~옥~분"]),
        ("이름은 좌⸱명⸱근", ["좌⸱명⸱근"]),
        ("성함은 견 - 우 - 진 이에요", ["견 - 우 - 진"]),
        ("이장 최~~민~~국이 말했다", ["최~~민~~국"]),
        ("총무 김@솔@미 앞으로", ["김@솔@미"]),
        ("김@주@희 님에게 전달", ["김@주@희"]),
    ],
)
def test_syllables_apart_beside_a_word_for_a_name(text, found):
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "당첨자: 김○수, 이*희 외",
        "협조 안 함. 모 관계자는",
        "담당: 가 - 나 - 다 순으로 정리",
        "위원: 김, 이, 박 3인",
        "성별 남 / 여 / 기타",
        "구분: 상 > 중 > 하",
        "성명 (한글) (한자) (영문)",
        "신청인 주소 : 동·읍·면",
        "음 · 도 · 레 로 시작",
        "신청 방 - 문 - 우편",
    ],
)
def test_rows_and_sentences_are_none(text):
    assert names(text) == []
