"""환자등록번호 (MRN): a hospital's own number, mostly 6 to 10 digits. 의료법 제22조. Told by its word, or in brackets behind a
patient (환자 송가은(12345678)); at the head of a line before a name, under the word or under another one (12345678 송가은 …).
A hospital writes its numbers as it likes: directly behind a word for nothing but a patient's number, and in the answer to who
asks for it, anything with three digits is one (HS-55201, 1904-77-26). Where one is registered tells it, too (대학병원 등록 …, 입원(등록 …)), a
doctor's English (Pt. …, Reg.No …), a log of pictures (C-STORE pid=…), and where HL7, DICOM and FHIR have it.

Traps: 접수번호, 승인번호, 처방전 교부번호 are numbers of a visit or a paper, not of a patient; dates, amounts, telephone numbers
behind the word; 등록번호 of a device, an animal, a dam (FMS 등록번호).
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import re2

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import SEP, Detector, View, alone, lettered
from gwanmun.privacy.detectors.beside import name_after, named
from gwanmun.privacy.detectors.numbered import worded

_SHAPE: Final = rf"[0-9]{{2,4}}{SEP}[0-9]{{4,8}}"
_named = worded(
    Kind.MRN,
    r"hosp(?:ital)?_?(?:No|no|NO)|환자 ?(?:등록|고유|식별|관리)? ?(?:번호|ID|id|코드|No\.?)|[차챠]트 ?(?:번호|No\.?|NO|#)?|병록 ?번호|(?:의무|의료|진료) ?기록 ?번호|(?:진료|진찰|외래|입원|수진|검진) ?(?:등록|카드|권|자)? ?번호"
    r"|병원 ?(?:등록)? ?(?:번호|ID)|환자 ?등록\W{0,3}$|(?:외래|입원) ?등록\W{0,3}$|MRN|mrn|[Cc]hart ?(?:[Nn]o|[Nn]umber|#)?|[Pp]atient[ _]?(?:[Ii][Dd]|[Nn]o|[Nn]umber)|PATIENT_?(?:ID|NO)|[Pp]t\.? ?(?:[Nn]o|ID)|[Hh]osp\.? ?[Nn]o|ptnt_?(?:No|id|Id)|pt_?no|PT_?NO",
    _SHAPE,
)
#: 등록번호 alone is a patient's where a hospital speaks, unless something else is registered.
_registered = worded(Kind.MRN, r"(?:^|[^가-힣])등록 ?번호", _SHAPE, certainty=82)
#: In a doctor's English: Pt. 류가온 F/63, Reg.No 4410827.
_REG_NO: Final = r"Reg(?:istration|\.)? ?(?:No|NO|Number|#)"
_DOCTORS: Final = r"(?:^|[^A-Za-z])(?:[Pp]t\.|PT\.|[Pp]atient|Dx|환자)"
_reg_no = re.compile(rf"{_REG_NO}[.:# ]{{0,3}}(?P<v>[0-9]{{5,10}}|[0-9]{{2}}-[0-9]{{4,6}})(?![0-9A-Za-z-])")
_doctors = re.compile(_DOCTORS)
#: In the log of pictures (DICOM) a pid is a patient's where a transfer, a name or a birth stands beside it; a process has one, too.
_PID: Final = r"(?:pid|PID|[Pp]atient_?(?:ID|Id|id)|pat_?id)[\"']?[=:] ?[\"']?"
_pid = re.compile(rf"{_PID}(?P<v>[0-9]{{6,10}})(?![0-9A-Za-z-])")
_PICTURED: Final = r"C-(?:STORE|FIND|MOVE|GET)|(?:name|birth|DOB|dob|sex|study|modality|accession)[\"']?[=:]"
_pictured = re.compile(_PICTURED)
#: A name is somebody's in Hangul or capitals; a process and a shop's article have names, too.
_its_name = re.compile(
    r"name[\"']?[=:] ?[\"']?(?:[A-Z]{2,}(?![a-z])|(?P<w>[가-힣]{2,8})(?P<more> [가-힣]{1,6})?(?![가-힣]))?"
)
#: Where one is registered, without the word number: 대학병원 등록 03829145, 입원(등록 880214-B); 진료기록 77-204518.
_CENTRES: Final = "(?:정신건강(?:복지|증진)?|중독관리(?:통합지원)?|치매안심|자살예방|트라우마|호스피스) ?센터"
_AT: Final = rf"(?:(?:^|[^물])병원|의료원|[^시도군구회]의원|치과|{_CENTRES}|입원|외래|응급실|환자 [가-힣]{{2,4}})[^\n0-9]{{0,10}}등록[ :#]{{1,2}}|(?:^|[^가-힣])(?:진료|의무) ?기록(?:[ :#(]{{1,2}}| ?사본\()"
_at = re.compile(rf"(?:{_AT})(?P<v>(?:[A-Z]{{1,4}}-?)?[0-9]{{2,10}}(?:-[0-9A-Z]{{1,8}}){{0,2}})(?![0-9A-Za-z-])")
_LEAST_AT: Final = 5
#: Received there, with a letter before it: 대학병원 접수 T2611-0093.
_RECEIVED: Final = r"(?:(?:^|[^물])병원|의료원|응급실) ?접수[ :#]{1,2}[A-Z]"
_received = re.compile(
    r"(?:(?<!물)병원|의료원|응급실) ?접수[ :#]{1,2}(?P<v>[A-Z]{1,3}-?[0-9]{2,8}(?:-[0-9]{2,8}){0,2})(?![0-9A-Za-z-])"
)
#: Where the standards have it: HL7's segment PID, DICOM's tag 0010,0020, FHIR's Patient/….
_STANDARD: Final = r"PID\|[0-9]{0,4}\|[^|\n]{0,20}\||\(0010,0020\)[^\n\[]{0,24}\[|Patient/"
_standard = re.compile(rf"(?:{_STANDARD})(?P<v>(?:[A-Z]{{1,4}}-?)?[0-9]{{5,12}})(?![0-9A-Za-z-])")
_day = re.compile("(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]$")
_short_day = re.compile("[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$")
#: A year and the number of a paper, or two years.
_of_year = re.compile("(?:19|20)[0-9]{2}-[0-9]{2,5}$")
_OTHERS: Final = r"[시도군구회]의원|당원|회원|유치 ?(?:의료)? ?기관|동물|반려견|반려묘|시설물?|기기|장비|장치|건물|교량|저수지|댐|차량|특허|상표|디자인|면허|자격|사무소|단체|법인|업체|사업자|도서|자료|모니터|침대|휠체어|세탁|식당|대기실|휴게실|키오스크|농약|살충제|제품|품목|물질|선박|어선|기계|발간|공급자|(?:^|[^A-Za-z])(?!EMR|OCS|HIS|PT|MRN|ID)[A-Z]{2,5}"
_other = re.compile(rf"(?:{_OTHERS}) ?등록 ?번호[^0-9\n]{{0,8}}$")
_MEDICAL: Final = r"병원|의원|의료원|요양기관|주치의|담당의|병동|진료|환자|수진자|의무기록|검사명|진단|입원|외래|처방|응급실|보건소|의무실|한의원|치과|내과|[정신일흉성]\S?외과|소아(?:청소년)?과|산부인과|이비인후과|피부과|비뇨|신경과|재활의학|정신건강|흉통|심전도|혈압|수술|검진|내원|퇴원|채혈|검체|투약|협진|MRI|초음파|영상의학"
_medical = re.compile(_MEDICAL)
#: 환자 송가은(12345678).
_WHOSE: Final = r"(?:환자|수진자|입원자|내원자)(?: ?[가-힣]{2,4})?(?: ?님)? ?\("
_whose = re.compile(
    rf"{_WHOSE}(?:[Nn]o\.? ?(?=[0-9]{{6}}))?(?P<v>(?<=[.oO# ])[0-9]{{6}}|[0-9]{{7,10}}|[0-9]{{2}}-[0-9]{{6}})(?=[),])"
)


#: A hospital's own number with a letter before it: 차트 C-2018-771.
_card = re.compile(r"[차챠]트[ :：]{1,2}(?P<v>[A-Z]-?[0-9]{2,6}(?:-[0-9]{2,6})?)(?![0-9A-Za-z])")
#: A centre's: 치매안심센터 대상자 번호 C-0231.
_centres = re.compile(
    rf"{_CENTRES} ?(?:환자|회원|대상자|이용자) ?번호[ :=]{{1,3}}(?P<v>[A-Z]{{1,3}}-?[0-9]{{3,8}}|[0-9]{{5,10}})(?![0-9A-Za-z-])"
)
#: Registered as a patient, without the word number: 환자 등록 HB-25-0417.
_AS_PATIENT: Final = "환자 ?등록"
_as_patient = re.compile(
    rf"{_AS_PATIENT}[ :：(#]{{1,3}}(?P<v>[A-Z]{{1,4}}-?(?:[0-9]{{3,8}}|[0-9]{{2,4}}(?:-[0-9]{{2,6}}){{1,2}}))(?![0-9A-Za-z-])"
)
#: On the line of a patient, whatever the hospital calls it: 환자 …, ID K0091827; 환자 … / 등록번호 JD-0098; 수혜자 … 등록 R-2025-0883.
_PATIENT: Final = "환자|수진자|기증자|수혜자|공여자"
_on_line = re.compile(
    rf"(?:{_PATIENT})(?!용|식| ?(?:포털|앱|홈페이지))[^\n]{{0,60}}?(?:(?<![A-Za-z가-힣])ID[ :]{{1,3}}|등록 ?번호[ :]{{1,3}}|[가-힣]{{2,5}}(?: ?님)? 등록[ :#]{{1,2}})(?P<v>[A-Z]{{1,3}}-?[0-9]{{3,8}}(?:-[0-9]{{2,8}}){{0,2}})(?![0-9A-Za-z@_-])"
)
_ON_LINE: Final = r"(?:ID|등록 ?번호|등록)[ :#]{1,3}[A-Z]+-?[0-9]{3}"
#: What else is given: blood and organs to the sick, but books and relics, too.
_given = re.compile("이식|장기|골수|조혈|혈액|신장|각막|제대혈|병원|의료원")
#: In a doctor's note behind the name: pt 봉가람 / 13-448201 / F 81.
_NOTED: Final = r"(?:^|[^A-Za-z])(?:[Pp]t\.?|PT|환자)[ :][가-힣]{2,5}(?: ?님)? ?[/|,] ?[0-9]{2}"
_noted = re.compile(
    r"(?:(?<![A-Za-z])(?:[Pp]t\.?|PT)|환자)[ :](?P<who>[가-힣]{2,5})(?: ?님)? ?[/|,] ?(?P<v>[0-9]{2}-[0-9]{6}|[0-9]{7,8})(?= ?[/|,)\n]|$)"
)
#: Words for nothing but a patient's number, and what may stand between one and its number.
_PATIENTS: Final = (
    r"환자 ?(?:등록|고유|식별|관리)? ?(?:번호|ID|코드)|[차챠]트 ?(?:번호|N[oO]\.?|#)|병록 ?(?:번호)?|(?:^|[^가-힣])환번|(?:의무|의료|진료) ?기록 ?(?:번호|[Nn][oO](?:\.|$| ))|(?:수[검진]|검진|내원)자 ?(?:등록 ?)?(?:번호|ID)|건강 ?검진 ?등록 ?번호|보건(?:지소|진료소|소) ?(?:개인|환자|대상자) ?번호|가정 ?간호 ?(?:등록|관리|환자)? ?번호(?:\(환자\))?|(?:병원|본원|의료원) ?등록 ?N[oO]\.?|진료 ?카드(?: ?번호)?|진찰권(?: ?번호)?"
    rf"|수진자 ?(?:등록)? ?번호|(?:치료 ?기관|본원|병원|의료원|[^시도군구회]의원|치과|(?:^|[^가-힣])[내외]과|[^보]안과|소아과|산부인과|피부과|신경과|비뇨기과|이비인후과|의학과|{_CENTRES}) ?(?:환자|회원)? ?등록 ?번호|(?:^|[^A-Za-z])(?:EMR|OCS|HIS) ?(?:등록)? ?번호|(?:투석실|모자 ?보건|임산부|산모|신생아|조직 ?검사|(?:장기|골수) ?이식|(?:암|뇌졸중|뇌혈관|제대혈) ?등록) ?(?:환자)? ?(?:등록)? ?번호|방문 ?(?:건강|간호)(?: ?관리)? ?(?:환자|대상자|등록|환자 ?등록) ?번호|결핵 ?(?:환자)? ?관리 ?번호|내원 ?번호|(?:[Hh]ospital|[Uu]nit|[Mm]edical [Rr]ecord) (?:[Nn]o\.?|[Nn]umber)|MRN|(?:^|[^A-Za-z])(?:UHID|MR ?#|[Pp]at_?ID|[Pp]t [Ii][Dd]|[Pp]t ?#)|[Cc]hart[_ ]?(?:[Nn]o\.?|NO|[Nn]umber|[Ii]d|ID|#)|CHART_?NO|(?:[Pp]atient|ptnt|(?:^|[^A-Za-z])[Pp]t)_?(?:[Nn]o|[Ii]d|ID|[Nn]umber)|(?:PATIENT|PTNT|(?:^|[^A-Za-z])PT)_?(?:NO|ID)"
)
_THEN: Final = r"[\"'*`]{0,2}(?:[은는이가만도을를]| ?No\.?)?[ ]?[:：=>(|]?[ ]?[\"'*`#]{0,2}"
#: Letters, then up to ten groups of digits.
_FREE: Final = r"(?:[A-Za-z]{1,4}-?)?[0-9]{1,10}(?:[-.·][0-9A-Z]{1,8}){0,11}"
_patients = re2.compile(
    rf"(?:{_PATIENTS}){_THEN}({_FREE})|[차챠]트[ :：]{{1,2}}([0-9]{{4,8}}|[0-9]{{1,8}}(?:-[0-9]{{1,8}}){{1,9}})"
)
_OF_CHART: Final = 2
#: In English these words stand for rooms, parts and diagrams, too: a hospital speaks, and the number is long.
_english = re.compile("[Uu]nit|[Hh]ospital|[Cc]hart ")
_hospital = re.compile(
    r"[Pp]atient|PATIENT|[Ww]ard|[Dd]iagnos|[Aa]dmission|[Aa]dmitted|[Dd]ischarge|[Cc]linic|(?:^|[^A-Za-z])(?:Pt|Dx|Hx|MRN|DOB|EMR|OPD|ICU)(?![A-Za-z])"
)
_LONG: Final = 5
#: A date, a telephone number, nothing but noughts; counted, measured or numbered otherwise.
_no_patient = re.compile(
    r"(?:19|20)[0-9]{2}[-.](?:0?[1-9]|1[0-2])(?:[-.][0-9]{1,2}\.?)?$|0(?:2|[3-6][0-9]|70|1[016789])-?[0-9]{3,4}-?[0-9]{4}$|1[568][0-9]{2}-[0-9]{4}$|[0-9]{1,3}\.[0-9]{1,2}$|[0-9]{3}-[0-9]{2}-[0-9]{5}$|[0.-]+$"
)
_counted = re.compile(
    r" ?(?:병상|자리|포인트|원(?![가-힣])|[명건개호실년월일회차층쪽대장매점위]|번(?:까지|째|은|이|의| |$)|%|[mM][gGlL]|cc|ppm|bpm|kg|cm|,[0-9]{3}| [0-9]{4,8}(?![0-9-])|\. ?[0-9]{1,2}\.)"
)
#: In a chat the next line answers; the same speaker may go on.
_questions = re2.compile(
    rf"(?:{_PATIENTS}|환자 ?등록 ?번호|[차챠]트)[^\n0-9]{{0,12}}(?:[?？요]|뭐|알려|불러|주세|줘|좀)[^\n0-9]{{0,8}}"
)
_answer = re.compile(
    rf"\n[^\n:\]>]{{1,16}}[:\]>] ?(?:[네예응넵]?[,.]? )?(?P<v>{_FREE})(?=[.]?[ ]?(?:$|\n|이?[고요에예야]|입니다|임))"
)
_MOST_ANSWERS: Final = 3
#: What another hospital calls the same patient, or this one did: … TB-26-0193이고 대학병원 쪽은 8814026.
_another = re.compile(rf"[^\n0-9]{{1,32}}(?:병원|의원|쪽|번호)[은는] ?(?P<v>{_FREE})")
#: On a ward's list, behind a name: 한기석 (#851068), 장봄 F/29 31170922; at the head of a line, before who is called 님.
_ward = re.compile(
    r"(?:\(#|(?P<told>[가-힣](?: ?님| ?씨| 군| 양) ?\(|[(\[](?:번호|No\.?) ?)|[MF]/[0-9]{1,3} |PID ?[:#]? ?)(?P<v>[A-Z]?[0-9]{6,8}|[0-9]{2}-[0-9]{6})(?![0-9-])"
)
#: What an office tells or counts: 진료 안내 (번호 …), 환자 수 통계 (No. …).
_of_office = re.compile("(?:안내|통계|현황|문의|상담|전화|팩스|공고|문서|접수|(?:^|[^가-힣])수) ?$")
#: Whose registration it is, in brackets behind the name; a hospital's brackets; halves; letter by letter; on a wristband.
_whose_register = re.compile(
    r"[가-힣](?<!병원)(?<!의원)(?<!의료원)(?<!센터)(?:님|씨| 환자)? ?\(등록 ?번호[ :]{0,2}(?P<v>[0-9]{4,8})\)(?! ?(?:의원|당선|후보))|(?<!물)(?:병원|의료원|[^시도군구회]의원) ?\((?:ID|등록)[ :#]{1,2}(?P<w>(?!0[0-9]{1,2}-|1[568][0-9]{2}-|(?:19|20)[0-9]{2}-[0-9]{1,2}\))[A-Z]?[0-9]{2,8}(?:-[0-9]{2,6}){0,2})\)"
)
_halves = re.compile(
    r"(?:환자|차트|병록|환자 ?등록) ?번호[^\n0-9]{0,6}\n? ?앞(?:자리)?[은는:：]? ?(?P<v>[0-9]{2,6}(?:-[0-9]{1,4})?)[^0-9\n]{0,8}\n? ?뒤(?:자리)?[은는:：]? ?(?P<w>[0-9]{2,6})(?![0-9])"
)
_wide = re.compile(r"등 ?록 ?번 ?호[ :]{1,4}(?P<v>[0-9](?: ?- ?| )(?:[0-9](?: ?- ?| )){3,10}[0-9])(?![0-9])")
_banded = re.compile(
    r"\*(?P<v>[A-Z]?[0-9]{6,10})\*[^\n]{0,12}(?:손목|환자) ?(?:띠|밴드|팔찌|라벨)|(?:손목 ?띠|환자 ?(?:띠|팔찌|라벨)) ?(?:번호|바코드|표기|기재|출력|확인)?[ :]{1,3}(?P<w>[A-Z]?(?!0[0-9]{1,2})[0-9]{6,10}|[A-Z]?00[0-9]{4,8})(?![0-9]| ?[천만]?원)"
)
#: Letters that only look like figures: 챠트N0. OO4l7-B9.
_alike = re.compile(
    r"[차챠]트 ?N[0oO]\.? ?(?P<v>(?=[0-9OolI]{0,7}[0-9])[0-9OolI]{3,8}(?:-[A-Z0-9]{1,6})?)(?![0-9A-Za-z])"
)
#: On a ward's list, between strokes, behind the sex and age or the name: 신우 M/9 | 26-0041190, 나기순 / 8801-2746 / POD#2.
_struck = re.compile(
    r"(?P<who>[가-힣]{2,4}|[가-힣]{1,4}(?: [가-힣]{1,6}){1,3})(?: (?:[MF남여]/[0-9]{1,3}|\([남여MF]/?[0-9]{0,3}\)))? ?[/|] ?(?P<v>(?!(?:19|20)[0-9]{2}-)[0-9]{2,4}-[0-9]{4,8}|[A-Z]{1,3}-?[0-9]{4,8})(?= ?(?:[/|\n]|$))(?! ?[/|] ?(?:응급실 |병동 )?(?:근무|실습|파견|당직|채용|교육))"
)
_in_ward = re.compile("병동|병상|베드|침대|POD|수술|봉합|응급실|인계|투석|복통|열상|수액|체온|혈압|입원")
#: Names and short numbers, line below line, where the sick are treated: 경만복 D-0317 건체중 61.5.
_short = re.compile(r"(?:^|\n) {0,3}(?P<who>[가-힣]{2,4}) (?P<v>[A-Z]{1,2}-[0-9]{3,6}) (?=[가-힣])")
_treated = re.compile("투석|인공 ?신장|건체중|혈관 ?통로|항암|(?:물리|도수|작업|방사선) ?치료")
#: Directly beside a patient where the sick are spoken of: [00417723] 김민수 M/45, 김민수 환자 #00417723; a nurse's is her own.
_beside = re.compile(
    r"(?<![0-9A-Za-z.,_/-])(?<!번호 )(?<!번호: )(?<!번호:)(?<![면허학사군] )(?<![학사]번 )(?<!인증번호 \[)(?<!이슈 )(?P<lead>\(환\) ?|#|ID[ :]{1,2}|\[|\(|)(?P<v>[0-9]{6,8})(?![0-9A-Za-z~_-]|[.,/][0-9]|[ ]?(?:[만천]?원|호|동|번지|건|명|년|㎡|부|개|생(?![가-힣])))"
)
_SICK: Final = r"환자|입원|퇴원|병동|병실|내원|채혈|검체|투약|폐렴|협진|수술|처방|진단|응급실|혈액 ?검사|외래|주치의|간호|통증|복용|골절"
_sick = re.compile(
    r"환자|입원|퇴원(?!생)|병동|병실|내원|채혈|검체|투약|폐렴|협진|수술|처방|(?<!안전)(?<!정밀)(?<!정밀안전)진단(?!키트)|응급실|혈액 ?검사|외래(?!어|강사|종|문화|식물|교수)|주치의|통증|복용|골절|(?<![A-Za-z])[MF]/[0-9]{1,3}(?![0-9])|[남여]/[0-9]{1,3}(?![0-9])"
)
#: What stands in lists of money and of those who work there.
_no_sick = re.compile(
    r"금액|[가-힣]비 (?:지원|명세)|도급|계약|공사|사번|직원 ?번호|근무표|당직|위촉|직원|강사|급여|수당|정원|배치|(?<![가-힣])액(?![가-힣])|인증|이슈"
)
_BESIDE: Final = r"[가-힣MF0-9)][ (/|,:\t]{1,3}#?[0-9]{6}|[0-9]{6}[\])]?[ \t|/,][가-힣]"
_patient_before = re.compile(
    r"(?P<who>[가-힣]{2,4})(?: ?(?:환자|님|씨|[남여]|[MF]))?(?: ?/ ?(?:[남여MF]|[0-9]{1,3})(?:세)?){0,2}[ (/|,:\t]{1,3}\Z"
)
_sex_after = re.compile(r"[\])]?[ \t|/,]{1,3}(?P<who>[가-힣]{2,4})(?=$|[ \t\n,./|()]|님)")
_staff = re.compile(
    r"(?:간호사|의사|교수|담당자?|기사|주치의|원장|과장|직원|사원|사번|면허|약사|실습생|전공의|인턴|결재|예산|집행|계약|납품|업체|품목|용품|보험|팀장|실장|발신|수신|작성자?|보고자|판독|영상|장비|사업자|제품|모델|로트|LOT|Lot|시리얼|접수 ?번호|교부|승인|관리|전표|세금|계산서|군번|학번|입찰|공고|우편|바코드|송장|자재|약품 ?코드)[^\n]{0,6}\Z"
)
_called = re.compile(r"^(?P<v>[0-9]{8}) [가-힣]{2,8}(?: [가-힣]{1,6})?님", re.MULTILINE)
_COLUMN: Final = r"(?:보건(?:소|지소)|병원|본원|의료원) ?등록 ?(?:번호|No)|(?:환자|차트|병록|챠트|(?:의무|의료|진료) ?기록)(?: ?(?:등록|고유))? ?(?:번호|ID|id|No)|[차챠]트$|진료 ?카드|진찰권|MRN|mrn|[Pp]tn?t?_?no$|[Pp]atient_?(?:[Ii][Dd]|[Nn]o)|[Cc]hart_?(?:[Nn]o|[Ii][Dd])"
_column, _column_hint = re.compile(rf"^(?:{_COLUMN})"), re.compile(_COLUMN)
_any_number = re.compile(_FREE)

#: At the head of a line before somebody.
_headed = re.compile(rf"(?:^|\n)[ ]{{0,4}}(?:[0-9]{{1,2}}[.)] )?(?P<v>{_SHAPE})(?=[ \t,/|)])")


def detect(view: View) -> Iterator[Finding]:
    rows = [
        _lettered(view.text, row)
        for row in _named.detect(view)
        if not _no_patient.match(view.text[row.start : row.end])
    ]
    yield from rows
    for row in rows:
        yield from _more(view.text, row.end)
    known = frozenset(row.start for row in rows)
    if rows:
        yield from _in_list(view.text, known)
    for start, end, header in view.cells() if _column_hint.search(view.text) else ():
        # A hospital may write its numbers as it likes: 20260418-077. The column says what they are.
        value = view.text[start:end].strip(" \"'`*")
        at = view.text.find(value, start) if value else start
        if at not in known and _any_number.fullmatch(value) and _patient(value) and _column.search(header):
            yield Finding(at, at + len(value), Kind.MRN, 86, "column")
    yield from _as_it_likes(view.text)
    for m in _whose.finditer(view.text):
        yield Finding(*m.span("v"), Kind.MRN, 84, "behind a patient")
    for m in (*_card.finditer(view.text), *_centres.finditer(view.text), *_as_patient.finditer(view.text)):
        yield Finding(*m.span("v"), Kind.MRN, 88, "card")
    yield from _in_registers(view.text)
    yield from _on_wards(view.text)
    if _medical.search(view.text):
        for m in _ward.finditer(view.text):
            start, end = m.span("v")
            if m["told"] and (
                _day.match(m["v"])
                or _short_day.match(m["v"])
                or _counted.match(view.text, end)
                or _of_office.search(view.text, max(0, m.start() - _LEAST_AT), m.start())
            ):
                continue
            yield Finding(*m.span("v"), Kind.MRN, 84, "ward")
        yield from _beside_patients(view.text)
        for m in _called.finditer(view.text):
            yield Finding(*m.span("v"), Kind.MRN, 84, "ward")
        for row in _registered.detect(view):
            if not _other.search(view.text, max(0, row.start - _REACH), row.start):
                yield _lettered(view.text, row)


def _on_wards(text: str) -> Iterator[Finding]:
    """Numbers of a ward's list, a wristband, a scanned form, halves of one."""
    clinic = cache(lambda: _medical.search(text.replace(" ", "")) is not None)
    for pattern in (_whose_register, _halves, _wide, _banded, _alike):
        for m in pattern.finditer(text):
            if pattern is not _banded and pattern is not _alike and not clinic():
                continue
            for group in ("v", "w"):
                if (
                    group in pattern.groupindex
                    and m[group]
                    and not _of_things.search(text, max(0, m.start() - 8), m.start())
                ):
                    yield Finding(*m.span(group), Kind.MRN, 84, "ward")
    if _in_ward.search(text):
        for m in _struck.finditer(text):
            if (" " not in m["who"] and named(m["who"])) or text[m.end("who") + 1 : m.end("who") + 2] in "MF남여(":
                yield Finding(*m.span("v"), Kind.MRN, 82, "ward")
    if _treated.search(text):
        rows = [m for m in _short.finditer(text) if named(m["who"])]
        for m in rows if len(rows) > 1 else ():
            yield Finding(*m.span("v"), Kind.MRN, 80, "ward")


