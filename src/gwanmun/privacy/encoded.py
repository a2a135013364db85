r"""Encoded values (인코딩된 값): a value written in base64, base32, hexadecimal or by its characters' codes, found as what it says.

Law and format: RFC 4648 (base16, base32, base64, base64url; padded or not, canonical only: §3.5), RFC 2045 (lines of 76, =EA=B9=80),
RFC 2047 (=?UTF-8?B?…?=), RFC 7617 (Basic and a name with its password); bytes in pairs (36 37, 0x36, \x36, \352\271\200),
eight bits, decimal codes (48 49), code points (U+AE40), a number in base 16, ROT13 where it is called so; what was typed with
the keyboard switched to the other language (영타), where that is spoken of; Morse (ITU-R M.1677) and braille's figures.
How: a token is decoded strictly (UTF-8, printable), once, never what came out; the finder reads it behind the words that stand before
the token; the whole token is a finding where most of what it says is one, or a 고유식별정보 or card stands in it.
Traps: hashes, UUIDs, digests and pictures are no text; keys and JWT stay SECRET (`beside`); short lists of numbers count only where
an encoding is spoken of. What does not live here: escapes that are one character for one (`normal`). Work is bounded: the first tokens only.
"""

import binascii
import re
from base64 import b32decode, b64decode, b64encode
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, islice
from operator import attrgetter
from typing import Final, NamedTuple
from unicodedata import is_normalized, normalize

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import automaton
from gwanmun.privacy.keyboard import to_hangul, to_latin
from gwanmun.privacy.kinds import KINDS, ORDER
from gwanmun.privacy.lists import DOUBLE_SURNAMES, SINGLE_SURNAMES
from gwanmun.privacy.normal import Shift

Look = Callable[[str], tuple[Finding, ...]]

#: Tokens read, texts looked at and characters decoded of one text, at most; a longer token is no value.
_MOST_TOKENS: Final = 2_000
_MOST_LOOKS: Final = 256
_MOST_DECODED: Final = 65_536
_LONGEST: Final = 8_192
#: A shorter one is read only where an encoding is spoken of.
_SURE_RUN, _SURE_LIST = 12, 9
_CODE: Final = 3

_CUE: Final = (
    r"[Bb][Aa][Ss][Ee] ?-?(?:64|32|16)|[Bb]64|베이스 ?(?:64|육사)|인코딩|디코[딩드]|부호화|[Ee]ncod|[Dd]ecod|ENCOD|DECOD|아스키|[Aa][Ss][Cc][Ii][Ii]|진수|[0-9십육이팔]진"
    r"|[Hh]ex|HEX|[Bb]yte|바이트|유니코드|[Uu]nicode|[Uu][Tt][Ff]-?8|[Bb]inary|[Oo]ctal|코드 ?(?:값|로|표|포인트)|해독|복호|[Rr][Oo][Tt]-?13"
)
_ROT: Final = r"[Rr][Oo][Tt] ?-?_?13"
_PREFIX: Final = r"(?:0[xX]|\\[xX]|[uU]\+)"
#: What could be a token, in RE2: any of them; bytes apart, codes apart, a run of letters and digits, a short one beside its word.
_possible = automaton(
    (
        r"[A-Za-z+/][A-Za-z0-9+/_-]{11}|[0-9][A-Za-z+/][A-Za-z0-9+/_-]{10}|[A-Za-z0-9+/_-]{11}[A-Za-z+/]|[0-9]{18}",
        r"(?:[0-9A-Fa-f]{2,3}(?:, ?| ?[:;|] ?|[ ./_-])){4}[0-9A-Fa-f]{2}",
        r"(?:[01]{8}(?:, ?|[ ./_-])){2}",
        r"(?:[0-9]{2,5}(?:, ?|[ ])){2}[0-9]{5}|(?:[0-9A-F]{4} ){2}[0-9A-F]{4}",
        rf"(?:{_PREFIX}[0-9A-Fa-f]{{2,6}}[ ,]{{0,2}}){{3}}|(?:=[0-9A-F]{{2}}){{5}}|(?:\\[0-3][0-7]{{2}}){{5}}",
        rf"[Bb][Aa][Ss][Ee] ?-?(?:64|32|16)|[Bb]64|인코딩|디코[딩드]|{_ROT}",
        r"=\?[A-Za-z0-9-]{1,20}\?[Qq]\?|0[xX][0-9A-Fa-f]{8}",
    )
)


