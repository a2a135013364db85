"""건강보험증번호 (HEALTH_INS): 11 digits, often 1-NNNNNNNNNN. 국민건강보험법 제12조. Told by its word only."""

from typing import Final

from gwanmun.domain.findings import Kind
from gwanmun.privacy.detectors.numbered import worded

DETECTOR: Final = worded(
    Kind.HEALTH_INS, r"건강 ?보험|증 ?번호|건보|보험증|hlthInsNo|health[_ ]?ins", r"[0-9][ ]?[-.]?[ ]?[0-9]{10}"
)
