"""이름 (NAME): after a label (성명:, 민원인, 예금주), beside a title (…님, …씨, 주무관 …), or in a column of names.

A Korean name is a surname (a double one has two syllables) and a given name of one or two syllables, with particles
glued to it (김승우입니다, 이정숙의). What is found is the name only. Rules by strength of what stands beside it:

1. a label with a colon, or a column's header: any surname; foreign names of several words too;
2. a label or a title with a space: the given name is made of syllables that names are made of;
3. nothing but a phone number, an age or a sex in brackets behind it, an address in <>, "드림", "저는 …입니다": as 2.

Never: ordinary words (data/privacy/not_names.txt), historical figures and form samples (public_figures.txt), heads who
were elected or appointed, beside their title. Names once accepted are found again elsewhere by `privacy/carry.py`.
"""

import re
from collections.abc import Iterator
from typing import Final

import re2

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View
from gwanmun.privacy.lists import (
    DOUBLE_SURNAMES,
    ELECTED_TITLES,
    GIVEN_SYLLABLES,
    NAME_LABELS,
    NOT_NAMES,
    PUBLIC_FIGURES,
    RARE_SURNAMES,
    SINGLE_SURNAMES,
    SURNAMES,
    TITLES,
    either,
)

#: Surnames so common that they count beside a weak label too (the list is in order of frequency).
_TOP: Final = frozenset(SURNAMES[:56])
_SPEAKERS: Final = frozenset(
    {"위원장", "위원", "간사", "의장", "서기", "사회자", "피고인", "원고", "피고", "환자", "상담자", "상담원"}
)
_WEAK: Final = frozenset(
    {"담당", "대표", "작성", "서기", "강사", "간사", "위원", "위원장", "의장", "환자", "저자", "자녀", "담당자"}
)
_SURNAME: Final = "".join(sorted(SINGLE_SURNAMES))
_USUAL: Final = "".join(sorted(_TOP))
_LABEL: Final = either(NAME_LABELS)
_STRONG: Final = either(tuple(label for label in NAME_LABELS if label not in _WEAK))
_TITLE: Final = either(TITLES)
_POST: Final = either(
    tuple(title for title in TITLES if len(title) > 1 and title not in ("귀하", "귀중", "드림", "올림", "배상"))
)
_ELECTED: Final = either(ELECTED_TITLES)
_NOTE: Final = r"(?: ?\([^)\n]{1,16}\))?"

