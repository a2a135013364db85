"""What the fourth corpus taught: values in rows without a header, behind a firm or a name, in file names, and look-alikes.

Each row is a text of its own wording; all values between «» must be found, of this kind and no other of it.
"""

import re

import pytest

import privacy_values as values
from gwanmun.domain.findings import Kind
from gwanmun.domain.grades import Grade
from gwanmun.privacy.find import find_all
from gwanmun.privacy.grade import mark_grade

CARD = values.card("541212345678901")
CRN_LIKE_BIRTH = values.crn("120115499913")
BRN = values.brn("512863417")
RRN = values.rrn_without_check("700421", "69865", "1")

ROWS = [
    # A date of birth in a row: between a name and what else is a person's.
    (Kind.BIRTHDATE, "봉태규  «1971.11.02»   010-2222-3344"),
    (Kind.BIRTHDATE, "봉태규\t«1971-11-02»\t부산광역시 사하구 다대로 12"),
    (Kind.BIRTHDATE, "1) 봉태규, «71.11.02», bong@example.com"),
    (Kind.BIRTHDATE, "| 봉태규 | «1971. 11. 2.» | 01022223344 |"),
    (Kind.BIRTHDATE, "3 / BONG TAEGYU / M12345678 / «71.11.02» / 봉태규"),
    (Kind.BIRTHDATE, "순번 / 여권 / 생년월일 / 성명\n1 / M21684460 / «95.07.16» / 봉태규"),
    (Kind.BIRTHDATE, "봉태규 010-2222-3344 «1971.11.02» 사하구"),
    (Kind.BIRTHDATE, "가구원 봉태규(남, «1971.11.02»)"),
    (Kind.BIRTHDATE, "봉태규(«2014.3.5», 남)"),
    (Kind.BIRTHDATE, "보호 아동 봉가람 (여 / «2019-03-05»)"),
    (Kind.BIRTHDATE, "신고인 봉태규(«1971. 11. 2.»)는"),
    (Kind.BIRTHDATE, "자녀 봉가람(«2019. 3. 5.»)"),
    (Kind.BIRTHDATE, "접수  2026.05.01   010-2222-3344"),
    (Kind.BIRTHDATE, "봉태규  2026.05.01   010-2222-3344"),
    (Kind.BIRTHDATE, "신청일 2009.05.01 010-2222-3344"),
    (Kind.BIRTHDATE, "성명\t신청일\t연락처\n봉태규\t2009.05.01\t010-2222-3344"),
    (Kind.BIRTHDATE, "하천법(2009. 3. 25.)"),
    (Kind.BIRTHDATE, "6·25전쟁(1950. 6. 25.)"),
    (Kind.BIRTHDATE, "최초 승인(2003.06.19)"),
    (Kind.BIRTHDATE, "회의록 (남산홀, 2003.06.19)"),
    (Kind.BIRTHDATE, "담당 봉태규(2026. 3. 5.)"),
    (Kind.BIRTHDATE, "봉태규(남, «711102»)"),
    (Kind.BIRTHDATE, "봉태규 «711102» 010-2222-3344"),
    (Kind.BIRTHDATE, "만 55세, «1971.11.02»"),
    (Kind.BIRTHDATE, "봉태규\n«1971.11.02»\n010-2222-3344\n"),
    (Kind.BIRTHDATE, "휘 태규 생 «1923. 3. 2.» 졸 1988. 4. 2."),
    (Kind.BIRTHDATE, "字 태규 «1923. 3. 2.» 生"),
    (Kind.BIRTHDATE, "주민번호 앞번호는 «711102»입니다"),
    (Kind.BIRTHDATE, "봉태규 사번 711102 010-2222-3344"),
    (Kind.BIRTHDATE, "만 55세, 2026. 10. 2. 기준"),
    (Kind.BIRTHDATE, "전시관 개관(2009. 4. 2.)"),
    (Kind.BIRTHDATE, "지원금(남, 250,000원)"),
    # A service number in a roster of soldiers.
    (Kind.MILITARY_NO, "예비군 훈련 대상\n봉태규 «15-76012345» 농협 302-1234-5678-91"),
    (Kind.MILITARY_NO, "보훈 수당\n봉태규 «98-123456» / 봉가람 «07-12345»"),
    (Kind.MILITARY_NO, "국가유공자 봉태규(«71-12345678»)"),
    (Kind.MILITARY_NO, "장학 수당\n봉태규 15-76012345 농협 302-1234-5678-91"),
    (Kind.MILITARY_NO, "예비군 훈련 공고 26-123456 참조"),
    (Kind.ACCOUNT, "예비군 훈련 대상\n봉태규 15-76012345 농협 «302-1234-5678-91» 300,000"),
    (Kind.ACCOUNT, "봉태규 신한은행 «110 234 567890» 1,200,000원"),
    (Kind.ACCOUNT, "우리은행 «1002-345-678901» 500"),
    (Kind.ACCOUNT, "봉태규 «110-234-567890» 신한은행, 봉가람 «1002-345-678901» 우리은행"),
    (Kind.MILITARY_NO, "전역자 명부: (해군 «07-123456»)"),
    (Kind.MILITARY_NO, "육군 24-123456 계약"),
    (Kind.MILITARY_NO, "군번 «A12-345678»"),
    (Kind.MILITARY_NO, "serviceNo=«15-76012345»"),
    (Kind.ACCOUNT, "하나 «123-456789-01234»"),
    (Kind.ACCOUNT, "부산 24-1234-5678 사업"),
    (Kind.ACCOUNT, "광주 2024-1234-5678 사업"),
    (Kind.ACCOUNT, "제주 83-431811-63"),
    (Kind.ACCOUNT, "부산 051-222-33445"),
    (Kind.ACCOUNT, "농협 «356,1234,5678,93»"),
    (Kind.ACCOUNT, "농협 입금 123,456,789,012원"),
    (Kind.ACCOUNT, "농협 «356-l234-5678-93»"),
    (Kind.ACCOUNT, "계좌 «3O1-O66l-9965-lO»"),
    (Kind.CARD, f"카드 «{CARD.replace('-', '·')}»"),
    # Health insurance.
    (Kind.HEALTH_INS, "건보 «2672471230» 지역"),
    (Kind.HEALTH_INS, "의료보험: «7640814090»"),
    (Kind.HEALTH_INS, "봉태규(«1-2345678901» 건강보험증)"),
    (Kind.HEALTH_INS, "«12345678901» (건강보험)"),
    (Kind.HEALTH_INS, "건강보험 자격확인(증 «3804182283»)"),
    (Kind.HEALTH_INS, "01022223344 건강보험 상담"),
    (Kind.HEALTH_INS, "건강보험 담당 접수 1367964888"),
    (Kind.HEALTH_INS, "건보 재정 1234567890원"),
    (Kind.HEALTH_INS, "건강보험공단 1577-1000"),
    # Marks.
    (Kind.MARKING, "«대외비» 조사관 봉태규"),
    (Kind.MARKING, "«대외비» 2027. 6. 30.까지"),
    (Kind.MARKING, "«Ⅲ급비밀» 사본 3부 중 1부\n훈련 계획"),
    (Kind.MARKING, "위기대응 계획(안)    «대 외 비»\n1. 목적"),
    (Kind.MARKING, "심의 자료   «대외주의»\n"),
    (Kind.MARKING, "«FOR OFFICIAL USE ONLY»\nMemo"),
    (Kind.MARKING, "// «INTERNAL USE ONLY» //\nMemo"),
    (Kind.MARKING, "«STRICTLY CONFIDENTIAL»\nMemo"),
    (Kind.MARKING, "«Not for Distribution»\nMemo"),
    (Kind.MARKING, "이건 사실 «대_외_비» 문서임"),
    (Kind.MARKING, "사실 «대/외/비» 자료라서"),
    (Kind.MARKING, "속지는 【«대 외 비»】 문건이에요"),
    (Kind.MARKING, "«대외비» - 회의자료\n본문"),
    (Kind.MARKING, "인사 개편안 - «대외비»\n본문"),
    (Kind.MARKING, "※ «대외비» : 유출 금지\n"),
    (Kind.MARKING, "«RESTRICTED»\nbody"),
    (Kind.MARKING, "이 글은 «대외비»니까 조심"),
    (Kind.MARKING, "대외비: 외부에 알려지면 곤란한 정보를 말한다"),
    (Kind.MARKING, "대외비 / 비공개 / 공개의 차이"),
    (Kind.MARKING, "보안교육 - 대외비와 비밀"),
    (Kind.MARKING, "대외비 문서 관리 요령 안내"),
    (Kind.MARKING, "대외비 지정 기준 2026. 1. 1. 개정"),
    (Kind.MARKING, "대외비 담당자 교육"),
    (Kind.MARKING, "대외비 기록물 공개 재분류"),
    (Kind.MARKING, "보안 용어  대외비\n보안 용어  비밀\n"),
    (Kind.MARKING, "Write FOR OFFICIAL USE ONLY on top of each page."),
    (Kind.MARKING, "대·외·비라고 쓰는 법"),
    # Corporations.
    (Kind.CRN, f"시공(다솜건설, «{CRN_LIKE_BIRTH}»)"),
    (Kind.CRN, f"㈜다솜 / «{CRN_LIKE_BIRTH}» / 대표 봉태규"),
    (Kind.CRN, "㈜다솜 «120115-4999134» 대표"),
    (Kind.RRN, f"시공(다솜건설, {CRN_LIKE_BIRTH})"),
    (Kind.RRN, "보호자 봉태규(«120115-3999133»)"),
    # Hospitals.
    (Kind.MRN, "다솜내과 등록번호 «20-111663»"),
    (Kind.MRN, "(다솜치과 등록번호 «750498»)"),
    (Kind.MRN, "보안과 등록번호 20-111663"),
    (Kind.MRN, "환자 봉태규(«12345678»)"),
    (Kind.MRN, "Pt. No. «12345678»"),
    (Kind.MRN, "환자 봉태규(711102)"),
    # Passports and customs codes in lower case.
    (Kind.PASSPORT, "Bong Taegyu / «r95031626» / 창가"),
    (Kind.PASSPORT, "봉태규, «m711a8423»"),
    (Kind.PASSPORT, "commit d95031626 / Bong Taegyu"),
    (Kind.PASSPORT, "봉태규, s20231234"),
    (Kind.PASSPORT, "부품 r95031626 / 모터"),
    (Kind.PCCC, "«p189035062902» Bong Taegyu"),
    (Kind.PCCC, "page p202611221530 log"),
    (Kind.PCCC, "모델번호 p189035062902"),
    (Kind.PASSPORT, "베트남 여권 «C1234567»"),
    (Kind.PASSPORT, "여권번호 «M.123.A45.67»"),
    (Kind.PASSPORT, "자재 S12345678 입고"),
    (Kind.PASSPORT, "R20260101 고시"),
    (Kind.PCCC, "p123456789012.html"),
    (Kind.PCCC, "통관번호 «P1234-5678-9012»"),
    (Kind.PCCC, "통관부호 «피123456789012»"),
    # Passwords.
    (Kind.PASSWORD, "금고 비밀번호는 내일부터 «8812*»로 변경합니다"),
    (Kind.PASSWORD, "새 비번은 다음 주에 «Qkrtm77»로 바꿔 주세요"),
    (Kind.PASSWORD, "배송 메모: 공동현관 «#2580*»"),
    (Kind.PASSWORD, "공동현관 비번 «종1357»"),
    (Kind.PASSWORD, "도어락 «135790*» 누르세요"),
    (Kind.PASSWORD, "가람> 와이파이 비번 뭐예요?\n다솜> «dasom_1357»\n가람> 넵"),
    (Kind.PASSWORD, "가람: 금고 비번 좀\n다솜: «1357#»"),
    (Kind.PASSWORD, "장비 계정 oper / «tkfkd2077»\n"),
    (Kind.PASSWORD, "비밀번호는 90일마다 변경합니다"),
    (Kind.PASSWORD, "비밀번호는 9자리로 설정"),
    (Kind.PASSWORD, "비밀번호는 2026. 3. 1.부터 변경"),
    (Kind.PASSWORD, "공동현관 3개소 교체, 도어락 12세트"),
    (Kind.PASSWORD, "공동현관 2026년 보수"),
    (Kind.PASSWORD, "계정 user2077 / user2078\n"),
    (Kind.PASSWORD, "가람: 비번 초기화 됐나요?\n다솜: 2026-03-01\n"),
    (Kind.PASSWORD, "PW는 «dasom#77» 이고"),
    (Kind.PASSWORD, "와이파이: GREEN_5G / «dasom7788»"),
    (Kind.PASSWORD, "비번: «그린7788»"),
    (Kind.PASSWORD, "PIN «4821»"),
    (Kind.PASSWORD, "경비 해제번호 «4821»"),
    (Kind.PASSWORD, "root / «dasom!77»"),
    (Kind.PASSWORD, "mysql -u root -p«Dasom77!» -h db"),
    (Kind.PASSWORD, "net use Z: /user:adm «Dasom!77»"),
    (Kind.PASSWORD, "passwd --stdin"),
    (Kind.PASSWORD, "비밀번호: 최소8자"),
    (Kind.PASSWORD, "출입문 1204호 앞"),
    # Plates.
    (Kind.PLATE, "저기 «33부 4581» 검은 차예요"),
    (Kind.PLATE, "«82호5374»에서 «48주 3838»로 번호판을 갈았다"),
    (Kind.PLATE, "트랙터 «356주 7368» 검사"),
    (Kind.PLATE, "전단 33부 4581장"),
    (Kind.PLATE, "주식 356주 7368원"),
    (Kind.PLATE, "책자 33부 4581 차례로 배부"),
    (Kind.PLATE, "차량번호: «12.가.3456»"),
    (Kind.PLATE, "차량 «12 가 34 56»"),
    (Kind.PLATE, "블랙박스에 «12주 3456» 찍힘"),
    (Kind.PLATE, "품목 12.가.3456"),
    # Phones.
    (Kind.PHONE, "연락은 «공10-2222-3344»"),
    (Kind.PHONE, "신분증_봉태규_«010_2222_3344».png"),
    (Kind.PHONE, "scan_«01022223344».jpg"),
    (Kind.PHONE, "품목코드 010-2025-0001"),
    (Kind.PHONE, "부품번호: 010-3025-0001"),
    (Kind.PHONE, "id_4010_2222_3344"),
    (Kind.BRN, f"scan_«{BRN.replace('-', '_')}».jpg"),
    (Kind.PHONE, "«010★2222★3344»"),
    (Kind.PHONE, "«010|2222|3344»"),
    (Kind.PHONE, "«010(2222)3344»"),
    (Kind.PHONE, "«0 | 1 | 0 | 2 | 2 | 2 | 2 | 3 | 3 | 4 | 4»"),
    (Kind.PHONE, "«[010][2222][3344]»"),
    (Kind.PHONE, "011,2345=6789"),
    (Kind.EMAIL, "«bong(a)dasom.kr» 로"),
    (Kind.EMAIL, "f(a)b"),
    # A resident number parted by a space.
    (Kind.RRN, f"임차인 «{RRN.replace('-', ' ')}» 010-2222-3344"),
    (Kind.RRN, f"봉태규 «{RRN.replace('-', ' ')}», 부산"),
    (Kind.RRN, f"봉태규 «{RRN.replace('-', '')}» 부산"),
    (Kind.RRN, "주민번호 «70-04-21-1698654»"),
    (Kind.RRN, "주민번호 «70년 4월 21일 1698654»"),
    (Kind.RRN, "주민번호 «700421=1698654»"),
    (Kind.RRN, "주민번호 «700421(-)1698654»"),
    (Kind.RRN, "주민번호 «700421-1-698654»"),
    (Kind.RRN, "주민번호 «7|0|0|4|2|1|-|1|6|9|8|6|5|4»"),
    (Kind.RRN, "로트 700421=1698654"),
    (Kind.RRN, f"생산량 {RRN.replace('-', ' ')} 개"),
    # Addresses whose building begins like a counter.
    (Kind.ADDRESS, "«경남 산청군 단성면 솔로 224 개나리원룸 110동 1901호»\t010-2222-3344"),
    (Kind.ADDRESS, "«부산 사하구 다대로 12 명지아파트 3동 405호»"),
    (Kind.ADDRESS, "부산 사하구 다대로 12 개소에서"),
    # Firms, keys, devices and places.
    (Kind.BRN, f"다솜상사 «{BRN.replace('-', '')}»"),
    (Kind.MILITARY_NO, "다솜상사 2148635121"),
    (Kind.CRN, f"등록번호 «{CRN_LIKE_BIRTH}» 상호 주식회사 다솜"),
    (Kind.SECRET, "API 키는 «3f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c» 입니다"),
    (Kind.SECRET, "«AKIAABCDEFGHIJKLMNOP» / «abcdEFGHijklMNOPqrstUVWX0123456789+/abcd»"),
    (Kind.MAC, "맥어드레스는 «001A2B3C4D5E»"),
    (Kind.GPS, "북위 «35.12345도 동경 129.12345»도"),
    # Versions.
    (Kind.IP, "OpenJDK 17.0.9.1 로 올림"),
    (Kind.IP, "크롬 128.0.61.120 입니다"),
    (Kind.IP, "드라이버를 31.0.15.36 으로 업데이트"),
    (Kind.IP, "방화벽에서 «211.34.5.6» 차단"),
    (Kind.IP, "서버를 «211.34.5.6» 으로 변경"),
]


@pytest.mark.parametrize(("kind", "marked"), ROWS, ids=[f"{kind}-{n}" for n, (kind, _) in enumerate(ROWS)])
def test_a_value_is_told_by_what_stands_beside_it(kind, marked):
    text = marked.replace("«", "").replace("»", "")
    (row,) = find_all([text])
    assert [text[f.start : f.end] for f in row if f.kind is kind] == re.findall("«(.*?)»", marked, re.DOTALL)


@pytest.mark.parametrize("mark", ["FOR OFFICIAL USE ONLY", "대외주의", "대_외_비", "대 외 비"])
def test_a_mark_that_does_not_say_its_class_is_grade_c(mark):
    assert mark_grade(mark) is Grade.C
