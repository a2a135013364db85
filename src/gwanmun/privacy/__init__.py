"""What is personal, secret or classified in a Korean text, and how it is masked: a small library of its own.

    from gwanmun.privacy import mask_text, scan, unmask

    scan("연락처 010-2345-6789")          # (Finding(start=4, end=17, kind=Kind.PHONE, certainty=97, why="mobile"),)
    done = mask_text("민원인 김영희님")     # done.text == "민원인 ⟨이름1⟩님"
    unmask("⟨이름1⟩님께", done.table)      # "김영희님께"

Pure functions of texts: no file, network, clock or model. Rules, laws and scores: docs/detection.md. For a request of many
passages see `mask.mask` and `find.find_all`; for an answer that streams, `stream.Restorer` and `watch.AnswerWatch`.
"""

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.find import DETECTOR_VERSION, find_all
from gwanmun.privacy.kinds import KINDS, KindInfo, Nature, Style
from gwanmun.privacy.mask import TokenTable
from gwanmun.privacy.texts import Choice, MaskedText, Suggestion, choose, mask_text, scan, unmask

__all__ = [
    "DETECTOR_VERSION",
    "KINDS",
    "Choice",
    "Finding",
    "Kind",
    "KindInfo",
    "MaskedText",
    "Nature",
    "Style",
    "Suggestion",
    "TokenTable",
    "choose",
    "find_all",
    "mask_text",
    "scan",
    "unmask",
]