#: Words for a keyboard that was switched: 영타, 한영키, 한글 켠 채, 영문으로 치면.
_SWITCH: Final = (
    r"영타(?:[^운워월]|$)|한타(?:[^이운액석입임]|$)|두벌식|한 ?[-/·]? ?영 ?(?:키|전환|변환|버튼|자판|을|안)|자판|키보드|(?:한글|영문|영어|한국어) ?(?:모드|키|타자|상태|입력기|켠|켜[진놓]|인 ?채)"
    r"|(?:한글|영문|영어)(?:으로|로) ?(?:잘못 ?|그냥 ?|안 ?)?[치쳐친칠]|[.](?:채ㅡ|ㅜㄷㅅ|ㅏㄱ)"
)
_DASH, _DOT, _PAUSE = "[-–—−_ㅡ]", "[.·•∙]", "[ ]?[/|,][ ]?|[ ]{1,3}"
_MORSE: Final = "[-–—−_ㅡ.·•∙]"
#: Two figures of Morse, one after the other (not two rules of a table).
_TWO_FIGURES: Final = rf"{_DOT}{_DASH}{{4}}(?:{_PAUSE}){_MORSE}{{5}}|{_MORSE}{{5}}(?:{_PAUSE}){_DOT}{_DASH}{{4}}|{_DASH}{_DOT}{{1,4}}(?:{_PAUSE}){_MORSE}{{1,5}}(?:{_PAUSE}){_MORSE}{{1,5}}|{_DOT}{{1,4}}{_DASH}{{1,4}}(?:{_PAUSE}){_MORSE}{{1,5}}(?:{_PAUSE}){_MORSE}{{1,5}}"
#: A password that is a word of Hangul typed in Latin letters: it needs no word for the keyboard.
_WORD_KEYS: Final = (
    r"(?:비밀 ?번호|비번|암호|패스워드)(?:[은는이가]|로)?(?: ?[:：=] ?| )[\"'‘“「`]?(?:[A-Za-z]{6}|[가-힣]{0,3}[ㄱ-ㅣ])"
)
#: A name or an address so typed behind its label: it needs none, either.
_NAME_KEYS: Final = r"(?:성명|이름|성함|본명|실명|예금주|신청[인자]|민원인|환자명?|보호자|수령인|담당자|세대주|배우자|대표자|주소|거주지)(?:[은는이가란]|로는)?(?: ?[:：=|] ?| )[\"'‘“「`]?[A-Za-z][a-z]{4}"
#: By another automaton, whose states are its own.
_possible_marks = automaton((_SWITCH, _TWO_FIGURES, "⠼[⠀-⠿]", _WORD_KEYS, _NAME_KEYS))


def possible(text: str) -> bool:
    """Whether a token could stand in the text: the cheap question before `encoded`."""
    data = text.encode("utf-8", "replace")
    return bool(_possible(data)) or bool(_possible_marks(data))


_cued = automaton((_CUE,))


# ---------------------------------------------------------------- the same letters
_apart = re.compile("[ᄀ-ᄒ][ᅡ-ᅵ][ᆨ-ᇂ]?|[か-ヽ][\u3099\u309a]")
_wide = re.compile("[！-～]{6,}")
_NARROW: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def composed(text: str) -> tuple[str, Shift | None]:
    """Hangul and Kana put together (NFC), as a Mac's file names are not, and the way back; what only decorates a letter stays."""
    if text.isascii() or is_normalized("NFC", text) or not _apart.search(text):
        return text, None
    shift = Shift()
    parts: list[str] = []
    at = size = 0
    for m in _apart.finditer(text):
        whole = normalize("NFC", m[0])
        if len(whole) > 1:
            continue
        if m.start() > at:
            shift.add(size, at)
            parts.append(text[at : m.start()])
            size += m.start() - at
        shift.add(size, *m.span())
        parts.append(whole)
        at, size = m.end(), size + 1
    shift.add(size, at)
    return "".join((*parts, text[at:])), shift


def narrow(text: str) -> str:
    """Runs of full-width letters as plain ones, one for one."""
    data = text.encode("utf-8", "replace")
    if b"\xef\xbc" not in data and b"\xef\xbd" not in data:
        return text
    return _wide.sub(lambda m: m[0].translate(_NARROW), text)


