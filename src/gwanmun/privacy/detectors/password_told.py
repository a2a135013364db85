"""Passwords (a part of `password`) in notes about one, in commands that carry one, and behind the word for it written so that
nobody searches for it (ㅂㅁㅂㅎ, P@$$w0rd). Patterns only: what is no password at all is told in `password`.
"""

import re
from typing import Final

#: What an office says between the word and its value: 비밀번호 입력 …, 설정값 - …, 예전 비번 그대로 …; how long it is.
_SAID: Final = r"(?:입력|설정(?:값)?|동일|그대로|확인|재설정|재발급|발급|등록|조합|공유|전달|메모|값|통일|변경 ?후)"
told = re.compile(rf" ?{_SAID}(?:은|는|이|가|을)?(?: ?[:=(\-–] ?| )[\"'`“‘]?(?P<v>[!-'*-~]{{6,40}})")
in_brackets = re.compile(r" ?\((?P<v>[a-z][a-z]{2,15}[0-9]{2,6})\)")
digits = re.compile(
    r" ?[1-9][0-9]? ?자리(?:[은는이가]|[은는]요|의|로)? ?[:=]? ?(?P<v>[0-9]{4,12})(?![0-9A-Za-z~,.%-]|[ ]?(?:[가-힣]{0,2}이[상하내]|자리|글자|부터|까지|중|개|건|년|원))"
    r"|[은는] (?!(?:최[소대]|약|총|매|연|제|만)(?![가-힣]))[가-힣]{2,6}(?: [가-힣]{2,6}){0,3} (?<!내선 )(?<!전화 )(?<!문의 )(?<!번호 )(?<!회의실 )(?<!구내 )(?P<w>[0-9]{4,8})(?=[.]?[ ]?(?:입니다|이에요|예요|이고|임(?![가-힣])|\n|$))"
)
phrase = re.compile(
    r"(?: ?[:=] ?|[은는] | [은는] |: ?| is )[\"'“]?(?P<v>(?!(?:must|should|may|can|will|is|a|an|the|not|has|was|be|of|that|which|and|or|to|in|for|with|must)\b)[a-z]{3,12}(?:[ -](?!(?:is|are|was|the|to|of|must|should|has|and|or|for|with|in|be|at|that|a)\b)[a-z]{3,12}){2,7})[\"'”]?(?=[ ]?(?:\n|$|[.,)]|이[고에라며]|입니다|예요))"
)
phrases = frozenset(["phrase", "PHRASE"])
#: A word of Hangul and digits, said to be it: 비번은 봄날2026 입니다; Hangul typed on Latin keys: 암호 한글로 "대한민국만세" 영타로.
in_hangul = re.compile(
    r"[은는이가] (?P<v>(?!(?:최소|최대|영문|숫자|특수|문자|대문자|소문자|한글|매월|매년|약|총|제|각|내선|생일|생년|뒤|앞|끝))[가-힣]{2,8}[0-9]{2,8}[!@#$%^&*~]{0,3})(?= ?(?:입니다|이에요|예요|이고|이며|임(?![가-힣])|이다|라고|이라))"
    r"|[은는이가]? ?[:=]? ?(?:한글(?:로|으로)? )?[\"'“‘](?P<w>[가-힣]{4,16})[\"'”’](?= ?(?:을|를)? ?(?:영타|영문 ?자판|영어 ?자판|영문으로 (?:치|쳐|입력|타자)|자판))"
)
both = re.compile(
    r"[^!-~\n]{0,16}[(]?(?:old|이전|기존|구|변경 ?전|전) ?[:=] ?(?P<v>[!-'*-~]{6,32}),?[ ]?(?:[/|,→]|->)? ?\(?(?:new|신규|새|신|변경 ?후|후) ?[:=] ?(?P<w>[!-'*-~]{6,32})"
)
#: What is answered on a line of its own to who asks for it.
answered = re.compile(
    r"[^\n]{0,24}(?:[?？]|뭐|무엇|어떻게|알려|주세요|주실|좀)[^\n]{0,16}\n(?:[-–>→└*]|->){1,2} ?(?P<v>[!-~]{6,40})(?=[ ]?(?:\n|$|입니다|이에요|예요|요|임))"
)
#: Letter by letter in English: password is a b c d e ! 2 0 2 6.
apart = re.compile(r"(?: is| was|'s) (?P<v>[!-'*-~](?: [!-'*-~]){5,40})(?![!-~])")

