"""환자등록번호 (MRN): a hospital's own number, mostly 6 to 10 digits. 의료법 제22조. Told by its word only.

Traps: 접수번호, 승인번호, 처방전 교부번호 are numbers of a visit or a paper, not of a patient.
"""

from typing import Final

from gwanmun.domain.findings import Kind
from gwanmun.privacy.detectors.base import SEP
from gwanmun.privacy.detectors.numbered import worded

DETECTOR: Final = worded(
    Kind.MRN,
    r"환자 ?(?:등록|고유|식별|관리)? ?(?:번호|ID|id|코드|No\.?)|[차챠]트 ?(?:번호|No\.?|NO|#)?|병록 ?번호|의무 ?기록 ?번호|(?:진료|진찰|외래|입원|수진|검진) ?(?:등록|카드|권|자)? ?번호"
    r"|병원 ?(?:등록)? ?번호|MRN|mrn|[Cc]hart ?(?:[Nn]o|[Nn]umber|#)?|[Pp]atient[ _]?(?:[Ii][Dd]|[Nn]o|[Nn]umber)|PATIENT_?(?:ID|NO)|ptnt_?(?:No|id|Id)|pt_?no|PT_?NO",
    rf"[0-9]{{2,4}}{SEP}[0-9]{{4,8}}",
)
