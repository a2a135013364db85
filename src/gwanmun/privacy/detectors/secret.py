"""인증키·토큰·개인키 (SECRET): what opens a system to whoever reads it. Masked as a word, never given back.

Formats are those their issuers publish: AWS, GitHub, OpenAI, Anthropic, Slack, Google, GitLab, Hugging Face, JWT
(RFC 7519), PEM private keys (RFC 7468), and this gate's own keys (gm_). A key of free form counts beside its name.
AWS's AKIAIOSFODNN7EXAMPLE stands in documentation. A key in pieces (over lines, joined by a program, a star between) is put
together and then read; broken by a line's end it is one, sent in two (나눠 보냅니다) each piece is one. Traps: hashes, UUIDs.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View

_FORMAT: Final = (
    r"(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}|glpat-[A-Za-z0-9_-]{20,64}"
    r"|sk-(?:proj-|ant-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,255}|xox[abeoprs]-[A-Za-z0-9-]{10,255}|AIza[A-Za-z0-9_-]{35}"
    r"|hf_[A-Za-z0-9]{30,64}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{40,255}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,128}|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}"
    r"|ya29\.[A-Za-z0-9_-]{20,255}|GOCSPX-[A-Za-z0-9_-]{20,40}|dop_v1_[a-f0-9]{64}|xapp-[A-Za-z0-9-]{10,255}|hooks\.slack\.com/services/[A-Z0-9]{8,12}/[A-Z0-9]{8,12}/[A-Za-z0-9]{20,32}"
    r"|gm_[A-Za-z0-9_-]{20,128}|eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{8,4096}"
)
_BEGIN: Final = r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
_NAMED: Final = (
    r"(?:[Ss]ecret|SECRET|[Tt]oken|TOKEN|[Aa]pi[_ -]?[Kk]ey|API[_ -]?KEY|[Aa]ccess[_ -]?[Kk]ey|ACCESS[_ -]?KEY|(?:인증|[Aa][Pp][Ii]|승인|연계|서명|발급|활용) ?키|서비스키|비밀키|액세스 ?키|접근 ?키|토큰|[Ss]ervice_?[Kk]ey|[Bb]earer|[Cc]onsumer[_-]?(?:[Kk]ey)|[Pp]rivate[_-]?[Kk]ey|[Aa]uth_?[Kk]ey|[Aa]pp_?[Kk]ey|APP_?KEY|[Cc]onfm[Kk]ey|crtfc_key|AccountKey|SharedAccessKey)"
    r"[A-Za-z_]{0,16}[\"']?\s?(?:은|는)?\s?[:=]{0,2}\s?[\"']?"
)
_VALUE: Final = r"[A-Za-z0-9/+_.~-]{20,512}={0,2}"
# RE2's counted repetitions are capped at 1000; the trigger needs only the beginning of a token.
_TRIGGER: Final = (
    r"(?:AKIA|ASIA)[A-Z0-9]{6}|gh[pousr]_[A-Za-z0-9]{6}|github_pat_|glpat-|sk-[A-Za-z0-9_-]{8}|xox[abeoprs]-|AIza[A-Za-z0-9_-]{8}"
    rf"|hf_[A-Za-z0-9]{{20}}|gm_[A-Za-z0-9_-]{{20}}|eyJ[A-Za-z0-9_-]{{8}}|npm_[A-Za-z0-9]{{20}}|pypi-[A-Za-z0-9_-]{{20}}|[sr]k_(?:live|test)_|SG\.[A-Za-z0-9_-]{{16}}|ya29\.|GOCSPX-|dop_v1_|xapp-|hooks\.slack\.com/services/|-----BEGIN |{_NAMED}[A-Za-z0-9/+_.~-]{{20}}"
)
_format = re.compile(_FORMAT)
_begin = re.compile(_BEGIN)
_named = re.compile(rf"({_NAMED})({_VALUE})")
_hints = re.compile(
    r"AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|sk-|xox|xapp-|AIza|hf_|npm_|pypi-|[sr]k_(?:live|test)_|SG\.|ya29\.|GOCSPX-|dop_v1_|hooks\.slack|gm_|eyJ"
)
#: The secret that belongs to an access key's id: forty characters behind it.
_PAIRED: Final = ("AKIA", "ASIA")
_partner = re.compile(
    r"[^A-Za-z0-9+]{1,8}(?:[A-Za-z_ -]{0,24}[ :=\"']{1,4})?(?P<v>(?=[A-Za-z0-9/+]{0,39}[0-9])[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])"
)
#: How a key begins, its characters set apart or not; and what stands between two pieces of it.
_PIECES: Final = r"(?:A ?K ?I ?A|A ?S ?I ?A|g ?h ?[pousr] ?_|s ?k ?-|A ?I ?z ?a|h ?f ?_|n ?p ?m ?_|g ?l ?p ?a ?t ?-|x ?o ?x ?[bp] ?-)"
_pieces = re.compile(_PIECES)
_between = re.compile(
    r"[\"'“”‘’][ ]?[+.,&\\]?[ ]?\n?[ ]*[+.&]?[ ]?[\"'“”‘’]|[ ]?[*+·…|~/,\\][ ]?\n?[ ]*|[ ]?\n[ ]*|[ ]{1,3}|[ ]?\([^()\n]{1,8}\)[ ]?|-(?=[A-Z0-9]{4}(?:-|(?![A-Za-z0-9-])))"
)
_piece = re.compile(r"[A-Za-z0-9_-]+?(?=-[A-Z0-9]{4}(?:-|(?![A-Za-z0-9-])))|[A-Za-z0-9_-]+")
#: In two pieces that words set apart: how a key begins, and in the next line, or behind a word, what goes on.
_KEY: Final = "(?:gh[pousr]_|github_pat_|glpat-|AKIA|ASIA|sk-(?:proj-|ant-|svcacct-)?|xox[abeoprs]-|AIza|hf_|npm_|[sr]k_(?:live|test)_|pypi-|gm_)"
_BEGUN: Final = rf"{_KEY}[A-Za-z0-9_-]{{4}}"
_key = re.compile(_KEY)
_two = re.compile(
    rf"(?<![A-Za-z0-9_-])(?P<a>{_BEGUN}[A-Za-z0-9_-]{{0,56}})(?P<g>[^A-Za-z0-9\n]{{1,20}}|[^A-Za-z0-9\n]{{0,12}}\n[^A-Za-z0-9\n]{{0,12}}(?:[0-9][.):][ ]?)?(?:[가-힣][^A-Za-z0-9\n]{{0,8}})?)(?P<b>[A-Za-z0-9_/+-]{{6,80}})(?![A-Za-z0-9_/+=-])"
)
_CUE: Final = "토막|나[눠눴눔누뉘]|앞|뒤|뒷|이어|붙[이여]|합[치쳐]|조각|반씩|반으로|둘로|두 ?줄|나머지|연결"
_cue = re.compile(_CUE)
_sent = re.compile("나[눠눴눔누뉘]|줄로 ?보[내낸냄냅]")
_AROUND: Final = 80
#: The next setting's name is no piece, nor is the next line's number.
_assigned = re.compile(r"[\"']?[ ]?[:=]")
_joined = re.compile(r"[\"'“”‘’+\\]")
#: Its points or hyphens said: eyJ… 점 eyJ… 점 …, 에스케이 대시 ant 대시 ….
_POINT: Final = r" ?(?:점|쩜|닷|\(점\)|\[점\]|\[\.\]) ?"
_token_said = re.compile(
    rf"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{{8,4096}}{_POINT}[A-Za-z0-9_-]{{8,8192}}{_POINT}[A-Za-z0-9_-]{{8,4096}}"
)
_HYPHEN: Final = "(?:대시|하이픈|다시|빼기|짝대기)"
_KEY_SAID: Final = rf"(?:sk|에스 ?케이) ?{_HYPHEN} ?[A-Za-z0-9]"
_key_said = re.compile(
    rf"(?<![A-Za-z0-9가-힣])(?:sk|에스 ?케이)(?: ?{_HYPHEN} ?[A-Za-z0-9_]{{2,255}}){{1,6}}(?![A-Za-z0-9_])"
)
_hyphen = re.compile(rf" ?{_HYPHEN} ?")
#: How it begins, and apart from it the rest: 앞은 ghp_ 뒤는 ….
_prefix = re.compile(
    rf"(?<![A-Za-z0-9_-])(?P<a>{_KEY})(?P<g>[^A-Za-z0-9_\n-][^A-Za-z0-9\n]{{0,12}})(?P<b>[A-Za-z0-9_-]{{16,255}})(?![A-Za-z0-9_-])"
)
_SHORT, _ENOUGH = 4, 40
_MOST_PIECES: Final = 200
_LEAST_DIGITS: Final = 3
_LONGEST_SPLIT: Final = 300
_LONGEST_PEM: Final = 16_384
_WORD: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def _together(text: str, start: int) -> tuple[bool, int]:
    """Whether a key in pieces begins at `start`, and how far it was read."""
    whole, at, size, end = "", start, 0, -1
    for _ in range(_MOST_PIECES):
        m = _piece.match(text, at)
        if m is None or not (_keyed(m[0]) or len(m[0]) in (1, size) or len(whole) < _PREFIX):
            break
        if len(whole) >= _PREFIX and (
            _assigned.match(text, m.end()) or (text[at - 1] in "\n " and len(m[0]) < min(size, _SHORT))
        ):
            break
        size, whole, end = len(m[0]), whole + m[0], m.end()
        gap = _between.match(text, end)
        # A key that is long enough goes on only where a program joins it to the rest.
        if gap is None or (size >= _ENOUGH and not _joined.search(gap[0])):
            break
        at = gap.end()
    key = _format.match(whole)
    mixed = any(c.isupper() for c in whole) and sum(c.isdigit() for c in whole) >= _LEAST_DIGITS
    return key is not None and key.end() == len(whole) and mixed and not whole.endswith("EXAMPLE"), end


def _mixed(piece: str) -> bool:
    """Whether digits and capitals stand in it, as in no word."""
    return sum(map(str.isdigit, piece)) > 1 and any(map(str.isupper, piece))


def _keyed(piece: str) -> bool:
    """Whether no word is written so: digits, or capitals within."""
    return any(c.isdigit() for c in piece) or not (piece.islower() or piece.istitle())


#: Within a key's own first letters (sk-proj-, ghp_) pieces are words.
_PREFIX: Final = 8


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    after = 0
    for hint in _pieces.finditer(text):
        start = hint.start()
        if start < after or (start and text[start - 1] in _WORD):
            continue
        keyed, end = _together(text, start)
        if keyed or end - start > _LONGEST_SPLIT:
            after = end  # what was read so far is not read again: the work stays linear
        if keyed and not _format.fullmatch(text, start, end):
            sent = _sent.search(text, max(0, start - _AROUND), min(len(text), end + _AROUND))
            first, _, second = text[start:end].partition("\n")
            if sent and second and first.isascii() and not (" " in first or "\n" in second or second[0] in " +\"'"):
                yield Finding(start, start + len(first), Kind.SECRET, 100, "two pieces")
                yield Finding(end - len(second), end, Kind.SECRET, 100, "two pieces")
                continue
            yield Finding(start, end, Kind.SECRET, 100, "in pieces")
    for two in _two.finditer(text):
        around = text[max(0, two.start() - _AROUND) : two.end() + _AROUND]
        if any(map(str.isdigit, two["a"])) and _mixed(two["b"]) and not _key.match(two["b"]) and _cue.search(around):
            yield Finding(*two.span("a"), Kind.SECRET, 91, "two pieces")
            yield Finding(*two.span("b"), Kind.SECRET, 91, "two pieces")
    for told in _token_said.finditer(text):
        yield Finding(*told.span(), Kind.SECRET, 96, "said")
    for told in _key_said.finditer(text):
        plain = "sk" + "-".join(("", *_hyphen.split(told[0])[1:]))
        if _format.fullmatch(plain) and _mixed(plain):
            yield Finding(*told.span(), Kind.SECRET, 96, "said")
    for told in _prefix.finditer(text):
        if (
            _format.fullmatch(told["a"] + told["b"])
            and _mixed(told["b"])
            and _cue.search(text, max(0, told.start() - _AROUND), told.end())
        ):
            yield Finding(*told.span("a"), Kind.SECRET, 96, "two pieces")
            yield Finding(*told.span("b"), Kind.SECRET, 96, "two pieces")
    for hint in _hints.finditer(text):
        start = hint.start()
        if start and text[start - 1] in _WORD:
            continue
        m = _format.match(text, start)
        if m is None and "\n" in text[start : start + _LONGEST_SPLIT]:
            # A key that a mail program broke over two lines.
            first, rest = text[start : start + _LONGEST_SPLIT].split("\n", 1)
            m = _format.match(first + rest.lstrip(" "))
            if m and m.end() > len(first):
                yield Finding(
                    start,
                    min(len(text), start + m.end() + 1 + len(rest) - len(rest.lstrip(" "))),
                    Kind.SECRET,
                    90,
                    "two lines",
                )
            continue
        if m and not m[0].endswith("EXAMPLE"):
            end = m.end() - (len(m[0]) - len(m[0].rstrip("-_.")))
            start += len("hooks.slack.com/services/") if m[0].startswith("hooks") else 0
            yield Finding(start, end, Kind.SECRET, 99, "format")
            partner = _partner.match(text, end) if m[0].startswith(_PAIRED) else None
            if partner:
                yield Finding(*partner.span("v"), Kind.SECRET, 95, "beside its id")
    after = 0
    for begin in _begin.finditer(text):
        if begin.start() < after:
            continue
        stop = text.find("-----END", begin.end(), begin.end() + _LONGEST_PEM)
        line = text.find("-----", stop + 8, stop + 120) if stop >= 0 else -1
        # A key cut short is a key all the same: everything up to the limit goes.
        after = line + 5 if line >= 0 else min(len(text), begin.end() + _LONGEST_PEM)
        yield Finding(begin.start(), after, Kind.SECRET, 99, "private key")
    for m in _named.finditer(text):
        value = m[2]
        mixed = any(c.isdigit() for c in value) and any(c.isupper() for c in value) and any(c.islower() for c in value)
        hexed = len(value) >= 32 and all(c in "0123456789abcdefABCDEF" for c in value)
        if (mixed or hexed) and not value.endswith("EXAMPLE"):
            yield Finding(m.start(2), m.end(2), Kind.SECRET, 90, "named")


DETECTOR: Final = Detector(
    Kind.SECRET,
    (
        (_TRIGGER,),
        (_BEGUN, _CUE),
        (_KEY_SAID,),
        (rf"{_KEY}[^A-Za-z0-9_-]", _CUE),
        (rf"(?:^|[^A-Za-z0-9_-]){_PIECES}[^가-힣]{{0,30}}[0-9]",),
    ),
    detect,
)