# The three that scan the whole text are RE2: long alternations of words cost it nothing.
_colon = re2.compile(rf"(?P<l>{_LABEL}){_NOTE} ?(?:은|는|이)?[\"'*]{{0,2}} ?[:：=] ?[\"'*]{{0,2}} ?")
_spaced = re2.compile(rf"(?P<l>{_LABEL}|{_POST})(?: ?중| ?[은는])?[\"'*]?(?:[ \t]{{1,4}}[\"'“(]?|[(\[\"'“])")
_called = re2.compile(rf"(?:님|씨|{_TITLE}|앞으로|명의)")
_behind = re2.compile(
    r"[가-힣] ?[(（](?:만 ?|☎ ?|남|여|[0-9])|[가-힣] ?<[^<>\s@]{1,64}@|[가-힣](?:입니다|이라고|라고|이에요|예요)"
)
_key = re2.compile(r"[\"'](?:[A-Za-z_]{0,24}(?:[nN]ame|Nm|nm|NM|NAME)|[가-힣]{0,4}(?:성명|이름))[\"'] ?[:=] ?[\"']")
_header = re.compile(rf"^(?:{_LABEL})(?:명)?{_NOTE}$")
_next = re.compile(r"(?:님|씨)? ?[,·、/] ?")
_ONE_PARTICLE: Final = frozenset("은는이가을를의에도만과와로")
_ends = re.compile(r" ?[,)(\n/·]| ?$")
_hangul = re.compile("[가-힣]+")
_foreign = re.compile(
    r"[가-힣]{1,8}(?:[ ·-][가-힣]{1,8}){0,3}(?=[ \t]*(?:[,\n\t|/()<>;\"']|$))|[A-Z][A-Za-z'’.-]{1,24}(?:,? [A-Z][A-Za-z'’.-]{0,24}){1,4}"
)
_elected_before = re.compile(rf"(?:{_ELECTED}) ?$")
_elected_after = re.compile(rf"^ ?(?:{_ELECTED})(?:님|께서|은|는|이|가|의|[^가-힣]|$)")
_hero_after = re.compile(r"^ ?(?:열사|의사의|장군|대왕|여사의 생애|선생의 (?:백범|목민))")
_P: Final = (
    "은|는|이|가|을|를|의|에게서|에게|에|께서|께|와|과|도|만|으로|로|랑|이랑|하고|한테|입니다|입니다만|이고요|이고|고요|이며|이다|이에요|예요|이라고|라고|이라는|"
    "라는|부터|까지|외|등|측|본인|앞|명의|귀하|씨|님|군|양|드림|올림|배상|이나|나|처럼|보다|이신|인데|이라|님께서|님께|이었|였"
)
_particles = re.compile(rf"(?:{_P}){{1,3}}")
_POSTFIX: Final = re.compile(rf"(?:{_TITLE})(?:{_P}){{0,3}}")
_title_end = re.compile(rf"(?:님|씨)?(?:(?:{_P}){{1,2}}|들|급)?(?![가-힣])")
_OFFICE_END: Final = frozenset("과팀청처실국부")


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    found: dict[int, int] = {}
    for start, end, certainty, why in _places(view):
        if start in found:
            continue
        name = text[start:end]
        if name in PUBLIC_FIGURES or _elected_before.search(text[max(0, start - 6) : start]):
            continue
        rest = text[end : end + 10]
        if _elected_after.match(rest) or _hero_after.match(rest):
            continue
        found[start] = end
        yield Finding(start, end, Kind.NAME, certainty, why)
        for at, stop in _listed(text, end, found):
            yield Finding(at, stop, Kind.NAME, 80, "list")


def _listed(text: str, end: int, found: dict[int, int]) -> Iterator[tuple[int, int]]:
    """4. A list of names goes on after a comma."""
    while comma := _next.match(text, end):
        start = comma.end()
        end = _plausible(text, start, listed=True)
        if not end or start in found:
            return
        found[start] = end
        if text[start:end] not in PUBLIC_FIGURES:
            yield start, end


def _places(view: View) -> Iterator[tuple[int, int, int, str]]:
    text = view.text
    # 1. A label with a colon, a key, a column.
    for m in _colon.finditer(text):
        if m["l"] in _SPEAKERS:
            # Minutes write "위원장: 성원이 되었으므로 …": what follows is a name only if nothing follows the name.
            end = _plausible(text, m.end(), listed=False, strict=True)
            if end and _ends.match(text, end):
                yield m.end(), end, 90, "label:"
            continue
        yield from _labelled(text, m.end())
    for m in _key.finditer(text):
        end = _plausible(text, m.end(), listed=False)
        if end and text[end : end + 1] in "\"'":
            yield m.end(), end, 93, "key"
    if "\t" in text or "|" in text or "," in text:
        yield from _columns(view)
    # 2. A label or a post, then a space; the word before a title.
    for m in _spaced.finditer(text):
        label = m["l"]
        if m.start() and "가" <= text[m.start() - 1] <= "힣" and label in _WEAK and len(label) == 2 and label != "대표":
            continue
        end = _plausible(text, m.end(), listed=False, strict=label not in _WEAK or label in ("대표", "간사"))
        if end and (label not in _WEAK or text[m.end()] in _TOP):
            yield m.end(), end, 86, "label"
    for m in _called.finditer(text):
        yield from _before_title(text, m)
    # 3. What stands behind a name.
    for m in _behind.finditer(text):
        yield from _before(text, m.start() + 1, m[0])