def _beside_patients(text: str) -> Iterator[Finding]:
    """Numbers directly before or behind somebody, where the sick are spoken of on the line or beside it."""
    for m in _beside.finditer(text):
        start, end = m.span("v")
        value = m["v"]
        plain = not m["lead"].strip("([ ") and (len(value) < _FULL or value.endswith("00"))
        if _day.match(value) or (plain and value[0] != "0"):
            continue  # an amount, a birthday, a number of staff
        line = (
            text[max(0, start - _LINE) : start].rpartition("\n")[2] + " " + text[end : end + _LINE].partition("\n")[0]
        )
        ahead = text[max(0, start - 2 * _LINE) : start]
        if (
            (_sick.search(line) is None and _sick.search(ahead) is None)
            or _no_sick.search(line)
            or _no_sick.search(ahead)
        ):
            continue
        before = _patient_before.search(text, max(0, start - len(m["lead"]) - 24), start - len(m["lead"]))
        after = _sex_after.match(text, end)
        if before is not None and not named(before["who"]):
            before = None
        if after is not None and not named(after["who"]):
            after = None
        if before is None and after is None:
            continue
        at = before.start() if before else m.start()
        if (
            _staff.search(text, max(0, at - _REACH), at)
            or _not_sick.match(text, end)
            or (after and _not_sick.match(text, after.end()) is not None)
        ):
            continue
        yield Finding(start, end, Kind.MRN, 80, "beside a patient")