#: Where a token may stand: looked for first, as Python skips to it over everything else.
_plain = re.compile(r"[!-~][\n\r -~]{6,}+")
_rot = re.compile(_ROT)
_token = re.compile(
    r"(?P<lines>(?:[A-Za-z0-9+/]{60,76}+\r?\n(?=[A-Za-z0-9+/]{2})){1,160}+[A-Za-z0-9+/]{2,76}+={0,2})"
    r"|(?:=\?[A-Za-z0-9-]{1,20}\?[Qq]\?(?P<word>[!->@-~]{4,400}+)\?=)"
    rf"|(?P<glued>(?:(?:\\[xX]|0[xX]|=)[0-9A-Fa-f]{{2}}){{5,4000}}+)|(?P<octal>(?:\\[0-3][0-7]{{2}}){{5,4000}}+)"
    rf"|(?P<list>{_PREFIX}?[0-9A-Fa-f]{{2,8}}+(?:(?:, ?| ?[:;|] ?|[ ./_-]){_PREFIX}?[0-9A-Fa-f]{{2,8}}+(?![0-9A-Za-z])){{2,4000}}+)"
    r"|(?P<run>[A-Za-z0-9+/_-]{8,}+={0,6})"
)
_item = re.compile(rf"{_PREFIX}?([0-9A-Fa-f]+)")
_hex = re.compile(r"(?:0[xX])?((?:[0-9A-Fa-f]{2}){4,})")
_base32 = re.compile(r"[A-Z2-7]{8,}={0,6}")
_bits = re.compile(r"(?:[01]{8}){5,}")
_int = re.compile(r"0[xX][0-9A-Fa-f]{8,14}")
#: A mobile number has lost its nought; so few digits are an address of memory, but behind that word.
_lost = re.compile("1[016789][0-9]{7,8}")
_of_phone = re.compile("연락처|전화|휴대|핸드폰|폰|전번|[Pp]hone")
_LEAST_INT: Final = 10
_quoted = re.compile(r"=([0-9A-Fa-f]{2})")
#: A picture, a font or a program in a data URL.
_DATA: Final = re.compile(
    r"(?:image|font|audio|video|application)/[A-Za-z0-9.+-]{1,40};(?:charset=[\w-]{1,20};)?base64,$"
)
_basic = re.compile(r"[Bb]asic[ :]{1,2}$|BASIC[ :]{1,2}$")
_pair = re.compile(r"(?P<name>[^\s:]{1,64}):(?P<word>[^\s:][^\s]{3,127})")
#: What documentation writes for a name and a password.
_SAMPLES: Final = frozenset({"user", "username", "name", "id", "Aladdin", "test", "foo", "example"})

#: What is said about the encoding, and not about the value.
_about = re.compile(
    r"[(\[]?(?:[Bb][Aa][Ss][Ee] ?-?(?:64|32|16)(?:url)?|[Bb]64|[Uu][Tt][Ff]-?8|[Hh][Ee][Xx]|[Rr][Oo][Tt] ?-?13|아스키(?: ?코드)?|[Aa][Ss][Cc][Ii][Ii](?: ?코드)?|유니코드|바이트|(?:16|10|8|2|십육|이|팔)진(?:수|법)?)"
    r"[)\]]?(?:으로|로|의|은|는|값)?(?: ?(?:바꾼|바꿔|적은|쓴|돌린|만든|변환한|표기한?|인코딩|된|한) ?(?:값|것)?)?|(?:인코딩|변환|디코딩|해독)(?:본|값|한|된|해서?|하면|했)?\S*|(?:=\?[\w-]{1,20}\?[BbQq]\?)$"
)
_label = re.compile(
    r"(?:[^\s:：,=\"']{1,12} ?)?(?:성명|이름|성함|본명|실명|예금주|신청인|민원인|환자명?|보호자|수령인|받는 ?(?:분|사람)|주소|거주지|사는 ?곳|배송지|주민 ?(?:등록)? ?번호|외국인 ?(?:등록)? ?번호|여권(?: ?번호)?|면허 ?(?:증)? ?번호|연락처|전화(?: ?번호)?"
    r"|휴대 ?(?:폰|전화)|핸드폰|폰 ?번호|전번|폰|계좌(?: ?번호)?|카드(?: ?번호)?|비밀 ?번호|비번|암호|패스워드|이?메일(?: ?주소)?|생년 ?월일|생일|차량? ?번호|번호판|군번|통관 ?(?:고유)? ?부호|환자 ?번호|사업자(?: ?등록)? ?번호|법인(?: ?등록)? ?번호"
    r"|보험증?(?: ?번호)?|[Nn]ame|[Aa]ddress|[Pp]hone|[Pp]assword|[Pp]asswd|[Pp]wd|\bPW|\bpw|[Ee]-?mail)"
)
_NEAR: Final = 80
_BARE: Final = " \t\"'`*:：=-→>([{.,"


class _Told(NamedTuple):
    kind: Kind
    certainty: int


