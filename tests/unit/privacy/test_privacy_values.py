"""Values other than names, as people disguise or misplace them: each row stands for a class of wording, not for a text."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def found(text: str, kind: Kind) -> list[str]:
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is kind]


def anything(text: str) -> list[tuple[Kind, str]]:
    (row,) = find_all([text])
    return [(f.kind, text[f.start : f.end]) for f in row if f.kind is not Kind.NAME]


@pytest.mark.parametrize(
    "text",
    [
        "커밋 3fa901033387215bb0c4d1e2f3a4b5c6d7e8f901 되돌림",
        "지문: a7d1c20e5501094471832fe9b8c7d6a5e4f3b2c1",
        "요청 4f01d2c3-9b1a-4c2d-8e3f-010447183291 처리",
        "본문 MIIEvQIBADANBgkqhkiG9w0BAQ01044718329EFAASCBKc 해독",
        "hash=0x7c02553187721ab34cd56ef7890a1b2c3d4e5f60718293a4",
        "sum d41d8cd98f00b204e9800998ecf8427e070443218765",
    ],
)
def test_digits_in_a_long_word_of_a_machine_are_no_number(text):
    assert anything(text) == []


@pytest.mark.parametrize(
    "text", ["tel01044718329", "https://a.go.kr/u/01044718329/edit", "kakao_01044718329_final_version.jpg"]
)
def test_digits_in_a_short_word_or_a_path_are_one(text):
    assert found(text, Kind.PHONE) == ["01044718329"]