_not_sick = re.compile(r" ?(?:간호사|의사|교수|기사|원장|과장|직원|사원|약사|팀장|실장|산업|상사|상회|건설|\(?사번)")
_REACH: Final = 40
_FULL: Final = 8
_LEAST_DIGITS: Final = 3


def _patient(value: str) -> bool:
    """Whether a number behind a patient's word may be the patient's."""
    return sum(map(str.isdigit, value)) >= _LEAST_DIGITS and _no_patient.match(value) is None


def _as_it_likes(text: str) -> Iterator[Finding]:
    """Numbers of any form, directly behind their word or in the answer to who asks."""
    medical = _medical.search(text) is not None
    speaks = cache(lambda: medical or _hospital.search(text) is not None)
    for m in _patients.finditer(text):
        start, end = m.span(_OF_CHART if m[_OF_CHART] else 1)
        if m[_OF_CHART] and (not medical or _year.fullmatch(m[_OF_CHART])):
            continue
        if _english.match(text, m.start()):
            digits = sum(map(str.isdigit, text[start:end]))
            if (m.start() and text[m.start() - 1].isalpha()) or digits < _LONG:
                continue
            if m[0][0] in "UuCc" and not speaks():
                continue
        if _closes(text, start, end):
            yield Finding(start, end, Kind.MRN, 94, "any form")
            yield from _more(text, end)
    for m in _questions.finditer(text):
        at = m.end()
        for _ in range(_MOST_ANSWERS):
            answer = _answer.match(text, at)
            if answer is None or not _patient(answer["v"]):
                break
            yield Finding(*answer.span("v"), Kind.MRN, 88, "answer")
            at = answer.end()


