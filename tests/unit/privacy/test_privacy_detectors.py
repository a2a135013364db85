"""Each identifier: values that must be found (plain, glued to particles, disguised) and look-alikes that must not."""

import pytest

import privacy_values as values
from gwanmun.domain.findings import Kind
from gwanmun.privacy.detectors import ALL
from gwanmun.privacy.find import find

RRN = values.rrn("850312", "23451")
RRN_NEW = values.rrn_without_check("210405", "55512", "3")
RRN_CHANGED = values.rrn_without_check("700101", "23456", "2")
FRN = values.frn("880712", "34512", "6")
CARD = values.card("541212345678901")
AMEX = values.card("37828224631000")
BRN = values.brn("214863512")
CRN = values.crn("110111123456")


def wide(value: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)


#: kind, text with the value in «», all must be found exactly
FOUND = [
    (Kind.RRN, f"주민등록번호: «{RRN}»"),
    (Kind.RRN, f"주민번호 «{RRN_CHANGED}»입니다"),
    (Kind.RRN, f"주민번호는 «{RRN.replace('-', '')}»이고요"),
    (Kind.RRN, f"«{RRN}»"),
    (Kind.RRN, f"참고 «{RRN.replace('-', '')}» 조회"),
    (Kind.RRN, f"«{RRN_NEW}» 확인"),
    (Kind.RRN, f"주민번호 «{RRN_NEW.replace('-', '')}»"),
    (Kind.RRN, f"주민번호 «{wide(RRN)}» 이에요"),
    (Kind.RRN, f"주민번호 «{RRN.replace('-', '–')}»"),
    (Kind.RRN, f"주민번호 «{RRN.replace('-', ' - ')}»"),
    (Kind.RRN, f"주민번호 «{RRN.replace('-', '-' + chr(10))}» 끝"),
    (Kind.RRN, f"주민번호 «{' '.join(RRN.replace('-', ''))}» 끝"),
    (Kind.RRN, f"주민번호 «{RRN[:3]}\u200b{RRN[3:]}» 끝"),
    (Kind.RRN, f"주민번호 «{RRN.translate(str.maketrans('123456789', '①②③④⑤⑥⑦⑧⑨'))}» 끝"),
    (Kind.RRN, f"주민번호 «{RRN.replace('-', '·')}»"),
    (Kind.RRN, f"«{RRN[:6]}이고 뒷자리 {RRN[7:]}»입니다"),
    (Kind.RRN, f"성명\t주민등록번호\n가나다\t«{RRN_CHANGED}»\n"),
    (Kind.RRN, "| «850312 | 1234567» |"),
    (Kind.RRN, "|«850312|1234567»|"),
    (Kind.RRN, "<td>«850312</td><td>1234567»</td>"),
    (Kind.RRN, "<b>«850312</b>-<b>1234567»</b>"),
    (Kind.RRN, "«850312\n-1234567»"),
    (Kind.RRN, "**«850312**-**1234567»**"),
    (Kind.RRN, "`«850312`-`1234567»`"),
    (Kind.RRN, "«850312\\-1234567»"),
    (Kind.RRN, "«850312&nbsp;1234567»"),
    (Kind.RRN, f"«{RRN.replace('-', '&nbsp;')}»"),
    (Kind.RRN, "«850312&#45;1234567»"),
    (Kind.RRN, "«&#56;50312-1234567»"),
    (Kind.RRN, "«850312/1234567»"),
    (Kind.RRN, "«850312*1234567»"),
    (Kind.RRN, "«850312\u2028-1234567»"),
    (
        Kind.RRN,
        "«" + "\ufe0f\u20e3".join("850312") + "\ufe0f\u20e3-" + "\ufe0f\u20e3".join("1234567") + "\ufe0f\u20e3»",
    ),
    (Kind.PHONE, "«010\\-1234\\-5678»"),
    (Kind.PHONE, "**«010**-**1234**-**5678»**"),
    (Kind.PHONE, "«010&nbsp;1234&nbsp;5678»"),
    (Kind.PHONE, "«010-1234\n-5678»"),
    (Kind.EMAIL, "«kim\\@korea.kr»"),
    (Kind.FRN, f"외국인등록번호 «{FRN}»를"),
    (Kind.FRN, f"국내거소신고번호: «{FRN.replace('-', '.')}»"),
    (Kind.FRN, f"«{FRN}»"),
    (Kind.DRIVER, "운전면허번호: «11-82-979047-68»"),
    (Kind.DRIVER, "면허번호 «129566970950»,"),
    (Kind.DRIVER, "면허번호 «28 06 948982 20»로"),
    (Kind.DRIVER, "«서울 82-123456-01» 면허"),
    (Kind.PASSPORT, "여권번호 «M12345678»입니다"),
    (Kind.PASSPORT, "여권번호: «m123a4567»"),
    (Kind.PASSPORT, "여권 «Ｍ１２３Ａ４５６７» 소지"),
    (Kind.PASSPORT, "탑승자 «M123A4567» 확인"),
    (Kind.PHONE, "연락처는 «010-2345-6789»입니다"),
    (Kind.PHONE, "«01023456789»로 전화"),
    (Kind.PHONE, "폰 «010.2345.6789»"),
    (Kind.PHONE, "폰 «공일공-이삼사오-육칠팔구» 로"),
    (Kind.PHONE, "연락처는 «공일공-2345-6789» 입니다"),
    (Kind.PHONE, "«공1공-2345-6789» 로 회신"),
    (Kind.PHONE, "전화 «O1O-2345-6789»"),
    (Kind.PHONE, "«+82 10 2345 6789»"),
    (Kind.PHONE, "«+82-10-2345-6789»"),
    (Kind.PHONE, "자택 «062-206-4982»"),
    (Kind.PHONE, "연락처 «02)345-6789»"),
    (Kind.PHONE, "휴대전화 «1023456789»"),
    (Kind.PHONE, "인터넷전화 «070-1234-5678»"),
    (Kind.EMAIL, "«hong.gd@korea.kr»입니다"),
    (Kind.EMAIL, "메일은 «hong (at) naver.com» 이고"),
    (Kind.EMAIL, "메일은 «hong[at]naver[.]com» 이고"),
    (Kind.EMAIL, "메일은 «hong골뱅이naver.com» 이고"),
    (Kind.EMAIL, "<«a+b_c%d@sub.mail.go.kr»>"),
    (Kind.EMAIL, "«ｈｏｎｇ＠ｎａｖｅｒ．ｃｏｍ» 로"),
    (Kind.CARD, f"카드번호 «{CARD}»로"),
    (Kind.CARD, f"결제 «{CARD.replace('-', '')}»"),
    (Kind.CARD, f"카드 «{CARD.replace('-', '.')}»"),
    (Kind.CARD, f"카드 «{AMEX}»"),
    (Kind.BRN, f"사업자등록번호 «{BRN}»을"),
    (Kind.BRN, f"사업자번호: «{BRN.replace('-', '')}»"),
    (Kind.BRN, f"업체 «{BRN}»"),
    (Kind.CRN, f"법인등록번호 «{CRN}»"),
    (Kind.ACCOUNT, "신한은행 «110-234-567890» 입금"),
    (Kind.ACCOUNT, "계좌번호: 농협 «302-1234-5678-91»으로"),
    (Kind.ACCOUNT, "KB국민 «8 2 2 1 6 7 7 0 0 3 2 7 0 2» 앞으로"),
    (Kind.ACCOUNT, "«110-234-567890» (신한은행)"),
    (Kind.ACCOUNT, "연번\t계좌번호\n가\t«110-234-567890»\n"),
    (Kind.ACCOUNT, "| 성명 | 계좌 |\n| --- | --- |\n| 가 | «110-234-567890» |\n"),
    (Kind.NAME, "성명: «김영희»"),
    (Kind.NAME, "민원인 «남궁민수»님"),
    (Kind.NAME, "신청인 «김승우»입니다"),
    (Kind.NAME, "예금주 «이정숙»의"),
    (Kind.NAME, "«김철수» 주무관에게"),
    (Kind.NAME, "주무관 «양수진», 팀장 전결"),
    (Kind.NAME, "«이경자»씨(남,80세)"),
    (Kind.NAME, "성명: «존 피터슨»\n"),
    (Kind.NAME, "성명: «Nguyen Van An»\n"),
    (Kind.NAME, "부서\t성명\n주택과\t«주옥분»\n"),
    (Kind.NAME, "저는 누리구에 사는 «김승우»입니다."),
    (Kind.NAME, '{"applcntNm": "«박서준»"}'),
    (Kind.NAME, "실명 확인: «김가람» 드림"),
    (Kind.SECRET, "키는 «AKIA" + "ABCDEFGHIJKLMNOP»입니다"),
    (Kind.SECRET, "token «ghp_" + "a1B2" * 9 + "» 폐기"),
    (Kind.SECRET, "OPENAI_API_KEY=«sk-proj-" + "Ab1" * 12 + "»"),
    (Kind.SECRET, "Bearer «eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl»"),
    (Kind.SECRET, "api_key: «" + "0123456789abcdef" * 2 + "»"),
    (Kind.SECRET, "«-----BEGIN RSA " + "PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----»\n끝"),
    (Kind.PASSWORD, "비밀번호는 «gaon#15!»입니다"),
    (Kind.PASSWORD, "비번: «Hanbit!!42»,"),
    (Kind.PASSWORD, "DB_URL=postgresql://minwon:«Qwer$618A»@192.168.117.123:5432/minwon"),
    (Kind.PASSWORD, 'password = "«s3cret!!»"'),
    (Kind.MARKING, "«대외비»\n검토 보고"),
    (Kind.MARKING, "[«Ⅱ급비밀»] 작전 계획"),
    (Kind.MARKING, "전화번호 061-330-5434 / «비공개(5호)»"),
    (Kind.MARKING, "공개구분: «비공개»"),
    (Kind.MARKING, "이 문서는 «대외비»입니다."),
    (Kind.MARKING, "보안등급: «C등급»"),
    (Kind.MARKING, "«대 외 비»\n보고"),
    (Kind.MARKING, "«대외비» - 복사금지"),
    (Kind.MARKING, "«대외비», 무단 복제 및 유출 금지\n내용"),
    (Kind.MARKING, "«극비»\n내용"),
    (Kind.MARKING, "# «기밀»\n내용"),
    (Kind.MARKING, "«SECRET»\n"),
    (Kind.MARKING, "«비공개» 문서입니다"),
    (Kind.MARKING, "«비공개» 자료임. 취급에 유의"),
    (Kind.MARKING, "«C등급» 자료임"),
    (Kind.MARKING, "«對外祕»"),
    (Kind.MARKING, "«대-외-비»"),
    (Kind.IP, "서버 «10.19.160.41» 확인"),
    (Kind.IP, "접속 IP 는 «8.8.4.4»"),
    (Kind.IP, "주소 «2001:db8::8a2e:370:7334» 로"),
    (Kind.MAC, "MAC «F6-94-DA-A5-66-6A» 확인"),
    (Kind.PLATE, "차량은 «25고5006» 이용"),
    (Kind.PLATE, "차량번호: «315두 3461»"),
    (Kind.BIRTHDATE, "생년월일 «1979-04-06»"),
    (Kind.BIRTHDATE, "(«1979.02.02»생)"),
    (Kind.HEALTH_INS, "건강보험증번호: «7-0358966705»"),
    (Kind.MILITARY_NO, "군번 «21-422015»,"),
    (Kind.MRN, "차트번호: «07219172»"),
    (Kind.PCCC, "통관부호 «P189024270561»,"),
    (Kind.GPS, "좌표 «35.240420, 128.443401» 로"),
    (Kind.ADDRESS, "주소: «경남 김해시 솔밭로 153-22, 105동 101호»\n"),
    (Kind.ADDRESS, "«충청남도 홍성군 홍북읍 신평리 526-6»에서"),
]

