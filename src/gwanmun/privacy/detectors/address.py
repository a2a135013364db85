"""주소 (ADDRESS), 도로명 and 지번: from the province or city down to 동·호 or the bracket. 도로명주소법 제2조.

It needs a building or lot number: the name of an area or a street alone (을지로3가역, 중앙로 일원) is none, and neither is a
street with a length or a count (대학로 2.3km, 우동 3개소). A street without its area counts beside the word 주소. The end is
read item by item, so that no 동·호 is left standing: building, 동, 층, 호, and the bracket.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

import re2

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View
from gwanmun.privacy.detectors.name_words import surname, weight
from gwanmun.privacy.lists import PROVINCES, either

_PROVINCE: Final = either(PROVINCES)
_FULL: Final = either(tuple(name for name in PROVINCES if name.endswith(("시", "도"))))
_AREA: Final = r"(?:[가-힣]{1,6}(?:특별시|광역시|시|군|구|읍|면)(?:[ ,]{1,3}|,? ?\n ?)){1,4}"
_GLUED: Final = r"(?:[가-힣]{1,5}?(?:시|군|구|읍|면)[ ,]{0,3}){0,3}"
_NUMBER: Final = r"(?:지하 ?)?(?:산 ?)?[0-9]{1,4}(?:[ ]?-[ ]?[0-9]{1,4})?(?:[ ]?번지)?"
_STREET: Final = rf"(?:[가-힣0-9·]{{1,12}}|[가-힣]{{1,6}}[0-9]\.[0-9])(?:로|길|대로)(?: ?[0-9]{{1,4}}(?:번|가)?(?:나|가|다)?길)?(?: ?[0-9]가(?= ?[0-9]))?(?:[ ]{{0,3}}|\n ?(?=[0-9]{{1,4}}(?:-[0-9]{{1,4}})?(?:[ ,(]|$))){_NUMBER}(?![0-9]|가(?![가-힣]))"
_LOT: Final = rf"[가-힣0-9]{{1,8}}(?:동|리|가)(?: [가-힣0-9]{{1,6}}(?:리|마을|부락|골|촌|뜸|(?<!놀이)(?<!쉼)(?<!장)(?<!공)(?<!일)(?<!장례)터))?[ ]{{1,3}}{_NUMBER}|[가-힣]{{1,6}}(?:동|리){_NUMBER}"
_start = re2.compile(
    rf"(?:{_PROVINCE}) {{1,3}}[가-힣]|(?:{_FULL})[가-힣]|(?:{_PROVINCE})[가-힣]{{1,5}}(?:시|군|구)[가-힣]|[시군구](?:[ ,]{{1,3}}|,? ?\n)[가-힣]"
)
#: A box of the army's post stands for the house.
_BOX: Final = r"사서함 (?:제 ?)?[0-9]{1,4}(?:-[0-9]{1,4})?(?: ?호)?(?![0-9가-힣])"
_long = re.compile(
    rf"(?:(?:{_PROVINCE})[ ,]{{1,3}}(?:{_AREA})?(?:[가-힣]{{1,5}}동[ ,]{{1,2}})?|(?:{_FULL}){_GLUED}|(?:{_PROVINCE})[가-힣]{{1,5}}?(?:시|군|구){_GLUED})(?:{_STREET}|{_LOT}|(?:[가-힣]{{1,5}}[동리] )?{_BOX})"
    rf"|(?:{_PROVINCE}) [가-힣]{{2,3}} (?:{_STREET}|{_LOT})(?<=번지)"  # 부산 사하 다대로 27번지
)
_short = re.compile(rf"{_AREA}(?:(?:[가-힣]{{1,5}}동[ ,]{{1,2}})?{_STREET}|{_LOT}|(?:[가-힣]{{1,5}}[동리] )?{_BOX})")
_street = re.compile(
    r"(?<![가-힣0-9])[가-힣]{2,8}(?:로|길)(?:[0-9]{1,3}(?:번|가)?길)?[ ]{1,2}[0-9]{1,4}(?:-[0-9]{1,4})?(?![0-9.])"
)
_ROMAN: Final = "seoul|busan|daegu|incheon|gwangju|daejeon|ulsan|sejong|gyeonggi|gangwon|chungbuk|chungnam|jeonbuk|jeonnam|gyeongbuk|gyeongnam|jeju"
_english = re.compile(
    r"(?:(?:(?:(?:[A-Z][A-Za-z]{0,10}|no|unit|room|apt|suite|floor|bldg)\.? ?)?#?[0-9]{1,5}(?:-[0-9]{1,5})?(?:dong|ho|F)?),? ){1,3}[A-Z][a-z]{1,20}(?:[- ]?(?:[a-z]{0,10})|[ -]?[0-9]{1,3}-?)(?:daero|ro|gil)(?:[ -]?[0-9]{1,4}(?:beon)?-?gil)?(?:, ?[A-Z][A-Za-z]{1,20}(?:-[a-z]{1,3})?){1,4}"
)
#: Romanised as it is said, widest first: gyeongbuk yeongju-si punggi-eup sobaek-ro 2311.
_ROMANISED: Final = r"[a-z]{2,14}-(?:si|gun|gu|do|eup|myeon|dong|ri),? (?:[a-z]{2,14}-(?:si|gun|gu|eup|myeon|dong|ri),? ){0,3}(?:[a-z0-9]{2,16}-?(?:daero|ro|gil)(?: ?[0-9]{1,4}(?:beon)?-?gil)?,? )?(?:san )?[0-9]{1,4}(?:-[0-9]{1,4})?"
_province_first, _units = re.compile(_ROMAN, re.IGNORECASE), re.compile("-(?:si|gun|gu|do|eup|myeon|dong|ri),? ")
_TWO: Final = 2
_romanised = re.compile(rf"(?<![A-Za-z-])(?:(?:{_ROMAN}),? )?{_ROMANISED}(?![0-9A-Za-z])", re.IGNORECASE)
#: In the order of English: 77-3 Yeongsan-ri, Hallim-eup, Jeju-si.
_lot_first = re.compile(
    rf"(?<![0-9A-Za-z-])(?<!Top )(?<!top )(?<!The )(?<!the )(?!(?:19|20)[0-9]{{2}} )[0-9]{{1,4}}(?:-[0-9]{{1,4}})?,? [A-Z][a-z]{{2,14}}(?:[0-9]-)?-(?:ri|dong|ga)(?:, ?(?:[A-Z][a-z]{{2,14}}-(?:eup|myeon|gu|gun|si|do)|(?i:{_ROMAN})(?![a-z]))){{1,4}}(?![A-Za-z-])"
)
#: A flat alone: 래미솔아파트 306동 1402호, 한빛마루 1단지 104-2203.
_ESTATE: Final = r"(?:아파트|APT|맨션|빌라|연립|주공|타운|마을|하이츠|캐슬|자이|힐스테이트|아이파크|푸르지오|래미안|오피스텔|파크|빌)"
_FLAT: Final = rf"[가-힣A-Za-z0-9]{{1,12}}{_ESTATE}[ ]?(?:[0-9]{{1,2}}(?:차|단지) ?)?[0-9]{{2,4}}동 ?[0-9]{{3,4}}호|(?![가-힣]{{0,8}}(?:산업|공업|농공|유통|물류|국가|테크노|시화)(?:단지)? ?[0-9])[가-힣A-Za-z]{{2,10}} ?[0-9]{{1,2}}단지 (?:[0-9]{{2,4}}동 ?[0-9]{{3,4}}호|[0-9]{{2,4}}-[0-9]{{3,4}})"
_flat = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?<![업공]단지 )(?!(?:[가-힣]{{0,6}}테크노|사이언스|캠퍼스|미디어|벤처|지식산업|메디컬)[가-힣]{{0,4}}(?:파크|타운|빌))(?:{_FLAT})(?![0-9-])(?! ?(?:호기|강의실|회의실|부스|필지|블록|규격|강판))"
)
#: The parts of one address in fields of a form, from the province down.
_FIELD_OF: Final = r"(?:시 ?[·/]? ?도|시 ?[·/]? ?군(?: ?[·/]? ?구)?|구 ?[·/]? ?군|읍 ?[·/]? ?면(?: ?[·/]? ?[동리])?|도로명(?: ?주소)?|번지|지번|상세(?: ?주소)?|동 ?[·/]? ?호(?:수)?)"
_fields = re.compile(
    rf"(?:^|\n)(?:[ \t]{{0,8}}\|?[ \t]{{0,8}})(?P<of>{_FIELD_OF})[ \t]{{0,8}}[:：|\t ][ \t]{{0,8}}\|?[ \t]{{0,8}}(?P<v>[^\s|](?:[^\n|]{{0,38}}[^\s|])?)[ \t]{{0,8}}\|?[ \t]{{0,8}}(?=\n|$)"
)
_part_of = re.compile(
    rf"(?:(?:{_PROVINCE})(?:[ ][가-힣]{{1,5}}[시군구]){{0,2}}|[가-힣]{{1,5}}[시군구](?: [가-힣]{{1,5}}[구읍면동])?|[가-힣]{{1,5}}[읍면동](?: [가-힣0-9]{{1,6}}[동리])?|[가-힣]{{1,5}}[동리]|[가-힣0-9.·]{{1,12}}(?:로|길)(?: ?[0-9]{{1,4}}(?:번|가)?[가나다]?길)? {_NUMBER}|{_NUMBER}|(?=[^\n]*[0-9])[가-힣A-Za-z0-9 ,()-]{{1,30}})"
)
_FEWEST_FIELDS: Final = 3
#: What a number counts or measures when it is no building's.
_COUNTED: Final = re.compile(
    r"^(?:\.[0-9]|,[0-9]{3}| ?(?:개(?:소|월|교|(?![가-힣]{2}))|필지|세대|가구|곳|차로|여 ?[개명건]|[만억천백](?![가-힣]{2})|[천백]만|[만억천백] ?원|km|㎞|m|미터|ha|㎡|번 ?출구|호선|가지|[월년](?![가-힣]{2})|일(?![가-힣])|(?!원룸)[명원건](?![가-힣]{2})|명[이의은을에]|건[이의은을에]|원[이의은을에]|차(?![가-힣])|회(?![가-힣]{2})|%|퍼센트|주(?:[ 간동일째]|(?![가-힣]))|통(?:[-~,·./ ]|(?![가-힣]))|시간|주년|톤|대(?![가-힣])|대를|대의|동(?!\s?[0-9]{1,5} ?호)[이을 ]))"
)
_WORD: Final = re.compile(
    r"주소|거주|송달|소재|체류지|사업장|자택|본적|등록기준지|거소|배송지|사는 ?곳|집은|[Aa]ddr|ADDR"
)

_UNIT: Final = r"(?:(?:제 ?)?[0-9]{1,4}|[가-하A-Za-z]|에이|비|씨) ?동(?![가-힣])|(?:지하 ?|지상 ?|[Bb])?[0-9]{1,3} ?층|(?:제 ?)?(?:지하 ?|비|[A-Za-z가-하]-?)?[0-9]{1,5} ?호(?:실)?(?!선|기|차|봉|수|관|텔)"
_PAIR: Final = r"[0-9]{2,4} ?- ?[0-9]{3,5}(?![0-9-])"
_NOT_BUILDING: Final = r"(?:거주|소재|인근|근처|앞|옆|뒤|일원|일대|사는|에서|으로|관련|전화|연락|신청|민원|까지|부터|및|건물|외|로|에|의|도로|구간|방면)"
_BUILDING: Final = rf"(?!{_NOT_BUILDING})[가-힣A-Za-z0-9·&'-]{{1,20}}"
_SUFFIX: Final = r"(?:아파트|빌라|맨션|빌딩|타워|오피스텔|주택|연립|하이츠|마을|파크|캐슬|자이|힐스테이트|상가|청사|별관|본관|센터|플라자|프라자|빌|팰리스|하우스|고시원|기숙사|APT|Apt|아이파크|푸르지오|래미안|롯데캐슬)"
#: A part of a building without a number, at the end of a line or an item: …로 25-1, 관리동.
_DETAIL: Final = r"제 ?[0-9]{1,2} ?[가-힣]{1,3}(?:관|동)|[가-힣]{2,6}(?=\([가-힣]{1,4}[0-9]{0,2}(?:동|리|가)\))|[가-힣]{1,4}(?:동|관|채|회관|경로당|숙소)|옥탑(?:방)?|반?지하(?:층|방)?|단독 ?주택|(?:관리|경비|사무|행정|숙직)실|원룸|별장|농막|사택|관사"
#: One item of the end, in the order to try.
_item = re.compile(
    rf"(?:[ ]?[,/][ ]?|[ ]{{1,2}})?(?:{_UNIT})"
    rf"|[ ]?,[ ]?(?:{_PAIR}|(?:{_BUILDING}[ ]){{0,2}}{_BUILDING}(?=[ ,]{{1,2}}(?:{_UNIT}|{_PAIR})))"
    rf"|[ ]?,[ ]?{_BUILDING}[ ](?:옆|앞|뒤|안|내|맞은편)[ ]{_BUILDING}(?=[ ](?:{_UNIT}))"
    rf"|[ ](?:{_BUILDING}[ ])?{_BUILDING}(?=[ ,]{{0,2}}(?:{_UNIT}))"
    rf"|[ ]?[ ,][ ]?(?:{_BUILDING}[ ])?[가-힣A-Za-z0-9]{{1,14}}{_SUFFIX}(?![가-힣])(?:[ ]{_PAIR})?"
    rf"|[ ]?,[ ]?(?P<part>{_DETAIL})(?=[ ]?(?:[,)(/|\"'<;\n]|$))"
    rf"|[ ]?\((?=[^()\n]{{0,40}}(?:동|리|가|읍|면|{_SUFFIX}|층|호)[^()\n]{{0,30}}\))(?![^()\n]{{0,40}}(?: 지나 |골목(?![가-힣])|건너(?![가-힣])|맞은편|대문(?![가-힣])))[^()\n]{{2,60}}\)"
)
_province_in = re.compile(rf"(?<=[ ,])(?:{_PROVINCE})")
_romans = re.compile("-(?:si|gun|gu|do|eup|myeon|dong|ri),? [A-Za-z0-9]", re.IGNORECASE)
#: Letter by letter, its numbers said: 경 기 도 양 평 군 … 다 문 리 삼 백 칠 - 이 번지. Single figures `spelt` closes up.
_J: Final = r"[ ·./]"
_APART: Final = "|".join(dict.fromkeys(_J.join(name[:2]) for name in PROVINCES))
_SAID: Final = "[일이삼사오육륙칠팔구십백천]"
_apart = re.compile(
    rf"(?:{_APART})(?!{_J}[^ ./·시도남북]{_J}[시군]{_J})(?:{_J}[가-힣]){{1,9}}?{_J}[시군구](?:{_J}[가-힣]){{1,16}}?{_J}[로길리동가]{_J}(?:산{_J})?"
    rf"(?:(?:{_SAID}(?:{_J}?{_SAID}){{1,6}}|[0-9]{{1,4}})(?: ?-? ?(?:다 시 )?(?:{_SAID}(?:{_J}?{_SAID}){{0,3}}|[0-9]{{1,4}}))?(?:{_J}?번{_J}?지)?|{_SAID}(?: ?- ?{_SAID})?{_J}?번{_J}?지)"
    rf"(?:,? (?:{_SAID}(?:{_J}?{_SAID}){{0,5}}|[0-9]{{1,4}}) ?[동층호]){{0,2}}(?![가-힣0-9])"
)
_CODE: Final = re.compile(r"[0-9]{5,}")
#: What holds an office, and what parts of buildings are called that could be names by their letters (기숙동, 인문관).
_official = re.compile(
    r"(?:담당|비서|보좌|사무|서기|이사|주무|감사|경찰|소방|기획|조정|정책|심의|심판|심사|감독|조사|수사|집행|통역|장|차|교|법|외교)관$"
)
_of_house = re.compile(
    "관리|반?지하|단독|사무|경비|행정|숙직|옥탑|기숙|강의|유치|인문|임대|공용|전시|도서|주차|정보|전기|노인|양호|의무|한옥|이공|예술|체육|주민|별"
)
#: What only looks otherwise: strokes between the parts, numbers in words of Korea or in Hanja, Hanja, brackets around syllables.
_STROKES: Final = r"[_/\\\\|>]"
_stroked = re.compile(
    rf"(?<![가-힣])(?:{_PROVINCE}|[가-힣]{{1,5}}[시군구])(?P<s> ?{_STROKES} ?)(?=[가-힣0-9])(?:[가-힣0-9·]{{1,14}}(?:(?P=s)|[ ](?=[가-힣0-9]))){{0,6}}[가-힣0-9·]{{1,12}}(?:로|길|동|리)(?:(?P=s)|[ ]|(?=[0-9]))(?:산 ?)?[0-9]{{1,4}}(?:-[0-9]{{1,4}})?(?:번지)?(?![0-9.])(?:(?P=s)(?:[가-힣A-Za-z]{{2,12}}(?:아파트|빌라|빌딩|타워|맨션)|(?:[0-9]{{1,4}}|[가-하A-Z]) ?[동층호](?![가-힣]))){{0,4}}"
)
_ONES: Final = "하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉"
_TENS: Final = "스물|서른|마흔|쉰|예순|일흔|여든|아흔"
_NATIVE: Final = rf"(?:백 ?)?(?:열(?:{_ONES})|(?:{_TENS})(?:{_ONES})?)|(?:{_ONES})(?= ?(?:번지|다시|,))"
_NATIVE_COUNT: Final = rf"(?:백 ?)?(?:열(?:{_ONES})?|(?:{_TENS})(?:{_ONES})?)|{_ONES}"
#: Streets told with how many (금강로 열둘, 한누리대로 열셋 등): no houses.
_sections = re.compile(
    rf"(?:, ?[가-힣]{{1,8}}(?:로|길|동|리) (?:{_NATIVE_COUNT})){{0,8}}(?: ?등)? ?(?:구간|군데|개소|노선)"
)
_HAN_SAID: Final = "[一二三四五六七八九十百]"
_native = re.compile(
    rf"(?<=[로길동리])(?P<gap>[ ]{{1,2}})(?P<n>{_NATIVE}|{_HAN_SAID}{{1,7}})(?=[ ,\n)번番之의]|이에|이[고며]|입니|예요|다시|-|$)"
)
_unit_said = re.compile(r"(?<=[ ,가-하0-9])(?P<n>[영공일이삼사오육칠팔구]{2,4})(?=[호])(?!호[가-힣])")
_LETTERS_OF: Final = dict(
    zip(
        "京畿江原忠淸清慶尙尚全羅濟州道市郡區区邑面里洞路街番地特別廣域自治南北釜山大邱仁川光田蔚世宗號号棟層",
        "경기강원충청청경상상전라제주도시군구구읍면리동로가번지특별광역자치남북부산대구인천광전울세종호호동층",
        strict=True,
    )
)
_han = re.compile("[一-鿿]+")
_han_address = re.compile(
    rf"[一-鿿가-힣]{{1,6}}[道市郡區区] ?[一-鿿가-힣]{{1,8}}[市郡區区邑面里洞路街시군구읍면리동로길][^\n]{{0,40}}?[里洞路街리동로길] {{0,2}}(?:[0-9]{{1,4}}|{_HAN_SAID}{{1,7}})(?:番地|번지)?"
)
_boxed = re.compile(
    r"(?<=[가-힣])(?P<o>[(\[{])(?P<n>[가-힣])[)\]}]|(?<![가-힣])(?P<p>[(\[{])(?P<m>[가-힣])[)\]}](?=[가-힣(\[])"
)
_FEWEST_BOXES: Final = 2
_NATIVE_TRIGGER: Final = rf"[로길동리] {{1,2}}(?:(?:백 ?)?(?:열(?:{_ONES})|(?:{_TENS})(?:{_ONES})?)(?:[ ,\n)번의이입예다-]|$)|(?:{_ONES}) ?(?:번지|다시|,))"
_HAN_TRIGGERS: Final = (
    "[道市郡區区시군구] ?[一-鿿가-힣]",
    rf"[里洞路街리동로길] {{0,2}}(?:{_HAN_SAID}|[0-9])",
    "[道市郡區区邑面里洞路街]|" + _HAN_SAID,
)
_disguised = re2.compile(
    rf"(?:{_PROVINCE}|[시군구]) ?{_STROKES}|{_NATIVE_TRIGGER}|[道市郡區区]|[로길동리] {{1,2}}{_HAN_SAID}|[(\[{{][가-힣][)\]}}]"
)
#: Told part by part: 도로명은 … 이고 건물번호는 따로, 백칠십; 집은 전북 부안군이고요, 면은 …, 길은 …; in a talk, a message a piece.
_SAID_NUMBER: Final = rf"(?:[0-9]{{1,4}}(?:-[0-9]{{1,4}})?|{_SAID}{{2,7}}(?: ?다시 ?{_SAID}{{1,4}})?)"
_HOUSE_NUMBER: Final = "(?:건물|집|도로) ?번호|본번|번지수?"
_by_street = re.compile(
    rf"(?:도로명(?: ?주소)?|길 ?이름)[은는이] (?P<a>(?:[가-힣]{{1,6}}(?:특별시|광역시|시|도|군|구|읍|면) ){{1,4}}[가-힣0-9]{{2,12}}(?:로|길)) ?(?:이?고|이?며|이?[에예]요|입니다|,)[^\n0-9]{{0,8}}?(?:{_HOUSE_NUMBER})[은는이가]?(?: 따로)?[ ,:]{{1,3}}(?P<b>{_SAID_NUMBER})(?=[ ,.\n]|$|번|이[고에]|입니|예요|요)"
)
_by_step = re.compile(
    rf"(?:집|주소|사는 ?(?:곳|데))[은는이] (?P<a>(?:{_PROVINCE}) ?[가-힣]{{1,5}}[시군구])(?:이?고요?|이?[에예]요|이?며|입니다)?[,.]?[ \n]{{1,2}}(?:읍|면|동|읍면)[은는] (?P<b>[가-힣]{{1,5}}[읍면동])(?:이?고요?|이?[에예]요|이?며|입니다)?,?[ \n]{{1,2}}(?:길|도로|도로명|리|마을)[은는] (?P<c>[가-힣0-9]{{1,12}}(?:로|길|리)[ ]?{_NUMBER})(?![0-9])"
)
_by_message = re.compile(
    rf"^(?P<w>[^\n:：\]]{{1,12}}[:：\]>] ?)(?P<a>(?:{_PROVINCE})(?: [가-힣]{{1,6}}[시군구]){{1,2}}) ?\n(?P=w)(?P<b>[가-힣]{{1,8}}) ?\n(?P=w)(?P<c>(?:(?:로|길|동|리) ?)?{_NUMBER})(?:번지|번)?(?: ?(?:이?[에예]요|입니다|요))?[ .]{{0,2}}$",
    re.MULTILINE,
)
_street_or_lot = re.compile(r"[가-힣]{1,8}(?:로|길|동|리) ?[산0-9]")
_NAMED, _LIKE_NAME = 3, -10


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    yield from _areas(view)
    yield from _by_part(text)
    if _disguised.search(text):
        yield from _of_disguised(text)
    for m in _street.finditer(text) if _WORD.search(text) else ():
        if _WORD.search(view.label(m.start())) and not _COUNTED.match(text[m.end() : m.end() + 8]):
            yield Finding(m.start(), _end(text, m.end()), Kind.ADDRESS, 84, "word")
    for m in _flat.finditer(text) if "동" in text or "단지" in text else ():
        yield Finding(*m.span(), Kind.ADDRESS, 79, "flat")
    yield from _of_form(text)
    for m in _lot_first.finditer(text) if _romans_behind.search(text) else ():
        yield Finding(*m.span(), Kind.ADDRESS, 80, "english")
    for m in _english.finditer(text) if "ro" in text or "gil" in text else ():
        yield Finding(*m.span(), Kind.ADDRESS, 80, "english")
    for m in _apart.finditer(text):
        yield Finding(*m.span(), Kind.ADDRESS, 84, "apart")
    for m in _romanised.finditer(text) if _romans.search(text) else ():
        if not _province_first.match(m[0]) and len(_units.findall(m[0])) < _TWO:
            continue  # To-do 1
        yield Finding(*m.span(), Kind.ADDRESS, 80, "romanised")


_romans_behind = re.compile("-(?:ri|dong|ga), ?[A-Z]")
_numbered = re.compile("[0-9]")
#: A form begins with a province, a city, a county or a district.
_place_named = re.compile(
    rf"(?:{_PROVINCE})(?: [가-힣]{{1,5}}[시군구]){{0,2}}|(?!인구|가구|식구)[가-힣]{{1,5}}[시군구](?: [가-힣]{{1,5}}[구읍면동])?"
)


def _of_form(text: str) -> Iterator[Finding]:
    """The fields of a form, line below line, of which one has a number."""
    row: list[re.Match[str]] = []
    at = 0
    while at <= len(text):
        m = _fields.match(text, at) if row else _fields.search(text, at)
        if m and _part_of.fullmatch(m["v"]):
            row.append(m)
            at = m.end()
            continue
        labels = {one["of"].replace(" ", "") for one in row}
        if (
            len(row) >= _FEWEST_FIELDS
            and len(labels) == len(row)
            and any(_numbered.search(one["v"]) for one in row)
            and _place_named.fullmatch(row[0]["v"])
        ):
            for one in row:
                yield Finding(*one.span("v"), Kind.ADDRESS, 84, "form")
        if m is None and not row:
            return
        at = m.end() if m else at
        row = []


def _by_part(text: str) -> Iterator[Finding]:
    """The parts of one address, each where it is told."""
    for m in _by_street.finditer(text) if "도로명" in text or "이름" in text else ():
        yield Finding(*m.span("a"), Kind.ADDRESS, 86, "parts")
        yield Finding(*m.span("b"), Kind.ADDRESS, 86, "parts")
    for m in _by_step.finditer(text):
        for name in "abc":
            yield Finding(*m.span(name), Kind.ADDRESS, 86, "parts")
    for m in _by_message.finditer(text) if "\n" in text else ():
        for name in "abc" if _street_or_lot.match(m["b"] + m["c"]) else "":
            yield Finding(*m.span(name), Kind.ADDRESS, 86, "parts")


def _areas(view: View) -> Iterator[Finding]:
    """From the area on to the number."""
    text = view.text
    after = 0
    for hint in _start.finditer(text):
        start = hint.start()
        while start > 0 and hint.start() - start < 6 and "가" <= text[start - 1] <= "힣":
            start -= 1
        if start < after:
            continue
        m = _long.match(text, start) or _long.match(text, hint.start())
        certainty = 93
        if m is None:
            m = _short.match(text, start)
            inner = _province_in.search(text, start + 1, m.end()) if m else None
            m = (_long.match(text, inner.start()) if inner else None) or m  # 현종구 광주광역시 북구 …: a name before it
            certainty = 88 if _WORD.search(view.before(start)) else 78
        if m is None or _COUNTED.match(text[m.end() : m.end() + 8]):
            continue
        after = _end(text, m.end())
        yield Finding(m.start(), after, Kind.ADDRESS, certainty, "area and number")


#: A piece of the text and what it looks like.
_Piece = tuple[int, int, str]


def _of_disguised(text: str) -> Iterator[Finding]:
    """Addresses of a text in which what only looks otherwise is written as it is meant."""
    pieces = sorted({*_strokes(text), *_numbers(text), *_of_han(text), *_boxes(text)})
    shown: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    odd: list[int] = []
    at = 0
    for start, end, instead in (*pieces, (len(text), len(text), "")):
        if start < at:
            continue
        shown.append(text[at:start])
        begins += range(at, start)
        ends += range(at + 1, start + 1)
        if instead or start < end:
            odd.append(start)
        shown.append(instead)
        begins += [start] * len(instead)
        ends += [end] * len(instead)
        at = end
    if not odd:
        return
    for found in _areas(View("".join(shown))):
        start, end = begins[found.start], ends[found.end - 1]
        if (
            end < len(text)
            and text[end] in ")]}"
            and text[start:end].count(text[end]) < sum(map(text[start:end].count, "([{"))
        ):
            end += 1
        if bisect_left(odd, start) < bisect_left(odd, end):
            yield Finding(start, end, Kind.ADDRESS, found.certainty, "disguised")


def _strokes(text: str) -> Iterator[_Piece]:
    """인천_서구_청라별빛로_215_1807호: the strokes are spaces."""
    for m in _stroked.finditer(text):
        bar = m["s"].strip()
        worded = _WORD.search(text, max(0, m.start() - 12), m.start()) is not None
        number = _last_number.search(m[0])
        if not worded and (
            bar == "|"
            or (number and _year.fullmatch(number[1]))
            or (bar == "_" and _of_file.match(text, m.end()))
            or _counts.match(text, m.end())
        ):
            continue  # cells of a table; a file's name that ends with its year
        for gap in re.finditer(re.escape(bar), m[0]):
            yield m.start() + gap.start(), m.start() + gap.end(), " "


_last_number = re.compile(r"([0-9]{1,4})$")
_year = re.compile("(?:19|20)[0-9]{2}")
#: A paper about a quarter, filed under a number (…_송정동_55_예산.xlsx); how many there were (역삼동>15 (건)).
_of_file = re.compile(
    r"_(?:예산|결산|현황|통계|실적|계획|보고|목록|집계|내역|대장|회의|공고|사업|도면|지도|자료)[가-힣0-9_]{0,20}\.[A-Za-z]{3,4}(?![A-Za-z])"
)
_counts = re.compile(r" ?\(?(?:건|명|개소|세대|가구|필지|대|곳|단위)[):,]")


def _numbers(text: str) -> Iterator[_Piece]:
    """달마루길 열일곱, 이슬로 三十五; and the 호 behind them (삼공일호)."""
    any_ = False
    for m in _native.finditer(text):
        if _sections.match(text, m.end()):
            continue
        any_ = True
        yield *m.span("n"), "17"
    for m in _unit_said.finditer(text) if any_ else ():
        yield *m.span("n"), "".join(str(_FIGURES[c]) for c in m["n"])


_FIGURES: Final = {c: i for i, c in enumerate("영일이삼사오육칠팔구")} | {"공": 0}


def _of_han(text: str) -> Iterator[_Piece]:
    """慶尙南道 密陽市: what a Chinese letter of an address is in Hangul; of a name of a place any syllable will do."""
    for m in _han_address.finditer(text):
        for run in _han.finditer(text, m.start(), m.end()):
            number = _figures.match(run[0])
            if number and text[run.start() - 1 : run.start()].rstrip(" ")[-1:] in ("", *"路街洞里로길동리"):
                yield run.start(), run.start() + number.end(), "17"
                if number.end() < len(run[0]):
                    yield run.start() + number.end(), run.end(), _hangul_of(run[0][number.end() :])
                continue
            inner = _figures_behind.search(run[0])
            cut = inner.start("n") if inner else len(run[0])
            yield run.start(), run.start() + cut, _hangul_of(run[0][:cut])
            if inner:
                yield run.start() + cut, run.start() + inner.end("n"), "17"
                if inner.end("n") < len(run[0]):
                    yield run.start() + inner.end("n"), run.end(), _hangul_of(run[0][inner.end("n") :])


_figures = re.compile(f"{_HAN_SAID}+")
_figures_behind = re.compile(f"(?<=[路街洞里])(?P<n>{_HAN_SAID}+)(?:番地)?$")


def _hangul_of(run: str) -> str:
    return "".join(_LETTERS_OF.get(c, "나") for c in run)


def _boxes(text: str) -> Iterator[_Piece]:
    """경(북) 봉(화)군 물(야)면: brackets around syllables, at least two."""
    boxes = list(_boxed.finditer(text))
    for m in boxes if len(boxes) >= _FEWEST_BOXES else ():
        yield *m.span(), m["n"] or m["m"]


def _end(text: str, at: int) -> int:
    """Where the address ends: no more than six items follow the number."""
    for _ in range(6):
        m = _item.match(text, at)
        if m is None or _CODE.search(m[0]) or (m["part"] and _somebody(m["part"])):
            break
        at = m.end()
    return at


def _somebody(part: str) -> bool:
    """Whether the item behind the number is a person or an office's title: …로 25, 김용관, 010-…."""
    if _official.search(part):
        return True
    alike = len(part) >= _NAMED and surname(part) > 0 and weight(part) >= _LIKE_NAME
    return alike and _of_house.match(part) is None


