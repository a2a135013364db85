"""비밀번호 (PASSWORD): the value, in a sentence, a form, a configuration or a URL. Masked as a word, never given back.

A value is printable ASCII of at least two sorts of characters directly behind the word, or of three sorts a few words
later, or what it is changed to (…로 재설정); the cell under such a header; what is pressed at a door (공동현관 *5567#); what is answered
in a chat to who asks for it; what stands behind an address in a list of what leaked, what a log says was tried (PW_FAIL try='…'),
an element's text (<pw hash="none">…). A rule about passwords ("9자리 이상"), a placeholder (****, <password>,
${PASSWORD}), a call (getpass()), an address or a date is none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors import password_told as notes
from gwanmun.privacy.detectors.base import Detector, Hints, View

_WORD: Final = (
    r"(?:비밀 ?번호|비번|패스 ?워드|암호(?!화|학|문[은을 ]|통신|체계|기술|모듈|장비|자산|알고|해독|이용|구문|군|관리|작성|변경 ?주기)|[Pp]ass[_-]?[Ww]ord|PASS[_-]?WORD|[Pp]asswd|PASSWD|[Pp]ass[_ ]?(?:phrase|code)|PASSPHRASE|[Pp]wd|PWD|[Pp]swd"
    r"|\b(?:PW|pw|Pw|P/W|p/w)(?:\b|(?=[가-힣]))|PIN(?=[ :은는]{1,2}[0-9]{4,6}(?![0-9]))|(?:PW|pw|_pass|_PASS|PASS)\b|\b[Pp]ass\b|핀 ?번호|PIN ?(?:번호|[Cc]ode)|pswrd|passwrd|로그인 ?정보|계정 ?정보|접속 ?정보|[Cc]redentials?)"
)
_TRIGGER: Final = (
    _WORD.replace(r"(?:\b|(?=[가-힣]))", "")
    .replace(r"\b", "")
    .replace("(?=[ :은는]{1,2}[0-9]{4,6}(?![0-9]))", "")
    .replace(
        "암호(?!화|학|문[은을 ]|통신|체계|기술|모듈|장비|자산|알고|해독|이용|구문|군|관리|작성|변경 ?주기)", "암호"
    )
)
#: What may stand between the word and its value: brackets, quotes, a note, "of the server", a sign, a particle.
_CLOSES: Final = r"[\"'`\]*)}>]{0,3}(?:[0-9]|\([^)\n]{1,16}\)|값|변경|정보| ?(?:최초|초기|기본|임시) ?값| ?초깃값)?(?:[ ](?:value|content)(?==))?"
_PARTICLE: Final = r"(?: is|:? are|은 ?\(는\)|이 ?\(가\)|을 ?\(를\)|은|는|이|가|을|를|로|으로)"
_OPENS: Final = r"[\"'`“‘\[(<]{0,2}"
_pair = re.compile(
    rf"{_WORD}{_CLOSES}(?:\s?{_PARTICLE}?\s?(?::=|=>|->|→|[:=])+\s{{0,4}}|\s?{_PARTICLE}\s{{1,3}}|{_PARTICLE}(?=[!-~])|\s{{1,4}}|\t|/ ?){_PARTICLE}?\s?(?P<o>{_OPENS})(?P<v>[!-~]{{4,128}})"
)
_word = re.compile(_WORD)
#: What every word holds; begun with plain letters, so that Python skips to them.
_hint = re.compile(
    "비밀 ?번호|비번|패스|암호|Pass|pass|PASS|PW|Pw|pw|P/W|p/w|Pswd|pswd|핀 ?번호|PIN|로그인 ?정보|계정 ?정보|접속 ?정보|Credential|credential"
)
#: Later in the line or in the next two: a token that is hardly anything else.
_later = re.compile(r"[!-~]{6,}")
_LONGEST: Final = 64
_entry = re.compile(r"\"\s?:\s?(?:[\"\[{0-9]|null|true|false)")
_arrow = re.compile(r"[^!-~\n]{0,16}(?:→|->|=>) ?(?P<v>[!-~]{4,64})")
_SPECIAL: Final = frozenset("!@#$%^&*?~+")
_SAMPLE: Final = re.compile(r"예[시]?[:) ]{1,2}$|같은|e\.g\.|(?:특수 ?문자|기호)[^\n]{0,6}$")
_NO_PASSWORD: Final = re.compile(r"://|@[A-Za-z0-9-]+\.|\.[A-Za-z]{2,4}$|^[(<\[]|\($")
_url = re.compile(r"://[^\s:/@\"'<>]{0,64}:([^\s\"'<>]{1,128})@(?=[A-Za-z0-9\[가-힣])")
#: Commands and statements that carry one: SQL's IDENTIFIED BY, sshpass -p, curl -u name:password.
_command = re.compile(
    r"(?:enable (?:secret|password)(?: level [0-9]{1,2})?(?: [0-9])? (?=[!-~]{4})|username [^ \n]{1,40}(?: privilege [0-9]{1,2})? (?:secret|password)(?: [0-9])? (?=[!-~]{4})|pre-shared-key(?: address [^ \n]{1,40})?(?: key)? (?=[!-~]{4})|(?:radius|tacacs)-server (?:host [^ \n]{1,40} )?key(?: [0-9])? (?=[!-~]{4})|(?:password|secret) [0-9] (?=[!-~]{4})|SecureString (?=[\"'])|SecureString -String |IDENTIFIED (?:WITH [^ \n]{1,40} )?BY|identified (?:with [^ \n]{1,40} )?by|WITH PASSWORD|sshpass -p|--password[ =]|(?:mysql|mysqldump|mariadb)\b[^\n]{0,60} -p(?!ort)|/user:[^ \n]{1,40} (?=[!-~]{4})|(?:curl|wget)\b[^\n]{0,80} (?:-u|--user)[ =]['\"]?[^\s:'\"]{1,40}:) ?"
    r"(?P<o>['\"]?)(?P<v>[!-~]{4,128})"
)
#: What every command begins with, as `_hint`.
_said = re.compile(
    r"enable(?= secret | password )|username(?= [^ \n]{1,40} (?:privilege|secret|password) )|pre-shared-key(?= )|(?:radius|tacacs)-server(?= )|password(?= [0-9] )|secret(?= [0-9] )|SecureString|IDENTIFIED|identified|WITH PASSWORD|sshpass|--password|curl|wget|mysql|mariadb|/user:"
)
_next = re.compile(r" ?[/,] ?(?P<v>[!-~]{4,64})")
_argument = re.compile(r"&(?:[A-Za-z_][A-Za-z0-9_]{0,31}=|$)")
#: An account and its password behind a stroke, without the word: 계정 admin / spring#561, 계정(oper / Qwer!817).
_ACCOUNT_PAIR: Final = r"(?:(?:계정|아이디|로그인|ID|와이파이|[Ww][Ii]-?[Ff][Ii]|SSID)[ (:=]{1,3}[A-Za-z][A-Za-z0-9._-]{1,31}|(?<![A-Za-z0-9/._-])(?:root|admin|administrator|postgres|oracle|tomcat)) ?/ ?"
_account = re.compile(rf"{_ACCOUNT_PAIR}[`\"']?(?P<v>[!-~]{{6,64}})")
#: Whatever the account is called, a value with letters, digits and a sign behind its stroke: yoon / Spring!0214.
_any_pair = re.compile(r"(?<![!-~])[A-Za-z0-9][A-Za-z0-9._@-]{2,40}(?= / `?(?P<v>[!-.0-~]{6,32})(?![!-~]))")
#: In a list of what leaked: an address of mail and its password; digits and letters alone where a leak is spoken of.
_MAILED: Final = r"@[A-Za-z0-9.-]{1,40}\.[A-Za-z]{2,8}(?: [:|] |[:|;\t])"
_mailed = re.compile(rf"{_MAILED}(?P<v>[!#-%*-.0-9A-Z^-~][!-~]{{5,31}})(?![!-~])")
_LEAK: Final = "유출|노출|자격 ?증명|크리덴셜|[Cc]redential|[Ll]eak|덤프|다크 ?웹|콤보|탈취|털린"
#: Behind an address of the net, an operator's account and its password.
_OPERATOR: Final = (
    r"[0-9]\.[0-9]{1,3}(?: ?[|,] ?| / |\t| )[a-z]{0,8}(?:adm|admin|root|administrator|oracle|postgres|tomcat) ?[/|:] ?"
)
_operator = re.compile(rf"{_OPERATOR}(?P<v>[!-.0-~]{{6,32}})(?![!-~])")
#: What somebody tried and was turned away with, in a log: act=PW_FAIL try='sejong#77'.
_TRIED: Final = (
    r"(?i:(?:pw|pwd|pass|passwd|password|login|auth)_?(?:fail|err|mismatch|deny|denied|wrong|reject)[a-z_]{0,12})"
)
_tries = re.compile(
    rf"{_TRIED}[^\n]{{0,60}}?[ ,;](?:tr(?:y|ied)|attempt(?:ed)?|input|entered|typed|given|입력(?:값)?)[=:] ?(?P<o>[\"']?)(?P<v>[!-~]{{4,64}})"
)
#: The key says when it was the password: pw_old=, passwd_plain:.
_KEYED: Final = r"(?i:pw|pwd|passw(?:or)?d)_(?:try|tried|old|new|raw|plain|input|tmp|temp|init|attempt)[\"']?[=:]"
_keyed = re.compile(rf"{_KEYED} ?(?P<o>[\"']?)(?P<v>[!#-%(-+.-:<-~-]{{4,64}})")
#: In a list of what leaked: bkadmin : hanbit2024!
_listed = re.compile(
    r"^(?:[0-9]{1,3}[.)] ?|[-*·] ?)?[A-Za-z][A-Za-z0-9._-]{2,30} ?: ?(?P<v>[!#-&*-.0-9A-Z^-~][!-~]{5,31})[ ]?$",
    re.MULTILINE,
)
#: An element's own attributes before its text: <pw hash="none">bookcar991.
_attributes = re.compile(
    r"(?:[A-Za-z_:.-]{1,24}=(?:\"[^\"<>\n]{0,80}\"|'[^'<>\n]{0,80}')[ ]?){1,8}(?:/?>[ ]?(?P<v>[!-;=-~]{4,64})?)"
)
_element = re.compile(r"<[A-Za-z_:.-]{0,24}$")
_hash = re.compile(r"[0-9A-Fa-f]{32,}|\$[0-9a-z]{1,8}\$")
#: The same where a login is spoken of, in Hangul: 로그인 village / 마을1004!.
_LOGIN: Final = "(?:로그인|접속|계정|아이디|ID|홈피)"
_hangul_pair = re.compile(
    rf"{_LOGIN}[^\n/]{{0,12}}[ :(][A-Za-z][A-Za-z0-9._@-]{{2,40}} / (?P<v>[가-힣]{{1,8}}[0-9]{{2,8}}[!@#$%^&*~]{{1,3}})(?![!-~가-힣])"
)
#: The password every device has when it leaves the factory: admin / admin1234.
_FACTORY: Final = r"(?:root|admin|administrator) ?/ ?(?P<v>(?:root|admin|administrator)[0-9]{2,6}!?)"
#: A wireless network's: psk: "…".
_psk = re.compile(
    r"(?:^|[^A-Za-z])(?:wpa_?|WPA_?)?(?:psk|PSK)[\"']? ?[:=] ?[\"']?(?P<v>(?![<$%{*]|TKIP|AES|CCMP)[!#-&(-~]{8,63})"
)
_factory = re.compile(rf"(?<![A-Za-z0-9/._-]){_FACTORY}(?![!-~])")
#: Said of an account: 관리자 계정은 Spring!0417.
#: Where it stands: 메모지에 적힌, 벽에 붙은 대로.
_STANDS: Final = "[^!-~\n]{1,12}(?:적힌|쓰인|써진|써 ?있는|써 ?붙인|붙은|붙여 ?둔|적어 ?둔|적혀 ?있는)(?: ?대로)?"
_of_account = re.compile(rf"(?:계정|로그인|[Ww]i-?[Ff]i|와이파이)(?:은|는|이)?(?: {_STANDS})? (?P<v>[!-~]{{6,32}})")
_written = re.compile(rf"[은는이가]? {_STANDS} (?P<v>[!-~]{{6,32}})")
#: Signs, cases and digits said: haedam 골뱅이 2026 느낌표, 대문자 T i g e r.
_SIGN: Final = r"골뱅이|느낌표|물음표|샵|별표|우물정|밑줄|언더바|하이픈|달러|앤드|대문자|소문자"
_LETTER: Final = r"에이|비|씨|디|에프|지|에이치|아이|제이|케이|엘|엠|엔|피|큐|알|에스|티|유|브이|더블유|엑스|와이|제트"
_TOKEN: Final = rf"(?:(?:{_SIGN})+|[별종](?= )|[!-~]{{1,20}}|{_LETTER}|[공영일이삼사오육칠팔구]{{1,8}})"
_aloud = re.compile(
    rf"[^!-~\n]{{0,10}}?[은는이가:：]{{1,2}}(?![가-힣])[^!-~\n]{{0,4}}? ?(?P<v>{_TOKEN}(?: {_TOKEN}){{1,14}})(?=[ ]?(?:이[고라래에며]|입니다|예요|임|인데|라고|[,.\n]|$)| [가-힣]{{2}})"
    rf"|[ ](?P<w>{_TOKEN}(?: {_TOKEN}){{1,14}})(?=[ ](?:이[고라래에며]|입니다|예요|인데|라고|누르|눌러|누른|치[고면]|입력|순서)|[,.\n]|$)"
)
_sign_word = re.compile(_SIGN)
_told_figures = re.compile("[공영일이삼사오육칠팔구]{2}|[!-~]{2}|[A-Za-z0-9] [A-Za-z0-9]")
#: Its first letter said to be large: 대문자 에스 새봄2026 별표, 영문 대문자 케이 하고 nari5520 느낌표 두 개.
_COUNT: Final = "(?: ?(?:(?:[한두세네]|[0-9]) ?개|하나|둘|셋))?"
_SAID_TOKEN: Final = rf"(?:(?:영문|영어) )?(?:대문자|소문자)|(?:{_SIGN}){_COUNT}|(?:{_LETTER}){_COUNT}|[!-+.-~-]{{1,20}}|[가-힣]{{1,6}}[0-9]{{1,8}}|[공영일이삼사오육칠팔구]{{2,8}}|하고|그리고|다음에?|그 뒤에|숫자(?= ?[0-9공영일이삼사오육칠팔구])"
_large = re.compile(
    rf"(?: (?:불러|말씀|알려)[가-힣 ]{{0,8}})?[ ]?[은는이가:=]{{0,2}} ?(?P<v>(?:(?:영문|영어) )?(?:대문자|소문자) ?(?:(?:{_LETTER}){_COUNT}|[A-Za-z]{{1,12}})(?:,? (?:{_SAID_TOKEN})(?![가-힣A-Za-z0-9])){{1,8}})"
)
#: In two parts: 앞은 Tulip 그리고 그 뒤에 샵 사사구.
_PART: Final = rf"(?:(?:{_SIGN}){_COUNT}|[!-~]{{1,20}}|[공영일이삼사오육칠팔구]{{2,8}})"
_two_parts = re.compile(
    rf"[은는이가의]? ?(?:앞(?:자리|부분|쪽)?[은는이가]? (?P<a>[!-~]{{2,20}}) ?(?:이?고|하고|,)? ?(?:그리고 )?(?:그 ?)?|(?P<c>[!-~]{{4,20}}) (?:그리고 )?그 ?)(?:뒤|다음)(?:자리|부분|쪽)?[에는은엔](?: ?(?:바로|이어서|곧|붙여서))? (?:숫자 )?(?P<b>{_PART}(?: {_PART}){{0,4}})(?=[ ]?(?:이?[에예]요|입니다|이[고며]|[,.\n]|$))"
)
#: With spaces that are none: q1w2 e3r4 (띄어쓰기 없음).
_spaced = re.compile(
    r"[^!-~\n]{0,10}[:=]? ?(?P<v>[!-~]{2,24}(?: [!-~]{1,24}){1,5}?) ?\(?(?:띄어쓰기|공백|스페이스|빈 ?칸)(?:는|은)? ?(?:없|빼|무시|제거|붙)"
)
#: Letter by letter with strokes below: S_p_r_i_n_g_7.
_underlined = re.compile(r"[^\n]{0,60}?(?<![!-~])(?P<v>[!-~](?:_[!-~]){5,40})(?![!-~])")
#: How a safe's dial is turned.
_dial = re.compile(
    r"[^\n0-9]{0,12}?(?P<v>(?:왼쪽|오른쪽|좌|우)(?:으로)? ?[0-9]{1,3}(?:[번회에]?[ ,→/-]{1,3}(?:왼쪽|오른쪽|좌|우)(?:으로)? ?[0-9]{1,3}){1,4})"
)
#: On Hangul keys as they are; a sign said within: 여름2211, hd느낌표2026.
_on_hangul = re.compile(
    r"[^\n]{0,20}?한글 ?자판(?:으로|로)? ?(?P<v>[가-힣]{1,8}[0-9]{2,8}[!@#$%^&*~]{0,3})(?=[ .,\n]|$)"
)
_sign_within = re.compile(
    rf"[^!-~\n]{{0,16}} (?P<v>[A-Za-z0-9]{{1,16}}(?:{_SIGN})[A-Za-z0-9]{{1,16}})(?=[ .,\n]|$|입니다|이[고에])"
)
#: Letters one by one, then signs said: 영문 q w e r 다음 느낌표 둘.
_one_by_one = re.compile(
    rf"[^!-~\n]{{0,10}}[?:,.=]?[^!-~\n]{{0,4}}?(?P<v>(?:(?:영문|영어|소문자|대문자)(?:으?로)? ?)?[A-Za-z0-9](?: [A-Za-z0-9]){{2,15}}(?:,? (?:다음에?|그리고|하고|뒤에|그 ?다음(?:에|은)?))?(?:,? (?:{_SIGN}){_COUNT}){{1,3}})(?=[ ]?(?:이?[에예]요|입니다|이[고라며]|임|요|[.,)\n]|$)| [가-힣])"
)
#: With a point between any two: t . r . 0 . u.
_pointed = re.compile(r"[^!-~\n]{0,8}(?:=>|->|→|[:=])? ?[은는이가]? ?(?P<v>[!-~](?: \. [!-~]){4,40})(?![!-~])")
#: What it was changed to, pressed with its key: 비번 바뀜 8807*.
_key_changed = re.compile(
    r"[은는이가]? ?(?:바뀜|바뀌었[가-힣]{1,3}|바꿈|변경(?:[됨함]|했[가-힣]{1,3}|됐[가-힣]{1,3})?|교체[됨함]?)[^!-~\n]{0,6}[ :] ?(?P<v>[*#]{1,2}[0-9]{3,8}[*#]?|[0-9]{3,8}[*#]{1,2})(?![0-9A-Za-z*#])"
)
_OTHERWISE: Final = (_one_by_one, _pointed, _key_changed, _large, _spaced, _underlined, _dial, _on_hangul, _sign_within)
#: Letter by letter, and said how to read it: p_a_s_s_9_1 (밑줄은 빼고).
_strokes_out = re.compile(
    r"(?<![!-~])(?P<v>[!-~](?:_[!-~]){5,40}) ?\(?(?:밑줄|언더바|작대기)(?:는|은)? ?(?:없|빼|무시|제거)"
)
#: Hangul and a sign, said to be it: 비번이 커피최고! 예요; in quotes, whatever it is made of.
_hangul = re.compile(
    r"[ ]?(?:은|는|이|가|[:=]) ?(?P<v>[가-힣A-Za-z0-9]{3,16}[!@#$%^&*~]{1,4})(?= ?(?:예요|이에요|입니다|이고|라고|이라|=))"
    r"|[\"']? ?[:=]{1,2} ?[\"'](?P<q>(?=[^\"' \n]{0,20}[0-9!@#$%^&*~])(?=[^\"' \n]{0,20}[가-힣])[^\"' \n]{4,24})[\"']"
)
#: In brackets directly behind the word, with a sign: 초기 비밀번호(maru#2207).
_in_brackets = re.compile(r" ?\((?P<v>[!-'*-~]{6,32})\)")
#: Of Jamo at either end: 7731ㄷㅂ; laughter (ㅋㅋ, ㅎㅎ, ㅠㅠ) and assent (ㅇㅇ, ㅇㅋ) are none.
_of_jamo = re.compile(
    r"[은는이가]?[ ]?[:=]?[ ]?(?P<v>(?=[^ \n]{0,16}[ㄱ-ㅣ])(?=[^ \n]{0,16}[0-9])(?:[ㄱ-ㅎㅏ-ㅣ]{1,6}(?=[!-~]))?[!-'*-~]{4,16}(?:(?!([ㅋㅎㅠㅜㅡㅇㄱㄷㄴㅅ])\2|ㅇㅋ|ㄱㅅ)[ㄱ-ㅎㅏ-ㅣ]{1,6})?)(?![ㄱ-ㅣ!-~])"
)
#: A word in Hangul, then digits and a sign among Latin letters, behind an arrow: → 마루5@Moon.
_arrow_hangul = re.compile(
    r"[^!-~\n]{0,24}(?:→|->|=>) ?(?P<v>(?!최소|최대|매월|매년|총|약|제|[가-힣]{1,8}[0-9]\.[0-9])[가-힣]{1,8}(?=[!-~]{0,20}[0-9])(?=[!-~]{0,20}[!@#$%^&*~])[!-'*-~]{2,24})(?![!-~가-힣])"
)
#: Hangul and digits in quotes, said to be it: 암호는 한글로 ‘소나무31’ 입니다.
_quoted_hangul = re.compile(
    r"[은는이가:] ?(?:한글(?:로|으로)? )?[\"'‘“](?P<v>(?!최소|최대|영문|숫자|특수|매월|총|약|제|각)[가-힣]{2,8}[0-9]{1,8}[!@#$%^&*~]{0,3})[\"'’”](?= ?(?:입니다|이에요|예요|이고|이며|임|이다|라고|이라))"
)
#: What its keys give when typed in Latin letters: 영타로 zjvlchlrh!.
_typed_so = re.compile(r"[^\n]{0,60}?(?:영타|영문 ?자판|영어 ?자판)(?:으로|로)? (?P<v>[!-~]{6,32})")
#: The key of a file of settings: ADMIN_PW=ghksduddlf.
_setting = re.compile(
    r"^[A-Z][A-Z0-9_]{0,24}(?:PW|PASS|PASSWORD|PASSWD|_AUTH)=(?P<v>[A-Za-z0-9_!-/:-@]{6,64})$", re.MULTILINE
)
_pin = re.compile(r"PIN[ ]?(?:이|은|는|번호)?[^0-9\n]{0,8}[:：] ?(?P<v>[0-9]{4,8})(?![0-9])")
#: A password was told: the next one, too.
_changed = re.compile(r"(?:바꿨|바꾼|바뀐|변경|새로|고쳤)[^!-~\n]{0,8}[ :]{1,2}(?P<v>[!-~]{6,64})")
#: In a chat the answer is nothing but the value: "이기욱 : Welcome_393".
_answered = re.compile(
    r"\n[^\n]{0,40}(?:[:\]] |[⟩〉>»] ?)(?P<v>(?:[종별샵호](?=[0-9]))?[!-~]{4,64}(?:(?<=[0-9])[별샵종])?)[ ]?(?=\n|$)"
)
#: Somebody asks for it: the rest of the line behind the word.
_asked = re.compile(r"[^\n]{0,24}(?:[?？]|뭐|무엇|어떻게|알려|주세요|주실|좀|공유|기억)[^\n]{0,16}\n")
#: Changed to what stands before 로: 비밀번호는 입주일에 3690*로 재설정한다.
_reset = re.compile(
    r"[^!-~\n]{0,12}[은는이가을를] [^!-~\n]{0,24}?(?P<v>[!-~]{4,64})(?=으?로 ?(?:재설정|변경|초기화|바꾸|바꿔|바꿀|바꿨|바꾼|바뀌|바뀐|바뀝|설정|지정|교체))"
)
#: A word in Hangul and digits: 비번: 그린7788.
_spoken = re.compile(
    r" ?[:=] ?[\"'(]?(?P<v>(?!(?:최소|최대|생일|생년|영문|숫자|내선|끝|뒤|앞|제|약|총))[가-힣]{2,8}[0-9]{2,8}[!@#$%^&*~]{0,3})(?=[\"')]?(?:[ ,.]|\n|$))"
)
#: Letter by letter: 비번은 T e m p ! 2 0 2 6.
_letters_apart = re.compile(
    r"[ ]?(?:은|는|이|가|:|=)?(?: (?:대문자|소문자|영문|(?:뭐|무엇이)(?:였)?냐면|이거|이렇게|그냥))?[ ]{1,2}(?P<v>[!-'*-~](?: [!-'*-~]){5,63})(?![!-'*-~])"
)
#: The same behind words about it: 비번 알려드려요: 소문자로 m a r u 3 3 !
_letters_later = re.compile(r"(?P<w>(?:[^!-~\n]|[:,=]){1,40})[ ](?P<v>[!-'*-~](?: [!-'*-~]){5,63})(?![!-'*-~])")
_telling = re.compile(
    "알려|불러|말씀|드[려릴립]|보내|적[어을]|읽|소문자|대문자|영문|영어|한 ?글자|한 ?자|띄|띄엄|철자|이렇게|다음|바[꿨꾼뀐]|입니다|이에요|예요"
)
#: The same in English, behind a sign or a verb: door code is 7713*.
_DOOR_CODE: Final = r"(?i:door|gate|entry|keypad|lock ?box|entrance|building|garage) ?(?i:code|lock code|pin|passcode)"
_door_code = re.compile(
    rf"(?<![A-Za-z]){_DOOR_CODE}(?: is(?: now)?| ?[:=])? ?(?P<v>[*#]{{1,2}}[0-9]{{3,8}}[*#]?|[0-9]{{3,8}}[*#]{{1,2}}|(?<=[:= ])[0-9]{{4,8}})(?![0-9A-Za-z%]|[-.,:/][0-9]| ?(?:digit|number|character|won|원|[자개]))"
)
#: A building code is a rule book or a register's number, too.
_building_code = re.compile("(?i:building ?code)")
_of_law = re.compile(
    "(?i:edition|regist|ledger|section|chapter|article|act|standard|international|version|cadast|permit|parcel)|[:=] ?(?:19|20)[0-9]{2}$"
)
_NEAR_LAW: Final = 32
#: What is pressed at a door: with its key (*, #, 종, 별), or digits alone to the end.
_DOOR: Final = r"공동 ?현관|현관 ?문|번호 ?키|도어 ?[락록]|키 ?패드|출입 ?문|출입구|출입 ?(?:번호|코드)|해제 ?(?:번호|코드)|개폐 ?(?:번호|코드)"
_door = re.compile(
    rf"(?:{_DOOR})(?:문|키)?(?: ?(?:비밀 ?번호|비번|번호|암호|코드|호출))?[은는이]?[ :(]{{0,3}}"
    r"(?P<v>[*#][0-9]{3,6}[-*#][0-9]{2,8}[*#]?|[*#]{1,2}[0-9]{3,8}[*#]{0,2}|[0-9]{3,8}[*#]{1,2}(?![0-9])|[종별샵호][0-9]{2,6}[*#-][0-9]{2,8}[*#]?|[0-9]{2,6}(?:#[0-9]{2,8}[*#]?|\*(?!(?:365|7|[1-9]0{2,})(?![0-9]))(?:[0-9]{3,8}[*#]?|[0-9]{2}[*#]))|[0-9]{3,4}-[0-9]{4,6}[*#]|[종별샵][0-9]{4,8}[별샵종]|(?!(?:19|20)[0-9]{2}[별종])[0-9]{4,8}[별샵종](?=[ ]?(?:이[요고에]|[,./)\n\"]|누르|눌러|입력|치|$))|[종별샵][0-9]{4,8}[*#]?|(?!(?:19|20)[0-9]{2}[^0-9])[0-9]{4,8}(?=[ ]?(?:[,/)\n\"]|누르|입력|$)))"
)
_both = re.compile(r"(?:아이디|ID|id|Id|[Uu]ser|계정|사번)[^\s:]{0,6} ?[/,&·] ?$")
_PLACEHOLDER: Final = re.compile(
    r"^(?:\*+|x+|X+|\.+|-+|_+|<.*|\$\{.*|\$[A-Z_]+$|%.*%|\{\{.*|\{[a-z_]*\}|none|null|nil|true|false|your.*|change_?(?:me|it)(?!_?[0-9]{3}).*|example.*|passw(?:or)?d|passwd|secret|test|string|str|varchar.*"
    r"|os\..*|env[.\[(].*|getpass.*|input\(.*|process\..*|settings\..*|self\..*|args\..*|config[.\[(].*|request\..*|form\..*|user\..*|https?:.*|[a-z_.]+\(.*|.*\(\).*|n/a|N/A|-[A-Z][A-Za-z]+|:[A-Za-z_]\w*|--[a-z-]+|[A-Z][a-z]+(?:To)?-[A-Z][A-Za-z]+|[@#]?\{.*\}|\[.*\]|(?:sha|md|aes|aria|seed|lea|rsa|hmac|bcrypt|scrypt|argon|pbkdf)-?(?:[1-5]|128|160|192|224|256|384|512|1024|2048|4096)(?:-[a-z0-9]{2,6}){0,2}"
    r"|(?:19|20)\d\d[-./]\d.*|\d{1,4}(?:[.,]|~)\d.*|0\d{1,2}-\d{3,4}-\d{4}|[A-Za-z0-9._-]+@[A-Za-z0-9-]+\.[A-Za-z.]+)$",
    re.IGNORECASE,
)


#: What the patterns hold that are looked for in all of a text.
_hints: Final = Hints(
    {
        "url": "://",
        "command": "enable (?:secret|password) |username |pre-shared-key |(?:radius|tacacs)-server |(?:password|secret) [0-9] |SecureString|(?i:identified)|WITH PASSWORD|sshpass|--password|curl|wget|mysql|mariadb|/user:",
        "door": _DOOR,
        "door code": _DOOR_CODE,
        "account": "(?:계정|아이디|로그인|와이파이|[Ww][Ii]-?[Ff][Ii]|ID)[ (:=]|root|admin|postgres|oracle|tomcat",
        "setting": "(?:P(?:W|ASS|ASSWORD|ASSWD)|_AUTH)=",
        "pin": "PIN",
        "factory": "(?:root|admin|administrator) ?/ ?(?:root|admin)",
        "psk": "(?:psk|PSK)[\"']? ?[:=]",
        "in Hangul": "[A-Za-z0-9._@-] / [가-힣]",
        "strokes": "[!-~]_[!-~]_[!-~]_",
        "tried": "(?i:(?:pw|pwd|pass|passwd|password|login|auth)_?(?:fail|err|mismatch|deny|denied|wrong|reject))",
        "keyed": _KEYED,
        "mailed": _MAILED,
        "operator": "(?:adm|admin|root|administrator|oracle|postgres|tomcat) ?[/|:]",
        "leak": _LEAK,
        "pair": "[A-Za-z0-9._@-] / ",
        "of account": "(?:계정|로그인|[Ww]i-?[Ff]i|와이파이)[은는이]? ",
        "odd": notes.ODD_HINT,
        "carried": notes.COMMANDS,
        **notes.UNWORDED,
    }
)


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    seen: set[int] = set()
    words = tuple(_words(text))
    hints = _hints(text)
    for m in _url.finditer(text) if "url" in hints else ():
        if not _PLACEHOLDER.match(m[1]):
            yield Finding(m.start(1), m.end(1), Kind.PASSWORD, 97, "url")
    for m in _tried(text, _pair, words):
        start, value = _value(text, m)
        if "\n" in text[m.start() : start] and (header := view.header(start)) and not _word.search(header):
            continue  # the word heads another column: the row's first cell is none
        attributes = _attributes.match(text, start)
        if attributes:
            if not _element.search(text, max(0, m.start() - 26), m.start()) or not attributes["v"]:
                continue  # what an element says of itself
            start, value = attributes.start("v"), _trimmed(attributes["v"], "", "")
            if _hash.match(value):
                continue
        if len(value) >= 4 and _believable(
            value, text[start + len(value) :][:4], named=m["o"] != "" or "가" <= m[0][0] <= "힣"
        ):
            seen.add(start)
            yield Finding(start, start + len(value), Kind.PASSWORD, 93, "word")
    commands = _said.finditer(text) if "command" in hints else ()
    for m in _tried(text, _command, ((said.start(), said.end()) for said in commands)):
        start, value = m.start("v"), _trimmed(m["v"].rstrip(";"), m["o"], "")
        if start not in seen and len(value) >= 4 and not _PLACEHOLDER.match(value):
            seen.add(start)
            yield Finding(start, start + len(value), Kind.PASSWORD, 92, "command")
    for start, end, header in view.cells():
        value = text[start:end].strip(" \"'`*\n")
        at = text.find(value, start) if value else -1
        if (
            at >= 0
            and at not in seen
            and 4 <= len(value) <= 64
            and " " not in value
            and _word.search(header)
            and value.isascii()
            and _believable(value, "")
        ):
            seen.add(at)
            yield Finding(at, at + len(value), Kind.PASSWORD, 90, "column")
    for m in _door.finditer(text) if "door" in hints else ():
        if m.start("v") not in seen:
            seen.add(m.start("v"))
            yield Finding(*m.span("v"), Kind.PASSWORD, 84, "door")
    for m in _door_code.finditer(text) if "door code" in hints else ():
        if _building_code.match(m[0]) and m["v"].isdigit() and _of_law.search(text, m.start(), m.end() + _NEAR_LAW):
            continue
        if m.start("v") not in seen and (
            " is" in m[0] or not m["v"].isdigit() or m[0].rstrip("0123456789 ")[-1] in ":="
        ):
            seen.add(m.start("v"))
            yield Finding(*m.span("v"), Kind.PASSWORD, 84, "door")
    for _, behind in words:
        apart = _letters_apart.match(text, behind)
        if apart is None and (later := _letters_later.match(text, behind)) and _told(later):
            apart = later
        if apart and apart.start("v") not in seen:
            seen.add(apart.start("v"))
            yield Finding(*apart.span("v"), Kind.PASSWORD, 84, "apart")
        spoken = _spoken.match(text, behind)
        if spoken and spoken.start("v") not in seen:
            seen.add(spoken.start("v"))
            yield Finding(*spoken.span("v"), Kind.PASSWORD, 82, "in letters")
        if _entry.match(text, behind):
            continue  # the key of an entry speaks of its own value alone, as when the record is decoded
        arrow = _arrow.match(text, behind)
        if arrow and arrow.start("v") not in seen and _believable(value := _trimmed(arrow["v"], "", ""), ""):
            seen.add(arrow.start("v"))
            yield Finding(arrow.start("v"), arrow.start("v") + len(value), Kind.PASSWORD, 82, "arrow")
        reset = _reset.match(text, behind)
        if reset and reset.start("v") not in seen and not _PLACEHOLDER.match(reset["v"]) and _presses(reset["v"]):
            seen.add(reset.start("v"))
            yield Finding(*reset.span("v"), Kind.PASSWORD, 84, "changed to")
        yield from _far(text, behind, seen)
        yield from _in_chat(text, behind, seen)
    yield from _noted(text, words, hints, seen)
    for found in _in_words(text, words, hints):
        if found.start not in seen or found.why == "otherwise":
            seen.add(found.start)
            yield found
    if "/" in text and "account" in hints:
        for m in _account.finditer(text):
            value = _trimmed(m["v"], "", text[m.end() : m.end() + 1])
            if m.start("v") not in seen and "/" not in value and (_strong(value) or _typed(m, value)):
                seen.add(m.start("v"))
                yield Finding(m.start("v"), m.start("v") + len(value), Kind.PASSWORD, 80, "account")


def _told_so(text: str, name: str, m: re.Match[str], value: str) -> bool:
    """Whether what is typed, unlocked or said before its word is a password, no code, command, product or key of the keyboard."""
    if not value.isascii() or name in ("dial", "gate"):
        return name != "dial" or m.re is not notes.dial or notes.turned(m)
    if _PLACEHOLDER.match(value) or _NO_PASSWORD.search(value) or _algorithm.match(value) or _product.fullmatch(value):
        return False
    if name == "typed":
        ahead = text[max(0, m.start() - _UNLOCKING) : m.start()].rpartition("\n")[2]
        return notes.unlocking.search(ahead) is not None and notes.coded.search(ahead) is None
    if name == "arrows":
        return not _SPECIAL.isdisjoint(value) and _strong(value)
    return _strong(value, least=_TYPED) and not (name == "unlocked" and _dotted_name.search(value))


_UNLOCKING: Final = 36
_product = re.compile("[A-Z][A-Za-z]*-?[0-9][0-9.]*")
_dotted_name = re.compile(r"[.][A-Za-z]|^v?[0-9.]+[-+]|\+")
#: How a digest or a cipher is called, no password: sha256, AES-256-GCM.
_algorithm = re.compile(
    r"(?i:sha|md|aes|aria|seed|lea|rsa|des|hmac|bcrypt|scrypt|argon|pbkdf|base|utf|ecdsa|ed|crc|ver)-?(?:[1-9]|1[26]|32|64|128|160|192|224|256|384|512|1024|2048|4096|25519)(?![0-9a-z])|(?i:ctrl|alt|shift|f[0-9]{1,2})[+_-]?|[\w.-]+\.(?:jsp|php|html?|exe|zip|bin|pem|key|txt|xlsx?|hwpx?|do|asp)$"
)


def _noted(text: str, words: Sequence[tuple[int, int]], hints: AbstractSet[str], seen: set[int]) -> Iterator[Finding]:
    """What a note about a password tells, and what commands carry."""
    for at, behind in words:
        for pattern, least in ((notes.told, _TYPED), (notes.in_brackets, _TYPED), (notes.answered, _TYPED)):
            m = pattern.match(text, behind)
            group = m.lastgroup if m else None
            if m is None or group is None:
                continue
            value = _trimmed(m[group], "", text[m.end() : m.end() + 1])
            if m.start(group) not in seen and _strong(value, least=least) and not _algorithm.match(value):
                seen.add(m.start(group))
                yield Finding(m.start(group), m.start(group) + len(value), Kind.PASSWORD, 86, "note")
        for pattern in (notes.digits, notes.in_hangul, notes.apart):
            m = pattern.match(text, behind)
            if m is None or m.lastgroup is None:
                continue
            start, end = m.span(m.lastgroup)
            if start not in seen and not _PLACEHOLDER.match(text[start:end]):
                seen.add(start)
                yield Finding(start, end, Kind.PASSWORD, 86, "note")
        spelt = notes.spelt.match(text, behind)
        for start, end in (spelt.span("v"), spelt.span("w")) if spelt else ():
            if end > 0:
                yield Finding(start, end, Kind.PASSWORD, 95, "said")
        phrase = notes.phrase.match(text, behind) if text[at:behind].lower().endswith("phrase") else None
        if phrase and notes.prompts.search(phrase["v"]) is None:
            yield Finding(*phrase.span("v"), Kind.PASSWORD, 95, "phrase")
        pair = notes.both.match(text, behind)
        for start, end in (pair.span("v"), pair.span("w")) if pair else ():
            if _has_letter_and_digit(text[start:end]) and not (
                _version.match(text[start:end]) or _algorithm.match(text[start:end])
            ):
                seen.add(start)
                yield Finding(start, end, Kind.PASSWORD, 86, "note")
    for name, unworded in _UNWORDED:
        for m in unworded.finditer(text) if name in hints else ():
            start, end = m.span(m.lastgroup or "v")
            if start not in seen and _told_so(text, name, m, text[start:end]):
                seen.add(start)
                yield Finding(start, end, Kind.PASSWORD, 82, "told")
    for m in notes.odd.finditer(text) if "odd" in hints else ():
        value = _trimmed(m["v"], "", text[m.end() : m.end() + 1])
        if m.start("v") not in seen and _strong(value, least=6):
            seen.add(m.start("v"))
            yield Finding(m.start("v"), m.start("v") + len(value), Kind.PASSWORD, 88, "word")
    for m in notes.commands.finditer(text) if "carried" in hints else ():
        start, end = m.span(m.lastgroup or 0)
        value = _trimmed(text[start:end], "", "")
        if start not in seen and not _PLACEHOLDER.match(value):
            seen.add(start)
            yield Finding(start, start + len(value), Kind.PASSWORD, 90, "command")


_UNWORDED: Final = (
    ("ahead", notes.ahead),
    ("typed", notes.typed),
    ("unlocked", notes.unlocked),
    ("arrows", notes.arrows),
    ("dial", notes.dial),
    ("gate", notes.gate),
)
_version = re.compile("v?[0-9]+[.][0-9.]+$")


def _in_words(text: str, words: Sequence[tuple[int, int]], hints: AbstractSet[str]) -> Iterator[Finding]:
    """What is said in words, typed as Hangul, or stands where nothing else does."""
    for _, behind in words:
        for pattern in _OTHERWISE:
            told = pattern.match(text, behind)
            said = told is not None and (any(map(str.isdigit, told["v"])) or _sign_word.search(told["v"]))
            if told and said and not _letters_apart.match(text, behind):
                yield Finding(*told.span("v"), Kind.PASSWORD, 95, "otherwise")
                break
        aloud = _aloud.match(text, behind)
        value = (aloud["v"] or aloud["w"]) if aloud else ""
        if (
            aloud
            and _sign_word.search(value)
            and _told_figures.search(value)
            and not value.lstrip(" ,").startswith(("대문자", "소문자"))
        ):
            start = aloud.start("v" if aloud["v"] else "w")
            yield Finding(start, start + len(value), Kind.PASSWORD, 94, "said")
        hangul = _hangul.match(text, behind)
        if hangul:
            yield Finding(*hangul.span("v" if hangul["v"] else "q"), Kind.PASSWORD, 84, "in letters")
        written = _written.match(text, behind)
        if written and _strong(value := _trimmed(written["v"], "", ""), least=_TYPED):
            yield Finding(written.start("v"), written.start("v") + len(value), Kind.PASSWORD, 84, "written")
        for pattern in (_of_jamo, _arrow_hangul, _quoted_hangul):
            mixed = pattern.match(text, behind)
            if mixed:
                yield Finding(*mixed.span("v"), Kind.PASSWORD, 84, "with Hangul")
        parts = _two_parts.match(text, behind)
        if parts and (_sign_word.search(parts["b"]) or _told_figures.search(parts["b"])):
            yield Finding(*parts.span("a" if parts["a"] else "c"), Kind.PASSWORD, 95, "two parts")
            yield Finding(*parts.span("b"), Kind.PASSWORD, 95, "two parts")
        bracketed = _in_brackets.match(text, behind) if "가" <= text[behind - 1] <= "힣" else None
        if bracketed and not (_SPECIAL - {"+"}).isdisjoint(bracketed["v"]) and _strong(bracketed["v"]):
            yield Finding(*bracketed.span("v"), Kind.PASSWORD, 86, "in brackets")
        typed = _typed_so.match(text, behind)
        if typed:
            yield Finding(*typed.span("v"), Kind.PASSWORD, 84, "typed")
    for hint, pattern in _SETTINGS:
        for m in pattern.finditer(text) if hint in hints else ():
            if not _PLACEHOLDER.match(m["v"]):
                yield Finding(*m.span("v"), Kind.PASSWORD, 86, "setting")
    for m in _tries.finditer(text) if "tried" in hints else ():
        value = _trimmed(m["v"], m["o"], "")
        if _strong(value) or (_strong(value, least=6) and m[0][:1] in "pP"):
            yield Finding(m.start("v"), m.start("v") + len(value), Kind.PASSWORD, 86, "tried")
    for m in _keyed.finditer(text) if "keyed" in hints else ():
        value = _trimmed(m["v"], m["o"], "")
        if _strong(value, least=6) and not _type.fullmatch(value):
            yield Finding(m.start("v"), m.start("v") + len(value), Kind.PASSWORD, 88, "keyed")
    for hint, pattern in _LISTS:
        plain = pattern is _operator or (pattern is _mailed and "leak" in hints)
        for m in pattern.finditer(text) if hint in hints else ():
            value = _trimmed(m["v"], "", text[m.end() : m.end() + 1])
            signed = not _SPECIAL.isdisjoint(value) and _strong(value)
            if _no_account.fullmatch(value):
                continue
            if signed or (plain and _strong(value, least=_TYPED)):
                yield Finding(m.start("v"), m.start("v") + len(value), Kind.PASSWORD, 84, "account")
    for hint, pattern in _ACCOUNTS:
        for m in pattern.finditer(text) if hint in hints else ():
            value = _trimmed(m["v"], "", text[m.end() : m.end() + 1])
            if not _SPECIAL.isdisjoint(value) and _strong(value):
                yield Finding(m.start("v"), m.start("v") + len(value), Kind.PASSWORD, 79, "account")


#: Each with its hint.
_SETTINGS: Final = (
    ("setting", _setting),
    ("pin", _pin),
    ("factory", _factory),
    ("psk", _psk),
    ("in Hangul", _hangul_pair),
    ("strokes", _strokes_out),
)
_LISTS: Final = (("mailed", _mailed), ("operator", _operator), ("leak", _listed))
_ACCOUNTS: Final = (("pair", _any_pair), ("of account", _of_account))

#: What a program calls the sort of a value: String1, bytes32; a room, a state or a measure beside an address.
_type = re.compile(
    "(?i:string|str|bytes?|char|varchar|text|u?int|type|field|input|value|param|arg|label|column|var)_?[0-9]{1,4};?"
)
_no_account = re.compile("(?:[A-Z]{2,8}|[Rr]oom|[Ee]xt)[#.-]?#?[0-9]{1,4}[A-Z]?|[0-9]{1,4}[A-Za-z]{1,3}[!.]{0,3}")


def _told(later: re.Match[str]) -> bool:
    """Whether letters that stand apart are told as a password, not a list's under a heading about one."""
    return _has_letter_and_digit(later["v"]) and _telling.search(later["w"]) is not None


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Where each word stands: as `_word.finditer`, tried only where a hint stands."""
    after = 0
    for hint in _hint.finditer(text):
        start, end = hint.span()
        for at in range(max(after, start - 1), end):  # "_pass" begins one before
            m = _word.match(text, at)
            if m is not None:
                after = m.end()
                yield at, after
                break


def _tried(text: str, pattern: re.Pattern[str], places: Iterable[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """As `pattern.finditer`, tried only at these places."""
    after = 0
    for at, _ in places:
        if at >= after:
            m = pattern.match(text, at)
            if m is not None:
                after = m.end()
                yield m


def _far(text: str, at: int, seen: set[int]) -> Iterator[Finding]:
    window = text[at : at + 90]
    lines = window.split("\n", 3)
    window = "\n".join(lines[:3])
    for m in _later.finditer(window):
        if _SPECIAL.isdisjoint(m[0]):
            continue
        start, value = at + m.start(), _trimmed(m[0][:_LONGEST], "", "")
        if start in seen or len(value) < 6 or _PLACEHOLDER.match(value) or _NO_PASSWORD.search(value):
            continue
        if not (_SPECIAL & set(value)) or not _has_letter_and_digit(value) or _SAMPLE.search(window[: m.start()]):
            continue
        seen.add(start)
        yield Finding(start, start + len(value), Kind.PASSWORD, 78, "word before")
        return


#: How far behind the word a chat goes on about it.
_TALK: Final = 160


def _in_chat(text: str, at: int, seen: set[int]) -> Iterator[Finding]:
    """What is answered to "비번 뭐였죠", and what it was changed to."""
    if "\n" not in text[at : at + _TALK]:
        return
    for m in (
        *islice(_answered.finditer(text, at, at + _TALK), 1),
        *islice(_changed.finditer(text, at, at + _TALK), 1),
    ):
        value = _trimmed(m["v"], "", text[m.end() : m.end() + 1])
        asked = m.re is _answered and _asked.match(text, at) and _presses(value) and not _NO_PASSWORD.search(value)
        if m.start("v") not in seen and (asked or (_has_letter_and_digit(value) and _strong(value, least=8))):
            seen.add(m.start("v"))
            yield Finding(m.start("v"), m.start("v") + len(value), Kind.PASSWORD, 78, "chat")


def _presses(value: str) -> bool:
    """Whether a value has a digit, and is no time, amount or count."""
    return not _PLACEHOLDER.match(value) and any(c.isdigit() for c in value) and _measure.search(value) is None


_measure = re.compile(r"[0-9][:,.%][0-9]|^[0-9]{1,3}$|%$")


def _typed(m: re.Match[str], value: str) -> bool:
    """Whether what stands behind an account's stroke is hardly another account: oper / tkfkd2077 at the end of a line."""
    account = m[0][: m.start("v") - m.start()].rstrip("/ ").rpartition(" ")[2].rpartition("(")[2]
    ends = m.string[m.end() : m.end() + 1] in ("", "\n", ")") and value == m["v"].rstrip(")")
    ends = ends or (_only_then.match(m.string, m.end()) is not None and not any(map(str.isdigit, account)))
    alike = value[:3].lower() == account[:3].lower()
    return ends and not alike and len(value) >= _TYPED and value.isalnum() and _has_letter_and_digit(value)