class _Reader:
    """One text, and how much may still be looked at."""

    __slots__ = ("_cued", "_decoded", "_look", "_looks", "_spoken", "_text")

    def __init__(self, text: str, look: Look) -> None:
        self._text = text
        self._look = look
        self._looks = _MOST_LOOKS
        self._decoded = _MOST_DECODED
        self._cued: bool | None = None
        self._spoken: bool | None = None

    @property
    def cued(self) -> bool:
        """Whether an encoding is spoken of."""
        if self._cued is None:
            self._cued = bool(_cued(self._text.encode("utf-8", "replace")))
        return self._cued

    @property
    def spoken(self) -> bool:
        """Whether a keyboard is spoken of."""
        if self._spoken is None:
            self._spoken = _switch.search(self._text) is not None
        return self._spoken

    @property
    def spent(self) -> bool:
        return self._looks <= 0 or self._decoded <= 0

    def told(self, start: int, end: int, says: str) -> _Told | None:
        """What the token says, read behind the words before it, then behind its label alone, then by itself."""
        self._decoded -= len(says)
        says = says.strip()
        if not (any(map(str.isdigit, says)) or sum(map(str.isalpha, says)) > 1):
            return None
        line = self._before(start)
        if _basic.search(line) and (pair := _pair.fullmatch(says)):
            return None if pair["name"] in _SAMPLES else _Told(Kind.PASSWORD, 95)
        for found, at in self.looks(start, end, says):
            told = _judged(found, at, says)
            if told:
                return told
        return None

    def looks(self, start: int, end: int, says: str) -> Iterator[tuple[Sequence[Finding], int]]:
        """What is found where the token says so, and where it stands then."""
        line = self._before(start)
        after = self._text[end : end + 12].partition("\n")[0]
        words = " ".join(_about.sub(" ", line).split(" "))
        tried: set[tuple[str, str]] = set()
        for before, rest in ((f"{words} ", after), (self.labelled(line), ""), ("", ""), (self._behind(end), "")):
            if (before, rest) in tried or self.spent:
                continue
            tried.add((before, rest))
            self._looks -= 1
            yield self._look(before + says + rest), len(before)

    def label(self, start: int) -> str:
        """The last label before a place, on its line."""
        return self.labelled(self._before(start))

    def _before(self, start: int) -> str:
        """The words before a token on its line; the line above, where none stand there."""
        near = self._text[max(0, start - _NEAR) : start]
        above, _, line = near.rpartition("\n")
        if not line.strip(_BARE) and above:
            line = f"{above.rstrip().rpartition(chr(10))[2]} "
        return line

    def labelled(self, line: str) -> str:
        """The last label of the words before, with the word before it, as a form writes it."""
        labels = _label.findall(line)
        return f"{labels[-1]}: " if labels else ""

    def _behind(self, end: int) -> str:
        """A label that stands behind the token, where an encoding is spoken of."""
        if not self.cued:
            return ""
        m = _label.search(self._text[end : end + _NEAR // 2].partition("\n")[0])
        return f"{m[0].strip()}: " if m else ""


def _judged(found: Sequence[Finding], start: int, says: str) -> _Told | None:
    """What most of a decoded value is: of several kinds the one that matters most."""
    end = start + len(says)
    within = [f for f in found if f.end > start and f.start < end and f.kind is not Kind.MARKING]
    if not within:
        return None
    size = sum(map(str.isalnum, says))
    covered = sum(sum(map(str.isalnum, says[max(0, f.start - start) : f.end - start])) for f in within)
    if covered * 2 < size:
        within = [f for f in within if f.certainty >= _SURE and (KINDS[f.kind].unique or f.kind is Kind.CARD)]
        if not within:
            return None
    chief = min(within, key=lambda f: (ORDER[f.kind], -f.certainty))
    return _Told(chief.kind, chief.certainty)


_SURE: Final = 90


def encoded(text: str, look: Look) -> list[Finding]:
    """Findings over whole tokens that say, decoded, what `look` finds. `look` must not decode by itself."""
    reader = _Reader(text, look)
    found: list[Finding] = []
    for m in islice(_tokens(text), _MOST_TOKENS):
        if reader.spent:
            break
        start, end = m.span("word") if m["word"] else m.span()
        if end - start > _LONGEST or not _stands(text, start, end):
            continue
        row = _first(reader, start, end, _readings(m, reader))
        for at, until in () if row else _within(m):
            row += _first(reader, at, until, _of_run(text[at:until], reader, _label_of(reader, at)))
        found += row
    if _rot.search(text):
        found += _rotated(text, reader)
    for which in _possible_marks(text.encode("utf-8", "replace")):
        found += _MARKED[which](text, reader)
    return found


def _first(reader: _Reader, start: int, end: int, readings: Iterator[str]) -> list[Finding]:
    """What the first reading says that says anything."""
    for says in readings:
        told = None if reader.spent else reader.told(start, end, says)
        if told:
            return [Finding(start, end, told.kind, told.certainty, "encoded")]
    return []


def _within(m: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The parts of a path, or all lines but the last, which may be words: where the whole says nothing."""
    if m.lastgroup == "lines":
        yield m.start(), m.start() + len(m[0][: m[0].rindex("\n")].rstrip("\r"))
    elif m.lastgroup == "run" and "/" in m[0]:
        parts = [part for part in _part.finditer(m.string, *m.span()) if part.end() - part.start() >= _SURE_RUN]
        yield from (part.span() for part in parts[:_MOST_PARTS])


_part = re.compile("[^/]+")
_MOST_PARTS: Final = 16


def _label_of(reader: _Reader, start: int) -> Callable[[], str]:
    return lambda: reader.label(start)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    for piece in _plain.finditer(text):
        yield from _token.finditer(text, *piece.span())


#: Words that are nothing but the name of an encoding: no password, no name.
_encoding = re.compile(
    r"(?:[Bb][Aa][Ss][Ee] ?-?(?:64|32|16)|[Bb]64|[Hh][Ee][Xx]|[Rr][Oo][Tt] ?-?13|인코딩|디코[딩드]|아스키)(?:url)?(?:[값로]|으로|된|한|하[면여]|해서?)?(?: [제내이])?[:：]?"
)
_in_twos = re.compile("이진[수법]")
_of_bits = re.compile("[01 ,._/-]+")


def beside(text: str, kept: Sequence[Finding], more: Sequence[Finding]) -> list[Finding]:
    """What decoding adds: nothing where a key stands; it is surer than all else made of a token's letters, or of its encoding's name."""
    more = _clear(more, [f for f in kept if f.kind is Kind.SECRET])
    near = [replace(f, start=f.start - _CLOSE, end=f.end + _CLOSE) for f in more]
    bits = [n for n, f in zip(near, more, strict=True) if _of_bits.fullmatch(text, f.start, f.end)]
    spare: set[Finding] = set()
    for by, words in ((near, _encoding), (bits, _in_twos)):
        named = [f for f in kept if words.fullmatch(text, f.start, f.end)]
        spare |= {*named} - {*_clear(named, by)}
    return [*(f for f in _clear(kept, more) if f not in spare), *more]


#: How far from a token its encoding is named: 이진수: ….
_CLOSE: Final = 24


def _clear(findings: Sequence[Finding], of: Sequence[Finding]) -> list[Finding]:
    """Those that lie over none of the others."""
    rows = sorted(of, key=attrgetter("start"))
    starts = [f.start for f in rows]
    ends = list(accumulate((f.end for f in rows), max))  # of all that begin until there

    def lies(f: Finding) -> bool:
        at = bisect_left(starts, f.end)
        return at > 0 and ends[at - 1] > f.start

    return [f for f in findings if not lies(f)]


def _stands(text: str, start: int, end: int) -> bool:
    """Whether a token stands by itself: no part of a JWT, a host's name or a word, no picture."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isascii() and before.isalnum():
        return False
    if after == "." and text[end + 1 : end + 2].isascii() and text[end + 1 : end + 2].isalnum():
        return False
    if before == "." and start > 1 and text[start - 2].isascii() and text[start - 2].isalnum():
        return False
    return not (before == "," and _DATA.search(text, max(0, start - _NEAR), start))


def _readings(m: re.Match[str], reader: _Reader) -> Iterator[str]:
    """What a token may say, likeliest first; nothing that is no text."""
    which, token = m.lastgroup, m[0]
    if which == "word":
        says = _text(_quoted.sub(_byte, m["word"].replace("_", " ")).encode("latin-1"))
        if says:
            yield says
        return
    if which == "list":
        yield from _of_items(_item.findall(token), reader)
        return
    if which in ("glued", "octal"):
        size, base = (3, 8) if which == "octal" else (2, 16)
        pieces = re.split(r"\\[xX]|0[xX]|=|\\", token)[1:]
        says = _text(bytes(int(p[:size], base) for p in pieces))
        if says:
            yield says
        return
    if len(token) >= _SURE_RUN or reader.cued:
        yield from _of_run(token, reader, _label_of(reader, m.start()))


def _byte(m: re.Match[str]) -> str:
    return chr(int(m[1], 16))


def _of_run(token: str, reader: _Reader, label: Callable[[], str]) -> Iterator[str]:
    token = "".join(token.split())
    bare = token.rstrip("=")
    if m := _hex.fullmatch(bare):
        says = _text(bytes.fromhex(m[1]))
        if says:
            yield says
    if _int.fullmatch(bare) and reader.cued:
        digits = str(int(bare, 16))
        if _lost.fullmatch(digits) and _of_phone.search(label()):
            yield f"0{digits}"
        elif len(bare) - 2 >= _LEAST_INT:
            yield digits
    if _bits.fullmatch(bare):
        says = _text(bytes(int(bare[i : i + 8], 2) for i in range(0, len(bare), 8)))
        if says:
            yield says
    if _base32.fullmatch(token):
        try:
            says = _text(b32decode(bare + "=" * (-len(bare) % 8)))
        except (binascii.Error, ValueError):
            says = ""
        if says:
            yield says
    says = _base64(bare)
    if says:
        yield says


def _base64(bare: str) -> str:
    """Two sorts of characters at least, as no word has; canonical, whichever alphabet."""
    if len(bare) % 4 == 1 or bare.islower() or bare.isdigit() or bare[1:].islower():
        return ""
    if ("-" in bare or "_" in bare) and ("+" in bare or "/" in bare):
        return ""
    plain = bare.replace("-", "+").replace("_", "/")
    try:
        data = b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return _text(data) if b64encode(data).rstrip(b"=").decode() == plain else ""


def _of_items(items: Sequence[str], reader: _Reader) -> Iterator[str]:
    """Bytes, codes or code points apart; the reading with more digits and Hangul first."""
    sizes = {len(i) for i in items}
    if len(items) < _SURE_LIST and max(sizes) <= _CODE and not reader.cued:
        return
    readings: list[str] = []
    if sizes == {8} and all(set(i) <= {"0", "1"} for i in items):
        readings.append(_text(bytes(int(i, 2) for i in items)))
    elif sizes == {2}:
        readings.append(_text(bytes.fromhex("".join(items))))
    elif sizes == {4}:
        readings.append(_hangul(int(i, 16) for i in items))
    # Two digits and two digits are anything: only who speaks of codes writes text so.
    if all(i.isdigit() for i in items) and sizes <= {2, 3, 5}:
        codes = [int(i) for i in items]
        if 5 in sizes:
            readings.append(_hangul(codes))
        elif max(codes) < 256 and reader.cued:
            readings.append(_text(bytes(codes)))
    yield from sorted(filter(None, readings), key=_values, reverse=True)


def _values(says: str) -> int:
    return sum(c.isdigit() or "가" <= c <= "힣" for c in says)


def _hangul(codes: Iterator[int] | Sequence[int]) -> str:
    """Code points that are Hangul, with what may stand between."""
    codes = list(codes)
    plain = all(0xAC00 <= c <= 0xD7A3 or 0x20 <= c < 0x7F for c in codes)
    return "".join(map(chr, codes)) if plain and any(c >= 0xAC00 for c in codes) else ""


def _text(data: bytes) -> str:
    """Strictly UTF-8 that can be printed; else nothing."""
    try:
        says = data.decode()
    except UnicodeDecodeError:
        return ""
    return says if len(says) > 1 and says.replace("\n", "").replace("\t", "").replace("\r", "").isprintable() else ""


_SMALL: Final = "abcdefghijklmnopqrstuvwxyz"
_TURNED: Final = _SMALL[13:] + _SMALL[:13]
_THIRTEEN: Final = str.maketrans(_SMALL + _SMALL.upper(), _TURNED + _TURNED.upper())
_words = re.compile(r"[!-~]{5,64}+(?: [!-~]{2,64}+){0,3}+")


def _rotated(text: str, reader: _Reader) -> Iterator[Finding]:
    """Letters moved by thirteen, on a line that says so."""
    for cue in _rot.finditer(text):
        begin = max(0, cue.start() - _NEAR)
        begin = text.rfind("\n", begin, cue.start()) + 1 or begin
        stop = text.find("\n", cue.end(), cue.end() + 2 * _NEAR)
        for m in _words.finditer(text, begin, stop if stop >= 0 else cue.end() + 2 * _NEAR):
            if m.start() < cue.end() and cue.start() < m.end():
                continue
            if reader.spent:
                return
            told = reader.told(*m.span(), m[0].translate(_THIRTEEN))
            if told:
                yield Finding(*m.span(), told.kind, told.certainty, "encoded")


# ---------------------------------------------------------------- a keyboard switched to the other language
_switch = re.compile(_SWITCH)
#: Words of keys, and figures among them: rhkdwn qnrrn 63.
_keys = re.compile(r"(?<![A-Za-z0-9@/._-])[A-Za-z0-9][A-Za-z0-9,()-]*+(?: [A-Za-z0-9][A-Za-z0-9,()-]*+)*+(?![@/._:]\w)")
_key_word = re.compile(r"[^ ]+")
_letters_of_keys = re.compile("[A-Za-z]+")
#: What the keys of Latin letters make when Hangul is on; whole syllables alone only in quotes, or with figures and marks.
_turned = re.compile(r"[ㄱ-ㅣ가-힣0-9A-Za-z@._!#$%^&*?~+=-]{4,64}+")
#: Letters that nobody laughs, weeps or agrees with: 까먹음ㅠㅠ, ㄴㄴ, ㅇㅋ.
_rare_jamo = re.compile("[ㄲㄸㄹㅁㅃㅆㅉㅊㅌㅍㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅣ]")
_jamo = re.compile("[ㄱ-ㅣ]")
_hangul_run = re.compile("[가-힣]")
_mail = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_secret_word = re.compile(r"비밀 ?번호|비번|암호|패스워드|[Pp]assw|[Pp]wd|PW|pw")
#: Where the keys are told for a password: '노을진강변' 치고, 사랑해82.
_pressed = re.compile(r"[\"'’”」]? ?(?:[을를]|라고|이라고|하고)? ?(?:치|쳐|친|입력|누르|눌러|찍)")
_quotes: Final = "\"'‘“「`"
_LEAST_KEYS, _LEAST_DIFFERENT = 6, 3
_TURNED_SURE: Final = 90


def _switched(text: str, reader: _Reader) -> Iterator[Finding]:
    """Korean typed as English, and English typed as Korean, where it is spoken of."""
    for m in islice(_keys.finditer(text), _MOST_TOKENS):
        for start, end in _korean(m):
            if reader.spent:
                return
            yield from _of_keys(text, start, end, reader)
    for m in islice(_turned.finditer(text), _MOST_TOKENS):
        if reader.spent:
            return
        kind = _of_letters(m, reader)
        if kind:
            value = m[0].rstrip(".?~") if m[0][-1] in ".?~" else m[0]
            yield Finding(m.start(), m.start() + len(value), kind, _TURNED_SURE, "keyboard")


def _korean(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Neighbouring words that are all whole syllables (figures may stand among them)."""
    start = end = -1
    for m in _key_word.finditer(run[0]):
        letters = _letters_of_keys.findall(m[0])
        whole = all(_hangul_run.fullmatch(c) for word in letters for c in to_hangul(word)[0])
        if whole and (letters or start >= 0):
            start = m.start() if start < 0 else start
            end = m.end()
            continue
        if start >= 0:
            yield run.start() + start, run.start() + end
        start = -1
        if not letters:
            start, end = m.span()  # 12 ehd 304 gh
    if start >= 0:
        yield run.start() + start, run.start() + end


def _of_keys(text: str, start: int, end: int, reader: _Reader) -> Iterator[Finding]:
    """What is found in what the keys say, where the keys stand."""
    keys = text[start:end]
    if keys[:1].isupper() and keys[1:] == keys[1:].lower():
        keys = keys.lower()  # written so at the beginning of a sentence
    says, begins = to_hangul(keys)
    if sum(map(bool, map(_hangul_run.match, says))) < 1:
        return
    for found, at in reader.looks(start, end, says):
        within = [f for f in found if at <= f.start and f.end <= at + len(says)]
        # A password is what was typed: `_of_words`, or any detector.
        within = [f for f in within if f.kind is not Kind.PASSWORD]
        within = [f for f in within if _hangul_run.search(says, f.start - at, f.end - at)]
        if within:
            for f in within:
                yield Finding(start + begins[f.start - at], start + begins[f.end - at], f.kind, f.certainty, "keyboard")
            return


def _of_letters(m: re.Match[str], reader: _Reader) -> Kind | None:
    """A mail address, or a password behind its word."""
    token = m[0]
    says = to_latin(token).strip(".?~")
    if says == token:
        return None
    if _mail.fullmatch(says):
        return Kind.EMAIL if _jamo.search(token) else None
    if len(says) < _LEAST_KEYS or len(set(says)) < _LEAST_DIFFERENT:
        return None
    if not _secret_word.search(reader.label(m.start())):
        return None
    text = m.string
    quoted = text[m.start() - 1 : m.start()] in _quotes and m.start() > 0
    told = quoted and _pressed.match(text, m.end())
    mixed = token[-1] not in ".,~?" and re.fullmatch("[가-힣]{2,}[0-9!@#$%^&*]+", token)
    return Kind.PASSWORD if _rare_jamo.search(token) or told or mixed else None


_word_keys = re.compile(_WORD_KEYS.removesuffix("(?:[A-Za-z]{6}|[가-힣]{0,3}[ㄱ-ㅣ])"))
_bare_keys = re.compile("[A-Za-z]{6,24}+(?![0-9@._/-]|[!#$%^&*~?+]+[0-9A-Za-z])")
_figure = re.compile("[0-9!@#$%^&*]")
_LEAST_SYLLABLES: Final = 3


#: How no English word begins, nor a name in a program; or six letters without a vowel. Counted in 37,000 words of Python.
_no_english = re.compile(
    "[rtdqwgzvx]k|[rtqwgzv]j|cj|xj|[rdtw]l|q[hop]|vy|wn|rnj|chl[^aeiouy]|dh[^aeiouy]|th[^aeiouymrw]|rh[^aeiouyt]|gh[^aeiou]|wh[^aeiouy]"
    "|(?!.*(?:html|xml))[a-z]*[b-df-hj-np-tv-xz]{6}"
)


def _foreign(word: str) -> bool:
    """Whether a word in Latin letters can be no English one: entity and theory make whole syllables, too."""
    return _no_english.match(word.lower()) is not None


def _of_words(text: str, reader: _Reader) -> Iterator[Finding]:
    """Keys that make whole syllables, and no English word; letters of Hangul with figures."""
    for label in islice(_word_keys.finditer(text), _MOST_TOKENS):
        m = _bare_keys.match(text, label.end())
        if m:
            says = to_hangul(m[0])[0]
            likely = len(says) >= _LEAST_SYLLABLES and all(map(_hangul_run.match, says))
            if likely and (_foreign(m[0]) or reader.spoken):
                yield Finding(*m.span(), Kind.PASSWORD, _TURNED_SURE, "keyboard")
            continue
        m = _turned.match(text, label.end())
        if m and _rare_jamo.search(m[0]) and _figure.search(m[0]) and _of_letters(m, reader) is Kind.PASSWORD:
            yield Finding(*m.span(), Kind.PASSWORD, _TURNED_SURE, "keyboard")


_name_keys = re.compile(_NAME_KEYS.removesuffix("[A-Za-z][a-z]{4}"))


def _of_names(text: str, reader: _Reader) -> Iterator[Finding]:
    """A surname first, and three or four syllables; or an address."""
    for label in islice(_name_keys.finditer(text), _MOST_TOKENS):
        m = _keys.match(text, label.end())
        if m is None:
            continue
        start, end = next(_korean(m), (-1, -1))
        if start != m.start() or reader.spent:
            continue
        says = to_hangul(text[start:end])[0]
        named = says[0] in SINGLE_SURNAMES or says[:2] in DOUBLE_SURNAMES
        for f in _of_keys(text, start, end, reader):
            size = len(to_hangul(text[f.start : f.end])[0])
            name = f.kind is Kind.NAME and named and f.start == start and size in _NAME_SIZES
            if f.kind is Kind.ADDRESS or (name and (_foreign(text[start:end]) or reader.spoken)):
                yield f


_NAME_SIZES: Final = (3, 4)


# ---------------------------------------------------------------- Morse and braille
_sign = re.compile(rf"{_MORSE}+")
_CODES: Final = dict(
    zip(
        _sign.findall(
            ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. "
            "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----. -....- .--.-. .-.-.-"
        ),
        "abcdefghijklmnopqrstuvwxyz0123456789-@.",
        strict=True,
    )
)
_morse = re.compile(rf"(?<!{_MORSE}){_MORSE}{{1,6}}(?:(?:{_PAUSE}){_MORSE}{{1,6}}(?!{_MORSE})){{4,40}}+")
_PLAIN_MORSE: Final = str.maketrans(dict.fromkeys("–—−_ㅡ", "-") | dict.fromkeys("·•∙", "."))


def _of_morse(text: str, reader: _Reader) -> Iterator[Finding]:
    for m in islice(_morse.finditer(text), _MOST_TOKENS):
        if reader.spent:
            return
        signs = [_CODES.get(sign.translate(_PLAIN_MORSE), "") for sign in _sign.findall(m[0])]
        if all(signs):
            told = reader.told(*m.span(), "".join(signs))
            if told:
                yield Finding(*m.span(), told.kind, told.certainty, "morse")


#: Figures are the letters from a to j behind the sign for a number (한국 점자 규정 제40항).
_FIGURES: Final = dict(zip("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠤⠲⠂⠀", "1234567890-.,-", strict=True))
_braille = re.compile("⠼[⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚]+(?:[⠤⠲⠂⠀ ]{0,2}⠼?[⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚]+){0,12}+")


def _of_braille(text: str, reader: _Reader) -> Iterator[Finding]:
    for m in islice(_braille.finditer(text), _MOST_TOKENS):
        if reader.spent:
            return
        told = reader.told(*m.span(), "".join(_FIGURES.get(c, c if c == " " else "") for c in m[0]))
        if told:
            yield Finding(*m.span(), told.kind, told.certainty, "braille")


#: In the order of `_possible_marks`.
_MARKED: Final = (_switched, _of_morse, _of_braille, _of_words, _of_names)
