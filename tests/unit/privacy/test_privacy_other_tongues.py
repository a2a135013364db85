"""Values typed on a keyboard switched to the other language, in Morse or braille, and numbers said in other tongues."""

import time

import pytest

from gwanmun.privacy import scan
from gwanmun.privacy.keyboard import to_hangul, to_latin


def found(text: str) -> list[tuple[str, str]]:
    return [(f.kind.value, text[f.start : f.end]) for f in scan(text)]


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("rkskek", "가나다"),
        ("dksgdms", "않은"),
        ("rhkscksgdk", "관찮아"),
        ("Rhkr", "꽉"),
        ("dml", "의"),
        ("ekfr", "닭"),
        ("ekfrdl", "닭이"),
        ("rkqt,", "값,"),
        ("41gh7392", "41호7392"),
    ],
)
def test_keys_and_what_they_say(keys, says):
    assert to_hangul(keys)[0] == says
    assert to_latin(says) == keys


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Korean typed as English.
        ("민원인 성명이 dbsthal 로 저장됐는데 영타예요", ("NAME", "dbsthal")),
        ("한영키를 안 눌렀네요. 신청인 rkdalfks 맞나요", ("NAME", "rkdalfks")),
        ("신청인 성명: rlatjsdud, 연락처 미기재", ("NAME", "rlatjsdud")),
        ("영타로 친 집 주소 rudrleh ekswntl qkfrksfh 27 고쳐 주세요", ("ADDRESS", "rudrleh ekswntl qkfrksfh 27")),
        ("거주지: rkddnjseh tjrchtl ehdgofh 118, 한글 변환 부탁", ("ADDRESS", "rkddnjseh tjrchtl ehdgofh 118")),
        ("표지 문구가 'eodhlql' 라고 영타로 찍힘", ("MARKING", "eodhlql")),
        ("차량번호 영타 실수 41gh7392 입니다", ("PLATE", "41gh7392")),
        ("비번은 tksthfl 로 해 두었습니다", ("PASSWORD", "tksthfl")),
        # English typed as Korean.
        ("메일을 한글 켠 채 쳐서 ㅡㅐㅐㅜ71@ㅜㅁㅍㄷㄱ.채ㅡ 이 됐어요", ("EMAIL", "ㅡㅐㅐㅜ71@ㅜㅁㅍㄷㄱ.채ㅡ")),
        ("회신처 ㅡㅐㅐㅜ71@ㅜㅁㅍㄷㄱ.채ㅡ 부탁", ("EMAIL", "ㅡㅐㅐㅜ71@ㅜㅁㅍㄷㄱ.채ㅡ")),
        ("비번을 한글 자판인 채로 ㅁㅔㅔㅣㄷ402! 라고 썼어요", ("PASSWORD", "ㅁㅔㅔㅣㄷ402!")),
        ("와이파이 비번은 영문 자판으로 '가을하늘공' 치면 됩니다", ("PASSWORD", "가을하늘공")),
        ("공용 PC 비번은 ㅔㅁㄴㄴ재ㄱㅇ1! 입니다", ("PASSWORD", "ㅔㅁㄴㄴ재ㄱㅇ1!")),
        ("Dbsthal 씨로 접수됨, 영타임", ("NAME", "Dbsthal")),
        # Morse and braille.
        ("제 휴대폰을 모스로: ----- .---- ----- -.... ..--- --... ....- ---.. ...-- .---- .....", ("PHONE", "----- .---- ----- -.... ..--- --... ....- ---.. ...-- .---- .....")),
        ("휴대폰 −−−−− ·−−−− −−−−− / ···−− ·−−−− ····− −···· / ····· −−··· −−−−· ·−−−−", ("PHONE", "−−−−− ·−−−− −−−−− / ···−− ·−−−− ····− −···· / ····· −−··· −−−−· ·−−−−")),
        ("주민번호 ---.. ..--- ----- --... ----- ...-- ..--- ----. .---- --... ..... ...-- ..--- 입니다", ("RRN", "---.. ..--- ----- --... ----- ...-- ..--- ----. .---- --... ..... ...-- ..---")),
        ("점자로 적은 핸드폰 ⠼⠚⠁⠚⠤⠼⠑⠃⠊⠛⠤⠼⠉⠓⠁⠋ 확인", ("PHONE", "⠼⠚⠁⠚⠤⠼⠑⠃⠊⠛⠤⠼⠉⠓⠁⠋")),
        # English.
        ("call me: plus eight two, ten, 4471, 9035 any time", ("PHONE", "plus eight two, ten, 4471, 9035")),
        ("phone +eight-two (0) ten six-one-one-four nine-zero-two-seven thanks", ("PHONE", "+eight-two (0) ten six-one-one-four nine-zero-two-seven")),
        ("mobile zero ten, forty-one twenty-two, eighty-seven oh five please", ("PHONE", "zero ten, forty-one twenty-two, eighty-seven oh five")),
        ("my cell is zero one zero, double five two three, seven triple one ok", ("PHONE", "zero one zero, double five two three, seven triple one")),
        ("아멕스 카드 three seven one four / 496353 / 98431 결제", ("CARD", "three seven one four / 496353 / 98431")),
        # Other tongues.
        ("아내 휴대폰 không một không năm hai tám ba bảy chín bốn một 예요", ("PHONE", "không một không năm hai tám ba bảy chín bốn một")),
        ("남편 전화 khong mot khong ba hai tam sau bay chin bon mot", ("PHONE", "khong mot khong ba hai tam sau bay chin bon mot")),
        ("휴대폰은 콩 못 콩 남 하이 땀 바 바이 찐 본 못 이라고", ("PHONE", "콩 못 콩 남 하이 땀 바 바이 찐 본 못")),
        ("連絡先 ゼロ・いち・ゼロ さん・に・ご・はち なな・ろく・よん・いち です", ("PHONE", "ゼロ・いち・ゼロ さん・に・ご・はち なな・ろく・よん・いち")),
        ("電話 ゼロいちゼロさんにごはちななろくよんいち です", ("PHONE", "ゼロいちゼロさんにごはちななろくよんいち")),
        ("전화는 제로 이치 제로 산 니 고 하치 나나 로쿠 욘 이치 라고", ("PHONE", "제로 이치 제로 산 니 고 하치 나나 로쿠 욘 이치")),
        ("연락처 zero ichi zero san ni go hachi nana roku yon ichi", ("PHONE", "zero ichi zero san ni go hachi nana roku yon ichi")),
        ("이모님 핸드폰 링 야오 링 / 싼 얼 우 빠 / 치 리우 쓰 이 입니다", ("PHONE", "링 야오 링 / 싼 얼 우 빠 / 치 리우 쓰 이")),
        ("手机 líng yāo líng sān èr wǔ bā qī liù sì yī 谢谢", ("PHONE", "líng yāo líng sān èr wǔ bā qī liù sì yī")),
        ("농협 계좌 wu si san er yi liu ba qi jiu san ling 입니다", ("ACCOUNT", "wu si san er yi liu ba qi jiu san ling")),
        ("전화 ноль один ноль три два пять восемь семь шесть четыре один", ("PHONE", "ноль один ноль три два пять восемь семь шесть четыре один")),
        ("휴대전화 nol bir nol tort besh olti yetti sakkiz toqqiz bir ikki", ("PHONE", "nol bir nol tort besh olti yetti sakkiz toqqiz bir ikki")),
        ("전화: тэг нэг тэг гурав хоёр тав найм долоо зургаа дөрөв нэг", ("PHONE", "тэг нэг тэг гурав хоёр тав найм долоо зургаа дөрөв нэг")),
        ("핸드폰 nol satu nol tiga dua lima delapan tujuh enam empat satu", ("PHONE", "nol satu nol tiga dua lima delapan tujuh enam empat satu")),
        ("휴대폰 ศูนย์หนึ่งศูนย์สามสองห้าแปดเจ็ดหกสี่หนึ่ง", ("PHONE", "ศูนย์หนึ่งศูนย์สามสองห้าแปดเจ็ดหกสี่หนึ่ง")),
        # Roman numerals, two figures at a time, one number.
        ("폰 번호 ○·Ⅰ·○ Ⅵ·Ⅲ·Ⅱ·Ⅸ Ⅳ·Ⅷ·Ⅰ·Ⅴ 로", ("PHONE", "○·Ⅰ·○ Ⅵ·Ⅲ·Ⅱ·Ⅸ Ⅳ·Ⅷ·Ⅰ·Ⅴ")),
        ("환자번호 로마자로 VIII II IX IV I VII V (8294175) 조회", ("MRN", "VIII II IX IV I VII V (8294175)")),
        ("전화번호 010-열셋-스물넷-마흔여섯-여든하나 입니다", ("PHONE", "010-열셋-스물넷-마흔여섯-여든하나")),
        ("제 번호는 공일공에 삼십육, 이십칠, 팔십오, 구십일 이에요", ("PHONE", "공일공에 삼십육, 이십칠, 팔십오, 구십일")),
        ("우리은행 계좌 칠십일, 이십오, 공삼, 구십, 육십팔, 사십구 로", ("ACCOUNT", "칠십일, 이십오, 공삼, 구십, 육십팔, 사십구")),
        ("병원 환자번호 천팔백이십오만 구천사백육 입니다", ("MRN", "천팔백이십오만 구천사백육")),
    ],
)  # fmt: skip
def test_other_keys_and_tongues(text, expected):
    assert expected in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "키보드와 마우스 구입, keyboard mouse driver",
        "영타 연습 시간: 분당 300타, the quick brown fox",
        "한글 자판 배열은 asdf jkl 순으로 익힌다",
        "비번 까먹음 ㅠㅠ 한영키 문제였음 ㅋㅋㅋ",
        "비번 까먹음ㅠㅠ 한영키 문제였음ㅋㅋㅋ",
        "비번 뭐임ㅋㅋ? 1번인가",
        "비번 바꿨나ㅏㅏ 모르겠네",
        "비밀번호를 영문 자판으로 입력하세요",
        "비밀번호는 한글 자판으로 치면 안 됩니다 ㅠㅠㅠㅠㅠㅠ",
        "이름을 영타로 치지 마세요 dkssudgktpdy",
        "암호 cipher 화폐 bitcoin 시세",
        "비밀번호: password 말고 다른 것으로",
        "이름: visual studio",
        "담당자: social media",
        "신청인은 english teacher 로 근무",
        "제목: dismal science",
        "영문으로 치면 seoul 이 됩니다",
        "구분 ----- ----- ----- -----",
        "..... ..... ..... 계속",
        "--- ..... ----- .....",
        "| ----- | :---- | ----: | ----- |",
        "점자 블록 ⠼⠁⠃ 층 안내",
        "ba anh em năm nay sáu tuổi bảy tháng hai",
        "Một hai ba bốn năm sáu bảy tám chín mười, các em đếm theo cô",
        "один два три четыре пять шесть семь восемь девять десять считаем",
        "one, two, three, four, five, six, seven, eight: count with me",
        "ten twenty thirty forty fifty sixty seventy eighty",
        "plus two thousand and ten more",
        "이십, 삼십, 사십, 오십, 육십, 칠십 순으로 배점",
        "연령대는 이십 삼십 사십 오십 육십 칠십 대",
        "이번 주 로또 공삼 십일 십칠 이십사 삼십일 사십오",
        "이 산 이치 고 시 니 산",
        "링 위에서 우 리는 싼 것을 쓰 고 치 우 다",
        "いちにさんしごろくしちはち と数える",
        "uno dos tres cuatro cinco seis siete, contamos",
        "Ⅰ·Ⅱ·Ⅲ·Ⅳ·Ⅴ·Ⅵ 장 참고",
        "I, II, III, IV, V, VI, VII 단계",
        "스물넷, 서른, 마흔여섯 명이 참석",
    ],
)
def test_what_looks_like_it_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "piece",
    ["영타 qkrdudgml rudrleh ", "----- .---- ", "không một ", "링 이 얼 ", "ゼロいち", "VI X O ", "twenty-two ", "육십사, 이십팔, ", "⠼⠁⠃", "비번 ㅁㅔㅣ4 한영키 ", "성명 qkrdudgml "],
)  # fmt: skip
def test_long_texts_cost_little(piece):
    text = piece * (200_000 // len(piece))
    started = time.perf_counter()
    scan(text)
    assert time.perf_counter() - started < 10
