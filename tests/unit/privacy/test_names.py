"""Names on text that no list was made from: rare surnames, all forms of given names, titles, tables, particles, bait."""

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find, find_all

_MARKS = re.compile("[«»]")


def names(text: str) -> list[str]:
    return [text[f.start : f.end] for f in find(text) if f.kind is Kind.NAME]


def expected(marked: str) -> list[str]:
    return re.findall("«([^»]*)»", marked)


@pytest.mark.parametrize(
    "marked",
    [
        # rare surnames
        "민원인 «표지훈»님이 어제 방문하였습니다.",
        "«왕석현» 주무관이 회신함",
        "신청인: «탁재훈», 연락처는 추후 제출",
        "«봉태규» 과장에게 보고하였음",
        "«제갈민수»가 제출한 서류",
        "«황보라미» 팀장님께 전달 부탁드립니다",
        "«독고영재» 씨는 이사하였다.",
        "«남궁연» 사무관",
        "«선우재덕» 위원",
        "담당자: «어윤미»",
        "성명: «피은경»",
        "환자 «음지호»(남, 47세)",
        "보호자 «모정숙»에게 연락함",
        "«예지원» 간호사가 접수",
        "«빈지태» 경위",
        "«국중호» 변호사",
        # one-syllable given names
        "«김철» 주무관",
        "신청인 «이산»씨는 불참",
        "성명: «박솔»",
        "민원인 «최훈»님",
        "«정윤» 팀장",
        "대표자: «한별»",
        # old-fashioned
        "수급자 «김순자»는 독거 중이다.",
        "«박말숙» 할머니께서 요청",
        "«이영자» 어르신 댁 방문",
        "«최복례» 어르신",
        "«정막동» 씨의 토지",
        "«오판돌»씨",
        "고인 «강삼식»의 유족",
        # pure Korean
        "아동 «김하늘»은 돌봄 대상이다.",
        "«이빛나» 학생",
        "«박아름» 주무관",
        "«최슬기» 선생님",
        "«정가온»이 신청",
        "«한새롬» 씨",
        "«윤보람» 대리",
        "학생 «조은별»이 다쳤다",
        # four syllables
        "«남궁하늘» 주무관",
        "신청인: «황보혜진»",
        "민원인 «선우은숙»님께",
        "보호자: «김빛나라»",
        # before and after titles
        "과장 «이영희», 팀장 «박서준»",
        "총무팀장 «고은채»가 발표",
        "환경정책과 «송지효» 주무관은",
        "복지정책국장 «류현경»입니다",
        "«문채원» 수석연구위원",
        "«하지원» 보건소장님께서 답변",
        "사회복지사 «노을희»",
        "행정복지센터 «방준호»",
        # lists
        "참석자: «김철수», «이영희», «박민수» 외 3명",
        "위원 «한지민»·«오정세»·«배두나»",
        "«김가영», «추소정», «마동석»이 참석했다.",
        "«신하균»과 «엄지원»에게 통보",
        # particles
        "«김민수»가 신고했다",
        "«김민수»는 귀가하였다",
        "«박지영»에게 전달",
        "«이수민»께서 말씀하셨다",
        "«최은정»씨의 진술",
        "«정다은» 양은",
        "«강현우» 군이",
        "어제 «윤서영»의 집에서",
        "«서지안»과 통화함",
        # spaced
        "성명: «홍 길 수»",
        "신청인 : «김 영 희» (인)",
        "«박 지 훈» 귀하",
        "위 신청인   «이 정 은»  (서명)",
        # hanja
        "성명: «김철수»(«金哲洙»)",
        "원고 «李英姬»",
        # romanised
        "Applicant: «Hong Gilsoo»",
        "«KIM Min-su» 님의 여권",
        "영문성명: «LEE YOUNGHEE»",
        "Please contact «Park Jisung» tomorrow.",
        "«Minji Kim» joined the call.",
        # foreign
        "성명: «응우옌 티 란»",
        "«존 스미스» 씨가 방문",
        "Name: «Nguyen Thi Lan»",
        "성명: «왕웨이»",
        "Dear Mr. «John Carpenter»,",
        "외국인 근로자 «쩐 반 남»이 상담",
        "통역인: «굴나라 카리모바»",
        # speech, signatures, mail, chat
        '"저는 «정유미»라고 합니다."',
        "민원봉사과 «배수지» 드림",
        "보낸 사람: «차은우» <a1@korea.kr>",
        "«김민준»: 네 확인했습니다\n«이서연»: 감사합니다",
        "[«박도윤»] [오후 2:31] 내일 뵙겠습니다",
        'From: "Jane Goodall" <jane@x.org>'.replace("Jane Goodall", "«Jane Goodall»"),
        # tables
        "번호\t성명\t부서\n1\t«탁수정»\t총무과\n2\t«은가람»\t회계과\n",
        "| 담당자 | 전화 |\n|---|---|\n| «구하라» | 02 |\n",
        "신청인,주소\n«길은혜»,서울\n",
        "<tr><th>성명</th><th>직위</th></tr><tr><td>«채수빈»</td><td>주무관</td></tr>",
        "<th>민원인</th><td>«편승엽»</td>",
        "INSERT INTO t (id, user_name, tel) VALUES (1, '«변요한»', '02'), (2, '«옥택연»', '031');",
        '{"담당자": "«진선규»", "건수": 3}',
        '{"cstmrNm":"«금새록»"}',
        "수신: «도경수»",
        "작성자 «반효정»",
        "이름\n«설인아»\n",
        "성명  «인교진»",
    ],
)
def test_a_name_is_found_whole_and_alone(marked: str):
    assert names(_MARKS.sub("", marked)) == expected(marked)


