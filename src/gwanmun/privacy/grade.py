"""Which grade of N2SF 1.0 a prompt has (등급 제안), judged on what would REMAIN after masking.

Personal data that masking removes does not raise the grade; a mark does, and so do personal data and secrets that a
policy leaves unmasked (개인정보: 정보공개법 제9조제1항제6호; 인증정보: 시스템 로그와 같은 S 정보). A machine proposes; the caller's
header and the agency's default only raise.

| mark | grade | because |
|---|---|---|
| Ⅰ·Ⅱ·Ⅲ급비밀, 군사기밀, 군사비밀, 비밀 | C | 보안업무규정 제4조; 군사기밀보호법; 정보공개법 9①1–4호 |
| 대외비, CONFIDENTIAL, 비공개 without its number | C | the mark does not say which 호, so the higher of C (1–4호) and S (5–8호) |
| 비공개(n호), 부분공개(n호) | C for n in 1–4, S for 5–8; several: the highest | 정보공개법 제9조제1항; N2SF 1.0 |
| 부분공개 without its number, 취급주의, 관계자 외 열람금지, 내부검토, 내부자료 | S | internal review (9①5호); no secrecy class |
| C등급·C·기밀, S등급·S·민감 (N2SF) | C, S | N2SF 1.0 |
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.grades import Grade, highest
from gwanmun.privacy.kinds import DEFAULT_STYLES, Style

_LETTER: Final = re.compile(r"^(?:N2SF[ -]?)?([CS])(?:등급|급)?$")
_NUMBERS: Final = re.compile("[1-8]")
_S_WORDS: Final = ("취급주의", "관계자외열람금지", "내부", "부분공개", "민감")


def propose_grade(
    texts: Sequence[str], findings: Sequence[Sequence[Finding]], styles: Mapping[Kind, Style] = DEFAULT_STYLES
) -> Grade:
    """The highest grade of anything that masking with these styles would leave in the texts."""
    grade = Grade.O
    for text, row in zip(texts, findings, strict=True):
        for f in row:
            if f.kind is Kind.MARKING:
                grade = highest(grade, mark_grade(text[f.start : f.end]))
            elif styles.get(f.kind, DEFAULT_STYLES[f.kind]) is Style.KEEP:
                grade = highest(grade, Grade.S)
    return grade


def mark_grade(mark: str) -> Grade:
    """What a mark means, by the table above; a mark that the table does not know is C."""
    bare = re.sub(r"\s", "", mark)
    letter = _LETTER.match(bare)
    if letter:
        return Grade(letter[1])
    if bare.startswith(("비공개", "부분공개")) and (numbers := _NUMBERS.findall(bare)):
        span = range(int(numbers[0]), int(numbers[-1]) + 1) if "~" in bare or "-" in bare else map(int, numbers)
        return Grade.C if any(n <= 4 for n in span) else Grade.S
    return Grade.S if bare.startswith(_S_WORDS) else Grade.C
