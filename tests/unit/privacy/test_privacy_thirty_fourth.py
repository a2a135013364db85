"""Values whose neighbours once hid them, marks beside titles, numbers told in parts: and their opposites."""

import pytest

from gwanmun.privacy import scan


def found(text: str) -> list[tuple[str, str]]:
    return [(f.kind.value, text[f.start : f.end]) for f in scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A firm's name may end in the word for a thing; its head may stand before its telephone.
        ("공급업체: 누리설비 (312-29-99203), 대표 표종철, 041-733-2918", ("BRN", "312-29-99203")),
        ("공급업체: 누리설비 (312-29-99203), 대표 표종철, 041-733-2918", ("PHONE", "041-733-2918")),
        # Marks.
        ("현장 사진 3매 첨부.\n※ 감사 진행 중인 사안으로 대외비 처리", ("MARKING", "대외비")),
        ("참고인 진술은 별지와 같음. 보안: 대외비", ("MARKING", "대외비")),
        ("[공익 신고 기록] CONFIDENTIAL\n신고자: 익명", ("MARKING", "CONFIDENTIAL")),
        ("겉장에 대·외·비 라고 찍힌 방제계획입니다", ("MARKING", "대·외·비")),
        # A birth in a list whose other lines have a telephone, too.
        (
            "순번 성명 생년월일 연락처\n1 표가람 920304 010-2938-1172\n2 세르게이 바실리예프 790815 없음\n3 유나리 880221 010-4410-7723",
            ("BIRTHDATE", "790815"),
        ),
        ("내가 태어난 해는 칠십사 년이고 생일은 시월 하고도 열이레예요", ("BIRTHDATE", "칠십사 년")),
        ("내가 태어난 해는 칠십사 년이고 생일은 시월 하고도 열이레예요", ("BIRTHDATE", "시월 하고도 열이레")),
        # Numbers set apart or told in parts.
        ("스위치 관리주소 10 . 81 . 9 . 44 입니다", ("IP", "10 . 81 . 9 . 44")),
        ("차 번호 3 7 누 5519 견인 요청", ("PLATE", "3 7 누 5519")),
        ("농협 계좌 앞 352 중간 1184 끝 7720913 환급", ("ACCOUNT", "352")),
        ("농협 계좌 앞 352 중간 1184 끝 7720913 환급", ("ACCOUNT", "1184")),
        ("농협 계좌 앞 352 중간 1184 끝 7720913 환급", ("ACCOUNT", "7720913")),
        ("이장입니다 제 번호\n공일공\n2290 하고\n7315 입니다", ("PHONE", "공일공")),
        ("이장입니다 제 번호\n공일공\n2290 하고\n7315 입니다", ("PHONE", "2290")),
        ("이장입니다 제 번호\n공일공\n2290 하고\n7315 입니다", ("PHONE", "7315")),
        ("거꾸로 적음: 핸드폰 4471-9027-010", ("PHONE", "4471-9027-010")),
        ("카드번호 첫째|둘째|셋째|넷째\n4111|1111|1111|1111", ("CARD", "1111")),
        # Addresses.
        ("집은 전남고흥군도양읍관리사백이다시칠번지 입니다", ("ADDRESS", "전남고흥군도양읍관리사백이다시칠번지")),
        ("도로명은 서귀포시 남원읍 귤꽃길 이고 건물번호는 따로, 백칠십 입니다", ("ADDRESS", "서귀포시 남원읍 귤꽃길")),
        ("도로명은 서귀포시 남원읍 귤꽃길 이고 건물번호는 따로, 백칠십 입니다", ("ADDRESS", "백칠십")),
        ("집은 전북 부안군이고요\n면은 변산면, 길은 모항길 이백일 다시 삼", ("ADDRESS", "전북 부안군")),
        ("집은 전북 부안군이고요\n면은 변산면, 길은 모항길 이백일 다시 삼", ("ADDRESS", "변산면")),
        ("집은 전북 부안군이고요\n면은 변산면, 길은 모항길 이백일 다시 삼", ("ADDRESS", "모항길 이백일 다시 삼")),
        ("A: 주소 나눠 보낸다\nA: 대전광역시 동구\nA: 솔잎\nA: 로 삼십일 다시 오", ("ADDRESS", "대전광역시 동구")),
        ("A: 주소 나눠 보낸다\nA: 대전광역시 동구\nA: 솔잎\nA: 로 삼십일 다시 오", ("ADDRESS", "로 삼십일 다시 오")),
        # A password in two parts.
        ("사무실 비번 앞은 Tulip 그리고 그 뒤에 샵 사사구", ("PASSWORD", "Tulip")),
        ("사무실 비번 앞은 Tulip 그리고 그 뒤에 샵 사사구", ("PASSWORD", "샵 사사구")),
    ],
)  # fmt: skip
def test_what_is_found(text, expected):
    assert expected in found(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("배수설비 (312-29-99203) 점검", "BRN"),
        ("대표 안내, 041-733-2918", "PHONE"),
        ("교육 내용: 수사 사항으로 대외비 취급 요령", "MARKING"),
        ("다음 사항은 대외비로 취급하는지 질의", "MARKING"),
        ("예시를 들면 이렇다. 보안: 대외비", "MARKING"),
        ("표기 예시를 봄. 보안: 대외비", "MARKING"),
        ("<영어 단어 뜻> CONFIDENTIAL\n기밀의", "MARKING"),
        ("비공개(3호)와 비공개(7호)의 구분은 편람을 본다", "MARKING"),
        ("대외비라고 찍힌 문서를 본 적이 없다", "MARKING"),
        ("개체식별번호 002 1203 9981 4 암소의 출생일이 2024. 2. 11.로 잘못 입력", "BIRTHDATE"),
        ("반려견 '보리' 생년월일: 2021-04-03", "BIRTHDATE"),
        ("경주마 마명 번개, 출생일 2019. 4. 2.", "BIRTHDATE"),
        ("송아지(2025. 3. 1.생) 2두 매입", "BIRTHDATE"),
        ("1 볼트 규격 790815 없음\n2 너트 규격 880221 재고", "BIRTHDATE"),
        ("조각을 나눈 비율은 10 . 81 . 9 . 44", "IP"),
        ("1 2 가 3456 번째 줄", "PLATE"),
        ("계좌 현황: 앞 120명 중간 340명 끝 5512명", "ACCOUNT"),
        ("동 번호\n101\n2290 세대\n7315 명", "PHONE"),
        ("거꾸로 세면 4471-9027-018", "PHONE"),
        ("카드 매출\n4111\n1111\n1111\n1112", "CARD"),
        ("우리 동네는 전남고흥군도양읍관리 사이에 있다", "ADDRESS"),
        ("도로명은 바뀌었고 건물번호는 따로 부여한다", "ADDRESS"),
        ("면은 넓고 길은 좁다", "ADDRESS"),
        ("A: 대전광역시 동구\nA: 회의\nA: 3시", "ADDRESS"),
        ("비번 앞은 영문 그리고 뒤에 숫자로 하세요", "PASSWORD"),
        ("회사가 태어난 해는 1974 년이고 생일은 축하받지 못했다", "BIRTHDATE"),
    ],
)  # fmt: skip
def test_what_is_none(text, kind):
    assert kind not in {k for k, _ in found(text)}


