"""비밀·대외비·비공개 표시 (MARKING): a mark that applies to this text. It raises the grade and is never masked.

보안업무규정 (Ⅰ·Ⅱ·Ⅲ급비밀, 대외비), 정보공개법 제9조제1항 (비공개·부분공개와 그 호), N2SF (C/S/O). A mark applies when it
stands alone on its line, in brackets at a line's end, in a field (공개구분, 보안등급), behind the title after a gap, at the
head of a line before a date, a copy's number or whoever signs (대외비 2026.12.31.까지), or is said of this very document.
Written so that nothing finds it (대_외_비, C0NFIDENTIAL) it is one wherever a paper is called so. 비공개 glued to a list
(명단(비공개)) says that of the list alone, where the paper has a mark of its own. A title ends with it (처분요구서 대외비) or holds it
with its clause, which is no part of it (대외비 - 위원 외 열람 금지). Marks without the word for secret say who alone may read it or before
what it is closed (관계자 외 배포금지, 의결 전 비공개); they count at the edges of a paper and where it is spoken of. Talk about marks
(대외비 관리지침, 비공개 회의, 영업비밀, 복사 금지 구역, 관계자 외 출입금지) is none. What a mark means for the grade: `privacy/grade.py`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View
from gwanmun.privacy.detectors.beside import named

_CLASSIFIED: Final = r"(?:군사 ?)?(?:[ⅠⅡⅢ]|I{1,3}|[123])[ .·-]{0,2}급[ .·-]{0,2}(?:군사 ?)?비[ .·-]{0,2}밀|군사 ?기밀|군사 ?비밀|軍事機密|(?:(?:[ⅠⅡⅢ一二三]|I{1,3}|[123]) ?[級급] ?)?[秘祕]密|極[秘祕]"
_RESTRICTED: Final = r"(?:군사 ?)?[대對対][ .·_*/~-]{0,3}(?:[외外]|오ㅣ)[ .·_*/~-]{0,3}[비秘祕]|대국민 ?비공개|[部社]外秘|㊙|[\[【(][秘祕][\]】)]"
_CLOSED: Final = r"(?:부분 ?공개|비 ?공 ?개)(?: ?[(\[] ?(?:제?[1-8] ?호?(?: ?[,·、~-] ?)?){1,8} ?[)\]]| ?[-–]? ?제?[1-8](?: ?[,·] ?[1-8]){1,4} ?호| ?[-–] ?제?[1-8] ?호)"
#: As it is, or as a scanner reads it.
_CONFIDENTIAL: Final = "C[O0]NF[I1l]DENT[I1l]A[L1]"
#: With the law's own words in the brackets: at a line of its own.
_BY_LAW: Final = r"(?:부분 ?공개|비 ?공개) ?[(\[] ?(?:(?:공공기관의 ?)?정보 ?공개(?:에 ?관한 ?)? ?법(?:률)? ?)?(?:제? ?9 ?조)(?: ?제? ?1 ?항)?(?: ?제? ?[1-8] ?호(?: ?[,·] ?)?){0,4} ?[)\]]"
_ENGLISH: Final = r"(?i:(?:for )?(?:official|internal|government|staff) use only|strictly confidential|(?:private|company) (?:and |& )?confidential|not for (?:public )?(?:distribution|release|circulation)|do not (?:copy|distribute|forward)|law enforcement sensitive|limited distribution|controlled unclassified information)|FOUO|EYES ONLY"
_OTHER: Final = rf"{_ENGLISH}|(?:부분 ?공개|비 ?공개) ?제? ?[1-8] ?호|취 ?급 ?주 ?의|대외 ?주의|관계자 ?외 ?열람 ?금지|외부 ?유출 ?(?:금지|엄금)|{_CONFIDENTIAL}|Confidential|TOP SECRET|내부 ?검토(?:용| ?자료)?|내부 ?자료|비 {{0,3}}공 {{0,3}}개|부분 ?공개|비밀"
_MARK: Final = rf"{_CLASSIFIED}|{_RESTRICTED}|{_CLOSED}|{_OTHER}"
#: Marks only where they stand for themselves: elsewhere they are ordinary words.
_LONE: Final = rf"RESTRICTED|내부 ?용|열람 ?제한|극 ?비|기 ?밀|SECRET|機密|{_BY_LAW}|공개 ?제한|수사 ?보안|(?:(?:열람|회람|회의|확인|읽은)(?: ?(?:종료|완료))? ?[후뒤] ?(?:즉시 ?)?(?:파기|회수)|(?:회람|회의)(?: ?(?:종료|완료))? ?[후뒤] ?(?:즉시 ?)?(?:반납|소각))"
#: What nobody may do with the paper: who but one may read it, or before what it is closed, is a mark without the word.
_DONE: Final = r"(?:무단 ?|외부 ?|재 ?)?(?:열람|복사|복제|배포|유출|공개|전재|공유|회람|전파|유포|누설|전달|반출)"
_NEVER: Final = rf"{_DONE}(?:[ ,·/및]{{1,3}}{_DONE}){{0,2}}[을를]? ?(?:금지|엄금|불가|금함)"
_BUT: Final = r"(?<![가-힣])(?:[가-힣]{0,4}(?:관계자|관계관|담당자|취급자|위원|직원|조합원|회원|이사|임원|실무자|수사관|교직원|의료진|종사자|작성자|책임자|결재권?자|부서)|수신[자처]|본인|당사자|참석자|배[부포][처선]|[인허]가자|승인자|지정자|열람권자) ?(?:이외|외)(?:에는| ?의 ?자)?"
_WITH: Final = rf"(?:비밀 ?유지|보안 ?유지|[가-힣]{{2,4}}자료|내부 ?(?:용|자료|한정)) ?[-,/·] ?{_NEVER}"
#: What a paper waits for.
_EVENT: Final = "(?:발표|공개|공고|공포|고시|배포|보도|시행|의결|제출|상정|심의|결재|확정|결정|승인|보고|회의|평가|심사|개봉|개찰|입찰|선정|협의|합의|계약|체결|선고|통보|발령|집행|착수|송치|기소|종료|개최)"
_OWN: Final = rf"{_WITH}|{_BUT} ?{_NEVER}|(?:외부|대외) ?(?:유출|공유|배포|공개|유포|누설|전파) ?(?:금지|엄금|불가)|(?:내부|사내|기관 ?내|부서 ?내) ?(?:한정|회람용|열람용)|보안 ?주의 ?\([^()\n]{{1,8}}\)|[가-힣]{{2,6}} 한정 ?(?:배부|배포|열람|공유|회람)|(?:수사|조사|감사) ?(?:목적 ?)?외 ?(?:목적 ?)?(?:사용|이용|제공) ?(?:금지|엄금)|(?:부외|청외|기관 ?외) ?(?:반출|유출|배포) ?(?:금지|엄금)|[가-힣]{{2,8}} 내부 ?한(?:정)?(?![가-힣])|(?:공무상|직무상|수사) ?(?:비밀|기밀)|(?:수사 ?)?(?:비밀|보안) ?유지 ?(?:요망|요함|바람)|(?:[가-힣]{{1,6}} ){{0,2}}{_EVENT} ?전(?:까지)? (?:비 ?공개|(?:대외 ?)?{_NEVER})"
#: What is often said beside a mark.
_NO: Final = r"(?:무단 ?|외부 ?|(?:담당자|관계자|취급자) ?외 ?)?(?:복사|복제|유출|배포|반출|전재|공유|열람|인용|누설|보도|공개|전달)"
_NOTICE: Final = rf"(?:{_NO}(?:[ ,·/및]{{1,4}}{_NO}){{0,3}} ?(?:금지|엄금|불가))?"
#: How long it is kept, until when it is closed, which copy it is: noted in brackets behind a mark (예고문, 보안업무규정 시행규칙).
_KEPT: Final = r"(?: ?[(\[](?:보존|보호 ?기간|예고|파기|해제|사본|원본|생산|제? ?[0-9]{1,3} ?[부호매]|(?:회의|열람|사용) ?(?:뒤|후|종료)?[^()\[\]\n]{0,4}(?:회수|파기)|관리 ?번호|(?:19|20)[0-9]{2}|~|[0-9]{1,2}년)[^()\[\]\n]{0,24}[)\]])?"
_PAPER: Final = "문서|자료|공문|보고서|문건|파일|정보|사항|내용"
_IS: Final = "입니다|임|이다|이므로|이니|에 ?해당|으로 ?분류|로 ?분류|로 ?관리"
_FIELD: Final = r"(?:공개 ?(?:구분|여부)|보안 ?등급|비밀 ?등급|문서 ?등급|자료 ?등급|정보 ?등급|데이터 ?등급|N2SF ?(?:등급)?|업무정보 ?등급|등급 ?분류|기밀 ?등급|sec(?:urity)?_?[lL]evel|classification|Classification|등급)[\"']?[ \t]{0,4}[:：=|(\t ][ \t\"'(]{0,8}"
_WRAP: Final = r" \t*#/>=\-–—_~\[\]【】<>《》〈〉「」『』〔〕〖〗()（）|·※★☆■□▣◆◇●○◎!\"'"

#: A line that is the mark and nothing else, or begins with it in brackets, or ends with it in brackets or after a slash.
_alone = re.compile(
    rf"^[{_WRAP}]*(?P<m>{_MARK}|{_LONE}){_KEPT}[{_WRAP},.]*+{_NOTICE}[{_WRAP}.]*+$(?!\n\s{{0,4}}(?P=m)(?:이?란 |[은는] [^\n]{{0,80}}(?:말한|말함|말합|뜻[하한이합]|일컫|가리키|의미)))",
    re.MULTILINE,
)
#: Items of a list, one mark each: what marks there are.
_kinds_of_mark = re.compile(rf"(?:^[ \t]*[-·○□●■*][ \t]+(?:{_MARK})[ \t]*(?:\n|\Z)){{2,}}+", re.MULTILINE)
#: A line that says of itself what it is: "비공개 문서입니다", "C등급 자료임".
_itself = re.compile(
    rf"^[{_WRAP}]*(?P<m>{_MARK}|{_LONE}|[CS] ?등급) ?(?:(?:{_PAPER})(?:{_IS})|(?:{_IS}))[^\n]{{0,24}}$", re.MULTILINE
)
_bracket = re.compile(
    rf"[\[【〔〖<《〈(（] ?(?P<m>{_MARK}|[가-힣]{{1,3}}용[ ·,/-](?:{_RESTRICTED})) ?(?:[\]】〕〗>》〉)）]|(?P<clause>[-,:/·|] ?[^()\[\]\n]{{0,24}}(?:금지|엄금|불가|제한|파기|한정|까지|요망|주의|한함|{_EVENT} ?전|재분류|해제|이후 ?일반[^()\[\]\n]{{0,10}})[\])】>]))"
)
_each, _closed = re.compile(rf"{_CLASSIFIED}|{_RESTRICTED}|비 ?공개|일반"), re.compile(_CLOSED)
_field = re.compile(
    rf"{_FIELD}(?P<m>{_MARK}|(?:C|S|O)(?:등급|급)? ?\((?:기밀|민감|공개)\)|(?:C|S|O)(?:등급|급)?(?![A-Za-z0-9/·,])|극 ?비(?![가-힣])|극비(?=로|임|입)|(?:기밀|민감|공개)(?=[\s)\"',]|$))"
)
_lettered = re.compile(
    r"(?:^|[\[【<( ])(?P<m>(?:N2SF[ -]?)?[CS] ?등급)(?: ?\((?:기밀|민감)\))?(?=[\]】>) ]*$)|^[\[【<(] ?(?P<n>[CS] ?등급) ?[\]】>)]",
    re.MULTILINE,
)
_said = re.compile(
    rf"(?:이|본|해당|위|아래|첨부한?|다음|메일의) ?(?:문서|자료|내용|보고서?|기록|조서|전문|통보|공문|파일|건|문건|글|메일|첨부|첨부 ?파일|명단|명부|계획|회의록|목록|초안|대장)[은는이가]? (?:[^\n.]{{0,12}} )?(?P<m>{_CLASSIFIED}|{_RESTRICTED}|{_CLOSED}|비 ?공개)"
    r"(?! ?(?:으로|로) ?(?:[가-힣]{2} ?)?(?:할(?! ?것(?![가-힣]))|해야(?! ?(?:함(?![가-힣])|합니다|한다|하며|하고|됨|됩니다|할 ?것(?![가-힣])))|하는|하려|하자|한다(?!\.?[ \t]*(?:\n|\Z))|못))(?= ?(?:이|입|임|로|으로|니까|라서|라 |인데|예요|문서|자료|$|[,.]))"
)
_between = re.compile(rf" / (?P<m>{_CLASSIFIED}|{_RESTRICTED})(?= / )")
_foot = re.compile(rf"/ ?(?P<m>{_MARK})[ \t]*$", re.MULTILINE)
#: A label before a mark, unless what follows it is spoken of: 용어: 대외비.
_LABEL: Final = (
    r"(?![^\n:：]{0,20}(?:용어|키워드|검색어|주제|과목|교육|예시|정답|질문|제목|구분 ?기준))[^\n:：]{1,24}[:：] ?"
)
#: A label of any kind and the mark to the line's end ("문서 상단 표시: 대외비"); and an embargo.
_labelled = re.compile(
    rf"^[{_WRAP}]*{_LABEL}(?P<m>{_CLASSIFIED}|{_RESTRICTED}|{_CLOSED}|취 ?급 ?주 ?의|CONFIDENTIAL|SECRET|TOP SECRET)(?:{_KEPT}[{_WRAP}.]*$| ?[/|,] )",
    re.MULTILINE,
)
_embargo = re.compile(
    rf"(?:배포|발표|공개|보도|시행|회의) ?(?:일|시|시점)? ?(?:전|시|종료)까지(?:는)? (?P<m>{_RESTRICTED}|비 ?공개)(?=[{_WRAP}.]*$|로 |임|입|[)\]])",
    re.MULTILINE,
)
#: At the head of a line before its date, its copy's number, or who signs.
_headed = re.compile(
    rf"^[ \t*#>※○●■□◆◇]{{0,8}}(?P<m>{_CLASSIFIED}|{_RESTRICTED}|취급 ?주의|대외 ?주의)[ \t]{{1,8}}(?:(?:19|20)[0-9]{{2}}[-. 년][-. 0-9년월일]{{2,12}}(?:한|까지)|(?:19|20)[0-9]{{2}}-[0-9]{{1,4}}[ \t]*$|~[ ]?(?:19|20)[0-9]{{2}}|(?:사본|원본|제)[ ]?[0-9]{{1,3}} ?[부호매](?![가-힣])|사본 ?(?:번호)?[ :]{{0,3}}[0-9]{{1,3}} ?(?:/|의|of) ?[0-9]|(?P<role>[가-힣]{{1,8}}(?:관|자|사|장|원|사보|사무관|주무관)) {{1,2}}(?P<who>[가-힣]{{2,4}})[ \t]*$)",
    re.MULTILINE,
)
#: Behind the title, after a gap.
_titled = re.compile(
    rf"^[^\n]{{2,60}}[^ \t\n|](?: {{2,24}}|\t{{1,4}})[{_WRAP}]{{0,4}}(?P<m>{_CLASSIFIED}|{_RESTRICTED}|{_CLOSED}|{_ENGLISH}|취 ?급 ?주 ?의|대외 ?주의|CONFIDENTIAL)[{_WRAP}]{{0,8}}$",
    re.MULTILINE,
)
_cell_of_mark = re.compile(rf"(?: {{2}}|\t)[{_WRAP}]*(?:{_MARK}|{_LONE})[{_WRAP}]*$")
_PAPER_IS: Final = rf"(?![,.] ?[^\n]{{0,12}}표기|[’'\"])(?= ?(?:문건|사안|{_PAPER})?(?:이[다니고며라므에]|입니다|임|예요|라서|[ ]?[.,)\n]|$))"
#: The first line begins with it and goes on to name the paper (대외비 - 회의자료), or ends so (인사안 - 대외비).
_DOCUMENT: Final = r"(?:계획|자료|보고|명단|결과|검토|회의|대책|문건|방안|현황|안|서|금지|엄금|[Mm]inutes|[Rr]eport|[Mm]emo|[Pp]lan|[Bb]rief)"
_STRONG: Final = rf"{_CLASSIFIED}|{_RESTRICTED}|{_CONFIDENTIAL}|TOP SECRET|SECRET"
#: Until when, in brackets glued to it: the mark as it is written.
_UNTIL: Final = (
    r"[(] ?(?:(?:~ ?)?(?:19|20)[0-9]{2}[-. 년][-. 0-9년월일]{2,12} ?(?:까지|한)?|[가-힣]{1,6} ?전(?:까지)?)[)]"
)
_until = re.compile(rf"^[{_WRAP}]*(?P<m>(?:{_RESTRICTED}|{_CLASSIFIED}|비 ?공개){_UNTIL})[{_WRAP}.]*$", re.MULTILINE)
#: Two marks in one pair of brackets at a line's head: [내부 검토용 - 대외비].
_pair = re.compile(
    rf"^[ \t]{{0,4}}(?P<m>[\[【<〈] ?(?:(?:내부 ?(?:검토|회람|보고)?용?|{_CLASSIFIED}|{_RESTRICTED}) ?[-/·,] ?(?:{_CLASSIFIED}|{_RESTRICTED}|비 ?공개)|(?:{_CLASSIFIED}|{_RESTRICTED}|비 ?공개) ?[-/·,] ?열람 ?후 ?(?:파기|회수)) ?[\]】>〉])",
    re.MULTILINE,
)
#: A mark and how the paper is handled, of one line or one field: mark: 대외비 · 취급주의.
_HANDLED: Final = r"(?:취급 ?주의|대외 ?주의|열람 ?제한|내부 ?용|외부 ?유출 ?(?:금지|엄금)|관계자 ?외 ?열람 ?금지)"
_BOTH: Final = rf"(?:{_CLASSIFIED}|{_RESTRICTED}|{_CLOSED})"
_two = re.compile(
    rf"^(?:{_LABEL})?[{_WRAP}]{{0,8}}(?P<m>{_HANDLED} ?[·,/|+&] ?{_BOTH}|{_BOTH} ?[·,/|+&] ?{_HANDLED}|{_BOTH} ?[,/] ?(?:(?:재 ?|무단 ?)?(?:배포|복사|공개|열람)|외부 ?(?:공유|배포)) ?(?:금지|엄금|불가))[{_WRAP}.]{{0,8}}$",
    re.MULTILINE,
)
#: Said to be written in ink or stamped: 붉은 글씨로 對外秘.
_inked = re.compile(
    rf"(?:붉은|빨간|파란|검은|굵은|큰|흐린) ?(?:글씨|글자|펜|도장|스탬프|잉크|고무인)(?:로|으로)? [\"'「\[]?(?P<m>{_CLASSIFIED}|{_RESTRICTED}|{_CLOSED})(?=[\"'」\] ]*(?:$|\n|[이가라]?고? ?(?:찍혀|찍힘|적혀|적힘|쓰여|써 ?있|표시됨|표시되어)))"
)
#: Asked of who reads it: 자료는 열람 후 파기 부탁드립니다.
_destroy = re.compile(
    r"(?:자료|문서|파일|첨부|메일|내용|명단|건)[은는도]? ?(?P<m>열람 ?후 ?(?:즉시 ?)?파기)(?= ?(?:부탁|바랍|바람|요망|해 ?주|하여 ?주|하시))"
)
#: A mark and who else may not read it: CONFIDENTIAL - 의뢰인 외 열람금지.
_but_for = re.compile(
    r"^[ \t]{0,8}(?P<m>(?:CONFIDENTIAL|TOP SECRET|SECRET) ?- ?[가-힣]{1,8} ?외 ?(?:열람|복사|배포|공개) ?(?:금지|엄금))[ \t]*$",
    re.MULTILINE,
)
#: At the head or the end of the first line: spelt apart; before or behind who the paper is for, after a dash or a bracket.
_SPELT: Final = f"C(?P<s>[-. ]){'(?P=s)'.join('ONFIDENTIAL')}|S(?P<t>[-. ]){'(?P=t)'.join('ECRET')}"
_spelt = re.compile(rf"(?:^|\n)[{_WRAP}]{{0,8}}(?P<m>{_SPELT})(?![A-Za-z])")
_DOT: Final = r"대 [·.•] 외 [·.•] 비"
_dotted = re.compile(rf"^[{_WRAP}]{{0,8}}(?P<m>{_DOT})(?= )", re.MULTILINE)
#: The title of a paper, and the mark that ends it or stands in brackets before it. The writer's talk of marks has its words.
_title = re.compile(
    r"(?:\A\s{0,8}(?:(?:제목|문서명|건명|[Ss]ubject) ?: ?)?|^(?:제목|문서명|건명|[Ss]ubject) ?: ?)(?P<line>[^\n]{2,90})(?=(?P<more>\n\s*\S)|\n|\Z)",
    re.MULTILINE,
)
_PAPER_OF: Final = r"(?:명단|명부|자료|계획|계획서|보고|보고서|목록|현황|결과|회의록|대장|조서|문건|대책|일지|내역|안내|인적 ?사항|초안|결정|의뢰|통보)(?:\([^()\n]{1,8}\)|안)?"
_ends_title = re.compile(
    rf"(?:(?:(?<=[^ |]) {{1,4}}| ?[-|/] ?)[*:※★]{{0,2}} ?(?P<m>(?:{_CLASSIFIED}|{_RESTRICTED})(?:{_UNTIL})?)(?: ?[-|/,:·] ?(?:{_OWN}|{_NEVER}))?|(?: ?[-|] ?| )(?P<w>{_WITH})|(?: [-|] | {{2,4}}|{_PAPER_OF} )(?P<o>{_OWN}|공개 ?제한|수사 ?보안|열람 ?제한)|(?:{_PAPER_OF}|기록|의견|[가-힣]{{2}}[안서표록])(?: [-|] )(?P<c>비 ?공개|부분 ?공개)|[\[【<(] ?(?P<b>{_OWN}) ?[\]】>)])[{_WRAP}.]*$"
)
_heads_title = re.compile(rf"(?:[\[(][^\[\]()\n]{{1,8}}[\])] ?){{0,2}}[\[【<(] ?(?P<m>{_OWN}) ?[\]】>)]")
#: The title of a paper may hold what is otherwise talk: 직원 교육 대상자 명단 대외비.
_ends_paper = re.compile(rf"{_PAPER_OF}$")
_speaks = re.compile(
    rf"차이|용어|표시|도장|표기|뜻|아닌|아님|해제|왜 |여부|비밀 ?(?:문서 ?)?(?:보유|보관|관리|생산|접수|취급|등록|분류|발간)|[?？]|(?:관리|보관|취급|보안|분류)[가-힣]{{0,2}} ?(?:규정|지침|기준|절차|방법)|{_CLASSIFIED}|{_RESTRICTED}|비 ?공개"
)
_talks = re.compile(
    rf"교육|차이|질문|질의|문제|예시|용어|표시|도장|표기|등급|구분|종류|서식|뜻|다음|아닌|아님|해제|보유|왜|우리|청구|여부|(?:생산|지정|접수|보관|관리)(?:한|된|하는)$|가운데$|[?？]|(?:관리|보관|취급|보안|분류)[가-힣]{{0,2}} ?(?:규정|지침|기준|절차|방법)|(?:[은는을를]|[와및중]|또는|인지)$|{_CLASSIFIED}|{_RESTRICTED}|비 ?공개"
)
#: The writer says what this paper is: 문서 등급은 대외비로 보냅니다, 본 계획은 관계자 외 배포금지; … 라고 찍힌 이 계획.
_sent = re.compile(
    rf"(?:문서|보안|자료|취급|비밀|공개|정보) ?(?:등급|구분|취급|분류)[은는] (?P<m>{_BOTH})(?=(?:로|으로)? ?(?:나갑|나감|보냅|보냄|발송[합함됨]|시행[합함됨]|합니다|함(?![가-힣])|했|하였|정했|지정[했됨함]|입니다|임(?![가-힣])|이며|이고|[.]?$))",
    re.MULTILINE,
)
_said_own = re.compile(
    rf"(?:이|본|동|해당|첨부한?|위|아래) ?(?:{_PAPER}|[가-힣]{{2,4}}(?:자료|계획|문서|보고서)|계획|명단|명부|회의록|목록|대장|메모|초안|메일|글|공지|서류|도면|시안|건)[은는도의]? (?P<m>{_OWN}|(?:{_CLASSIFIED}|{_RESTRICTED})(?= 표시))(?= ?(?:[-–—－.) ]*$|입니다|합니다|[임함](?![가-힣])|표시 ?(?:유지|필수|요망|함|[했하])))",
    re.MULTILINE,
)
_stamped = re.compile(
    rf"(?P<m>{_BOTH}|{_HANDLED}|(?<=[\"'“‘「]){_NEVER})[\]】」'\"”’]? ?(?:이?라고?|[이가]|로|으로)? ?(?:찍힌|찍혀 ?있는|적힌|표시된|인쇄된|쓰인) (?:(?:이|본|첨부한?|아래|위) (?!현수막|표지판|안내판|스티커|게시물|간판)|(?:거|것|파일)[ ,은는이](?![^\n]{{0,16}}\?)|[가-힣]{{2,8}}(?:계획|명단|보고|보고서|자료|대책|현황|조서|문건|회의록)(?:이니|입니다|이에요|예요|이라서|라서|인데|이므로|이라))"
)
#: How the writer wants it handled, said in a note of its own: ※ 수사 중 사항으로 대외비 취급.
_handled = re.compile(
    rf"^[ \t]{{0,4}}[※★*▶►→☞!][{_WRAP}]{{0,6}}(?P<before>[^\n]{{0,48}}?(?:사항|사안|내용|정보|자료|건|문서|문건|명단|기록)(?:으로|로|이므로|이라|이니|임에 따라)? ?)(?P<m>{_STRONG})(?:로|으로)? ?(?:취급|처리|관리|분류)(?: ?(?:함|할 ?것|요망|바람|바랍니다|필요|합니다|하기|하세요|부탁드립니다))?[ .)*]*$",
    re.MULTILINE,
)
#: A field behind the last sentence: … 라고 진술. 보안: 대외비.
_field_behind = re.compile(
    rf"^(?P<before>[^\n]{{2,160}}[.!)\]\"”」다함음임됨] {{1,3}})(?:문서 ?)?(?:보안|취급|비밀|공개|관리|등급)(?: ?(?:등급|구분|여부))? ?[:：] ?(?P<m>{_CLASSIFIED}|{_RESTRICTED}|{_CLOSED})[ .]*$",
    re.MULTILINE,
)
#: Behind the name of the form in brackets: <제보 접수 카드> CONFIDENTIAL.
_of_form = re.compile(
    rf"\A\s{{0,8}}(?P<before>[\[【<〈《「『][^\n\[\]【】<>〈〉《》「」『』]{{2,40}}[\]】>〉》」』]) {{1,4}}(?P<m>{_STRONG}|RESTRICTED)[ .*]*(?=\n\s*\S)"
)
_of_lesson = re.compile(
    "교육|용어|표기|표시|예시|예제|보기|뜻|의미|문제|단어|영어|질문|질의|서식|차이|구분|기준|규정|지침|요령|방법|절차|노래|영화|게임|드라마|소설|[?？]"
)
#: On a line of its own above or below everything else, or in marks; the last sentence of all.
_own_line = re.compile(
    rf"^(?P<wrap>[{_WRAP}]*)(?P<m>(?:{_OWN})(?: ?[-/,] ?(?:{_OWN}|{_NEVER}))?)(?P<end>[{_WRAP}.]*(?:[0-9]{{1,3}}[{_WRAP}]*)?)$",
    re.MULTILINE,
)
_last_word = re.compile(rf"[가-힣)\]][.!] {{1,2}}(?P<m>{_BOTH}|{_OWN}|열람 ?제한|공개 ?제한)\.?\s*\Z")
#: Where it stands on the page, and how it is written there: 상단 표시: 【 대 외 비 】 …
_placed = re.compile(
    rf"^[ \t]*(?:(?:문서 ?)?(?:[좌우]?[상하]단|표지|머리말|꼬리말|바닥글|워터마크|도장|스탬프) ?(?:표기|표시|도장|스탬프|글씨|문구)? ?:|(?i:(?:file |page )?(?:stamp|header|footer|marking)(?:ed)?) ?:?) ?(?:(?P<m>(?:{_STRONG}))(?= ?(?:[-/|,]|$))|[\[【(「] ?(?P<n>(?:{_STRONG})) ?[\]】)」](?! ?[가-힣]{{0,2}}(?:[은는이란를을]|문서|등|표시) ))",
    re.MULTILINE,
)
#: The first word of all, where it can be nothing else: in Hanja, in stars, before a slash or a word of English.
_first = re.compile(
    rf"\s{{0,8}}(?:[{_WRAP}]{{0,8}}(?:(?P<m>[對対][ .·]?外[ .·]?[秘祕]|대(?P<s>[._·*/~-])외(?P=s)비|㊙|[\[【(][秘祕][\]】)]|極[秘祕]) (?!표[시기]|도장|문서|등|란|의 |이?라|관리|지침|규정|한자|글[자씨])(?=\S)|(?P<n>{_STRONG}|RESTRICTED)(?: ?[/·|(] ?(?![^\n]*(?:차이|구분|비공개|비밀|대외비|표[시기]|교육|등급|이?란 |뜻|의미|\?))| ?- ?(?=[A-Z][a-z]+ ?(?:[Uu]se|[Dd]istribution|[Cc]irculation)(?: [Oo]nly)?)))|[※★*=#]{{1,3}} ?(?P<o>{_STRONG}) ?[※★*=#]{{1,3}}|[{_WRAP}]{{0,8}}(?P<q>(?i:(?:for )?(?:official|internal|government|staff) use only|strictly confidential)|CONFIDENTIAL) ?[-:|] ?(?=[A-Z가-힣0-9])|[{_WRAP}]{{0,8}}(?P<p>(?:열람|공개|배포|복사|유출|회람) ?(?:금지|엄금))[{_WRAP}.]*\n(?!\s*[^\n]{{0,60}}(?:금지|엄금|불가|삼가|자제|구역|수칙|음식|흡연|복사기)))"
)
#: What the first lines of a paper begin with, before its title, its office or who signs (대외비 인사위원회): talk of marks has its
#: words. A weaker mark stands before the title of a paper only (내부검토용 조직 개편안).
_leads = re.compile(
    rf"(?:(?:표지|겉장|겉면|첫 ?장|[우좌]?상단|머리말) ?:? ?)?[{_WRAP}]*(?:(?<=[\[(])[^\[\]()]{{1,12}}[\])] )?(?:(?P<m>{_CLASSIFIED}|{_RESTRICTED})(?: ?[-|,·:/] ?| {{1,4}})|(?P<n>내부 ?검토용|외부 ?유출 ?(?:금지|엄금)|보안 ?주의) ?[\]】>)]? )(?P<rest>[^\n]{{2,60}})"
)
#: What stands behind a title: 초안 v0.3, (사본번호 2).
_no_title = re.compile(r" ?(?:\([^()\n]{1,16}\)|[vV](?:er\.?)? ?[0-9.]{1,6}|[0-9]{1,2}차)$")
_HEAD: Final = 300
_LINES_OF_HEAD: Final = 4
#: Two lines begun so tell what marks there are.
_begins_with = re.compile(rf"[{_WRAP}]*(?:{_CLASSIFIED}|{_RESTRICTED}|비밀|비 ?공개) ?[:：-] ?[가-힣]")
_lines = re.compile(r"[^\n]*\S[^\n]*")
_led_talk = re.compile(
    r"[^가-힣A-Za-z0-9]*(?:봉투|스탬프|도장|캐비[닛넷]|서랍|용지|금고|자체 ?점검|점검|사건|캠페인|누출|탐지|수집|직무 ?수행|문[서건]|자료|서류|등(?![가-힣])|급|이상|이하|및|또는|이나|관리|관련|취급(?!주의)|지정|분류|재분류|해제|보[관유호존안]|생산|접수|등록|발간|누설|유출|유포|이관|파기|전자|예고문|정보|기록물|열람|함|번호|대장|목록|원본|파일|내용|사항|사실|건|표[기지]|저장|반출|송부|배부|전파|공개|비|준수|위반|제도|업무|시행|출력|복사)"
)
_sentence = re.compile(r"[요다까죠네줘래][.!~?]*$|[.!?] ?[가-힣]|[?？]|세요|니다|인가|인데|→|=|(?:란|이란) ")
#: In brackets at the edge of a line, where they are ordinary words elsewhere: [RESTRICTED], [열람제한], (극비).
_loose_brackets = re.compile(
    r"[\[【〔<(（](?P<m>RESTRICTED|SECRET|CLASSIFIED|OFFICIAL-SENSITIVE|열람 ?제한|극비|기밀|[가-힣]{2,6} ?내부 ?한(?:정)?|보안 ?주의)[\]】〕>)）](?=[ .]*(?:\n|$)| (?=[A-Z가-힣])(?!유지|보호|누설|등급|문서|자료실))"
)
#: In a field anywhere on its line: 지급: 보통  보안: Ⅲ급비밀; 등급: Ⅱ급 / 생산: …; 문서상태: 비공개 (사유: …).
_fielded = re.compile(
    rf"(?:^|[ \t/|(])(?:(?:문서|자료|보안|비밀|취급|공개) ?(?:등급|분류|구분|상태|취급)|등급|보안|비밀|취급) ?[:：] ?[\[「\"']?(?P<m>{_CLASSIFIED}|{_RESTRICTED}|{_CLOSED}|[ⅠⅡⅢ]급(?= ?(?:[/|,\n]|$))|비 ?공개|대외 ?주의|취급 ?주의|열람 ?제한|(?:열람|회람|확인) ?[후뒤] ?(?:즉시 ?)?(?:파기|회수))(?= *[\]」\"']?(?:\n|$|[/|,;]| {{2}}| ?\())",
    re.MULTILINE,
)
#: What is said of the list at hand, and why so: 유물 목록은 대외비라 사본 반출하지 말 것.
_because = re.compile(
    rf"(?:^|[가-힣 ])(?:목록|명단|명부|자료|내용|계획|사항|결과|보고서?|파일|내역|초안|시안|안건|회의록|도면|금액|가격|단가)[은는도] (?P<m>{_CLASSIFIED}|{_RESTRICTED})(?=라 |라서|이라 |이라서|이니|이므로|이오니|입니다(?![?？까])|임(?![가-힣])|예요(?!\?)|이에요(?!\?)|니까)"
)
#: In the name of a file: 인사안_대외비_최종.hwpx.
_in_file = re.compile(
    rf"[^\s/_]_(?P<m>{_CLASSIFIED}|{_RESTRICTED})(?=(?:_[^\s/]{{0,30}}|\([^\s/()]{{1,12}}\))?\.(?:hwpx?|docx?|pdf|xlsx?|pptx?|zip|txt|csv)(?![A-Za-z]))(?!_(?:관리|지침|규정|교육|목록|대장|현황|서식|양식|해제|분류|보유))"
)
#: Until when, of what is only to be handled with care: 도지사 보고 전까지 취급주의.
_until_then = re.compile(
    r"(?:발표|공개|보고|결재|의결|심의|확정|통보|선고|발령|제출) ?(?:전|시|종료)까지(?:는)? (?P<m>취급 ?주의|대외 ?주의)(?=[ .]*(?:$|\n)|\. )"
)
_till = re.compile(
    rf"^[{_WRAP}]{{0,8}}(?P<m>(?:[가-힣]{{1,6}} ){{0,2}}{_EVENT} ?전까지 {_RESTRICTED})[{_WRAP}.]{{0,8}}(?:[0-9]{{1,3}}[{_WRAP}]{{0,8}})?$",
    re.MULTILINE,
)
#: Of allied papers and of those who pay: NATO/ROK RESTRICTED, CONFIDENTIAL – Sponsor Only.
_allied = re.compile(
    rf"^[{_WRAP}]{{0,8}}(?P<m>(?:[A-Z]{{2,6}}[/ ]){{1,3}}(?:RESTRICTED|SECRET|CONFIDENTIAL)|(?:CONFIDENTIAL|RESTRICTED|SECRET) ?[–—-] ?(?!Parking|Area|Access|Zone|Entry)[A-Z][A-Za-z]{{2,14}}(?: [A-Z][A-Za-z]{{1,14}})?(?: [Oo]nly| ONLY))[{_WRAP}.]{{0,8}}$",
    re.MULTILINE,
)
#: Letter by letter, letter below letter, in Latin letters, in letters that only look alike.
_S: Final = " {1,3}"
_wide = re.compile(
    rf"(?P<m>{'|'.join(_S.join(word) for word in ('관계자외열람금지', '외부유출금지', '복사금지', '열람금지', '열람제한', '취급주의'))}|관 ?계 ?자 ?외 {{1,3}}열 ?람 ?금 ?지)(?=[ \]】>)」]*(?:\n|$))"
)
_below = re.compile(r"(?:^|\n)[ \t]*(?P<m>대[ \t]*\n[ \t]*외[ \t]*\n[ \t]*비)[ \t]*(?=\n|$)")
_ALIKE: Final = r"ㄷㅐ ?ㅇㅚ ?ㅂㅣ|[Dd]ae[- ]?oe[- ]?bi|대 ?외 ?ㅂ[Iil1ㅣ]|머외[비ㅂ]|대왜비|댸외비|태외비"
_alike = re.compile(
    rf"(?<![A-Za-z가-힣ㄱ-ㅣ])(?P<m>{_ALIKE})(?![A-Za-zㄱ-ㅣ])(?![^\n]{{0,12}}(?:표기|이?라고 ?(?:읽|쓰|발음|적)|뜻|맞춤법|로마자))"
)
#: Handled as it, in the writer's own wish: 이 문서 대 / 외 / 비 취급 바랍니다.
_wish = re.compile(
    rf"(?P<m>{_CLASSIFIED}|{_RESTRICTED})(?:로|으로)? ?취급(?:을|해)? ?(?=바랍니다(?!라)|바람(?!직)|요망|부탁|주세요|주시기)"
)
#: The traffic light of who shares what is found in networks (FIRST TLP 2.0): at the head of a line, in brackets or behind a label.
_TLP: Final = r"TLP ?[:：-] ?(?:RED|AMBER(?:\+STRICT)?)"
_traffic = re.compile(
    rf"(?:^[{_WRAP}]{{0,8}}|[|\[【(] ?|(?:등급|공유 ?(?:범위|등급)?) ?[:：] ?)(?P<m>{_TLP})(?=[{_WRAP},.]*$|[\]】)|]|[ ]-)",
    re.MULTILINE,
)
#: Its number and its copy behind a gap: Ⅱ급 비밀   관리번호 26-041   사본 3/5.
_registered = re.compile(
    rf"^[{_WRAP}]{{0,8}}(?P<m>{_CLASSIFIED}|{_RESTRICTED})[ \t]{{1,8}}(?:관리 ?번호|등록 ?번호|사본 ?번호)[ :]{{0,3}}[0-9A-Z제]",
    re.MULTILINE,
)
#: Of personnel, above everything else of such a paper (인사비밀): 인비.
_personnel = re.compile(
    rf"\A\s{{0,8}}[{_WRAP}]{{0,4}}(?P<m>인 ?비)[{_WRAP}]{{0,4}}\n(?=[^\n]{{0,60}}\n?[^\n]{{0,60}}(?:인사|평정|근무|승진|징계|전보|보직|임용|성과|심사|명부|감사|근평|다면))"
)
_opening = re.compile(
    rf"\s{{0,8}}(?:(?:제목|문서명|건명) ?: ?)?[{_WRAP}]{{0,8}}(?:(?P<m>{_STRONG})[」』]?[ ]?[-|:/·」』(][^\n]{{0,60}}{_DOCUMENT}(?: ?(?:부속|별첨|별책|제)?(?:문서)? ?[0-9]{{1,3}} ?[부권호]?)?[)\]]?[ ]?(?=\n|$)|[^\n]{{0,40}}{_DOCUMENT}(?:\(안\))?[ ]?[-|][ ]?(?P<n>{_CLASSIFIED}|{_RESTRICTED})[{_WRAP}]{{0,6}}(?=\n|$))"
)
#: A stamp, the head or foot of a page, a banner of allied forces: (붉은 도장) 취급주의, 12쪽 | 대외비, SECRET//REL TO ROK.
_STAMP: Final = r"(?:도장|스탬프|[Ss]tamp|날인|워터마크|[Ww]atermark|머리[글말]|꼬리말|바닥글|상단|하단|고무인)[)\]] ?"
_stamp = re.compile(rf"{_STAMP}[\[<「]?(?P<m>{_MARK}|RESTRICTED|SECRET)(?=[\]>」 ]*(?:$|\n))", re.MULTILINE)
_foot_of_page = re.compile(
    rf"^(?=[^\n]{{0,120}}(?:[0-9] ?(?:쪽|페이지|/ ?[0-9]{{1,3}})|[Pp]age ?[0-9]))[^\n]{{0,80}}?(?:^|[|·] ?)(?P<m>{_CLASSIFIED}|{_RESTRICTED}|{_ENGLISH}|CONFIDENTIAL|SECRET)(?= ?(?:[|·-]|$))",
    re.MULTILINE,
)
_banner = re.compile(
    r"^(?:[Cc]lassification ?: ?)?(?P<m>(?:TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED)//[A-Z][A-Z ,/]{1,40})$|^\*{2,4} ?(?P<n>RESTRICTED|SECRET|CONFIDENTIAL)(?= ?[-–*])",
    re.MULTILINE,
)
#: A remark of its own, the end of who it is for: 비고 대외비, 국장 보고용. 대외비.
_remark = re.compile(
    rf"^(?:비고|참고|주의|표시|(?:문서|자료|보안|비밀|관리) ?(?:취급|분류|구분|등급)) (?P<m>{_CLASSIFIED}|{_RESTRICTED})[ \t]*$|보고용\. (?P<n>{_CLASSIFIED}|{_RESTRICTED})[ \t]*$",
    re.MULTILINE,
)
#: Parted so that nobody searches for it, or in thick brackets: what is called so.
_hidden = re.compile(rf"(?P<m>대(?P<s>[._·*/~-])외(?P=s)비){_PAPER_IS}")
#: Digits for letters at the head of a line: nobody writes so but to mark it, or to speak of that.
_CODED: Final = "(?:T[O0]P )?[S5][E3]CR[E3]T|C[O0]NF[I1l]D[E3]NT[I1l][A4][L1]|R[E3][S5]TR[I1l]CT[E3]D|(?:[I1]NT[E3]RN[A4]L|[O0]FF[I1]C[I1][A4]L) U[S5][E3] [O0]NLY"
_coded = re.compile(
    rf"^[{_WRAP}]{{0,8}}(?P<m>(?=[A-Zl ]{{0,18}}[013-5])(?:{_CODED}))(?![A-Za-z0-9_@])(?=[{_WRAP}]*$|[^\n])(?![{_WRAP}]{{0,6}}(?:이?라고|이?라는|이?란|처럼|같[은이]|표[시기]|대신|등급|등[은 ]|문서[는를]|[은는이가을를로와과] |→|=|\?|에서|뜻|글자|비밀번호))",
    re.MULTILINE,
)
_CODED_TRIGGER: Final = "C0NF|NF[1l]D|D3NT|NT[1l]A|TIA1|IA1(?:[^0-9A-Za-z]|$)|[S5]3CR|5ECR|CR3T|R3[S5]T|RE5TR|STR[1l]CT|CT3D|T0P [S5]|U5[E3] |USE3 |US3 |SE 0NLY"
_thick = re.compile(rf"【 ?(?P<m>{_CLASSIFIED}|{_RESTRICTED}) ?】{_PAPER_IS}")
_in_truth = re.compile(
    rf"(?:실은|사실은?|이건|이거|이게|이것은|(?:첨부|붙임|아래|다음)(?:은|는)) (?:다 |전부 |모두 )?(?P<m>{_CLASSIFIED}|{_RESTRICTED}|{_CLOSED}){_PAPER_IS}"
)
#: What else is graded A to E on the same line: buildings, energy, schools, firms.
_graded = re.compile(
    r"(?:진단|평가|점검|심사|검사|안전|시설|건축|구조|효율|에너지|신용|성적|품질|위험|내진|청렴|등급은?)[^\n]{0,30}$"
)
_TALK: Final = re.compile(
    r"^ ?(?:의? ?(?:세부|기준|대상|사유|관리|지침|규정|여부|결정|절차|처리|회의|문서의|정보의?|교육)|(?:로|으로) ?(?:결정|처리|분류[한된하])|건수|[0-9]{1,4} ?건)"
)

_TRIGGER: Final = (
    rf"{_TLP}|내부 ?검토용|외부 ?유출 ?(?:금지|엄금)|{_CONFIDENTIAL}|(?:공무상|직무상|수사) ?(?:비밀|기밀)|(?:열람|복사|복제|배포|유출|공개|전재|공유|회람|전파|유포|누설|전달)[을를]? ?(?:금지|엄금|불가|금함)|열람 ?제한|공개 ?제한|수사 ?보안|전(?:까지)? 비 ?공개|(?m:[-–—|] (?:비 ?공개|부분 ?공개)$)|유지 ?(?:요망|요함|바람)|(?:내부|사내|관 ?내|서 ?내) ?(?:한정|회람용|열람용)|보안 ?주의|RESTRICTED ?[-–—]|"
    rf"비 ?공개 ?[-/·,] ?열람|열람 ?후 ?(?:즉시 ?)?파기 ?[부바요해하]|(?:비 ?공개|내부[^\n]{{0,6}}) ?{_UNTIL}|[\[【<〈] ?내부[^\n]{{0,8}}[-/·,] ?비 ?공개|{_DOT}|C[-. ]O[-. ]N[-. ]F[-. ]I|S[-. ]E[-. ]C[-. ]R|[-–—|] (?:공개 ?제한|수사 ?보안|열람 ?제한)|"
    rf"{_STAMP}|//[A-Z]|(?m:^\*{{2,4}} ?[RSC])|[|·] ?(?:FOR|For|CONF|SECR)|(?m:(?:^|[|·] ?)(?:{_ENGLISH}) ?(?:[|·-]|$))|(?i:stamp|header|footer|marking)(?:ed)? ?:? ?(?:TOP )?SECRET|(?:ONLY|only|Only|TIAL|CRET) ?[-–—:|]|{_CLASSIFIED}|{_RESTRICTED}|{_CLOSED}|(?m:(?:  |\t)(?:{_ENGLISH}|취 ?급 ?주 ?의|대외 ?주의|CONFIDENTIAL)[{_WRAP}]*$)|(?m:^[ \t*#>※○●■□◆◇]{{0,8}}(?:취급|대외) ?주의[ \t])|까지(?:는)? 비 ?공개|[:：] ?(?:취 ?급 ?주 ?의|CONFIDENTIAL|SECRET|TOP SECRET)|(?m:^[{_WRAP}]*(?:(?:CONFIDENTIAL|SECRET|RESTRICTED|TOP SECRET) ?[-|:/·(*=#※★]|(?i:(?:for )?(?:official|internal|government|staff) use only|strictly confidential) ?[-:|]))|[\[【(「] ?(?:TOP )?SECRET ?[\]】)」]|(?m:^[{_WRAP}]*(?:{_OTHER})[{_WRAP}]*$)|[\[【〔〖<《〈(（] ?(?:{_OTHER}) ?[\]】〕〗>》〉)）]"
    rf"|{_FIELD}(?:{_OTHER}|[CSO](?:등급|급|[^A-Za-z0-9]|$)|극 ?비|기밀|민감|공개)|[CS] ?등급|/ ?(?:{_OTHER})"
    rf"|(?m:^[{_WRAP}]*(?:{_OTHER}|{_LONE})[{_WRAP},.]*(?:$|(?:무단|외부|담당|관계|취급)? ?(?:복|유|배|반|전|공|열|인)))"
    rf"|(?m:^[{_WRAP}]*(?:{_OTHER}|{_LONE}) ?(?:{_PAPER})?(?:{_IS}))"
)
#: Of the loose, the allied and the disguised ones.
_ODD_TRIGGER: Final = (
    r"[\[【〔<(（](?:RESTRICTED|SECRET|CLASSIFIED|OFFICIAL-|열람|극비|기밀|보안)|내부 ?한|(?:등급|상태|보안|비밀|취급|분류|구분) ?[:：] ?[\[「\"']?(?:[ⅠⅡⅢ]급|비 ?공개|대외 ?주의|취급 ?주의|열람|회람|확인)"
    r"|까지(?:는)? (?:취급|대외) ?주의|[A-Z]{2}[/ ](?:RESTRICTED|SECRET|CONFIDENTIAL)|(?:CONFIDENTIAL|RESTRICTED|SECRET) ?[–—-]|관 {1,3}계|유 {1,3}출|복 {1,3}사|열 {1,3}람|취 {1,3}급|대[ \t]*\n[ \t]*외"
    rf"|{_ALIKE}|반출 ?(?:금지|엄금)|한정 ?(?:배|열|공|회)|외 ?(?:목적 ?)?(?:사용|이용|제공) ?(?:금지|엄금)|전(?:까지)? 대외비"
)


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    seen: set[int] = set()
    lists = [m.span() for m in _kinds_of_mark.finditer(text) if _of_kinds(text, m)]
    begins = [begin for begin, _ in lists]
    edges = len(text) - len(text.lstrip()), len(text.rstrip())
    for pattern, certainty, why in (
        (_until, 98, "until"),
        (_two, 98, "two marks"),
        (_but_for, 98, "two marks"),
        (_alone, 97, "alone"),
        (_itself, 90, "says so"),
        (_field, 95, "field"),
        (_bracket, 92, "brackets"),
        (_foot, 90, "foot"),
        (_between, 82, "between"),
        (_lettered, 90, "grade"),
        (_said, 88, "said of this text"),
        (_labelled, 86, "label"),
        (_embargo, 84, "embargo"),
        (_headed, 88, "head"),
        (_titled, 86, "title"),
        (_hidden, 82, "disguised"),
        (_thick, 82, "brackets of marks"),
        (_in_truth, 80, "said of this text"),
        (_stamp, 88, "stamp"),
        (_inked, 86, "ink"),
        (_foot_of_page, 86, "foot of a page"),
        (_banner, 90, "banner"),
        (_remark, 84, "remark"),
        (_pair, 98, "two marks"),
        (_destroy, 82, "said of this text"),
        (_spelt, 84, "disguised"),
        (_dotted, 84, "disguised"),
        (_coded, 84, "disguised"),
        (_sent, 88, "said of this text"),
        (_said_own, 84, "said of this text"),
        (_stamped, 84, "said of this text"),
        (_handled, 86, "said of this text"),
        (_field_behind, 86, "label"),
        (_of_form, 86, "title of a form"),
        (_placed, 88, "stamp"),
        (_last_word, 80, "last word"),
        (_own_line, 84, "own line"),
        (_registered, 88, "registered"),
        (_personnel, 84, "personnel"),
        (_wish, 84, "said of this text"),
        (_traffic, 90, "traffic light"),
        (_loose_brackets, 88, "brackets"),
        (_fielded, 88, "label"),
        (_because, 80, "said of this text"),
        (_in_file, 84, "file"),
        (_till, 92, "embargo"),
        (_until_then, 84, "embargo"),
        (_allied, 92, "banner"),
        (_wide, 88, "disguised"),
        (_below, 86, "disguised"),
        (_alike, 84, "disguised"),
    ):
        for m in pattern.finditer(text):
            group = "m" if m["m"] else "n"
            start, end = m.span(group)
            if start in seen or (m[group][0] == "O" or m[group] == "공개"):
                continue
            if pattern in _AFTER_WORDS and _of_lesson.search(m["before"]):
                continue
            if (
                pattern is _fielded
                and m[group][-1] == "급"
                and not _of_papers.search(text, max(0, start - 12), end + 12)
            ):
                continue  # a teacher's licence, a beast's rarity
            if m[group][-1] == "호" and _no_clause.match(text, end):
                continue
            if pattern is _because and _elsewhere.search(text[max(0, start - 60) : start].rpartition("\n")[2]):
                continue
            if pattern is _traffic and len(_lights.findall(text)) > 1:
                continue  # what lights there are
            if pattern is _loose_brackets and _wares.search(view.before(start, 40)):
                continue
            if pattern is _fielded and _of_lesson.search(text[max(0, start - 80) : start].rpartition("\n")[2]):
                continue
            if why in ("brackets", "field") and _TALK.match(text[m.end() : m.end() + 8]):
                continue
            if why == "grade" and _graded.search(text, max(0, start - 40), start):
                continue  # 안전진단 C등급: a building's grade
            if why == "grade" and m["m"] and text[max(0, start - 6) : start].rstrip(" :：").endswith("등급"):
                continue
            if (
                why == "field"
                and m[0].startswith("등급")
                and text[max(0, m.start() - 2) : m.start()].rstrip()[-1:] > "가"
            ):
                continue  # 안전등급, 에너지 등급: a grade of something else
            if why == "head" and m["who"] and not named(m["who"]):
                continue
            if why == "alone" and (nth := bisect_right(begins, start)) and start < lists[nth - 1][1]:
                continue
            if why == "between" and len(_each.findall(view.before(start, 80) + view.after(start, 80))) > 1:
                continue  # a list of marks
            if why == "between" and (_counted.match(text, end) or _of_columns.search(text, max(0, start - 20), start)):
                continue
            if _of_wares(text, start, end) or (why == "last word" and _room.search(text, max(0, start - 200), start)):
                continue
            if why == "own line" and not _apart(edges, m):
                continue
            if why == "title" and not _of_title(text, edges, m):
                continue
            if why == "brackets" and _decided.search(text, max(0, start - _LINE_OF_TITLE), m.start()):
                continue
            if why == "brackets" and not _edge(text, m.start(), m.end()):
                continue
            if why == "brackets" and seen and _of_a_list.search(text, max(0, start - 8), m.end()):
                continue
            seen.add(start)
            yield Finding(start, end, Kind.MARKING, certainty, why)
    for start, end, why in _of_heading(text):
        if start not in seen and not _of_wares(text, start, end):
            seen.add(start)
            yield Finding(start, end, Kind.MARKING, 84, why)
    opening = _opening.match(text)
    if opening is not None:
        start, end = opening.span("m" if opening["m"] else "n")
        if start not in seen and not _of_wares(text, start, end):
            yield Finding(start, end, Kind.MARKING, 84, "opening")
    for m in _closed.finditer(text):
        if m[0][-1] == "호" and _no_clause.match(text, m.end()):
            continue
        if m.start() not in seen and not _quoted.match(text, m.end()) and not _TALK.match(text[m.end() : m.end() + 8]):
            yield Finding(m.start(), m.end(), Kind.MARKING, 85, "numbered")


#: Grades of papers, not of licences; reactors, lines of a railway and storms have numbers, too; other papers, other days.
_of_papers = re.compile(
    r"(?:문서|자료|보안|비밀|취급) ?등급|등급 ?[:：] ?[ⅠⅡⅢ]급 ?/ ?(?:생산|배포|사본|관리 ?번호|취급|보존)"
)
_no_clause = re.compile("[기선실차점관동봉]| ?태풍")
_elsewhere = re.compile("타 ?기관|다른|예전|과거|그때|당시|종전")
_lights = re.compile(r"TLP ?[:：-] ?[A-Z]{3}")
#: What stands before them on the line may be talk of marks.
_AFTER_WORDS: Final = frozenset({_handled, _field_behind, _of_form})
#: ‘비공개(5호)’처럼: how it is written, not what this is.
_quoted = re.compile(
    r"[와과를을] ?[^\n]{0,24}(?:지정|표시|표기|구분|차이|함께)|의 ?(?:차이|구분|구별|뜻|의미|정의|요건|비교)|[’'”\"」] ?(?:처럼|같이|라고|이라고|로 표기|라는|이라는|와 같|등)"
)
_of_a_list = re.compile(r"(?:명단|명부|목록|리스트|내역|연락망)[(\[（] ?비 ?공개 ?[)\]）]$")


def _of_heading(text: str) -> Iterator[tuple[int, int, str]]:
    """Marks of the title line, and the first word of all."""
    first = _first.match(text)
    if first is not None:
        yield *first.span(next(name for name in "mnopq" if first[name])), "opening"
    rows = [row for row in _lines.finditer(text[:_HEAD]) if row.end() < _HEAD]
    several = sum(_begins_with.match(row[0]) is not None for row in rows) > 1
    for row in rows[:_LINES_OF_HEAD]:
        led = None if several else _leads.fullmatch(row[0].rstrip())
        if led is None:
            continue
        which = "m" if led["m"] else "n"
        title = _no_title.sub("", led["rest"])
        paper = _ends_paper.search(title) is not None or title.endswith(("안", "사본", "부본", "원본", "대책", "조서"))
        if (len(rows) == 1 or (which == "n" and row is not rows[0])) and not paper:
            continue
        if which == "n" and not paper:
            continue
        if not (
            _led_talk.match(led["rest"])
            or _speaks.search(led["rest"])
            or _of_lesson.search(led["rest"])
            or _sentence.search(led["rest"])
        ):
            yield row.start() + led.start(which), row.start() + led.end(which), "opening"
    for m in _title.finditer(text):
        at, line = m.start("line"), m["line"]
        head, end = _heads_title.match(line), _ends_title.search(line)
        if head is not None:
            yield at + head.start("m"), at + head.end("m"), "title"
        if end is None or ((end["m"] or end["c"]) and not _ends_in_mark(text, m, end)):
            continue
        which = end.lastgroup or "m"
        if which != "m" and _alone.match(line[: end.start(which)]):
            continue
        if which == "o" and line[: end.start("o")].rfind("(") > line[: end.start("o")].rfind(")"):
            continue  # (대외비 - 위원 외 열람 금지): the clause of the mark in the same brackets
        yield at + end.start(which), at + end.end(which), "title"


def _ends_in_mark(text: str, m: re.Match[str], end: re.Match[str]) -> bool:
    """Whether the line is a title that the mark ends: of a paper, or of anything that goes on and does not talk of marks."""
    line = m["line"]
    before = line[: end.start("m" if end["m"] else "c")].rstrip(" -|/*:※★")
    if not before.strip():
        return False  # an item of a list of marks
    if end["c"] and "|" in line and "|" in text[m.end() : m.end() + 80].lstrip("\n").partition("\n")[0]:
        return False  # the head of a table
    if end["c"] and _online.search(line):
        return False
    if _ends_paper.search(before):
        return text.startswith("\n", m.end()) and not _speaks.search(before)
    return bool(m["more"]) and not _talks.search(before)


_online = re.compile("유튜브|채널|블로그|재생|영상|계정|카페|인스타|게시[글물판]|댓글|프로필|[Yy]ou[Tt]ube")
#: What was decided on somebody's request, no mark of this paper: 정보공개 결정 통지(부분공개).
_decided = re.compile(r"(?:정보 ?공개|공개 ?청구|청구)[^\n()]{0,16}(?:결정|통지|통보|알림|회신)(?:서|문)? ?[-:]? ?\Z")
_LINE_OF_TITLE: Final = 40
#: How many there are, or what its column is called.
_counted = re.compile(r" / (?:[0-9,]{1,6} ?(?:건|개|권|점|부|명|종)(?![가-힣])|비고|건수|합?계|수량)")
_of_columns = re.compile(r"(?:구분|현황|등급|종류|분류|보유|통계|유형) / ?$")
#: What is sold, sung or cooked: 직원 한정 할인, SECRET(시크릿) 노래.
_wares = re.compile(
    "쿠폰|할인|이벤트|혜택|장터|경품|상품권|티켓|입장권|회원권|특가|세일|판매|레시피|맛집|요리|꿀팁|비법|뮤지컬|영화|노래|음악|공연|콘서트|앨범|드라마|소설|가수|게임|향수"
)
_room = re.compile("열람실|자료실|도서|이용 ?시간|휴관")
_kinds = re.compile("종류|구분|등급|표시|표기|분류|도장|비밀|대외비|용어|다음|[:：]$|예$")
_LOOSE: Final = re.compile(r"한정|본인 ?외 ?(?:공유|배포|전달)|㊙|SECRET")
_grave = re.compile("계획|보고|경호|작전|대책|수사|명단|명부")


def _of_wares(text: str, start: int, end: int) -> bool:
    """Whether a loose mark stands in the line of what is no paper: and a word for insiders also beside such a line."""
    if _LOOSE.search(text, start, end) is None:
        return False
    before, after = text[max(0, start - 60) : start], text[end : end + 60]
    line = before.rpartition("\n")[2] + after.partition("\n")[0]
    around = f"{before} {after}" if "한정" in text[start:end] else line
    return _wares.search(around) is not None and _grave.search(line) is None


def _of_kinds(text: str, m: re.Match[str]) -> bool:
    """Whether items that are marks list what marks there are: more than two, or below a heading that says so."""
    items, heading = m[0].strip().count("\n") + 1, text[max(0, m.start() - 60) : m.start()].rstrip()
    return items > 2 or (items > 1 and _kinds.search(heading.rpartition("\n")[2]) is not None)


def _apart(edges: tuple[int, int], m: re.Match[str]) -> bool:
    """Whether the line is the first or the last one, or wrapped in marks; no item of a list (- 외부 공유 금지)."""
    if m["wrap"].strip() in ("-", "·", "○", "□", "●", "■") and not m["end"].strip(" \t."):
        return False
    return bool(m["wrap"].strip()) or m.start() <= edges[0] or m.end() >= edges[1]


def _of_title(text: str, edges: tuple[int, int], m: re.Match[str]) -> bool:
    """Whether the line is the first or the last one, and none of a table whose cells are marks."""
    start, end = m.span()
    first, last = start <= edges[0], end >= edges[1]
    beside = (
        text[max(0, start - 80) : max(0, start - 1)].rpartition("\n")[2] if last else text[end : end + 80].lstrip("\n")
    )
    return (first or last) and _cell_of_mark.search(beside.partition("\n")[0]) is None


def _edge(text: str, start: int, end: int) -> bool:
    """Whether brackets stand at the beginning or the end of their line."""
    before, _, _ = text[max(0, start - 40) : start][::-1].partition("\n")
    after, _, _ = text[end : end + 40].partition("\n")
    ahead = before[::-1]
    if _asking.search(ahead) is not None and (
        text[end : end + 1] not in (" ", "\n", "") or _mark_again.match(text, end)
    ):
        return False
    return not _SUBJECT.sub("", ahead).strip(_EDGE) or _asking.search(ahead) is not None or not after.strip(_EDGE)


#: What is asked of the machine, and then the paper itself: 다음 글을 표로 바꿔 줘. <대외비> ….
_asking = re.compile(r"(?:줘|주세요|주십시오|해라|할래|바랍니다|부탁합니다|부탁드립니다)[.:!]? ?\Z")
_mark_again = re.compile(r" ?[\[<(【]")
_SUBJECT: Final = re.compile(
    r"^[\W]*(?:(?:제목|[Ss]ubject|건명|문서명|안건|[Rr][Ee]|F[Ww]|파일명|붙임)[ ]?[:：.]?[ ]?)+[0-9]?"
)


_EDGE: Final = " \t*#>-_[]【】()/|.※"

DETECTOR: Final = Detector(
    Kind.MARKING,
    (
        (_TRIGGER,),
        (_CODED_TRIGGER,),
        (_ODD_TRIGGER,),
        (rf"(?m:^[{_WRAP}]{{0,4}}인 ?비[{_WRAP}]{{0,4}}$)",),
        (
            "(?:문서|자료|내용|보고서|공문|파일|건|글|메일|첨부|명단|명부|계획|회의록|목록|초안|대장|등급|구분|취급|분류)[은는이가]? ",
            "비 ?공개",
        ),
    ),
    detect,
)
