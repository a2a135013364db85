"""Passwords as offices write them: columns, commands, notes, words written so that nobody searches for them."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find


def passwords(text):
    return [text[f.start : f.end] for f in find(text) if f.kind is Kind.PASSWORD]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("장비,계정,PW\nsw1,admin,Core#Sw1\nsw2,admin,Core#Sw2", ["Core#Sw1", "Core#Sw2"]),
        ("장비\tIP\t비번\nsw1\t10.1.1.1\tcore1234\nsw2\t10.1.1.2\tcore1235", ["core1234", "core1235"]),
        ("ID,PW\nkim,Core#Sw1\nlee,Core#Sw2", ["Core#Sw1", "Core#Sw2"]),
        ("username,password\nkim,coreswitch1\nlee,Core#Sw2", ["coreswitch1", "Core#Sw2"]),
        ("INSERT INTO users(id,pw) VALUES('kim','Core#Sw1');", ["Core#Sw1"]),
    ],
)
def test_a_column_of_passwords(text, values):
    assert passwords(text) == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("비밀번호 입력 seoulcity_123 (언더바)", "seoulcity_123"),
        ("비밀번호 설정값 - Welcome1", "Welcome1"),
        ("예전 비번 그대로 core1234 임", "core1234"),
        ("비밀번호 동일: core1234", "core1234"),
        ("내 메일 비번 그대로 (Core#Sw1)", "Core#Sw1"),
        ("라우터 기본암호(admin1234) 변경 필요", "admin1234"),
        ("ARS 비밀번호 4자리는 5521 로 설정", "5521"),
        ("전자문서 결재 비밀번호 4자리 8812", "8812"),
        ("압축파일 암호는 부서 전화번호 뒷자리 4821 입니다", "4821"),
        ("pdf 암호는 담당자 생일 0412", "0412"),
        ("passphrase 는 correct horse battery staple", "correct horse battery staple"),
        ("Passphrase: violet anchor seven lanterns", "violet anchor seven lanterns"),
        ("비번은 봄날2026 입니다", "봄날2026"),
        ("접속 암호 : skfkdsp!!77", "skfkdsp!!77"),
        ("비번 뭐였죠?\n- tkfkd1004 입니다", "tkfkd1004"),
        ("비번 뭐예요?\n-> Qwer9982", "Qwer9982"),
        ("password is a b c d e ! 2 0 2 6", "a b c d e ! 2 0 2 6"),
        ('암호 한글로 "대한민국만세" 영타로 치면 됩니다', "대한민국만세"),
        (
            "비밀번호는 영문 대문자 G 다음 소문자 wm 그리고 숫자 2026 입니다",
            "영문 대문자 G 다음 소문자 wm 그리고 숫자 2026",
        ),
    ],
)
def test_a_note_tells_it(text, value):
    assert passwords(text) == [value]


def test_the_old_and_the_new_one():
    assert passwords("비번 바꿈 old: a1b2c3 new: d4e5f6") == ["a1b2c3", "d4e5f6"]
    assert passwords("비밀번호 변경 (기존: spring77 / 신규: autumn88)") == ["spring77", "autumn88"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("비_밀_번_호 abc!1234", "abc!1234"),
        ("비.번: abc!1234", "abc!1234"),
        ("p@ssword: Spring!2026", "Spring!2026"),
        ("pa55word = Spring!2026", "Spring!2026"),
        ("P@$$w0rd : Spring2026", "Spring2026"),
        ("P.W: Jeju#064", "Jeju#064"),
        ("ㅂ1번 spring2026!", "spring2026!"),
        ("ㅂㅁㅂㅎ: spring2026", "spring2026"),
        ("ㅂㅂ: spring2026!", "spring2026!"),
    ],
)
def test_the_word_is_written_otherwise(text, value):
    assert passwords(text) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("jdbc:oracle:thin:scott/tiger@10.1.1.1:1521:XE", "tiger"),
        ("sqlplus app/Core1Sw@ORCL", "Core1Sw"),
        ("Pre-shared key: vpnKEY#2026long", "vpnKEY#2026long"),
        ("snmp community string: publ1c_gw", "publ1c_gw"),
        ("snmp-server community gw2026ro RO", "gw2026ro"),
        ("net user tester Te$t1234 /add", "Te$t1234"),
        ("ssid=GOV5G key=gov5g!pass", "gov5g!pass"),
        ("redis-cli -h 10.1.1.1 -a Core#Sw1", "Core#Sw1"),
        ("unzip -P Core#Sw1 a.zip", "Core#Sw1"),
        ("zip -P CoreSw12 a.zip b.txt", "CoreSw12"),
        ("7z x a.7z -pCore#Sw1", "Core#Sw1"),
        ("openssl enc -aes-256-cbc -k Core#Sw1 -in a", "Core#Sw1"),
        ('echo "Core#Sw1" | sudo -S systemctl restart nginx', "Core#Sw1"),
        ("NVR admin:cctv!2026", "cctv!2026"),
        ("공유기 관리자 admin admin1234", "admin1234"),
    ],
)
def test_a_command_carries_it(text, value):
    assert passwords(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "비밀번호 1234 같은 쉬운 번호는 쓰지 마세요",
        "비밀번호 SHA-512 저장",
        "비밀번호(sha256) 저장 방식",
        "비밀번호 입력 1회 실패",
        "비밀번호 입력 2026-03-02 시도",
        "비밀번호 입력란 password1 필드 추가",
        "비번 그대로 두세요",
        "비밀번호 4자리 입력",
        "비밀번호는 숫자 4자리 이상 9999 이하",
        "암호는 담당 내선 4821 로 문의",
        "pass 기준 60점, fail 40점",
        "구분,내용\n비밀번호,영문과 숫자\n아이디,사번",
        "passphrase must be at least twenty characters",
        "passphrase is a list of words",
        "admin: session#12 opened",
        "root:x:0:0:root:/root:/bin/bash",
        "관리자 admin 계정 3개",
        "snmp community public",
        "ssid=GOV5G channel=149",
        "ㅂㅂ 내일 봐요",
        "ㅂㅂ: 잘 가요",
        "net user 명령으로 확인하세요",
        "https://docs.example.go.kr/admin:guide2026",
        "id,name\n1,kim2026\n2,lee2027",
        "old: v1.2.3 new: v1.3.0",
    ],
)
def test_what_is_none(text):
    assert passwords(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("공동현관은 #3310*1515 입니다", "#3310*1515"),
        ("기사: 현관 비번은요?\n나: #3310*1515\n기사: 네", "#3310*1515"),
        ("창고문 번호는 7120별 누르세요", "7120별"),
        ("뒷문 여는 번호 물어 0917#3 로 들어감", "0917#3"),
        ("키패드 551020 입력 오류 2회", "551020"),
        ("금고는 왼쪽 11 오른쪽 52 왼쪽 9", "왼쪽 11 오른쪽 52 왼쪽 9"),
        ("시트 보호 해제 → tkfkd1123 누구나", "tkfkd1123"),
        ("접속 admin → Cam77!hall, 카메라 3대", "Cam77!hall"),
        ("컴퓨터 켜지면 zxcv*8812 치고 들어가세요", "zxcv*8812"),
        ("압축은 nuri!2291 넣으면 풀립니다", "nuri!2291"),
        ("영타로 '바다하늘77!' 치면 그게 비밀번호예요", "바다하늘77!"),
        ("Nuri!2291 이 새 비번입니다", "Nuri!2291"),
        ("암호는 영어로 haetsal81 이고 소문자예요", "haetsal81"),
        ("여는 암호는 지난번에 정하신 haetsal81 입니다", "haetsal81"),
        ("회원증 비밀번호를 5512(으)로 초기화했습니다", "5512"),
        ("카드 비밀번호 앞 두 자리 37", "37"),
        ("아래와 같이 비밀번호가 바뀌었습니다.\n 변경 전  Aut!mn08\n 변경 후  Aut!mn11", "Aut!mn11"),
        ("비번은 영어로 비 티 에스 다음 숫자 이공이육", "이공이육"),
        ("REDIS_AUTH=r3dis_Nuri\nPORT=1", "r3dis_Nuri"),
    ],
)
def test_it_is_told_without_its_word_or_at_a_door(text, value):
    assert value in passwords(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ctrl+Shift+F5 누르면 새로고침됩니다",
        "F12 누르고 콘솔에 console.log(1) 입력하세요",
        "https://intra.example.go.kr/app#1 치고 들어가세요",
        "검색창에 covid19 치면 나옵니다",
        "엑셀에서 =SUM(A1:B2) 입력하면 됩니다",
        "금고 위치는 왼쪽 3번째 캐비닛",
        "공문 번호는 1234 입력",
        "전문 번호 551020 입력",
        "담당 부서 → team1234 변경",
        "문서 잠금 해제 → 보안담당관 승인",
        "Windows11 이 설치된 PC 비밀번호 정책",
        "010-2345-6789 누르면 연결됩니다",
        "kim77@korea.example 입력하고 비번은 각자 설정",
    ],
)
def test_what_is_typed_is_mostly_none(text):
    assert passwords(text) == []