#: texts in which nothing may be found
CLEAR = [
    f"품목코드 {CARD} 재고 118개",
    f"자산관리번호 {BRN}, 관리번호 {RRN}",
    f"바코드 {RRN.replace('-', '')}",
    "주민번호 뒷자리를 가린 850312-1****** 는 처리하지 않습니다",
    "999999-1234567",
    "계약번호 20261122-001234 확인",
    "운송장 123456789012 조회",
    "모델 M12345678 부품",
    "user@example.com 형식으로 입력",
    "git@github.com:org/repo.git",
    "대표전화 1577-8899, 당직실 033-330-2016, 팩스 041-550-9862",
    "문의: 복지정책과 031-330-8241",
    "2026년 5월 말 인구는 131,290명으로 전년 대비 2.3% 증가",
    "접수기간: 2026.03.02.~2026.03.31.",
    "카드번호 " + CARD[:-1] + str((int(CARD[-1]) + 1) % 10),
    "사업자등록번호 " + BRN[:-1] + str((int(BRN[-1]) + 1) % 10),
    "비밀번호는 9자리 이상으로 하고 분기별 1회 이상 변경하여야 한다.",
    "password: ********",
    "password = os.environ['DB_PASSWORD']",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "대외비 문서는 「보안업무규정」에 따라 관리하며, 비공개 대상 정보의 세부기준을 공개한다. 영업비밀 보호 교육",
    "○○시 주민 민원 처리 결과를 정리한 내부 검토 자료이다. 신청인의 연락처와 주소는 처리 목적 외에 사용하지 않는다.",
    "시스템 버전 v1.9.13.195 패치노트: 제3.2.1.4절 수정",
    "apsw 3.54.1.0 로 올림",
    "데이터 등급 C/S/O 분류",
    "기밀 유지 의무와 비밀 준수 서약을 설명하라.",
    "비공개 회의입니다만 회의록은 공개합니다",
    "비공개 정보의 공개 여부는 심의회가 정한다.",
    "비공개 자료의 기준은 무엇입니까?",
    "SECRET_KEY 라는 변수의 뜻은?",
    "극비리에 추진된 사업의 경과",
    "대외비 문서의 복사는 금지되는가?",
    "C등급 판정 기준과 S등급 판정 기준을 비교하라",
    "| 260312 | 1500000 |",
    "기준일\t금액\n260312\t3500000",
    "850312-1****** 및 010-12**-5678 은 가린 값",
    "3*4 = 12, 1200*3400 = 4080000, 2026*03*12",
    "<td>202603</td><td>1500000</td>",
    "을지로3가역과 종로5가 방면은 우회 바랍니다. 제12조 3호, 15나 항목",
    "고객님, 담당자 확인 후 주민 여러분께 안내드립니다. 민원인 전화번호는 비워 두십시오.",
    "유관순 열사와 안중근 의사, 김구 선생의 백범일지",
    "[작성 예시] 성명: 홍길동, 연락처: 010-0000-0000",
    "군수 김승우 축사",
    "위원장: 성원이 되었으므로 개회를 선포합니다",
    "12가지 방법, 3학년 2반, 공인인증서 발급",
    "지방세 신고 안내문과 담당 부서 전화 안내",
    "550e8400-e29b-41d4-a716-446655440000",
    "sha256 " + "0123456789abcdef" * 4,
]