def test_an_owner_of_an_animal_is_a_person():
    assert ("BIRTHDATE", "2001. 4. 3.") in found("반려견 등록 신청인 생년월일 2001. 4. 3.")
    row = "등록 견종/성별 소유자 생년월일 주소\n26-01 푸들/수  유나경  2002.11.30.  전북특별자치도 군산시 조촌5길 48"
    assert ("BIRTHDATE", "2002.11.30.") in found(row)


def test_a_mobile_in_messages_with_the_time():
    text = "[09:12] 나: 공일공 뒤에\n[09:12] 나: 삼칠오이\n[09:13] 나: 8804 이야"
    assert [value for kind, value in found(text) if kind == "PHONE"] == ["공일공", "삼칠오이", "8804"]


def test_an_account_cut_into_lines():
    text = "(수협 계좌 잘라서 적음)\n352-18\n40-9127\n-63 끝"
    assert [value for kind, value in found(text) if kind == "ACCOUNT"] == ["352-18", "40-9127", "-63"]


@pytest.mark.parametrize(
    "text",
    [
        "계좌 입금 내역 두 줄로 정리\n120000\n3400",
        "계좌 이체 조각\n1명\n2명",
        "[09:12] 나: 공일 뒤에\n[09:12] 나: 봐요",
    ],
)
def test_counts_in_lines_are_none(text):
    assert {kind for kind, _ in found(text)} <= {"NAME"}


def test_an_indented_form_is_no_table():
    text = "신청인\n  성명      유나경\n  생년월일  1987년 3월 14일\n  전화      010-2291-7734"
    assert ("BIRTHDATE", "1987년 3월 14일") in found(text)