def _in_registers(text: str) -> Iterator[Finding]:
    """Numbers that a doctor's English, a log of pictures or the place of the register tells."""
    for m in _on_line.finditer(text):
        value = m["v"]
        if (m[0].startswith(("환자", "수진자")) or _given.search(text)) and not (
            _of_things.search(m[0]) or _of_room.search(m[0]) or _no_patient.match(value) or _of_others.search(m[0])
        ):
            yield Finding(*m.span("v"), Kind.MRN, 88, "on the line of a patient")
    for m in _noted.finditer(text):
        if not (
            _money.match(text, m.end()) or (m[0][0] != "환" and not _medical.search(text) and not named(m["who"]))
        ) and not (_day.match(m["v"]) or _not_somebody.search(m["who"])):
            yield Finding(*m.span("v"), Kind.MRN, 86, "behind a patient")
    for m in _reg_no.finditer(text) if _doctors.search(text) else ():
        yield Finding(*m.span("v"), Kind.MRN, 86, "in English")
    for m in _standard.finditer(text):
        yield Finding(*m.span("v"), Kind.MRN, 90, "standard")
    for m in _pid.finditer(text):
        if text[m.start() - 1 : m.start()].isalpha():
            continue  # rapid=…
        line = text[max(0, m.start() - _LINE) : m.start()].rpartition("\n")[2]
        if _of_picture(line + " " + text[m.end() : m.end() + _LINE].partition("\n")[0]):
            yield Finding(*m.span("v"), Kind.MRN, 86, "pictures")
    for m in _received.finditer(text):
        if sum(map(str.isdigit, m["v"])) >= _LEAST_AT and not _screen.match(text, m.end()):
            yield Finding(*m.span("v"), Kind.MRN, 84, "received at")
    for m in _at.finditer(text):
        value = m["v"]
        if _of_things.search(m[0]):
            continue
        if (
            sum(map(str.isdigit, value)) >= _LEAST_AT
            and not (_day.match(value) or _of_year.match(value))
            and _closes(text, *m.span("v"))
        ):
            yield Finding(*m.span("v"), Kind.MRN, 88, "registered at")