_TYPED: Final = 8
#: Something else is said behind it, not that there are two accounts.
_only_then = re.compile(
    r" (?!(?:두|둘|세|셋|2|모두|각각|등|및|또는|혹은|계정|삭제|중복|이상|공용|사용자|담당)(?![가-힣]{3}))[가-힣]{2}"
)


def _strong(value: str, least: int = 0) -> bool:
    """Letters and digits and a sign, or (where `least` is given) so many letters and digits."""
    if len(value) < 6 or _PLACEHOLDER.match(value) or _NO_PASSWORD.search(value):
        return False
    signed = bool((_SPECIAL | {"_"}) & set(value)) and _has_letter_and_digit(value)
    return signed or (0 < least <= len(value) and value.isalnum() and _has_letter_and_digit(value))


def _value(text: str, m: re.Match[str]) -> tuple[int, str]:
    """Where the value of a pair begins, and the value without what only surrounds it."""
    start, opened = m.start("v"), m["o"][-1:]
    value = _trimmed(m["v"], opened, text[m.end() : m.end() + 1])
    # "아이디/비밀번호: admin/Qwer!23" gives both.
    if _both.search(text[max(0, m.start() - 12) : m.start()]):
        for mark in ("/", ","):
            name, found, rest = value.partition(mark)
            if found and name and len(rest) >= 4:
                inner = rest[1:].partition(rest[0])[0] if rest[0] in "\"'" else ""
                return start + len(name) + (2 if inner else 1), inner or rest
        more = _next.match(text, start + len(value))
        if more:
            return more.start("v"), _trimmed(more["v"], "", text[more.end() : more.end() + 1])
    return start, value


