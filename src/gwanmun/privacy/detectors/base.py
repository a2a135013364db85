r"""The common shape of the detectors, and what they all look at.

One identifier is one file: its facts, a cheap RE2 `trigger`, and `detect`. A trigger matches wherever `detect` could
find something; all triggers run as one automaton over the text, so that text with nothing in it costs one pass.
Patterns never use `\\b` (a Korean particle glued to a value is a word character) and never begin with a look-behind
(that would cost the fast scan): neighbours are checked in code by `alone`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import re2

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.tables import Cell, Tables

#: What may stand between the groups of a number, in RE2 and in Python: "-", " - ", ".", a line break after a hyphen.
SEP: Final = r"(?:[ ]{0,2}[-._~/·][ ]{0,2}\n?[ ]?|[ ])?"

#: RE2 resets its cache of states when it is full, and refuses to compile what this is too little for.
_AUTOMATON_BYTES: Final = 8 << 20


def automaton(patterns: Sequence[str]) -> Callable[[bytes], Sequence[int]]:
    """One pass over a text for all of these: the numbers of those that stand in it.

    Raises re2.error where they are too many for one automaton.
    """
    options = re2.Options()
    options.max_mem = _AUTOMATON_BYTES
    options.log_errors = False
    made = re2.Set.SearchSet(options)
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    # Without the package's own check of types, which costs a short text as much as the pass.
    matched: Callable[[bytes], Sequence[int]] = made._set.Match  # noqa: SLF001
    return matched


class Hints:
    """Which of some patterns (RE2) could stand in a text, looked for in a pass: a pattern of Python costs ten times as much.

    A hint matches wherever its pattern could find something. Each group is an automaton of its own, as their states ask for.
    """

    __slots__ = ("_automata", "_known", "_names")

    def __init__(self, *groups: Mapping[str, str]) -> None:
        self._names = [tuple(group) for group in groups]
        self._automata = [automaton(tuple(group.values())) for group in groups]
        #: What follows from the hints that matched: few combinations are met, over and over.
        self._known: dict[tuple[tuple[int, ...], ...], frozenset[str]] = {}

    def __call__(self, text: str) -> frozenset[str]:
        """The names of those that stand in a text (without lone surrogates)."""
        data = text.encode()
        matched = tuple([tuple(one(data)) for one in self._automata])
        found = self._known.get(matched)
        if found is None:
            rows = zip(self._names, matched, strict=True)
            found = self._known[matched] = frozenset(names[number] for names, numbers in rows for number in numbers)
        return found


#: A surname that no such label begins with: 봉판례 is somebody.
_SURNAME: Final = "[김이박최정조강윤장임한오권황안송류홍유노심양배백봉]"
#: Labels that say: this number is not personal data.
NOT_PERSONAL: Final = re.compile(
    rf"(?<![^가-힣]{_SURNAME})(?<!\A{_SURNAME})(?:판례|승인|주문|고유)\s?(?:번호|코드|no|No|NO|number|id|ID|#)?\s?[\"']?\s?[:：=.(]?\s?[\"']?$"
    r"|(?:관리|송장|운송장|바코드|품목|물품|제품|상품|부품|모델|품번|자산|시리얼|일련|사건|문서|버전|접수|로트|lot|LOT|도면|공고|"
    r"고시|등록대장|신청|예약|거래|전표|차대|비품|재고|계약|허가|증서|영수증|고지서?|납부|과세|과제|사업|입찰|의안|안건|민원|청구|발급|교부|등기|건축물|계량기|고객|회원|학생|수험|응시|사원|직원|전자 ?납부|가상|호기|설비|장비|기기|단말|세션|요청|추적|배송|우편|결재|기안|품의|결의|순번|번지|필지|공문|처분|위반|단속|점검|검사|시험|성적|인증서|증명서?|확인서|특허|출원|상표|도서|청구기호|barcode|serial|order|ORDER|version|model|part|S/N|P/N|SKU)"
    r"\s?(?:번호|코드|no|No|NO|number|id|ID|#)?\s?[\"']?\s?[:：=.(]?\s?[\"']?$|코드\s?[:：]?\s?$"
)
_STOP: Final = re.compile(r"[0-9\n\t|]")
_REACH: Final = 40
#: Stripped from the words before a value, these leave nothing that says what it is.
_BARE: Final = " \"'*`-–:：=(,;[{<>)]}./#→"
#: A header that does not say what its column holds: the cell before does.
_GENERIC: Final = re.compile(
    r"^(?:내용|값|항목값|입력값?|입력 ?내용|기재 ?(?:내용|사항)|비고|상세|정보|번호|식별 ?(?:번호|자)|데이터|[Vv]alue|[Dd]ata|VALUE|[Cc]ontents?|.{0,2}|[-: ]+)$"
)
#: What two letters say all the same: a column called PW is one of passwords.
_SAYING: Final = frozenset(
    ["PW", "pw", "Pw", "암호", "비번", "군번", "성명", "이름", "계좌", "카드", "여권", "차량", "주소", "메일"]
)
_ASKED: Final = re.compile(
    r"(?:주세요|주십시오|주시겠\S*|십니까|나요|까요|세요|부탁\S*|\?|어떻게 되\S*|말씀\S*|불러\S*|말해\S*|확인하겠습니다|확인할게요)[\s\W]*$"
)
_SPEAKER: Final = re.compile(
    r"^[\s>*\[(-]*[가-힣A-Za-z ]{1,12}[\])]? ?[:>\]][\s\"']*(?:네[,.]? |예[,.]? )?$|^(?:네|예|응|넵)?[,.]? ?$"
)


class View:
    """A normalised text with its lines and columns, looked up only when a candidate asks."""

    __slots__ = ("_labels", "_sheets", "kept", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._sheets: Tables | None = None
        self._labels: dict[int, str] = {}
        #: What a family of detectors found out about the text, once for all of them.
        self.kept: dict[str, Sequence[tuple[int, int, str]]] = {}

    @property
    def sheets(self) -> Tables:
        if self._sheets is None:
            self._sheets = Tables(self.text)
        return self._sheets

    def label(self, at: int) -> str:
        """The words that introduce the value at `at`: back to the last number, cell or line; or its column's header."""
        known = self._labels.get(at)
        if known is None:
            known = self._labels[at] = self._label(at)
        return known

    def _label(self, at: int) -> str:
        text = self.text
        cell = self.sheets.cell(at)
        if cell is not None:
            return self._of_cell(at, cell)
        start = max(0, at - _REACH)
        back = text[start:at][::-1]
        end = 0
        while stop := _STOP.search(back, end):
            words = back[: stop.start()].strip(_BARE)
            if words and words not in _COUNTERS:
                break
            # "연락처1:" and "계좌 2)": a short number belongs to the label.
            number = _NUMBER.match(back, stop.start())
            if number is None:
                break
            end = number.end()
        if stop is None:
            return back[::-1]
        words = back[: stop.start()][::-1]
        if stop[0] == "\n":
            return self._above(at - stop.start() - 1, words)
        if stop[0] in "\t|" and not words.strip(_BARE):
            # A form of two columns without a header.
            edge = at - stop.start() - 1
            return text[max(0, edge - 24) : edge].rpartition("\n")[2].rpartition("|")[2].rpartition("\t")[2] + words
        return words

    def _of_cell(self, at: int, cell: Cell) -> str:
        words = self.text[max(cell.start, at - _REACH) : at]
        header, before = cell.header, cell.before
        if any(c.isdigit() for c in words):
            words = re.split("[0-9]", words)[-1]
        # Two columns are a form as often as a table: its label stands in the cell before.
        said = f"{before} {header}" if cell.columns == 2 or _GENERIC.match(header) else header
        return f"{said} {words}" if words.strip(_BARE) else said

    def _above(self, end: int, words: str) -> str:
        """What the line above says, when the words on the value's own line do not name it."""
        bare = words.strip(_BARE)
        above = self.text[max(0, end - 32) : end].rpartition("\n")[2]
        if not above.strip() and end > 0:
            above = self.text[max(0, end - 33) : end - 1].rpartition("\n")[2]
        if not bare:
            return above if not any(c.isdigit() for c in above[-4:]) else words
        if _SPEAKER.match(words) and _ASKED.search(above):
            return f"{words} {above}"
        return words

    def before(self, at: int, reach: int = 40) -> str:
        """The same line before `at`."""
        start = max(0, at - reach)
        return self.text[max(start, self.text.rfind("\n", start, at) + 1) : at]

    def after(self, at: int, reach: int = 24) -> str:
        """The same line after `at`."""
        end = self.text.find("\n", at, at + reach)
        return self.text[at : end if end >= 0 else at + reach]

    def header(self, at: int) -> str:
        """The header of the column that `at` stands in, when the text there is a table."""
        cell = self.sheets.cell(at)
        return cell.header if cell is not None else ""

    def cells(self) -> Iterator[tuple[int, int, str]]:
        """Each cell under a header: start, end, and what it is called (a header that says nothing: the cell before)."""
        for row in self.sheets.rows:
            before = ""
            for start, end, header in row.cells(self.text):
                yield start, end, before if _GENERIC.match(header) and header not in _SAYING else header
                before = self.text[start:end].strip(" \"'*")


