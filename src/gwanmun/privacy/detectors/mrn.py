"""환자등록번호 (MRN): a hospital's own number, mostly 8 digits. 의료법 제22조. Told by its word only."""

from typing import Final

from gwanmun.domain.findings import Kind
from gwanmun.privacy.detectors.numbered import worded

DETECTOR: Final = worded(
    Kind.MRN,
    r"환자 ?(?:등록)? ?번호|차트 ?번호|병록 ?번호|의무기록 ?번호|진료 ?(?:카드)? ?번호|MRN|mrn|[Cc]hart ?(?:[Nn]o|#)?|ptntNo",
    r"[0-9]{2,4}[-. ]?[0-9]{4,8}",
)