_PAIRS: Final = {"(": ")", "[": "]", "<": ">"}


def _trimmed(value: str, opened: str, after: str) -> str:
    closing = _PAIRS.get(opened, opened)
    if closing and closing in value:
        return value.split(closing, 1)[0]
    for mark in "\"'`":
        if mark in value and value.count(mark) % 2:
            value = value.split(mark, 1)[0]
    cut = _argument.search(value)
    if cut:
        value = value[: cut.start()]
    value = value.split("<", 1)[0].rstrip(",;\"'`>}]")
    if value.endswith(")") and "(" not in value:
        value = value[:-1]
    return value[:-1] if value.endswith(".") and after in ("", " ", "\n") else value


def _sorts(value: str) -> int:
    return sum(sort.search(value) is not None for sort in _SORTS) + (_MARK.search(value.strip(".,:;()[]")) is not None)


#: Of a value that is ASCII already.
_SORTS: Final = (re.compile("[0-9]"), re.compile("[a-z]"), re.compile("[A-Z]"))
_MARK: Final = re.compile("[^0-9A-Za-z]")
_CLOSING: Final = "):;,."


def _has_letter_and_digit(value: str) -> bool:
    return any(c.isalpha() for c in value) and any(c.isdigit() for c in value)


_for_example = re.compile(" ?(?:같은|처럼|따위|등의|류의)")
#: A name in a program, not a value: newPassword, user_pw, args.secret.
_identifier = re.compile(r"[A-Za-z_][A-Za-z_.]*[;,]?")