_no_digits = re.compile("[^0-9]+")
_NUMBER: Final = re.compile(r"[0-9]{1,2}(?![0-9])(?=[ ]?[가-힣A-Za-z()\]])")
#: Reversed, as the words before a value are read: 번, 호, 차, 째, 의, 자리.
_COUNTERS: Final = frozenset({"번", "호", "차", "째", "의", "리자"})


#: RE2 patterns: one of the rows must match, whole. A row of two parts ("the word", "a number") costs far less than one
#: pattern with a gap between them: every gap or counter alive at once multiplies the automaton's states.
Trigger = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Detector:
    """`trigger` holds for every text in which `detect` could find something of `kind`."""

    kind: Kind
    trigger: Trigger
    detect: Callable[[View], Iterator[Finding]]


def alone(text: str, start: int, end: int) -> bool:
    """Whether no digit, and no hyphen with a digit, continues the number on either side."""
    if start:
        c = text[start - 1]
        if "0" <= c <= "9" or (c == "-" and start > 1 and "0" <= text[start - 2] <= "9"):
            return False
    if end < len(text):
        c = text[end]
        if "0" <= c <= "9" or (c == "-" and end + 1 < len(text) and "0" <= text[end + 1] <= "9"):
            return False
    return True


def lettered(text: str, start: int, end: int) -> bool:
    """Whether an ASCII letter or `_` is glued to the value: a code or an identifier, unless a label says otherwise.

    A `_` that parts the value's own groups, too, parts the words of a file's name: scan_850312_1234567.jpg.
    """
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == "_" and "_" in text[start:end]:
        before = ""
    return (
        coded(text, start, end)
        or (before.isascii() and (before.isalpha() or before == "_"))
        or (after.isascii() and after.isalpha())
    )


_CODED: Final = 24
_code = re.compile("[0-9A-Za-z+]*")
_hex_code = re.compile("[0-9A-Fa-f-]*")


def coded(text: str, start: int, end: int) -> bool:
    """Whether the value is a piece of a hash, a UUID or a word of base64: a run of 24 letters and digits or more."""
    before, after = text[max(0, start - _WIDEST_CODE) : start][::-1], text[end : end + _WIDEST_CODE]
    glued = (before[:1].isascii() and before[:1].isalpha()) or (after[:1].isascii() and after[:1].isalpha())
    if not glued and before[:1] != "-" and after[:1] != "-":
        return False
    for run in (_code, _hex_code) if glued else (_hex_code,):
        left, right = run.match(before), run.match(after)
        around = (left[0] if left else "") + (right[0] if right else "")
        letters = sum(c.isalpha() for c in around)
        if len(around) + end - start >= _CODED and letters >= _LEAST_LETTERS:
            return True
    return False


_WIDEST_CODE, _LEAST_LETTERS = 64, 3


def digits(value: str) -> str:
    """The digits of a value."""
    return _no_digits.sub("", value)