_LINE: Final = 80
#: Another's number on the same line, and what is no name: 환자 일정 / 10447283.
_of_others = re.compile(
    rf"(?:{_OTHERS}) ?등록 ?번호|외국인 ?등록|(?:보호자|직원|사용자|로그인|카카오톡?|카톡|인스타|라인) ?ID"
)
#: What stands in a ward, directly before its own number: 환자 모니터 ID.
_of_room = re.compile(
    r"(?:모니터|침대|휠체어|환자복|세탁|식당|식판|대기실|휴게실|샤워실|주차장|화면|키오스크|태블릿|리프트|카트)[ ]?(?:ID|등록 ?번호)"
)
#: An amount's column; where one waits for his turn.
_money = re.compile(r" ?\|? ?(?:[천백]?만|천)?원(?![가-힣])")
_screen = re.compile(r" ?(?:번? ?(?:화면|창구|모니터|키오스크|단말|프린터|대기|호출))")
_not_somebody = re.compile(
    "자료|예산|보고|발표|교육|강의|회의|일정|명단|수$|목록|현황|통계|정보|번호|코드|기록|안내|상태|이름|성명"
)


def _of_picture(line: str) -> bool:
    """Whether a picture is sent, or somebody's name stands in the line."""
    if any(not m[0].startswith("name") for m in _pictured.finditer(line)):
        return True
    return any(m[0][-1].isupper() or m["more"] or (m["w"] and named(m["w"])) for m in _its_name.finditer(line))