DETECTOR: Final = Detector(
    Kind.ADDRESS,
    (
        (
            rf"(?:{_PROVINCE}|[시군구]),?(?: {{1,3}}|\n)[가-힣]|(?:{_FULL})[가-힣]|(?:{_PROVINCE})[가-힣]{{1,5}}[시군구][가-힣]",
            r"(?:로|길|동|리|가)(?: ?[0-9]{1,4}(?:번|가)?[가나다]?길)?(?: {0,3}|\n)(?:산 ?|지하 ?)?[0-9]|[가-힣](?:리|마을|부락|골|촌|뜸|터) {1,3}(?:산 ?)?[0-9]",
        ),
        (
            r"주소|거주|송달|소재|체류지|사업장|자택|본적|등록기준지|거소|배송지|사는 ?곳|집은|[Aa]ddr|ADDR",
            r"(?:로|길)(?:[0-9]{1,3}(?:번|가)?길)? {1,2}[0-9]",
        ),
        (r"(?:daero|ro|gil),? ?[A-Z0-9-]",),
        ("[0-9],? [A-Z][a-z]+-(?:ri|dong|ga), ?[A-Z]",),
        (r"(?:동 ?[0-9]{3,4}호|단지 [0-9]{2,4}(?:동|-))",),
        (rf"(?:^|[\n|] ?){_FIELD_OF}[ \t]*[:：|\t ]", "[시군구읍면리]"),
        (rf"[시군구읍면동리],? {{1,3}}{_BOX.removesuffix('(?![0-9가-힣])')}",),
        ("(?:도로명(?: ?주소)?|길 ?이름)[은는이] [가-힣]", _HOUSE_NUMBER),
        ("[읍면동][은는] [가-힣]{1,5}[읍면동]", "(?:길|도로|도로명|리|마을)[은는] [가-힣]"),
        (rf"[:：\]>] ?(?:{_PROVINCE}) [가-힣 ]{{1,12}}[시군구] ?\n", rf"\n[^\n]{{1,14}}?(?:로|길|동|리)? ?{_NUMBER}"),
        (rf"(?:{_APART}){_J}[가-힣]{_J}[가-힣]{_J}", rf"{_J}[로길리동가]{_J}(?:산{_J})?(?:{_SAID}|[0-9])"),
        (r"(?i:-(?:si|gun|gu|do|eup|myeon|dong|ri),? [a-z0-9])", "[0-9]"),
        (rf"(?:{_PROVINCE}|[시군구]) ?{_STROKES} ?[가-힣]", rf"[로길동리](?: ?{_STROKES} ?|[ ])?(?:산 ?)?[0-9]"),
        ("[시군구]", _NATIVE_TRIGGER),
        _HAN_TRIGGERS,
        (
            r"[(\[{][가-힣][)\]}][가-힣]{0,3}[시군구읍면도]|[시군구읍면도][(\[{]|[(\[{][시군구읍면][)\]}]",
            r"[(\[{][가-힣][)\]}]",
            "[로길동리](?:[)\\]}])? {0,3}(?:산 ?)?[0-9]",
        ),
    ),
    detect,
)
