"""군번 (MILITARY_NO): YY-NNNNN (officer), YY-NNNNNN (NCO), YY-NNNNNNNN (soldier). Told by its word only.

In force since 1991; letters of arms (A12-345678) stand before it in older papers. Traps: receipt numbers 26-1234567.
"""

from typing import Final

from gwanmun.domain.findings import Kind
from gwanmun.privacy.detectors.base import SEP
from gwanmun.privacy.detectors.numbered import worded

_RANK: Final = r"(?:이등병|일등병|상등병|이병|일병|상병|병장|하사|중사|상사|원사|준위|소위|중위|대위|소령|중령|대령)"
_WORDS: Final = (
    r"군 ?번|순번호|인식표|service[_ ]?(?:no|number)|Service (?:No|Number)|mltrNo|gunbun|MIL_?NO|mil_?no|병적 ?번호"
)

DETECTOR: Final = worded(
    Kind.MILITARY_NO,
    rf"{_WORDS}|{_RANK} ?(?:[가-힣]{{2,6}} ?)?[(\[/,:]? ?$",
    rf"[0-9]{{2}}{SEP}[0-9]{{5,8}}",
    trigger=f"{_WORDS}|{_RANK}",
)
