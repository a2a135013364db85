"""What hospitals, offices and offices' systems write their own way: patients' numbers, births in rows, places, marks, passwords."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def of(text, kind):
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is kind]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("소견서\n환자번호 KM-30917, 보호자 동의", "KM-30917"),
        ("이송 병원 환자번호 25-1107-042", "25-1107-042"),
        ("의무기록번호: 1877-20-55 사본", "1877-20-55"),
        ("진료카드 2204-7719 지참", "2204-7719"),
        ("환자번호는 9907-1183-2 입니다", "9907-1183-2"),
        ("해솔병원 외래, 차트 40713 참고", "40713"),
        ("차트번호 00481, 3월 2일 예약", "00481"),
        ("- 4/2 미리내한의원 등록번호 T-8805 뜸 1회", "T-8805"),
        ("본원 등록번호만 71-220946 로 바뀌었습니다. 이식 대기", "71-220946"),
        ("병원 예약 {'chart_no': 'A-1180-3', 'dept': '내과'}", "A-1180-3"),
        ('{"nm":"x","ptno":"0451-77"}', "0451-77"),
        ("<환자번호>26-0311-55</환자번호>", "26-0311-55"),
        ("간호: 환자번호 뭐예요?\n원무: 4471\n", "4471"),
        ("접수: 5병동 새 환자 등록번호요\n병동: 66120937\n접수: 이름은요", "66120937"),
        ("진료카드\t과\tmemo\nHD-771\t내과\t재진\n", "HD-771"),
        ("원무 창구 차트번호 A-0193", "A-0193"),
        ("치과 차트 0-0-5-1-2-2-8 미수금", "0-0-5-1-2-2-8"),
    ],
)
def test_a_hospital_numbers_its_patients_as_it_likes(text, value):
    assert of(text, Kind.MRN) == [value]


def test_another_hospital_calls_the_patient_otherwise():
    text = "차트번호가 우리 쪽은 TB-11-0193이고 시립병원 쪽은 7714026이야"
    assert of(text, Kind.MRN)[-1] == "7714026"
    assert of("차트번호 7714026, 접수번호는 40713", Kind.MRN) == ["7714026"]


def test_two_answers_in_a_row():
    assert of("간호: 환자번호 알려줘요\n원무: 0071\n원무: 8813\n원무: 301호", Kind.MRN) == ["0071", "8813"]


@pytest.mark.parametrize(
    "text",
    [
        "환자번호는 2026-03-01부터 8자리로 바뀐다",
        "환자번호 2026.3.1. 개편",
        "환자번호 10자리 체계",
        "환자번호(02-770-1234) 문의",
        "차트번호 010-2233-4455",
        "진료카드 3,500원",
        "차트 2025 결산",
        "병원 접수번호 40713, 진료실 302호",
        "외래 진료 등록번호 제2024-118호 단체",
        "병원 옆 저수지 정밀안전진단은 FMS 등록번호 CX2011-0028841 기준",
        "진료용 의료기기 등록번호 20-448812",
        "환자 반려견 등록번호 410000112233445",
        "음원 차트 10040 계단 상승",
        "처방 아목시실린 500mg 차트 500mg",
        "코로나 환자번호 1024번까지 공개",
        "간호: 환자번호 알려줘요\n원무: 301호로 오세요",
        "환자번호 000-000 형식",
        "환자 심박 차트 1200bpm",
        "환자번호를 45,120명에게 새로 매김",
        "보안과 등록번호 T-8805",
    ],
)
def test_other_numbers_of_a_hospital_are_no_patients(text):
    assert of(text, Kind.MRN) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"rrn":"x","insure":"70114829036"}', "70114829036"),
        ("insurance_no: 70114829036", "70114829036"),
        ("건보증 번호 3-1184-7720-59 조회", "3-1184-7720-59"),
        ("고관절 수술 / 보험 70114829036 / 방문재활", "70114829036"),
    ],
)
def test_health_insurance_by_its_key(text, value):
    assert of(text, Kind.HEALTH_INS) == [value]


@pytest.mark.parametrize(
    "text",
    [
        '{"insurer":"70114829036"}',
        "insurance policy 70114829036",
        "건보증 번호 문의 031-1184-7720",
        "학생증 번호 70114829036",
        "번호 3-1184-7720-59",
        "보험 20260301001",
    ],
)
def test_an_insurer_is_no_insured(text):
    assert of(text, Kind.HEALTH_INS) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("명퇴 신청\n민가람 행정6급 66.05.12. 근속 34년", ["66.05.12."]),
        ("출입 인원\n- 민가람 1984.02.11 33나4412\n- 도윤서 1991.07.30 차량 없음", ["1984.02.11", "1991.07.30"]),
        (
            "응시자\n가-01 민가람 1991/04/02 gr@test.kr\n가-02 앤디 류 1988/11/20 andy@test.kr",
            ["1991/04/02", "1988/11/20"],
        ),
        ("참관인 민가람(710415), 하늘(930822)", ["710415", "930822"]),
        (
            "참관 신고\n1조 민가람 / 70.02.18. / 010-2211-3344\n1조 도윤서 / 02.10.05. / 010-2211-3345",
            ["70.02.18.", "02.10.05."],
        ),
        ("문: 성함과 생년월일을 말하시오.\n답: 무사 알리 하산, 1989년 2월 3일 로 압니다.", ["1989년 2월 3일"]),
        ("A: 성함과 생년월일요\nQ: 민가람, 1971년 8월 2일\nA: 네", ["1971년 8월 2일"]),
        ("상담원: 생년월일하고 연락처요\n고객: 오십구년 칠월 삼십일이고 번호는", ["오십구년 칠월 삼십일"]),
        ("투입인력 민가람 (고급, 1979-03-18)", ["1979-03-18"]),
        ("생년월일 : 6 1 . 0 7 . 2 2", ["6 1 . 0 7 . 2 2"]),
        ("제 생년월일은 단기 4280년 3월 9일이라 적혔다", ["단기 4280년 3월 9일"]),
        ("조부 민가람 1931년 음력 5월 2일생", ["1931년 음력 5월 2일"]),
        (
            "승선\n1 민가람 710415 목포\n2 니콜라이 강 850930 안산\n(칸: 번호 이름 생년월일 사는 곳)",
            ["710415", "850930"],
        ),
        ("1977.10.15 ← 생년월일", ["1977.10.15"]),
        ("대리자: 민가람 / 1971.03.02\n설치장소", ["1971.03.02"]),
        ("to certify that Min (born 14 March 1996) completed", ["14 March 1996"]),
        ("PAX 1 MIN/GARAM MR  DOB 14MAY88", ["14MAY88"]),
        ("생년 : 1991\n생월 : 04\n생일 : 22", ["1991", "04", "22"]),
    ],
)
def test_births_in_rows_and_talks(text, values):
    assert of(text, Kind.BIRTHDATE) == values


@pytest.mark.parametrize(
    "text",
    [
        "민가람 행정6급 93.05.12. 근속 33년",
        "근속 현황\n민가람 2001.03.02. 임용 근속 25년",
        "문: 생년월일을 물었나\n답: 아니요, 2026년 2월 3일 회의에서요",
        "A: 계약일이요\nQ: 민가람, 1998년 8월 2일",
        "투입인력 민가람 (고급, 2024-03-18)",
        "민가람 (과장, 1998-03-02)",
        "단기 4280년 3월 9일 창건",
        "1931년 음력 5월 2일 제사",
        "납품\n1 만년필 710415 목포\n(칸: 번호 품명 품번 지역)",
        "점검\n- 동관 1998.02.11 준공\n- 서관 2001.07.30 준공",
        "1977.10.15 ← 준공일",
        "OZ 541 ICN FRA 02APR 123 / 14MAY26 ticket",
        "허가일: 민가람 / 1999.03.02\n설치장소",
    ],
)
def test_dates_of_events_are_no_births(text):
    assert of(text, Kind.BIRTHDATE) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("마지막 위치 -7.25044, 112.76881 (항구)", "-7.25044, 112.76881"),
        ("집결지 33.51380, 36.27651 학교 뒤", "33.51380, 36.27651"),
        ("숙소좌표 -3.38691, 36.68299 문의", "-3.38691, 36.68299"),
        ("어장 N35°02.118' E127°41.305' 부근", "N35°02.118' E127°41.305'"),
        (
            "북위 삼십사도 이십분 칠초, 동경 백이십칠도 사분 십초 쯤",
            "북위 삼십사도 이십분 칠초, 동경 백이십칠도 사분 십초",
        ),
        (
            "위치가 북위 삼십오점일하나삼사, 동경 백이십칠점오육칠둘 연기",
            "북위 삼십오점일하나삼사, 동경 백이십칠점오육칠둘",
        ),
    ],
)
def test_places_anywhere(text, value):
    assert of(text, Kind.GPS) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "수익률 -7.25044, 112.76881",
        "구멍 위치 12.34567, 45.67890 (mm)",
        "임베딩 위치 0.12345, 0.67891",
        "좌표 12.3, 45.6",
        "북위 삼십팔도 이남",
        "평균 33.51380, 36.27651",
        "좌표 95.51380, 236.27651",
    ],
)
def test_pairs_of_numbers_are_no_places(text):
    assert of(text, Kind.GPS) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("비공개(정보공개법 제9조제1항제6호)\n조사 결과", "비공개(정보공개법 제9조제1항제6호)"),
        ("비공개(제9조제1항제7호)\n명부", "비공개(제9조제1항제7호)"),
        ("Ⅲ급 비밀   관리번호 25-118   사본 1/3\n훈령", "Ⅲ급 비밀"),
        ("심의자료 — 공개제한\n안건", "공개제한"),
        ("수사보안\n압수 대상", "수사보안"),
        ("소속 총무과\n열람 후 파기\n주소", "열람 후 파기"),
        ("CONFIDENTIAL – 철수 계획 부속 1\n집결지", "CONFIDENTIAL"),
        ("체납 정리 계획\n대외비(2027.6.30.까지)\n본문", "대외비(2027.6.30.까지)"),
        ("[내부 검토용 - 대외비] 승진 후보\n1.", "[내부 검토용 - 대외비]"),
        ("대 · 외 · 비 소송 전략", "대 · 외 · 비"),
        ("C-O-N-F-I-D-E-N-T-I-A-L / 작성 총무", "C-O-N-F-I-D-E-N-T-I-A-L"),
        ("환자 명단 (병원 내부) 대외비\n1번", "대외비"),
        ("[비공개 - 열람 후 회수]\n징계 요지", "[비공개 - 열람 후 회수]"),
        ("대외비 (회의 뒤 회수)\n모임", "대외비"),
        ("당직 일지 대외비\n사령 앞", "대외비"),
        ("명단은 열람 후 파기 부탁드립니다.", "열람 후 파기"),
        ("아래쪽 희미하게 비공 개 (6 호)", "비공 개 (6 호)"),
    ],
)
def test_marks_written_out(text, value):
    assert of(text, Kind.MARKING) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "비공개(정보공개법 제9조제1항제6호) 사유를 적는 법",
        "정보공개법 제9조제1항제6호에 따라 비공개 여부를 정한다",
        "Ⅲ급 비밀 관리번호를 매기는 기준",
        "회의록 공개제한 기준 안내",
        "수사보안 교육을 한다",
        "메모는 열람 후 파기하는 습관을 들이자",
        "CONFIDENTIAL – what the word means",
        "대외비(2027.6.30.까지) 표시 방법 안내",
        "대내 · 대외 · 비상 연락",
        "보관 문서 관리 대외비 지침",
    ],
)
def test_talk_about_marks_is_none(text):
    assert of(text, Kind.MARKING) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("배포 후 keystore 암호는 swapme_1180 로 하세요", "swapme_1180"),
        ("비번은 문에 붙은 대로 hanok4417", "hanok4417"),
        ("윈도 로그인은 쪽지에 적힌 duri@0711 로 되고요", "duri@0711"),
        ("- 관리자 페이지 admin / `narae*0318`", "narae*0318"),
        ("관리자 암호가 뭐냐면 m o r u # 2 9 에요", "m o r u # 2 9"),
        ("홈피 로그인 gongdan / ㅂㅏ람2207! ← 한글 그대로", "ㅂㅏ람2207!"),
        ("비번은 한글자판으로 ㄴㅏㅁㅜ3318 치면 돼요", "ㄴㅏㅁㅜ3318"),
        ("구ID\t신ID\t이름\t초기암호\nab0412\tu118\t민가람\tInit!ab27\n", "Init!ab27"),
        ("화면보호기 풀때 g_a_t_e_7_7_! (밑줄은 빼고) 비번은 적지 말래서", "g_a_t_e_7_7_!"),
        ('wifi:\n  ssid: guest\n  psk: "maru-Lamp-5519"\n', "maru-Lamp-5519"),
        ("쪽지: wifi maru0417@ / 팩스", "maru0417@"),
        ("메일 비번 바꿨어요 nr느낌표2031 이걸로요", "nr느낌표2031"),
    ],
)
def test_passwords_told_in_passing(text, value):
    assert of(text, Kind.PASSWORD) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "keystore 암호는 별도 금고에 보관한다",
        "비번은 벽에 붙이지 말고 vault2 에 둔다",
        "윈도 로그인은 안내문에 적힌 windows11 로 하세요",
        "관리자 페이지 admin / `index.html`",
        "홈피 로그인 화면 / 마을 소개!",
        "구ID\t신ID\t이름\t초기암호\nab0412\tu118\t(퇴직)\t-\n",
    ],
)
def test_talk_of_passwords_is_none(text):
    assert of(text, Kind.PASSWORD) == []


def test_a_secret_below_its_id():
    key = "k3vQ1oZZuu60kb0F4LyBfPjBqcjpaiWvW8mmd1Rt"
    text = f"storage:\n  access-key: AKIA{'QJI4FXYTKYQLURAB'}\n  secret-key: {key}\nowner: x"
    assert key in of(text, Kind.SECRET)


def test_customs_code_partly_said():
    assert of("통관부호 P 공공 5512840377 이거 쓰세요", Kind.PCCC) == ["P 공공 5512840377"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ⅱ급비밀   사본 3/7\n제목: 방호 계획", "Ⅱ급비밀"),
        ("대외비  사본번호 4의 2\n제목: 방호 계획", "대외비"),
        ("id: 7\nmark: 대외비 · 취급주의\nowner: x", "대외비 · 취급주의"),
        ("취급주의 / 대외비\n회의 결과", "취급주의 / 대외비"),
        ("표지 오른쪽에 빨간 글씨로 對 外 秘\n내용", "對 外 秘"),
        ("첫 장에 붉은 도장으로 대외비가 찍혀 있음", "대외비"),
        ("〔 ３ 급 비 밀 〕\n부속서", "３ 급 비 밀"),
        ("〖대외비〗\n부속서", "대외비"),
    ],
)
def test_marks_with_a_copy_a_second_mark_or_ink(text, value):
    assert of(text, Kind.MARKING) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Ⅱ급비밀 사본 3부를 만드는 절차",
        "붉은 글씨로 대외비라고 적는 방법",
        "빨간 도장으로 대외비를 찍어야 한다",
        "등급 예시: 대외비 · 취급주의",
        "붉은 글씨로 표시한 대외비 관리 지침",
        "취급주의 / 파손주의",
    ],
)
def test_talk_about_copies_and_ink_is_none(text):
    assert of(text, Kind.MARKING) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("조치: 최초 비밀번호(maru#2207) 변경함", "maru#2207"),
        ("기숙사 현관 비밀번호 7731ㄷㅂ 는 비밀", "7731ㄷㅂ"),
        ("와이파이 비번은 ㅁㄹ7731! 이에요", "ㅁㄹ7731!"),
        ("전산망 비번 잊을까 봐 써 둠 → ㅁㅏ루5@Moon (서랍 안)", "ㅁㅏ루5@Moon"),
        ("열람 암호는 한글로 ‘소나무31’ 입니다", "소나무31"),
        ("압축 비번은 '참새77' 이에요", "참새77"),
    ],
)
def test_passwords_in_brackets_jamo_and_quotes(text, value):
    assert of(text, Kind.PASSWORD) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "비밀번호(9자리 이상) 변경",
        "비밀번호(SHA-256) 저장",
        "비밀번호(help@test.kr) 문의",
        "비밀번호 변경 → 매월1회! 꼭",
        "비밀번호 개수 → 총12개!(필수)",
        "비번 까먹음ㅋㅋ 2026년ㅋㅋ",
        "비번 다시 알려줘 ㅇㅋ",
        "비밀번호는 '영문9자' 입니다",
        "암호는 '최소9' 입니다",
        "비밀번호 관리는 ‘지침5’ 참고",
    ],
)
def test_rules_in_brackets_and_laughter_are_no_passwords(text):
    assert of(text, Kind.PASSWORD) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("전염병 접촉자 조사\n환자 등록 HB-25-0417 과 같은 버스", "HB-25-0417"),
        ("환자등록 KD20417 접촉자", "KD20417"),
        ("학생 민가람, 치료기관 등록번호 41770382, 사고 경위", "41770382"),
        ("치료 병원 등록번호: 41-770382", "41-770382"),
    ],
)
def test_a_patient_registered_elsewhere(text, value):
    assert of(text, Kind.MRN) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "환자 등록 2026-03-01 시작",
        "환자 등록 KCD-10 개정판",
        "환자 등록 300명 돌파",
        "외국인환자 유치의료기관 등록번호 41770382",
        "상담 치료견 등록번호 410770382001122",
    ],
)
def test_registrations_of_others_are_no_patients(text):
    assert of(text, Kind.MRN) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("선발 결과\n○ 204호 민가람 / 2007.03.11 / 보호자 민서진 010-2211-3344", ["2007.03.11"]),
        (
            "접촉자\n민가람 2008.05.16 건강보험 증번호 3-5511182946\n당 서윤 2007.11.20 건강보험 증번호 70011531964",
            ["2008.05.16", "2007.11.20"],
        ),
        ("민가람 2007.03.11 여권 M30518829", ["2007.03.11"]),
        (
            "생년월일로 찾아 주세요.\n민가람 2009년 3월 7일 12시간\n도르지 2008년 10월 5일 8시간\n담당 교사",
            ["2009년 3월 7일", "2008년 10월 5일"],
        ),
        ("아래 생일로 확인 바랍니다\n- 민가람 2007.3.11\n- 도윤서 2008.4.12", ["2007.3.11", "2008.4.12"]),
    ],
)
def test_births_before_a_guardian_or_below_their_word(text, values):
    assert of(text, Kind.BIRTHDATE) == values


@pytest.mark.parametrize(
    "text",
    [
        "승강기 2007.03.11 / 보호자 없이 타지 마시오",
        "민가람 접수 2008.05.16 건강보험 증번호 3-5511182946",
        "민가람 / 2026.04.18 / 보호자 민서진 010-2211-3344",
        "생일 축하 행사\n민가람 2026년 7월 7일 12시",
        "생일로 조회해 주세요.\n회의는 2009년 3월 7일 열렸다",
        "생년월일과 가입일을 적는다\n민가람 2009년 3월 7일 가입",
        "생일 쿠폰 지급\n민가람 2009.03.07 가입",
    ],
)
def test_dates_below_or_beside_are_no_births(text):
    assert of(text, Kind.BIRTHDATE) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "병력동원훈련소집 통지서 미송달\n① 민가람 18-77410082 주소 불명\n② 신그루 20-77310081 결번",
            ["18-77410082", "20-77310081"],
        ),
        ("동원훈련 불참자\n민가람 18-77410082 사유서", ["18-77410082"]),
    ],
)
def test_papers_of_mobilisation(text, values):
    assert of(text, Kind.MILITARY_NO) == values


@pytest.mark.parametrize(
    "text",
    [
        "장비 동원 목록\n굴착기 18-77410082 1대",
        "수강생\n① 민가람 18-77410082",
        "동원훈련 접수\n접수번호 18-77410082",
    ],
)
def test_other_numbers_of_that_form_are_no_soldiers(text):
    assert of(text, Kind.MILITARY_NO) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("요청자 PC 10.21.7.40 / 3C7C3F1A90BE", "3C7C3F1A90BE"),
        ("172.16.4.9 3c7c3f1a90be 접속 차단", "3c7c3f1a90be"),
        ("무선 단말 3C7C3F1A90BE 등록", "3C7C3F1A90BE"),
        ("프린터: 3C7C3F1A90BE", "3C7C3F1A90BE"),
    ],
)
def test_twelve_hex_digits_of_a_device(text, value):
    assert of(text, Kind.MAC) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "서버 배포 커밋 3c7c3f1a90be",
        "장비 시리얼 3C7C3F1A90BE",
        "PC 자산번호 202611180417",
        "컨테이너 3c7c3f1a90be 10.21.7.40 재시작",
        "단말 버전 ABCDEFABCDEF",
        "10.21.7.40 요청 ID 3c7c3f1a90be",
        "3C7C3F1A90BE 상자",
        "PC방 3C7C3F1A90BEF 쿠폰",
    ],
)
def test_other_hex_digits_are_no_devices(text):
    assert of(text, Kind.MAC) == []
