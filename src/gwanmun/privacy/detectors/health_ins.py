"""건강보험증번호 (HEALTH_INS): 11 digits, often 1-NNNNNNNNNN. 국민건강보험법 제12조. Told by its word only.

Traps: a mobile number behind 건강보험 (공단) 담당자; 면허증·등록증·학생증 번호 are other cards.
"""

import re
from typing import Final

from gwanmun.domain.findings import Kind
from gwanmun.privacy.detectors.base import SEP
from gwanmun.privacy.detectors.numbered import worded

DETECTOR: Final = worded(
    Kind.HEALTH_INS,
    r"(?:건강|의료) ?보험|(?:^|[^가-힣])증 ?번호|건보|보험증|의료 ?급여증|[iI]ns(?:u(?:rance)?)?_?(?:No|no|NO)|INS_?NO|hlth_?[Ii]ns|HLTH_?INS|health[_ ]?(?:ins|card)|nhis|NHIS",
    rf"[0-9]{SEP}[0-9]{{4}}{SEP}[0-9]{{6}}|[0-9]{SEP}[0-9]{{10}}",
    unless=re.compile("01[016789]"),
)