def _believable(value: str, after: str, *, named: bool = True) -> bool:
    if not named and _identifier.fullmatch(value):
        return False
    if _PLACEHOLDER.match(value) or (value[-1:] in _CLOSING and _PLACEHOLDER.match(value.rstrip(_CLOSING))):
        return False
    if value.isdigit():
        # "비밀번호 1234" is one; "비밀번호 9자리" and "비밀번호 2026년" are not.
        if after[:1] == "." and after[1:2] in (" ", *"0123456789"):
            return False  # 2024. 3. 13. begins the next line
        if _for_example.match(after):
            return False  # 1234 같은 쉬운 번호
        return not after[:1].isalpha() or after.startswith(
            ("입니", "이고", "이에", "로", "으로", "이며", "인데", "이요", "예요")
        )
    return _sorts(value) >= 2 and any(c.isalnum() for c in value)


DETECTOR: Final = Detector(
    Kind.PASSWORD,
    (
        ("://", r"[!-~]@[A-Za-z0-9\[가-힣]"),
        (
            r"(?i:identified (?:with|by) )|SecureString|(?:password|secret) [0-9] |enable secret |pre-shared-key |(?:radius|tacacs)-server |sshpass -p|--password|WITH PASSWORD|/user:",
        ),
        (" secret ",),
        ("curl|wget|mysql|mariadb", " -(?:p|u|-user)"),
        (_TRIGGER, "[!-~][!-~]"),
        (_TRIGGER, r"[!-~] [!-~] [!-~] [!-~] [!-~]"),
        (
            r"(?:계정|아이디|로그인|ID|와이파이|[Ww][Ii]-?[Ff][Ii])[ (:=]{1,3}[A-Za-z]|(?:root|admin|administrator|postgres|oracle|tomcat) ?/",
            r"[A-Za-z0-9._-] ?/ ?[!-~]{6}",
        ),
        (_DOOR, "[0-9]{3}|[0-9][*#-][0-9]"),
        (_DOOR_CODE, "[0-9]{3}|[0-9][*#-][0-9]"),
        ("[A-Za-z0-9] / `?[!-~]{6}",),
        ("(?:계정|로그인|[Ww]i-?[Ff]i|와이파이)[은는이]? [!-~]{6}",),
        ("(?:psk|PSK)[\"']? ?[:=] ?[\"']?[!-~]{8}",),
        ("(?:계정|로그인)[은는이]? ", "(?:적힌|쓰인|써진|있는|붙인|붙은|둔)(?: ?대로)? [!-~]{6}"),
        (_LOGIN, "[A-Za-z0-9._@-] / [가-힣]{1,8}[0-9]{2}"),
        ("(?:P(?:W|ASS|ASSWORD|ASSWD)|_AUTH)=[!-~]{6}",),
        (r"(?:root|admin|administrator) ?/ ?(?:root|admin)",),
        (
            _TRIGGER,
            rf"{_SIGN}|영타|한글로|한글 ?자판|왼쪽|좌 ?[0-9]|띄어쓰기|공백|스페이스|빈 ?칸|[!-~]_[!-~]_[!-~]_|[가-힣][!@#$%^&*~]|[\"'‘“][0-9]{{0,4}}[가-힣]",
        ),
        ("PIN", "[:：] ?[0-9]{4}"),
        ("@[A-Za-z0-9]", r"[A-Za-z](?: [:|] |[:|;\t])[!#-%*-.0-9A-Z^-~]"),
        (r"[0-9]\.[0-9]", r"(?:adm|admin|root|administrator|oracle|postgres|tomcat) ?[/|:]"),
        (_KEYED,),
        (notes.ODD_HINT,),
        (notes.COMMANDS,),
        (_TRIGGER, notes.SPELT),
        *((hint,) for hint in notes.UNWORDED.values()),
        (_LEAK, r"[A-Za-z0-9._-] ?: ?[!-~]"),
        (_TRIED, r"(?:tr(?:y|ied)|attempt(?:ed)?|input|entered|typed|given|입력(?:값)?)[=:]"),
    ),
    detect,
)
