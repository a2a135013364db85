"""비밀번호 (PASSWORD): the value, in a sentence, a configuration or a URL. Masked as a word, never given back.

A value is printable ASCII of at least two sorts of characters after the word; a rule about passwords ("9자리 이상"),
a placeholder (****, <password>, ${PASSWORD}) or a call (getpass()) is none.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View

_WORD: Final = r"(?:비밀 ?번호|비번|패스워드|암호|접속 ?암호|[Pp]assword|PASSWORD|[Pp]asswd|PASSWD|[Pp]assphrase|[Pp]wd|PWD|\b(?:PW|pw|Pw)\b|(?:PW|pw|_pass|PASS)\b|핀번호|PIN ?번호)"
_LINK: Final = r"(?:[\"'`]?\s?(?:\([^)\n]{1,16}\)|값|변경)?\s?(?:은|는|이|가|을|를|:|=|:=|=>|->|\s)\s?[\"'`“‘(]?\s?|/)"
_pair = re.compile(rf"{_WORD}{_LINK}(?:은|는|:|=)?\s?[\"'`“‘]?([!-~]{{4,128}})")
_url = re.compile(r"://[^\s:/@\"'<>]{0,64}:([^\s\"'<>]{1,128})@(?=[A-Za-z0-9\[])")
_PLACEHOLDER: Final = re.compile(
    r"^(?:\*+|x+|X+|\.+|-+|_+|<.*|\$\{.*|\$[A-Z_]+|%.*%|\{\{.*|\{[a-z_]*\}|none|null|true|false|your.*|change.*|example.*|password.*|passwd|secret|test|string|str"
    r"|os\..*|env.*|getpass.*|input.*|process\..*|settings\..*|self\..*|args\..*|config.*|request.*|form.*|user\..*|https?:.*|[a-z_.]+\(.*|.*\(\).*)$",
    re.IGNORECASE,
)


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _url.finditer(text):
        if not _PLACEHOLDER.match(m[1]):
            yield Finding(m.start(1), m.end(1), Kind.PASSWORD, 97, "url")
    for m in _pair.finditer(text):
        value = m[1]
        for mark in "\"'`":
            if text[m.start(1) - 1] == mark:
                value = value.split(mark, 1)[0]
        value = value.rstrip(",;)]}\"'`>")
        if value.endswith(".") and text[m.start(1) + len(value) :][:1] in ("", " ", "\n"):
            value = value[:-1]
        if len(value) >= 4 and _believable(value, text[m.start(1) + len(value) :][:3]):
            yield Finding(m.start(1), m.start(1) + len(value), Kind.PASSWORD, 93, "word")


def _believable(value: str, after: str) -> bool:
    if _PLACEHOLDER.match(value):
        return False
    sorts = sum(
        (
            any(c.isdigit() for c in value),
            any(c.islower() for c in value),
            any(c.isupper() for c in value),
            any(not c.isalnum() for c in value.strip(".,:;()[]")),
        )
    )
    if value.isdigit():
        # "비밀번호 1234" is one; "비밀번호 9자리" and "비밀번호 2026년" are not.
        return not after[:1].isalpha() or after.startswith(("입니", "이고", "이에", "로", "으로"))
    return sorts >= 2


DETECTOR: Final = Detector(
    Kind.PASSWORD, (("://", r"[!-~]@[A-Za-z0-9\[]"), (rf"{_WORD}{_LINK}[ :=\"'`“‘은는]{{0,4}}[!-~]{{4}}",)), detect
)