@pytest.mark.parametrize(("kind", "marked"), FOUND, ids=lambda x: str(x)[:40])
def test_a_value_is_found_exactly_where_it_stands(kind, marked):
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    assert (start, end, kind) in {(f.start, f.end, f.kind) for f in find(text)}


@pytest.mark.parametrize("text", CLEAR)
def test_a_look_alike_is_no_finding(text):
    assert [(f.kind, text[f.start : f.end]) for f in find(text)] == []


def test_every_detector_has_a_value_here_that_it_finds():
    assert {kind for kind, _ in FOUND} == {detector.kind for detector in ALL} == set(Kind)


def test_a_failed_check_never_clears_a_resident_number_beside_its_word():
    for seventh in "1234":
        value = values.rrn_without_check("770707", "98765", seventh)
        assert [f.kind for f in find(f"주민등록번호 {value}")] == [Kind.RRN]


def test_evidence_names_no_value():
    for _, marked in FOUND:
        for f in find(marked.replace("«", "").replace("»", "")):
            assert not any(c.isdigit() and c not in "46" for c in f.why)
            assert len(f.why) <= 20


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("[비공개 제5호] 조직개편 검토안", "비공개 제5호"),
        ("공개구분: 비공개 6호", "비공개 6호"),
        ("비공개 제7호\n내용", "비공개 제7호"),
    ],
)
def test_a_closed_mark_without_brackets_around_its_number_is_found_with_its_number(text, mark):
    assert [text[f.start : f.end] for f in find(text) if f.kind is Kind.MARKING] == [mark]


def test_talk_about_a_numbered_clause_is_no_mark():
    assert not [f for f in find("정보공개법 제9조 비공개 제5호에 따라 검토하였습니다.") if f.kind is Kind.MARKING]
