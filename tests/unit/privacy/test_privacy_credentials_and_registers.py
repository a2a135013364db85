"""Passwords in lists, logs, elements and answers; numbers that a register gave to a patient, a soldier, a firm."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.detectors import brn, crn
from gwanmun.privacy.find import find_all


def found(text):
    (row,) = find_all([text])
    return [(f.kind, text[f.start : f.end]) for f in row]


def of(text, kind):
    return [value for one, value in found(text) if one is kind]


def _checked(first, check, digits="0123456789"):
    return next(first + d for d in digits if check(first + d))


_TRADE = _checked("132816540", brn.valid_check)
_FIRM = _checked("130111052731", crn.valid_check)
_ODD_COURT = _checked("294411052731", crn.valid_check)
_DASHED_TRADE = f"{_TRADE[:3]}-{_TRADE[3:5]}-{_TRADE[5:]}"
_DASHED_FIRM = f"{_FIRM[:6]}-{_FIRM[6:]}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # behind an address of the net and an account
        ("1) 백업 서버 10.44.7.19 / bkuser / 7777tape@@\n2) 키는 대면", "7777tape@@"),
        ("| 10.44.7.20 | admin/gate3301 초기값 그대로 |", "gate3301"),
        ("카메라 10.44.7.21 root / parking0912\n끝", "parking0912"),
        # behind a mail address, in a list of what leaked
        ("돌아다니는 목록\n1) n.ryu@hanbit.ac.kr : hanbit2024!\n2) x", "hanbit2024!"),
        ("목록\nn.ryu@hanbit.ac.kr:Moon*river8\n", "Moon*river8"),
        ("목록\nn.ryu@hanbit.ac.kr | dkdlel!88\n", "dkdlel!88"),
        ("유출 계정\nn.ryu@hanbit.ac.kr:river20418\n", "river20418"),
        # what was tried, in a log
        ("uid=ryu act=PW_FAIL try='sejong#77' cnt=3", "sejong#77"),
        ("10:22:01 auth: password_mismatch user=ryu input=gksqlc2#9 ip=-", "gksqlc2#9"),
        ('LOGIN_FAIL user=ryu attempted="Maple!204"', "Maple!204"),
        # an element with attributes
        ('<u><nm>류</nm><pw hash="none">bookcar991</pw></u>', "bookcar991"),
        ('<password enc="plain" ver="1">Dal!bit22</password>', "Dal!bit22"),
        # said at a door
        ("기사: 공동현관 비번은요?\n고객: 종1203*4471#\n기사: 네", "종1203*4471#"),
        ("공동현관 비번 호1203*4471# 누르시면 돼요", "호1203*4471#"),
        ("현관 비밀번호 최초값 *4471# (바꾸세요)", "*4471#"),
        ("와이파이 비밀번호 초기값 maru2207!", "maru2207!"),
        ("기사: 현관 비번 뭐예요?\n고객: 종4471별\n기사: 네", "종4471별"),
        ("공동현관 4471샵 이에요", "4471샵"),
        ('{"pw_old":"gksqlc2#9","pw_new":"Maple!204"}', "Maple!204"),
        ("유출 목록\n1) bkadmin : hanbit2024!\n2) oper: Moon*river8", "hanbit2024!"),
        # letters apart behind a note
        ("조회 비번 알려드려요: 소문자로 m a r u b o 3 3 ! (붙여서)", "m a r u b o 3 3 !"),
        ("비번 이렇게 바꿨어요, 한 글자씩 m a r u b o 3 3 !", "m a r u b o 3 3 !"),
    ],
)
def test_passwords_in_lists_logs_and_answers(text, value):
    assert value in of(text, Kind.PASSWORD)


@pytest.mark.parametrize(
    "text",
    [
        "경로 admin/report2024 를 참고\nbin/deploy3301 실행",
        "10.44.7.19 GET /admin/users2024/list 200",
        "http://10.44.7.19/admin/report2024",
        "rsync -a build/ n.ryu@hanbit.ac.kr:/srv/www2024",
        "git clone git@hanbit.ac.kr:team/repo2024.git",
        "연락: n.ryu@hanbit.ac.kr / 031-330-2104",
        "From: n.ryu@hanbit.ac.kr\nReceived: by mx2.hanbit.ac.kr; Message-ID: <a1b2@hanbit.ac.kr>",
        "n.ryu@hanbit.ac.kr: 2026-03-04",
        "try:\n    pw_fail(count3)\nexcept ValueError: pass",
        "LOGIN_FAIL user=ryu try=3 limit=5",
        "PW_FAIL attempt=4 ip=-",
        '<password hash="sha256">9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</password>',
        '<password type="string" minlength="8"/>',
        '<input name="password" type="submit" class="w2">Change2',
        "비밀번호 최초값 변경 안내",
        "공동현관 101별관 안내",
        "pw_old: required, pw_new: required",
        "노출 설정\nversion: 2026.03\nurl: https://a.kr/x?y=1!\ntime: 10:20!",
        "비밀번호 초기값 4자리를 바꾸세요",
        "비밀번호 칸에는 A B C 순서로 적습니다",
        "기사: 공동현관 비번은요?\n고객: 종로에서 봬요\n기사: 네",
    ],
)
def test_no_passwords(text):
    assert of(text, Kind.PASSWORD) == []


def test_a_key_sent_in_two_lines_is_two():
    text = "토큰 길어서 나눠 보내요\nghp_Rk61vWq0YnB4zAs\nT7pLd5sGb83QeVj40FhTu\n"
    assert of(text, Kind.SECRET) == ["ghp_Rk61vWq0YnB4zAs", "T7pLd5sGb83QeVj40FhTu"]
    assert of("키 나누어 보냅니다 AKIA4RXW\n9KPL3ZTN7KVD 이으세요", Kind.SECRET) == ["AKIA4RXW", "9KPL3ZTN7KVD"]
    # broken by whoever wrapped the line, it is one
    one = "키가 두 줄로 잘렸어요\nghp_Rk61vWq0YnB4zAs\nT7pLd5sGb83QeVj40FhTu"
    assert of(one, Kind.SECRET) == ["ghp_Rk61vWq0YnB4zAs\nT7pLd5sGb83QeVj40FhTu"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("국군병원 외래 회보\n환자: 중사 류가온 / 군번 20-318074 / 등록번호 00417763", "00417763"),
        (">> Pt. 류가온 F/63, Reg.No 4410827, DOB 1962-01-30", "4410827"),
        ("Patient: Ryu, Registration No. 4410827, Dx: AF", "4410827"),
        ('06-01 09:10:05 C-STORE pid=31690047 name="류가온" st=OK', "31690047"),
        ("PACS C-FIND PatientID=31690047 study=CT", "31690047"),
        ("정신건강복지센터 등록번호 GN-04127 로 연계", "GN-04127"),
        ("치매안심센터 등록번호는 20-00412 입니다", "20-00412"),
        ("치료: 대학병원 등록 03829145, 통원 중", "03829145"),
        ("진료기록 77-204518 은 상담소가 둔다", "77-204518"),
        ("사유: 입원(등록 880214-B)", "880214-B"),
        ("외래 등록: 03829145", "03829145"),
        ("환자 류가온 등록 03829145", "03829145"),
        ("MSH|^~|HIS\nPID|1||31690047||RYU^GAON||19510912|F", "31690047"),
        ("(0010,0020) LO [31690047]  # PatientID", "31690047"),
        ('"subject": {"reference": "Patient/31690047"}', "31690047"),
    ],
)
def test_a_patient_s_number_in_a_register(text, value):
    assert of(text, Kind.MRN) == [value]
    assert value not in of(text, Kind.MILITARY_NO)


@pytest.mark.parametrize(
    "text",
    [
        "사업자등록번호 13281 진료비 영수증",
        "차량등록번호 0041776 병원 구급차",
        "협회 등록번호 2026-00417",
        "학회 Reg.No 4410827 참가비",
        "daemon restarted pid=20391047",
        "2026-06-01 PACS-GW[311] started pid=4120391 port=104",
        "대학병원 등록 2026-05-01 부터",
        "대학병원 등록 20260501",
        "환자 등록 12040명",
        "진료기록 2026-03-11 자",
        "진료기록 120341매 스캔",
        "입원 등록 1588-2040 문의",
        "환자 안내판 등록 2026-05-01",
        "src/Patient/2026.py",
        "C-STORE 3120 건 완료",
    ],
)
def test_no_patient_s_number(text):
    assert of(text, Kind.MRN) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SELECT * FROM leave WHERE svc_no='24-70613148';", "24-70613148"),
        ('{"svcNo": "24-70613148"}', "24-70613148"),
        ("UPDATE t SET a=1 WHERE milno = '24-70613148'", "24-70613148"),
        ("serviceno=24-70613148", "24-70613148"),
        ("보급관: 류 일병 군번 한 자리 틀렸던데\n행정병: 24-70613148 맞습니다", "24-70613148"),
        ("보급관: 군번 다시 확인\n행정병: 잠시만요\n행정병: 네, 24-70613148 요", "24-70613148"),
        ("보급관: 류 일병 군번\n행정병: 2470613148 이요", "2470613148"),
    ],
)
def test_a_soldier_s_number(text, value):
    assert of(text, Kind.MILITARY_NO) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "WHERE svc_no='0212345678'",
        "svc_name='24-70613148'",
        "보급관: 군번은 나중에\n행정병: 부품 번호는 24-70613148 입니다",
        "보급관: 접수번호 뭐였지\n행정병: 24-1061314 입니다",
    ],
)
def test_no_soldier_s_number(text):
    assert of(text, Kind.MILITARY_NO) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("원무: 보험증은요\n간호: 27611846903\n원무: 네", "27611846903"),
        ("원무: 건강보험 번호 주실래요\n간호: 네 27611846903 요", "27611846903"),
        ("나: ㅇㅋ 5_0_2_1_8_3_7_2_6_4_9 이건 보험증번호지?", "5_0_2_1_8_3_7_2_6_4_9"),
        ("50218372649 이게 건강보험증 번호", "50218372649"),
    ],
)
def test_a_health_insurance_card_s_number(text, value):
    assert of(text, Kind.HEALTH_INS) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "원무: 보험증은요\n간호: 01066201194 로 전화하세요",
        "원무: 보험증은요\n간호: 주문은 27611846903 이에요",
        "01066201194 이건 보험증 담당",
        "원무: 안내문은요\n간호: 27611846903",
    ],
)
def test_no_health_insurance_card_s_number(text):
    assert of(text, Kind.HEALTH_INS) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("통관번호 확인\n고객: P770416\n고객: 284507\n", ["P770416", "284507"]),
        ("통관부호 앞은 P770416 뒤는 284507 입니다", ["P770416", "284507"]),
        ("개인통관고유부호는 피 37  14  82  93  66  15 입니다", ["피 37  14  82  93  66  15"]),
        ("직구 통관부호 P 7777 - 0315 - 2216 확인", ["P 7777 - 0315 - 2216"]),
        ("통관부호 피770416284507", ["피770416284507"]),
    ],
)
def test_a_customs_code_in_pieces(text, values):
    assert of(text, Kind.PCCC) == values


@pytest.mark.parametrize(
    "text",
    [
        "통관 지연 품목\n고객: P770416\n고객: 28450",
        "통관 서류 P770416 과 284507건",
        "도면 P770416\n도면 284507",
        "통관 담당 P 7777 - 0315",
    ],
)
def test_no_customs_code(text):
    assert of(text, Kind.PCCC) == []


def test_a_firm_s_numbers():
    pair = f"명의자 새길렌터카㈜ ({_DASHED_TRADE}, {_DASHED_FIRM})"
    assert (of(pair, Kind.BRN), of(pair, Kind.CRN)) == ([_DASHED_TRADE], [_DASHED_FIRM])
    turned = f"신청법인 한길나눔협동조합 {_DASHED_FIRM} / {_DASHED_TRADE}"
    assert (of(turned, Kind.BRN), of(turned, Kind.CRN)) == ([_DASHED_TRADE], [_DASHED_FIRM])
    keyed = f'{{"bizNo":"{_TRADE}","corpNo":"{_FIRM}"}}'
    assert (of(keyed, Kind.BRN), of(keyed, Kind.CRN)) == ([_TRADE], [_FIRM])
    listed = f"연번 3: 주식회사 다솔온 {_ODD_COURT[:6]}-{_ODD_COURT[6:]} 이사 불명"
    assert of(listed, Kind.CRN) == [f"{_ODD_COURT[:6]}-{_ODD_COURT[6:]}"]


@pytest.mark.parametrize(
    "text",
    [
        f'{{"bizNo":"{_TRADE[:9]}{(int(_TRADE[9]) + 1) % 10}"}}',
        f'{{"orderNo":"{_TRADE}"}}',
        f"주문 ({_DASHED_TRADE[:-1]}, {_DASHED_FIRM[:-1]})",
        f"자산 {_ODD_COURT[:6]}-{_ODD_COURT[6:]} 반납",
    ],
)
def test_no_firm_s_numbers(text):
    assert {kind for kind, _ in found(text)} & {Kind.BRN, Kind.CRN} == set()


def test_who_sends_without_reply_is_an_address():
    assert of("보낸이: noreply@cron.saebom.example\n제목: 경고", Kind.EMAIL) == ["noreply@cron.saebom.example"]
    assert of("From: no-reply@alert.saebom.example", Kind.EMAIL) == ["no-reply@alert.saebom.example"]
    assert of("From: noreply@example.com", Kind.EMAIL) == []
    assert of("발신전용(noreply@gov.example) 메일", Kind.EMAIL) == []


@pytest.mark.parametrize(
    "text",
    [
        "image: hub.local/base:12.0.31.4",
        "docker pull team/gate:11.0.22.7",
        "FROM openjdk:17.0.9.1",
        "image: gate:11.0.22.7-slim",
        '"version": "11.0.22.7"',
        "gate==11.0.22.7",
    ],
)
def test_a_tag_is_no_address(text):
    assert of(text, Kind.IP) == []


@pytest.mark.parametrize(
    "text", ["접속 주소:11.0.22.7", "ssh/host:11.0.22.7", "src/dst:11.0.22.7", "image 서버:11.0.22.7", "차단:11.0.22.7"]
)
def test_an_address_behind_a_colon(text):
    assert of(text, Kind.IP) == ["11.0.22.7"]
