"""Which grade of N2SF 1.0 a prompt has (등급 제안), judged on what would REMAIN after masking.

Personal data that masking removes does not raise the grade; a mark does, and so do personal data and secrets that a
policy leaves unmasked (개인정보: 정보공개법 제9조제1항제6호; 인증정보: 시스템 로그와 같은 S 정보). A machine proposes; the caller's
header and the agency's default only raise.

| mark | grade | because |
|---|---|---|
| Ⅰ·Ⅱ·Ⅲ급비밀, 군사기밀, 군사비밀, 비밀 | C | 보안업무규정 제4조; 군사기밀보호법; 정보공개법 9①1–4호 |
| 대외비, CONFIDENTIAL, 비공개 without its number | C | the mark does not say which 호, so the higher of C (1–4호) and S (5–8호) |
| 비공개(n호), 부분공개(n호) | C for n in 1–4, S for 5–8; several: the highest | 정보공개법 제9조제1항; N2SF 1.0 |
| 부분공개 without its number, 취급주의, 관계자 외 열람금지 (anybody 외 …금지), 의결 전 비공개, 내부검토, 내부자료 | S | internal review (9①5호); no secrecy class |
| C등급·C·기밀, S등급·S·민감 (N2SF) | C, S | N2SF 1.0 |

Without a mark the content speaks: matters of classes 1–4 of 정보공개법 제9조제1항 are C, of 5–8 S. Words that name a matter
decide (`grade_cues.py`), unless the whole reads as clearly public; where none does, the wording decides (`grade_model.py`):
in doubt the text is held. A text that holds passages of a registered classified file, or a planted string
(`fingerprints.py`), is C.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.grades import Grade, highest
from gwanmun.privacy.grade_cues import WINDOW, classes, windows
from gwanmun.privacy.grade_model import MODEL
from gwanmun.privacy.kinds import DEFAULT_STYLES, Style

_LETTER: Final = re.compile(r"^(?:N2SF[ -]?)?([CS])(?:등급|급)?(?:\((?:기밀|민감)\))?$")
_NUMBERS: Final = re.compile("[1-8]")
_S_WORDS: Final = (
    "취급주의",
    "보안주의",
    "관계자외",
    "담당외",
    "담당자외",
    "본인외",
    "열람제한",
    "내부",
    "부분공개",
    "민감",
    "TLP",
)
#: Who alone may read it, or before what it is closed; in whatever else it says a mark of C wins.
_FOR_SOME: Final = re.compile(
    r"[가-힣](?<!대)외(?!부)[가-힣,·/]{0,20}(?:금지|엄금|불가|금함)|[가-힣]전(?:까지)?비공개|[가-힣](?<!무단)전(?:까지)?(?:대외|외부)?(?:열람|복사|복제|배포|유출|공개|공유|회람)(?:금지|엄금|불가|금함)"
)
_C_WORDS: Final = re.compile(
    r"급[.·-]?비[.·-]?밀|군사|[대對対][.·_*/~-]?[외外][.·_*/~-]?[비秘祕]|[㊙秘祕]|기밀|機密|극비|비밀(?!유지)|C[O0]NF|SECRET|(?<!전)(?<!전까지)비공개(?![(\[제1-8])"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a grade is proposed, in words of the law; never a word of the text."""

    grade: Grade
    why: str  # mark | unmasked | content | wording | fingerprint
    detail: str  # the kind left unmasked, the class of 제9조제1항, the registered row's id
    law: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The highest grade of the grounds; O without one."""

    grade: Grade
    grounds: tuple[Ground, ...]


_PUBLIC: Final = Proposal(Grade.O, ())
_LAW: Final = "정보공개법 제9조제1항제{}호"


#: Why, and the class of 정보공개법 제9조제1항.
Matter = tuple[str, int]


def propose_grade(
    texts: Sequence[str], findings: Sequence[Sequence[Finding]], styles: Mapping[Kind, Style] = DEFAULT_STYLES
) -> Grade:
    """The highest grade of anything that masking with these styles would leave in the texts."""
    return propose(texts, findings, styles).grade


def propose(
    texts: Sequence[str],
    findings: Sequence[Sequence[Finding]],
    styles: Mapping[Kind, Style] = DEFAULT_STYLES,
    registered: Sequence[str] = (),
    look: Callable[[str, str], Sequence[Matter]] | None = None,
    owner: str = "",
) -> Proposal:
    """The grade with its grounds. `registered`: ids of classified files that these texts hold passages of.

    `look` is `matters` with a memory, told whose texts these are (`seen`).
    """
    grounds: dict[Ground, None] = {}
    for id_ in registered:
        grounds[Ground(Grade.C, "fingerprint", id_, "보안업무규정 제4조")] = None
    for text, row in zip(texts, findings, strict=True):
        for f in row:
            if f.kind is Kind.MARKING:
                grounds[Ground(mark_grade(text[f.start : f.end]), "mark", f.why, "보안업무규정; N2SF 1.0")] = None
            elif styles.get(f.kind, DEFAULT_STYLES[f.kind]) is Style.KEEP:
                grounds[Ground(Grade.S, "unmasked", f.kind.value, _LAW.format(6))] = None
        remaining = _remaining(text, row, styles) if row else text
        for why, number in matters(remaining) if look is None else look(remaining, owner):
            grade = Grade.C if number <= _LAST_OF_C else Grade.S
            grounds[Ground(grade, why, str(number), _LAW.format(number))] = None
    return Proposal(highest(*(ground.grade for ground in grounds)), tuple(grounds)) if grounds else _PUBLIC


#: Above, the wording alone holds a text: chosen on snippets left out of the training (`tools/grade_model.py --folds`).
_HELD: Final = 0.2
#: Below, a short text is public although a word of it names a matter (수사반장 드라마의 명대사).
_PUBLIC_BELOW: Final = -1.5
_SHORT: Final = 300


def matters(text: str) -> tuple[Matter, ...]:
    """What the text speaks of."""
    named = classes(text)
    if named and (1 in named or len(text) > _SHORT or MODEL.score(text) >= _PUBLIC_BELOW):
        return tuple(("content", number) for number in sorted(named))
    score, most = max((MODEL.score(window), window) for window in ((text,) if len(text) <= WINDOW else windows(text)))
    return (("wording", MODEL.likeliest(most)),) if score > _HELD else ()


#: A name that stands beside its word or in its column. Less sure ones may be a word of the text, which speaks for a grade.
_SURE: Final = 95


def _remaining(text: str, row: Sequence[Finding], styles: Mapping[Kind, Style]) -> str:
    """The text without names that masking surely removes: 강도현 in a list is no robbery (강도)."""
    parts: list[str] = []
    at = 0
    for f in row:
        if (
            f.kind is Kind.NAME
            and f.certainty >= _SURE
            and styles.get(f.kind, DEFAULT_STYLES[f.kind]) is not Style.KEEP
        ):
            parts += text[at : f.start], "○"
            at = f.end
    return "".join((*parts, text[at:])) if parts else text


#: 정보공개법 제9조제1항: classes 1 to 4 are C of N2SF, 5 to 8 are S.
_LAST_OF_C: Final = 4


def mark_grade(mark: str) -> Grade:
    """What a mark means, by the table above; a mark that the table does not know is C."""
    bare = re.sub(r"\s", "", mark)
    letter = _LETTER.match(bare)
    if letter:
        return Grade(letter[1])
    if bare.startswith(("비공개", "부분공개")) and (numbers := _NUMBERS.findall(bare)):
        span = range(int(numbers[0]), int(numbers[-1]) + 1) if "~" in bare or "-" in bare else map(int, numbers)
        return Grade.C if any(n <= 4 for n in span) else Grade.S
    below = bare.startswith(_S_WORDS) or _FOR_SOME.search(bare)
    return Grade.S if below and not _C_WORDS.search(bare) else Grade.C