#: The word itself, so that no search meets it.
ODD: Final = (
    r"비[ _.·*~-]{1,2}밀[ _.·*~-]{1,2}번[ _.·*~-]{1,2}호|비[_.·*~-]번|비밀[_.·*~-]번호|[Pp](?:@|4|a(?=[s5$]*[5$@0]|ss ?w0))[sS5$]{2}[wW][o0][rR]?[dD]|[Pp]as[5$][wW][o0][rR]?[dD]|P\.W\.?(?= ?[:=])|p\.w\.?(?= ?[:=])"
    r"|비ㅁ[lㅣ1i]번호|ㅂ[ㅣ1lI]밀?번호?|비밀ㅂ[ㅓ1]?ㄴ호|ㅂㅁㅂㅎ|ㅂㅂ(?= ?[:=] ?[!-~]{6})|삐밀번호|비뻔|뷔번"
)
#: The same for RE2, which looks at nothing ahead.
ODD_HINT: Final = (
    r"비[ _.·*~-]{1,2}밀[ _.·*~-]{1,2}번|비[_.·*~-]번|비밀[_.·*~-]번호|[Pp][@4aA][sS5$]{2}[wW][o0]|[Pp]\.[Ww]\.? ?[:=]"
    r"|비ㅁ[lㅣ1i]번|ㅂ[ㅣ1lI]밀?번|비밀ㅂ|ㅂㅁㅂㅎ|ㅂㅂ ?[:=]|삐밀번호|비뻔|뷔번"
)
odd = re.compile(rf"(?:{ODD})(?:은|는|이|가)?(?: ?[:=] ?| )[\"'`“‘]?(?P<v>[!-~]{{6,64}})")

#: Commands: what stands before the value.
_COMMANDS: Final = (
    r"(?:jdbc:oracle:(?:thin|oci):|sqlplus (?:-[a-zA-Z]+ )?|(?:exp|imp|expdp|impdp|sqlldr) )[A-Za-z][A-Za-z0-9_$#]{0,30}/(?P<v1>[!-.0-?A-~]{4,40})@",
    r"[Pp]re-?[Ss]hared[ -]?[Kk]ey[\"']? ?[:=] ?[\"']?(?P<v2>[!-~]{8,64})",
    r"(?i:snmp)[^\n]{0,24}[Cc]ommunity(?: [Ss]tring)?[:= ]{1,3}(?P<v3>(?=[!-~]*[0-9])[!-~]{6,40})",
    r"net user [A-Za-z][A-Za-z0-9._-]{1,30} (?!/)(?P<v4>[!-~]{6,40})",
    r"(?:ssid|SSID)[\"']?[=:][^\n]{1,40}?[ ,;/](?:key|psk|pass|pw)[\"']?[=:] ?[\"']?(?P<v5>[!-~]{8,63})",
    r"redis-cli\b[^\n]{0,60} -a (?P<v6>[!-~]{6,64})",
    r"\b(?:un)?zip\b[^\n]{0,40} -P ?(?P<v7>[!-~]{6,64})",
    r"\b7z[a]? [^\n]{0,60} -p(?P<v8>[!-~]{6,64})",
    r"openssl [^\n]{0,80} -(?:k|pass pass:|passin pass:|passout pass:)[ ]?(?P<v9>[!-~]{6,64})",
    r"echo [\"']?(?P<v10>[!-~]{6,64}?)[\"']? ?\| ?sudo -S",
    r"(?<![A-Za-z0-9/._:-])(?:root|admin|administrator|postgres|oracle|tomcat|sysadmin|operator|manager):(?P<v11>(?=[!-~]{0,30}[A-Za-z])(?=[!-~]{0,30}[0-9])(?=[!-~]{0,30}[!#$%^&*~])[!-.0-9;-~]{6,32})(?![!-~])",
    r"(?:관리자|계정|접속|로그인|공유기|초기) ?(?:ID |아이디 )?(?:root|admin|administrator|user) (?P<v12>(?=[a-zA-Z]{2,16}[0-9])[!-~]{8,32})(?![!-~가-힣])",
)
commands = re.compile("|".join(_COMMANDS))
COMMANDS: Final = r"jdbc:oracle:|sqlplus |(?:exp|imp|expdp|impdp|sqlldr) [A-Za-z][A-Za-z0-9_$#]{0,30}/|[Pp]re-?[Ss]hared[ -]?[Kk]ey[\"']? ?[:=]|(?i:snmp)[^\n]{0,24}[Cc]ommunity|net user |(?:ssid|SSID)[\"']?[=:]|redis-cli|zip[^\n]{0,40} -P|7za? |openssl [^\n]{0,80} -(?:k|pass)|sudo -S|(?:root|admin|administrator|postgres|oracle|tomcat|sysadmin|operator|manager):[!-~]{6}|(?:root|admin|administrator|user) [A-Za-z]{2,16}[0-9]"