#: What a hospital registers beside patients.
_of_things = re.compile(
    "장비|기기|기계|개설|면허|차량|동물|직원|업체|물품|계정|회원|시설|법인|특허|상표|디자인|예산|반려|시험|연구|과제|입찰|계약|강좌|봉사|후원|약품|의약품|제품|도메인|사업"
)


def _more(text: str, end: int) -> Iterator[Finding]:
    """The number that the same patient has elsewhere, behind one that was found."""
    more = _another.match(text, end)
    if more and _not_here.search(more[0]) is None and _closes(text, *more.span("v")):
        yield Finding(*more.span("v"), Kind.MRN, 86, "another")


_not_here = re.compile("전화|접수|처방|대기|연락|팩스|계좌|보험|증 ?번호|내선|주민|병실|예약")
_year = re.compile("(?:19|20)[0-9]{2}")
_of_animals = re.compile(
    r"(?:동물 ?(?:병원|의료원)|수의과)(?: ?(?:환자|차트|등록))? ?(?:번호|No\.?)?[ :]{0,3}\Z|동물병원 [차챠]트 ?번호[ :]{0,3}\Z"
)


def _closes(text: str, start: int, end: int) -> bool:
    if _of_animals.search(text, max(0, start - _REACH), start):
        return False
    return (
        _patient(text[start:end])
        and _counted.match(text, end) is None
        and alone(text, start, end)
        and not lettered(text, start, end)
    )