def _labelled(text: str, at: int) -> Iterator[tuple[int, int, int, str]]:
    end = _korean(text, at)
    m = _foreign.match(text, at)
    if end and (m is None or m.end() <= end or text[at] in _TOP or not _abroad(m[0])):
        yield at, end, 95, "label:"
        return
    if m and not any(word in NOT_NAMES or word in _ALL_LABELS for word in re.split("[ ·-]", m[0])):
        words = m[0].count(" ") + m[0].count("·") + 1
        if words > 1 or (3 <= len(m[0]) <= 6 and m[0][-1] not in _OFFICE_END and m[0][0] not in SINGLE_SURNAMES):
            yield at, m.end(), 75, "foreign"


def _abroad(value: str) -> bool:
    """Whether several words look like a foreign name (마리아 산토스), not like a name and its title."""
    return " " in value and not any(word in NOT_NAMES or word in _ALL_LABELS for word in value.split(" "))


_ALL_LABELS: Final = frozenset(NAME_LABELS) | frozenset(TITLES)


def _columns(view: View) -> Iterator[tuple[int, int, int, str]]:
    text = view.text
    for start, mark, names in view.tables():
        wanted = [i for i, name in enumerate(names) if name and _header.match(name)]
        if not wanted:
            continue
        stop = text.find("\n", start)
        at = start
        for column, cell in enumerate(text[start : stop if stop >= 0 else len(text)].split(mark)):
            if column in wanted:
                yield from _labelled(text, at + len(cell) - len(cell.lstrip(" \"'")))
            at += len(cell) + 1


def _before_title(text: str, m: re.Match[str]) -> Iterator[tuple[int, int, int, str]]:
    """The word that ends where a title begins (김영희 주무관, 이경자씨)."""
    at = m.start()
    glued = at > 0 and text[at - 1] != " "
    if not _title_end.match(text, m.end()):
        return
    end = at if glued else at - 1
    start = end
    while start > 0 and end - start < 5 and "가" <= text[start - 1] <= "힣":
        start -= 1
    length = end - start
    if not 2 <= length <= 4 or (start and "가" <= text[start - 1] <= "힣"):
        return
    name = text[start:end]
    if not _shaped(name) or name in NOT_NAMES or name in _ALL_LABELS:
        return
    polite = m[0] in ("님", "씨")
    if length == 2 and (not polite or (not glued and m[0] == "님")) and (name[0] in RARE_SURNAMES or glued):
        return
    if glued and not polite and len(m[0]) == 1:
        return
    yield start, end, 88 if length > 2 else 76, "title"


def _before(text: str, end: int, what: str) -> Iterator[tuple[int, int, int, str]]:
    start = end
    while start > 0 and end - start < 5 and "가" <= text[start - 1] <= "힣":
        start -= 1
    name = text[start:end]
    least = 2 if text.startswith(("(01", "（01"), end) and start < end and text[start] in _TOP else 3
    if not least <= end - start <= 4 or not _shaped(name) or name in NOT_NAMES or name in _ALL_LABELS:
        return
    if what[1] in "입이라예":
        # "저는 누리구에 사는 김승우입니다": only of oneself, or of a name asked for.
        if not re.search(
            r"(?:저는|제 ?이름|이름은|이름이|본인은|나는)", text[max(0, start - 40) : start].rpartition("\n")[2]
        ):
            return
    elif name[0] in RARE_SURNAMES and name[0] not in "하성우유전신안문고정구주차현원":
        return
    yield start, end, 84, "behind"


def _korean(text: str, at: int) -> int:
    """Where the name that begins at `at` ends, beside a strong label: any surname and any given name."""
    m = _hangul.match(text, at, at + 12)
    if m is None:
        return 0
    run = m[0]
    for length in _lengths(run):
        name = run[:length]
        rest = run[length:]
        if name in NOT_NAMES or name in _ALL_LABELS or (name[-1] in _OFFICE_END and name[-1] not in GIVEN_SYLLABLES):
            continue
        if length == 4 and name[:2] not in DOUBLE_SURNAMES and (rest or not _given(name[1:])):
            continue
        if not rest or _particles.fullmatch(rest) or _POSTFIX.fullmatch(rest):
            return at + length
    return 0


