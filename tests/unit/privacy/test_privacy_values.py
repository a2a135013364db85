"""Values other than names, as people disguise or misplace them: each row stands for a class of wording, not for a text."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all
from gwanmun.privacy.spelt import apart


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


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("제 번호는 공하나공 넷둘칠하나 구공삼삼이에요", Kind.PHONE, "공하나공 넷둘칠하나 구공삼삼"),
        ("휴대폰: zero one zero - two eight one four - nine three three zero", Kind.PHONE, "zero one zero - two eight one four - nine three three zero"),
        ("mobile is zero-one-zero, seven two two one, four four zero six", Kind.PHONE, "zero-one-zero, seven two two one, four four zero six"),
        ("전화는 공일공에요, 이칠사일에 구공삼삼이요", Kind.PHONE, "공일공에요, 이칠사일에 구공삼삼"),
        ("번호는 공일공, 이칠사일, 어… 구공삼삼 이랍니다", Kind.PHONE, "공일공, 이칠사일, 어… 구공삼삼"),
        ("사업자번호는 일 이 공 다시 팔 일 다시 육 공 삼 공 일 입니다", Kind.BRN, "일 이 공 다시 팔 일 다시 육 공 삼 공 일"),
        ("사업자번호 일이공, 팔일, 육공삼공일", Kind.BRN, "일이공, 팔일, 육공삼공일"),
        ("카드는 사오삼이, 일일팔팔, 공공삼사, 육칠칠육 입니다", Kind.CARD, "사오삼이, 일일팔팔, 공공삼사, 육칠칠육"),
        ("군번은 일 팔 다시 칠공공이삼사오육", Kind.MILITARY_NO, "일 팔 다시 칠공공이삼사오육"),
        ("군번 일팔-칠공공이 삼사오육 확인", Kind.MILITARY_NO, "일팔-칠공공이 삼사오육"),
        ("여권번호는 엠 사 칠 공 삼 팔 이 구 오 입니다", Kind.PASSPORT, "엠 사 칠 공 삼 팔 이 구 오"),
        ("여권번호는 엠 사칠공삼팔이구오", Kind.PASSPORT, "엠 사칠공삼팔이구오"),
        ("passport em four seven zero three eight two nine five", Kind.PASSPORT, "em four seven zero three eight two nine five"),
        ("개인통관부호 피 공칠일이 팔팔사오 육칠구공", Kind.PCCC, "피 공칠일이 팔팔사오 육칠구공"),
        ("아이피가 이백십일 점 삼십육 점 백오 점 칠이래요", Kind.IP, "이백십일 점 삼십육 점 백오 점 칠"),
        ("접속 주소는 일구이[점]일육팔[점]칠[점]십구 입니다", Kind.IP, "일구이[점]일육팔[점]칠[점]십구"),
        ("생년월일은 육십삼년 구월 십칠일이요", Kind.BIRTHDATE, "육십삼년 구월 십칠일"),
        ("칠사년 시월 초사흘 생이에요", Kind.BIRTHDATE, "칠사년 시월 초사흘"),
        ("할머니는 1936년 섣달 스무이틀생입니다", Kind.BIRTHDATE, "1936년 섣달 스무이틀"),
        ("생년월일 一九五二年 三月 十七日", Kind.BIRTHDATE, "一九五二年 三月 十七日"),
        ("집은 서울 은평구 갈현로 이십삼길 십육, 비동 삼백이호입니다", Kind.ADDRESS, "서울 은평구 갈현로 이십삼길 십육, 비동 삼백이호"),
        ("주소는 충북 괴산군 청천면 화양리 삼백팔 다시 이번지요", Kind.ADDRESS, "충북 괴산군 청천면 화양리 삼백팔 다시 이번지"),
        ("부산 동래구 명륜로 백이십번지 백삼동 구백일호로 보내 주세요", Kind.ADDRESS, "부산 동래구 명륜로 백이십번지 백삼동 구백일호"),
    ],
)  # fmt: skip
def test_a_number_said_aloud_is_read(text, kind, value):
    assert found(text, kind) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "하나 둘 셋 넷 다섯 여섯 일곱 여덟 세어 보세요",
        "one two three four five six seven eight",
        "이영구, 오일육, 이공일 위원이 참석",
        "삼 점 일 점 이 점 사 조항",
        "도로 이동 일정과 길 사이 오동나무",
        "이년 사월 오일에 회의",
        "서울시 종로 일이 많아 야근",
    ],
)
def test_words_that_only_count_are_no_value(text):
    assert anything(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("주민번호 앞자리 840217 / 뒷자리 2318845 맞나요", Kind.RRN, ["840217", "2318845"]),
        ("주민등록번호 앞자리: 840217\n뒷자리: 2318845", Kind.RRN, ["840217", "2318845"]),
        ("주민번호1: 840217, 주민번호2: 2318845", Kind.RRN, ["840217", "2318845"]),
        ("주민번호 앞자리는 840217이고 뒷자리는 2318845", Kind.RRN, ["840217이고 뒷자리는 2318845"]),
        ('{"rrn_first": "840217", "rrn_second": "2318845"}', Kind.RRN, ["840217", "2318845"]),
        ("앞자리는 840217 이고요.\n뒷자리는 문자로 드려요 → 2318845\n주민번호 확인 바랍니다", Kind.RRN, ["840217", "2318845"]),
        ("외국인등록번호 앞부분 840217 이렇게 적고, 나중에 말할 뒷부분은 6318845", Kind.FRN, ["840217", "6318845"]),
        ("주민번호\n8 4 0 2 1 7\n2 3 1 8 8 4 5\n주소", Kind.RRN, ["8 4 0 2 1 7\n2 3 1 8 8 4 5"]),
        ("주민번호 세로\n8\n4\n0\n2\n1\n7\n-\n2\n3\n1\n8\n8\n4\n5\n끝", Kind.RRN, ["8\n4\n0\n2\n1\n7\n-\n2\n3\n1\n8\n8\n4\n5"]),
        ("폰은\n0\n1\n0\n4\n4\n7\n1\n8\n3\n2\n9\n입니다", Kind.PHONE, ["0\n1\n0\n4\n4\n7\n1\n8\n3\n2\n9"]),
        ("번호는 010 그리고 4471 마지막 8329", Kind.PHONE, ["010 그리고 4471 마지막 8329"]),
        ('tel = "010" + "4471" + "8329"', Kind.PHONE, ['010" + "4471" + "8329']),
        ("앞 010은 뺄게요 생략하고 4471-8329 예요", Kind.PHONE, ["4471-8329"]),
        ("연락처: 010-44\n71-8329", Kind.PHONE, ["010-44\n71-8329"]),
        ("<b>010<!-- x -->-4471<!-- y -->-8329</b>", Kind.PHONE, ["010<!-- x -->-4471<!-- y -->-8329"]),
        ('<a href="tel:010-4471-8329">전화</a>', Kind.PHONE, ["010-4471-8329"]),
        ("카드 앞 여덟 자리 45321188, 나머지는 0034-6776", Kind.CARD, ["45321188", "0034-6776"]),
        ("계좌를 나눠 부릅니다. 앞 1002-337 그리고 뒤 448-210", Kind.ACCOUNT, ["1002-337", "448-210"]),
        ("위치 N36˚12´44.1˝ E127˚27´01.3˝ 부근", Kind.GPS, ["N36˚12´44.1˝ E127˚27´01.3˝"]),
        ("좌표 36,12044 / 127,45011", Kind.GPS, ["36,12044 / 127,45011"]),
    ],
)  # fmt: skip
def test_a_value_in_pieces_is_found(text, kind, values):
    assert found(text, kind) == values


@pytest.mark.parametrize(
    "text",
    [
        "접수 840217 건, 처리 결과는 뒤에 2318845 원",
        "순번\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11",
        "010 시작 번호만 되고 2024 마지막 2025 아님",
    ],
)
def test_other_numbers_apart_are_none(text):
    assert anything(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("강사료 지급: 표누리 690422-2145538 농협 301-0442-8817-51", Kind.RRN, ["690422-2145538"]),
        ("단체명 두레패 (고유번호 214-80-33311) 대표", Kind.BRN, ["214-80-33311"]),
        ("사진_12-04-551920-30_면허증.jpg", Kind.DRIVER, ["12-04-551920-30"]),
        ("내부 서버 10[.]31[.]7[.]22 로 접속", Kind.IP, ["10[.]31[.]7[.]22"]),
        ("게이트웨이는 10(dot)31(dot)7(dot)1 입니다", Kind.IP, ["10(dot)31(dot)7(dot)1"]),
        ("client 172 . 20 . 7 . 15 차단", Kind.IP, ["172 . 20 . 7 . 15"]),
        ("방화벽: 10, 31, 7, 22 허용", Kind.IP, ["10, 31, 7, 22"]),
        ("IP=0xC0.0xA8.0x07.0x16", Kind.IP, ["0xC0.0xA8.0x07.0x16"]),
        ("hw=3C·A6·F0·11·2B·9E", Kind.MAC, ["3C·A6·F0·11·2B·9E"]),
        ("노트북 3C/A6/F0/11/2B/9E 등록", Kind.MAC, ["3C/A6/F0/11/2B/9E"]),
        ("단말은 3C A6 F0 11 2B 9E 이래요", Kind.MAC, ["3C A6 F0 11 2B 9E"]),
        ("우체국 등기 3907-2718-9811, 롯데 5623-7893-4501 반송", Kind.ACCOUNT, []),
        ("예산 10, 31, 7, 22 억원", Kind.IP, []),
    ],
)  # fmt: skip
def test_a_value_is_told_by_its_word_or_its_marks(text, kind, values):
    assert found(text, kind) == values


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("진료카드 B-03317 / 스케일링", Kind.MRN, ["B-03317"]),
        ("환자 혈압약 변경, 차트 K-2020-118 참고", Kind.MRN, ["K-2020-118"]),
        ("의료기록 번호 20417733", Kind.MRN, ["20417733"]),
        ("병동 인계\n601호 탁도윤 (#774120) 금식", Kind.MRN, ["774120"]),
        ("진료 조회\nPID: 3300418", Kind.MRN, ["3300418"]),
        ("환자번호 5 5 0 1 3 8 조회", Kind.MRN, ["5 5 0 1 3 8"]),
        ("환자 등록번호 664120 ↔ 17-330412 합침", Kind.MRN, ["664120", "17-330412"]),
        ("응급실 경과\n20417733 표누리님 흉통", Kind.MRN, ["20417733"]),
        ("기사 차는 83부 2117 카니발", Kind.PLATE, ["83부 2117"]),
        ("왜 62수 4417 제 차를 끌고 가요", Kind.PLATE, ["62수 4417"]),
        ("주차장 3층  612조 4418  장기 방치", Kind.PLATE, ["612조 4418"]),
        ("차번호 (38)너(4417) 세워 둠", Kind.PLATE, ["(38)너(4417)"]),
        ("앞차는 서울-38-사-4417 택시", Kind.PLATE, ["서울-38-사-4417"]),
        ("렌터카 번호는 이육일-호-사사일칠", Kind.PLATE, ["이육일-호-사사일칠"]),
        ("제 차는 이육구너 사사일칠, 흰색", Kind.PLATE, ["이육구너 사사일칠"]),
        ("대법원 96누4417 판결", Kind.PLATE, []),
        ("97두3318 사건의 원고", Kind.PLATE, []),
        ("205호 4567", Kind.PLATE, []),
        ("군번 2 1 1 0 3 4 5", Kind.MILITARY_NO, ["2 1 1 0 3 4 5"]),
    ],
)  # fmt: skip
def test_patients_and_cars_are_told_in_other_wordings(text, kind, values):
    assert found(text, kind) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("위택스 : songhj / Maple!0331", ["Maple!0331"]),
        ("장비는 admin / admin2580 그대로", ["admin2580"]),
        ("관리자 계정은 Maple!0331 이고요", ["Maple!0331"]),
        ("비번은 maple 골뱅이 2025 느낌표 라고 합니다", ["maple 골뱅이 2025 느낌표"]),
        ("와이파이 비번 공공일일 샵샵 maple 이래요", ["공공일일 샵샵 maple"]),
        ("비번은 대문자 M a p l e # 3 3 1", ["M a p l e # 3 3 1"]),
        ("와이파이 비번이 단풍최고! 예요", ["단풍최고!"]),
        ('db_password = "3단풍은빨강"', ["3단풍은빨강"]),
        ("비번은 한글이라 영타로 eksvndchlrh! 치세요", ["eksvndchlrh!"]),
        ("PORT=80\nADMIN_PW=eksvndchlrh\nX=1", ["eksvndchlrh"]),
        ("창고 번호키 0815 누르세요", ["0815"]),
        ("금고 PIN이 따로 있어요: 80331", ["80331"]),
        ("비번이 안돼요! 입력이 안 됩니다", []),
        ("비밀번호에 느낌표나 골뱅이를 넣으세요", []),
        ('password = "입력하세요"', []),
        ("계정은 hong@naver.com 입니다", []),
        ("IE11 / Edge 지원", []),
    ],
)
def test_a_password_is_told_in_other_wordings(text, values):
    assert found(text, Kind.PASSWORD) == values


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("[스캔]\n(푸른 도장) 취급주의\n정비 계획", Kind.MARKING, ["취급주의"]),
        ("2026 출력 | 총무과 | 대외비 | 4/9쪽", Kind.MARKING, ["대외비"]),
        ("Please keep.\nFOR OFFICIAL USE ONLY - page 2", Kind.MARKING, ["FOR OFFICIAL USE ONLY"]),
        ("SECRET//REL TO ROK, USA\n1. Situation", Kind.MARKING, ["SECRET//REL TO ROK, USA"]),
        ("물량 30\n비고 대외비", Kind.MARKING, ["대외비"]),
        ("‘비공개(6호)’처럼 호수를 적는다", Kind.MARKING, []),
        ("메일은 nuri33 @ daum . net 입니다", Kind.EMAIL, ["nuri33 @ daum . net"]),
        ("연락: nuri.33 [a] daum [d] net", Kind.EMAIL, ["nuri.33 [a] daum [d] net"]),
        ("주소:대전/유성구/대학로/331/102동/704호", Kind.ADDRESS, ["대전/유성구/대학로/331/102동/704호"]),
        ("주소 충 청 남 도 공 주 시 번 영 로 1 1 2", Kind.ADDRESS, ["충 청 남 도 공 주 시 번 영 로 1 1 2"]),
    ],
)  # fmt: skip
def test_marks_and_addresses_in_other_clothes(text, kind, values):
    assert found(text, kind) == values


def test_pieces_within_a_piece_are_not_cut_again():
    whole, first, second, behind = (0, 10, "-", False), (2, 3, "", False), (4, 5, "", False), (10, 12, "", False)
    assert apart([whole, first, second, behind]) == [whole, behind]
