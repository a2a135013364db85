"""What each kind of finding is: its words, its law, its nature, and how it is masked by default.

What lives here: one row per `Kind`. What does not: how a kind is recognised (`detectors/`), or what a policy decides
about it (`policy/`). Law: 개인정보 보호법 (PIPA) 제2조·제23조·제24조·제24조의2; 고유식별정보 are the four kinds named
in 시행령 제19조 (resident, passport, licence and foreigner registration numbers).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from gwanmun.domain.findings import STYLES_BY_STRICTNESS, Kind, Masking, Style


class Nature(StrEnum):
    """Why a finding matters."""

    PERSONAL = "personal"  # 개인정보: masking removes it, so it does not raise the grade
    SECRET = "secret"  # noqa: S105 - a label: 인증정보, masked and never given back
    MARKING = "marking"  # 표시: raises the grade, is never masked


@dataclass(frozen=True, slots=True)
class KindInfo:
    """`word` stands in tokens (no digits or spaces in it); `unique` marks 고유식별정보."""

    word: str
    en: str
    nature: Nature
    style: Style
    law: str
    unique: bool = False


_PIPA_2: Final = "개인정보 보호법 제2조제1호"
_PIPA_24: Final = "개인정보 보호법 제24조, 시행령 제19조 (고유식별정보)"
_P, _S, _M = Nature.PERSONAL, Nature.SECRET, Nature.MARKING
_T, _W, _K = Style.TOKEN, Style.WORD, Style.KEEP

#: The order is also the last tie-break between overlapping findings: an earlier kind wins.
KINDS: Final[Mapping[Kind, KindInfo]] = MappingProxyType(
    {
        Kind.RRN: KindInfo("주민번호", "resident number", _P, _T, _PIPA_24 + ", 제24조의2", unique=True),
        Kind.FRN: KindInfo("외국인번호", "foreigner number", _P, _T, _PIPA_24, unique=True),
        Kind.DRIVER: KindInfo("면허번호", "driver licence", _P, _T, _PIPA_24, unique=True),
        Kind.PASSPORT: KindInfo("여권번호", "passport", _P, _T, _PIPA_24, unique=True),
        Kind.SECRET: KindInfo("인증키", "secret key", _S, _W, "개인정보의 안전성 확보조치 기준 제5조"),
        Kind.PASSWORD: KindInfo("비밀번호", "password", _S, _W, "개인정보의 안전성 확보조치 기준 제5조, 제7조"),
        Kind.CARD: KindInfo("카드", "card", _P, _T, _PIPA_2 + "; 여신전문금융업법"),
        Kind.EMAIL: KindInfo("이메일", "e-mail", _P, _T, _PIPA_2),
        Kind.PHONE: KindInfo("전화", "phone", _P, _T, _PIPA_2),
        Kind.ACCOUNT: KindInfo("계좌", "bank account", _P, _T, _PIPA_2 + "; 금융실명법 제4조"),
        Kind.BRN: KindInfo("사업자번호", "business number", _P, _T, _PIPA_2 + " (개인사업자)"),
        Kind.CRN: KindInfo("법인번호", "corporation number", _P, _T, "상업등기법"),
        Kind.PCCC: KindInfo("통관부호", "customs code", _P, _T, _PIPA_2),
        Kind.HEALTH_INS: KindInfo("건강보험증", "health insurance", _P, _T, "국민건강보험법 제12조"),
        Kind.MILITARY_NO: KindInfo("군번", "service number", _P, _T, _PIPA_2),
        Kind.MRN: KindInfo("환자번호", "patient number", _P, _T, "개인정보 보호법 제23조 (민감정보); 의료법 제19조"),
        Kind.PLATE: KindInfo("차량번호", "plate", _P, _T, _PIPA_2),
        Kind.GPS: KindInfo("위치", "position", _P, _T, "위치정보법 제2조제2호"),
        Kind.MAC: KindInfo("기기주소", "MAC address", _P, _T, _PIPA_2),
        Kind.IP: KindInfo("접속주소", "IP address", _P, _T, _PIPA_2),
        Kind.BIRTHDATE: KindInfo("생년월일", "birth date", _P, _T, _PIPA_2),
        Kind.ADDRESS: KindInfo("주소", "address", _P, _T, _PIPA_2),
        Kind.NAME: KindInfo("이름", "name", _P, _T, _PIPA_2),
        Kind.MARKING: KindInfo(
            "표시", "marking", _M, _K, "보안업무규정; 정보공개법 제9조제1항; 국가 망 보안체계(N2SF)"
        ),
    }
)

#: Kind → style when policy does not say otherwise.
DEFAULT_STYLES: Final[Mapping[Kind, Style]] = MappingProxyType({kind: info.style for kind, info in KINDS.items()})

#: Kind → place in the order, for tie-breaks.
ORDER: Final[Mapping[Kind, int]] = MappingProxyType({kind: place for place, kind in enumerate(KINDS)})


#: What an agency may choose for a kind: personal data in any way, a secret never so that it comes back or shows, a mark
#: only to refuse.
CHOICES: Final[Mapping[Nature, frozenset[Style]]] = MappingProxyType(
    {
        Nature.PERSONAL: frozenset(Style) - {Style.KEEP},
        Nature.SECRET: frozenset({Style.WORD, Style.REFUSE}),
        Nature.MARKING: frozenset({Style.KEEP, Style.REFUSE}),
    }
)


def styles_of(masking: Iterable[Masking]) -> Mapping[Kind, Style]:
    """How every kind is masked when an agency has chosen so. What may not be chosen for a kind counts for nothing."""
    chosen = {m.kind: m.style for m in masking if m.style in CHOICES[KINDS[m.kind].nature]}
    return MappingProxyType({**DEFAULT_STYLES, **chosen}) if chosen else DEFAULT_STYLES


def strictest(own: Iterable[Masking], above: Iterable[Masking]) -> tuple[Masking, ...]:
    """An agency's choices under those above it: of each kind the one that shows less. What neither names is default."""
    mine, theirs = styles_of(own), styles_of(above)
    rank = STYLES_BY_STRICTNESS.index
    both = {kind: max(style, theirs[kind], key=rank) for kind, style in mine.items()}
    return tuple(Masking(kind, style) for kind, style in both.items() if style is not DEFAULT_STYLES[kind])


def masked(kind: Kind) -> bool:
    """Whether masking removes this kind by default: a finding of it is personal data or a secret."""
    return KINDS[kind].style is not Style.KEEP


__all__ = [
    "CHOICES",
    "DEFAULT_STYLES",
    "KINDS",
    "ORDER",
    "KindInfo",
    "Nature",
    "Style",
    "masked",
    "strictest",
    "styles_of",
]
