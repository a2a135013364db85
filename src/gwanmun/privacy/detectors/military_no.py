"""군번 (MILITARY_NO): YY-NNNNN (officer), YY-NNNNNN (NCO), YY-NNNNNNNN (soldier). Told by its word only."""

from typing import Final

from gwanmun.domain.findings import Kind
from gwanmun.privacy.detectors.numbered import worded

DETECTOR: Final = worded(Kind.MILITARY_NO, r"군 ?번|순번호|service[_ ]?no", r"[0-9]{2}[ ]?[-./~][ ]?[0-9]{5,8}")