@pytest.mark.parametrize(
    "text",
    [
        "이것은 조사하여 보고할 사항이다.",
        "정부는 고려 시대 유물의 보존을 강화하기로 하였다.",
        "한국 성인 남녀의 신청 건수는 최소 유지하고 있다.",
        "주소와 전화 안내는 임시로 중단한다.",
        "원하는 장소에서 이용하실 수 있습니다.",
        "이상은 지원 대상에서 제외한다.",
        "남양주시 정보화 담당 부서",
        "양산시 안전 관리 과장 회의",
        "전국민 고용보험과 신기술 인증",
        "주민등록 정정 신청서 서식",
        "장기요양 급여비용 고시 개정안",
        "김○○ 씨와 홍*동 님, 박모 씨",
        "홍길동 님 (작성 예시)",
        "세종대왕과 이순신 장군 동상",
        "이재명 대통령, 김동연 도지사는",
        "군수 김승우 축사",
        "개인정보 보호법 제24조제1항",
        "한강공원 이용 안내문",
        "신한은행 마이데이터 연계",
        "담당 주무관이 직접 확인하였다.",
        "민원인에게 안내 문자를 발송",
        "고객님, 회원님, 선생님께 알립니다.",
        "이번 조치로 전기요금이 인하된다.",
        "강한 바람과 우박이 예상된다.",
        "도로명주소 안내 시설물 일제 조사",
        "정기적인 안전 점검과 소방 훈련",
        "위원장: 성원이 되었으므로 개회를 선포합니다.",
        "대표: 소상공인 지원 확대 필요",
        "담당: 총무과",
        "수신: 행정안전부장관(지방행정과장)",
        "가온군 기획예산담당관",
        "사용 기간은 최대 3년이며 연장할 수 있다.",
        "Park Service, Long Beach, Sun Microsystems",
        "Please do so in a Kim-size format",
        "구체적인 방안을 마련하고자 함",
        "주로 사용하는 기능은 유사하다",
        "조기 집행 및 이월 최소화",
        "문의는 민원실로 하시기 바랍니다.",
    ],
)
def test_ordinary_words_and_public_figures_are_nobody(text: str):
    assert names(text) == []


def test_a_given_name_alone_is_found_once_its_bearer_is_known():
    text = "팀장 김지훈입니다. 지훈 씨가 어제 말했고 지훈이는 오늘 옵니다."
    assert names(text) == ["김지훈", "지훈", "지훈"]


def test_every_finding_names_its_evidence_and_no_value():
    for f in find("성명: 표하린, 총무과 왕석현 주무관, 김민수가 옴"):
        assert f.why
        assert "표하린" not in f.why
        assert 70 <= f.certainty <= 95


def test_found_once_is_found_in_all():
    texts = ["성명: 표산들", "표산들은 어제 왔다", "제보자(표산들)의 말"]
    assert [len(row) for row in find_all(texts)] == [1, 1, 1]


