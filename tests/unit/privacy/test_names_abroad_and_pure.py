"""Names of Korean words in three syllables, foreign ones in both scripts, and what is none: firms, ships, clauses."""

import pytest

from gwanmun.privacy import scan


def names(text):
    return [text[f.start : f.end] for f in scan(text) if f.kind.value == "NAME"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("소대장: 일병 강누리별 외박 승인", "강누리별"),
        ("점검자 문하늘별, 이상 없음", "문하늘별"),
        ("인수 권솔하람 → 인계 김철수", "권솔하람"),
        ("<person><nm>배단비솔</nm><hp>010-2345-8899</hp></person>", "배단비솔"),
        ('<guardian tel="010-7734-8201">노을빛</guardian>', "노을빛"),
        ("수신 남물례 귀하", "남물례"),
        ("접수 담당 도로계 편둘레 주무관", "편둘레"),
        ("저는 바닷길 27에 사는 방하얀 이고, 어제 신청했습니다", "방하얀"),
        ("등록자 조아라미 / 051122-4285193", "조아라미"),
        ("박정민네 결혼식은 토요일", "박정민"),
        ("점유자는 신혜진이므로 확인 필요", "신혜진"),
        ("강정숙보다는 늦게 왔다", "강정숙"),
        ("오늘 당번은 김종현쌤한테 물어봐", "김종현"),
        ("op=구슬기 dev=HX-07 rc=0", "구슬기"),
        ("라온 – 엄마 현수련 010-9026-4418", "라온"),
        ("피의자 하사 차돌 (군번 20-50043318)", "차돌"),
        ("실제로 쓴 분이 국지상 팀장이면 반환해야 합니다", "국지상"),
    ],
)
def test_korean_names_of_odd_letters_are_found(text, name):
    assert name in names(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("신고자 노★하★윤 010-1234-9876", "노★하★윤"),
        ("병사 하♥람♥찬 휴가증", "하♥람♥찬"),
        ("退職者 朴正浩 電話 02-123-4567", "朴正浩"),
        ("작성자는 南宮 珉 이올시다", "南宮 珉"),
    ],
)
def test_marks_and_letters_of_another_script_hide_no_name(text, name):
    assert name in names(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"응우옌반득 씨, 체류지를 신고하십시오"', "응우옌반득"),
        ("부모 쩐티흐엉, 금쇠돌", "쩐티흐엉"),
        ("Sponsor: MSgt Deon Whitaker, valid until June", "Deon Whitaker"),
        ("Your daughter Haru Seok (born 2015-11-23) may stay", "Haru Seok"),
        ("My wife Ma. Teresa Yeo can be reached", "Ma. Teresa Yeo"),
        ("I, Baatar Enkhjin (ARC 010905-8503725), declare", "Baatar Enkhjin"),
        ("여권번호 M482K9073 (영문 SEO HAERAM)", "SEO HAERAM"),
        ("Passenger: NAMKOONG/HYE MS", "NAMKOONG/HYE"),
        ("명함 JANG M. R. 뒷면", "JANG M. R."),
        ("점검 2차 Vikram Rao", "Vikram Rao"),
        ("연구선 승선자 유승택(여권 S51434853)의 출국", "유승택"),
        ("외국인선원 장웨이 (여권 D86366596)", "장웨이"),
    ],
)
def test_names_abroad_are_found_whole(text, name):
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "제7금성호(9.77톤) 추락자 수색",
        "명진5호 입항",
        "둘 다 1977.3.3.이라 담당자가 헷갈렸음",
        "주식회사 마루온 110111-4119074",
        "연번 1: 영농조합법인 새벽이랑 204671-0003825",
        "노출 1: 저장소 열쇠",
        "등기소에 낸 법인등록번호는 110111-5520732 였어요",
        "호세 마르티네스 방문, 여권사본 보관, 확인됨"[16:],
        "*** PAYROLL EXCEPTION LIST  2026-02 ***",
        "Dear Immigration Officer,",
        "원처분: 부분공개, 당연직: 부시장(위원장)",
        "우리나라 팀장",
        "레티놀 크림과 레반틴 요리",
        "연락 – 보호자 (자택)",
        "유능한 교사와 지역의 교사, 기간제 교사",
        "lang=한국어 mode=자동화 type=기본값",
        "사는 곳이고, 하는 구조대 입니다",
        "총무과 온도 / 습도 기록",
        "나라사랑 카드 발급",
        "개선 우선순위와 주민복지과, 고충민원은 현장훈련에서",
        "가·나·다 순으로, 조 · 경 · 사업, 상★중★하",
    ],
)
def test_what_is_nobodys_name_is_left(text):
    assert names(text) == []


def test_a_particle_behind_such_a_name_is_none_of_it():
    assert names("피해자 임보람은 어제 왔고, 딸 김예슬이 갔다") == ["임보람", "김예슬"]
