"""Numbers and addresses told otherwise than in figures: other scripts, English figures in Hangul, marks between, messages."""

import pytest

from gwanmun.privacy import scan


def found(text: str) -> list[tuple[str, str]]:
    return [(f.kind.value, text[f.start : f.end]) for f in scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Digits of other scripts and of displays.
        ("외국인등록번호 ០២០៣១៥-៨០៣៤៦១៩ 체류", ("FRN", "០២០៣១៥-៨០៣៤៦១៩")),
        ("급여 통장(전북은행) ၅၂၇-၂၁-၀၈၃၉၄၆၂", ("ACCOUNT", "၅၂၇-၂၁-၀၈၃၉၄၆၂")),
        ("휴대폰 🯰🯱🯰-🯴🯴🯷🯲-🯳🯰🯶🯱 화면", ("PHONE", "🯰🯱🯰-🯴🯴🯷🯲-🯳🯰🯶🯱")),
        ("보험증번호 5️⃣➖1️⃣7️⃣3️⃣9️⃣4️⃣0️⃣2️⃣8️⃣6️⃣1️⃣ 확인", ("HEALTH_INS", "5️⃣➖1️⃣7️⃣3️⃣9️⃣4️⃣0️⃣2️⃣8️⃣6️⃣1️⃣")),
        # English figures in Hangul.
        ("번호는 제로 원 제로에 세븐 에잇 투 세븐에 원 나인 쓰리 포", ("PHONE", "제로 원 제로에 세븐 에잇 투 세븐에 원 나인 쓰리 포")),
        # Any mark between.
        ("폰 공♥일♥공♥구♥삼♥이♥팔♥육♥사♥공♥일 로", ("PHONE", "공♥일♥공♥구♥삼♥이♥팔♥육♥사♥공♥일")),
        (r"휴대폰 0\1\0\4\1\7\8\9\3\6\1 무시", ("PHONE", r"0\1\0\4\1\7\8\9\3\6\1")),
        ("주민번호 050421🌸430🌸8172 꽃은 빼고", ("RRN", "050421🌸430🌸8172")),
        ("주민번호 84_02_29_1961049 한 건", ("RRN", "84_02_29_1961049")),
        ("주민번호 칸 값 7,609,142,170,359 그대로", ("RRN", "7,609,142,170,359")),
        ("외국인 등록 번호 / 86 / 07 / 19 / 652 / 2088 / 끝", ("FRN", "86 / 07 / 19 / 652 / 2088")),
        ("건강보험증 번호가 2 / 4081 / 7736 / 29 이래요", ("HEALTH_INS", "2 / 4081 / 7736 / 29")),
        ("환자번호 삼-공-오-팔-이 칠-사-구 결과지", ("MRN", "삼-공-오-팔-이 칠-사-구")),
        ("단말기 맥주소 5C~83~8F~~02~D7~49 등록", ("MAC", "5C~83~8F~~02~D7~49")),
        # Said with words between.
        ("카드번호 5201 음 4890 그리고 3352 어디 보자 7061 예요", ("CARD", "5201 음 4890 그리고 3352 어디 보자 7061")),
        ("아이피 일칠이 쩜 일구 쩜 팔사 쩜 이공칠 차단", ("IP", "일칠이 쩜 일구 쩜 팔사 쩜 이공칠")),
        ("제 차 이팔에 나 사공일칠 번입니다", ("PLATE", "이팔에 나 사공일칠")),
        ("메일은 씨 에이치 오 알 에이 팔팔 골뱅이 지메일 점 컴 이에요", ("EMAIL", "씨 에이치 오 알 에이 팔팔 골뱅이 지메일 점 컴")),
        ("메일 제이 더블유 언더바 오션 칠구 골뱅이 한메일 쩜 넷 으로", ("EMAIL", "제이 더블유 언더바 오션 칠구 골뱅이 한메일 쩜 넷")),
        ("뒤에서부터 읽으세요 4672-8139-010", ("PHONE", "4672-8139-010")),
    ],
)  # fmt: skip
def test_told_otherwise(text, expected):
    assert expected in found(text)


def test_a_number_said_in_messages_with_words_that_lead_in():
    text = "민원인: 번호 드릴게요\n민원인: 공일공\n민원인: 그다음 삼육구이\n민원인: 마지막 오팔공사"
    assert [value for kind, value in found(text) if kind == "PHONE"] == ["공일공", "삼육구이", "오팔공사"]


@pytest.mark.parametrize(
    "text",
    [
        "을지로 골뱅이 다음에 갑시다",
        "이 가게 골뱅이 네이버 평점이 높다",
        "원 투 쓰리 포 박자에 맞춰",
        "점수는 3,609,142,170,351원",
        "단기 / 중기 / 장기 2 / 3 / 4 / 5 단계",
        "26 / 11 / 22 / 3 회차",
        "버전 1_02_03_4 배포",
        "점검: 그다음 3동\n점검: 마지막 5동",
        "♥ 1 ♥ 2 ♥ 3 ♥",
        "파이브 세븐 나인 경기",
    ],
)
def test_what_looks_like_it_is_none(text):
    assert found(text) == []