@pytest.mark.parametrize(
    "unit",
    [
        "민원인 김영희(만 34세)님과 박서준 주무관, 이산, 정우람\n",
        "INSERT INTO t (name) VALUES ('",
        "<tr><td>성명</td>",
        "김 ",
        "Kim Min-su ",
        "응우옌 ",
    ],
)
def test_bait_costs_no_more_than_its_length(unit: str):
    def steps(size: int) -> int:
        """Lines of this room's code that finding carries out: counted, not timed."""
        count = 0

        def tracer(frame, event, arg):
            nonlocal count
            count += event == "line"
            return tracer if "privacy" in frame.f_code.co_filename else None

        text = unit * (size // len(unit) + 1)
        before = sys.gettrace()
        sys.settrace(tracer)
        try:
            names(text)
        finally:
            sys.settrace(before)
        return count

    small, large = steps(2_000), steps(8_000)
    assert large < 6 * small + 2_000


@settings(deadline=None)
@given(
    family=st.sampled_from(["김", "표", "탁", "왕", "남궁", "제갈", "어", "빙"]),
    given_name=st.sampled_from(["하늘", "말숙", "지훈", "판술", "새롬", "은별"]),
    before=st.sampled_from(["", "그리고 ", "(", "옆집 ", "3. ", "\n"]),
    after=st.sampled_from(["", "이", "가", "에게 전화함", ")", ", 끝", "네 집", "1"]),
)
def test_a_name_accepted_once_is_found_in_every_text_of_the_request(family, given_name, before, after):
    name = family + given_name
    texts = [f"성명: {name}", f"{before}{name}{after}", f"앞글 {name}{name} 뒷글"]
    rows = find_all(texts)
    for text, row in zip(texts, rows, strict=True):
        covered = {at for f in row for at in range(f.start, f.end)}
        assert covered >= {at for m in re.finditer(name, text) for at in range(m.start(), m.end())}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("어머니 김영희와 아버지 박갑돌", ["김영희", "박갑돌"]),
        ("둘째딸 이막례(010-2345-6789)", ["이막례"]),
        ("1반 김찬호 반장, 2반 서끝순 반장", ["김찬호", "서끝순"]),
        ("네, 저 손점순인데요", ["손점순"]),
        ("조종자 은남순 자격번호 확인", ["은남순"]),
        ("당사자1 박준 차량 확인", ["박준"]),
        ("화 추수아\n수 김석\n목 김성훈", ["추수아", "김석", "김성훈"]),
        ("회계과(박천수), 의회(최건·한진우·이단)", ["박천수", "최건", "한진우", "이단"]),
        ("안홍준․김태원․안형환", ["안홍준", "김태원", "안형환"]),
        ("최온새미로 씨가 냈다", ["최온새미로"]),
        ("직장 동료 박훈과 통화", ["박훈"]),
        ("천푸름이라는 사람이 왔어요", ["천푸름"]),
        ("신고자강세진", ["강세진"]),
        ("예 금 주  김 규 리 님", ["김 규 리"]),
        ("담당자 이름은 김·도·현", ["김·도·현"]),
        ("신청인 제임스 오코너(한국 거주)", ["제임스 오코너"]),
        ("베트남어 통역 수닐 구룽 선생님", ["수닐 구룽"]),
        ("진정인 신진(여, 81세)은", ["신진"]),
    ],
)
def test_names_beside_kin_roles_notes_and_in_lists_are_found(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "민 원 신 청 서",
        "출 장 복 명 서",
        "4반은 이사 가고 국장 다섯 명을 위원으로 한다",
        "신청인은 안타까운 사정을 말했다",
        "학생은 어려운 형편에도 공부했다",
        "은행 토스뱅크 1000-1234-5678",
        "팀장님 보고서 3쪽",
        "군번\t계급\t성명\t주특기",
        "제30조 타인의 범죄행위로",
        "보호 대상자의 경로와 담당 경찰",
        "원어민 교사 채용",
        "담당 박 주무관에게",
    ],
)
def test_words_beside_kin_roles_and_titles_are_no_names(text):
    assert names(text) == []


@pytest.mark.parametrize(
    "marked",
    [
        # a foreigner's number tells the name, whatever its letters
        "- «소킴 손», 외국인등록번호 900311-6123456",
        "- «왕리», 외국인등록번호 900311-6123456",
        "입소자 명단\n1. «응우옌 반 빈» / 여권번호 C1234567",
        # set apart in a row
        "참석자 «임 용 호», «조 수 임», «장 경 민» 세 분",
        # a second script beside the name
        "«오혜나» / «O Hyena» / 분실신고",
        "3\t«남궁민»\t«NAMGUNG MIN»\t1998.03.31",
        # Chinese letters behind a Chinese word for a name
        "您好，我叫«张美玲»，外国人登录证",
        # what a figure's namesake says, writes and signs
        "보낸사람: «허준» <hong_9450@example.kr>\n반환 절차를 알려 주십시오.\n«허준» 드림",
        "국가유공자 등록 신청 (故 «박복례»의 배우자)",
        "피보험자«강민수»주민번호 확인",
        "담당 «주미영» 0507-5968-8856",
    ],
)
def test_what_stands_beside_alone_tells_a_name(marked):
    assert names(marked.replace("«", "").replace("»", "")) == expected(marked)


@pytest.mark.parametrize(
    "text",
    [
        "성명, 외국인등록번호, 국적을 적는다",
        "성명\t국적\t체류자격\n",
        "이름: 홍길동 (010-1234-5678)의 예시",
        "허준의 동의보감과 이준 열사의 생애",
        "○○시 주민 민원 처리 결과",
        "교육 과정, 국적 취득 절차",
        "외국인등록번호: 011022-6345678",
    ],
)
def test_words_beside_a_foreigners_form_and_figures_are_no_names(text):
    assert names(text) == []