def _plausible(text: str, at: int, *, listed: bool, strict: bool = False) -> int:
    """As `_korean`, beside a weak label: the given name must be made of syllables that names are made of.

    `strict`: the label means a person and nothing else, so that a name of two syllables may stand alone behind it.
    """
    m = _hangul.match(text, at, at + 12)
    if m is None:
        return 0
    run = m[0]
    for length in _lengths(run):
        name, rest = run[:length], run[length:]
        if not _shaped(name) or name in NOT_NAMES or name in _ALL_LABELS:
            continue
        if length == 2 and not (strict and run == name and _ends.match(text, at + 2)):
            called = rest[:1] in ("님", "씨") or re.match(r" ?(?:님|씨)(?![가-힣]{2})", text[at + 2 : at + 6])
            if not called:
                continue
        elif name[:2] in NOT_NAMES and name[2:] in _ONE_PARTICLE:
            continue
        if listed and rest and not rest.startswith(("님", "씨", "등", "외")):
            continue
        if not rest or _particles.fullmatch(rest) or _POSTFIX.fullmatch(rest):
            return at + length
    return 0


def _lengths(run: str) -> tuple[int, ...]:
    """In which order to try lengths: a whole run first, then a name of three, two and four syllables."""
    if run[0] not in SINGLE_SURNAMES and run[:2] not in DOUBLE_SURNAMES:
        return ()
    tried = (3, 4, 2) if run[:2] in DOUBLE_SURNAMES and len(run) != 3 else (3, 2)
    if run[:2] in DOUBLE_SURNAMES and len(run) >= 4:
        tried = (4, 3, 2)
    return tuple(n for n in (*((len(run),) if 2 <= len(run) <= 4 else ()), *tried) if n <= len(run))


def _shaped(name: str) -> bool:
    """A surname, and a given name of syllables that names are made of."""
    if len(name) >= 3 and name[:2] in DOUBLE_SURNAMES and _given(name[2:]):
        return True
    return name[0] in SINGLE_SURNAMES and 2 <= len(name) <= 3 and _given(name[1:])


def _given(name: str) -> bool:
    return all(c in GIVEN_SYLLABLES for c in name)


_TRIGGER: Final = (
    (rf"(?:{_LABEL}|{_POST})(?: ?중| ?[은는이])?[\"'*]{{0,2}}(?:[:：=(\[\"'“]| ?[ \t][\t \"'“(:：=]?[{_USUAL}:：=])",),
    (rf"(?:{_STRONG})(?: ?중| ?[은는])?[\"'*]?[ \t]{{1,4}}[\"'“(]?[{_SURNAME}]",),
    (
        rf"(?:{_LABEL}|성명|이름)명?(?: ?\(|[\"'* ]{{0,2}}[\t|,\n])",
        rf"[\t|]|[\n,][\"']?[{_SURNAME}][가-힣]{{1,3}}[\"']?[,\n]",
    ),
    (rf"[{_SURNAME}][가-힣]{{1,3}} ?(?:{_TITLE}|앞으로|명의)",),
    (rf"[{_SURNAME}][가-힣]{{1,3}}(?: ?[(（](?:만 ?[0-9]|☎|[남여][,/)]|[0-9])| ?<[!-~])",),
    (r"(?:저는|이름|본인은|나는)", rf"[{_SURNAME}][가-힣]{{2}}(?:입니다|이라고|라고|이에요|예요)"),
    (r"[eEmM][\"'] ?[:=] ?[\"'][가-힣]|[명름][\"'] ?[:=] ?[\"'][가-힣]",),
)

DETECTOR: Final = Detector(Kind.NAME, _TRIGGER, detect)