def _lettered(text: str, row: Finding) -> Finding:
    """With the letters that a number begins with: M12345678, HS-2093311."""
    m = _letters.search(text, max(0, row.start - 6), row.start)
    return Finding(m.start(), row.end, row.kind, row.certainty, row.why) if m else row


_letters = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,4}-?\Z")


def _in_list(text: str, known: frozenset[int]) -> Iterator[Finding]:
    """Lines that begin as one did whose number is told by its word: a number and a name."""
    below = False
    for m in _headed.finditer(text):
        start, end = m.span("v")
        if start in known:
            below = True
        elif below and alone(text, start, end) and name_after(text, end):
            yield Finding(start, end, Kind.MRN, 86, "list")


DETECTOR: Final = Detector(
    Kind.MRN,
    (
        *_named.trigger,
        (_MEDICAL, r"등록 ?번호", _SHAPE),
        (_WHOSE, "[0-9]{6}"),
        (f"[차챠]트|{_AS_PATIENT}", "[A-Z0-9]-?[0-9]{2}|[0-9]-[0-9]"),
        (_PATIENTS, "[0-9][-.·]?[0-9][-.·]?[0-9]"),
        (_COLUMN.replace("$", ""), "[0-9][-.]?[0-9][-.]?[0-9]"),
        (_MEDICAL, r"[(\[](?:#|번호 ?|No\.? ?)?[0-9]{2}|[MF]/[0-9]+ [0-9]{7}|PID"),
        (_MEDICAL, "[0-9]{8} [가-힣]"),
        (_DOCTORS, _REG_NO),
        (r"PID\|[0-9]*\||\(0010,0020\)|Patient/[A-Z0-9]",),
        (rf"{_PID}[0-9]{{6}}", _PICTURED),
        (rf"(?:{_AT})[A-Z0-9]",),
        (_PATIENT, _ON_LINE),
        (_NOTED,),
        (_RECEIVED,),
        (rf"{_CENTRES} ?(?:환자|회원|대상자|이용자) ?번호[ :=]{{1,3}}[A-Z0-9]",),
        (f"{_SICK}|[MF남여]/[0-9]", _BESIDE),
        (
            r"등록 ?번호[ :]{0,2}[0-9]{4}|(?:병원|의원|의료원) ?\((?:ID|등록|번호|No)|번호[^\n0-9]{0,6}\n? ?앞|번 ?호[ :]{1,4}[0-9] ?-? ?[0-9] |\*[A-Z]?[0-9]{6,10}\*|손목 ?(?:띠|밴드)|환자 ?(?:띠|팔찌|라벨)|[차챠]트 ?N[0oO]",
        ),
        (
            r"병동|병상|베드|침대|POD|수술|봉합|응급실|인계|투석|복통|열상|수액|체온|혈압|입원",
            "[/|] ?(?:[0-9]{2,4}-[0-9]{4}|[A-Z]{1,3}-?[0-9]{4})",
        ),
        ("투석|인공 ?신장|건체중|혈관 ?통로|항암|치료", "[가-힣] [A-Z]{1,2}-[0-9]{3}"),
    ),
    detect,
)
