"""From a decision to words, in Korean and English: what, why, on what ground since when, what instead, whom to ask.
What does not live here: the rules' own reasons (packs), how an answer is written in a dialect (`gateway/replies.py`).

The form: "{서비스} · {조치}: {사유}. 근거 {지침명}({시행일}). 대신 {대안}을/를 이용하거나 [승인 요청]. 문의 {담당부서}".
A reason names a risk or an order, never a nationality (S65).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from gwanmun.domain.decisions import Decision, Hit, Outcome
from gwanmun.domain.ids import RegimeId, RuleId

_ACTION_EN = {
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.ALLOW: "allowed",
    Outcome.ALLOW_WITH_MASKING: "allowed with masking",
    Outcome.REQUIRE_APPROVAL: "approval required",
    Outcome.ROUTE_IN_HOUSE: "moved to an in-house model",
    Outcome.DENY: "denied",
}


class Lacking(StrEnum):
    """What stands between a person and the service, where an approval is not the way."""

    PLEDGE = "pledge"  # signing it is enough
    LISTING = "listing"  # nobody listed the model: there is nothing that an approval could name
    GRADE = "grade"  # the information's grade, not the service, is the reason


CONTACT_KO = "정보보호담당관"
CONTACT_EN = "the information-security officer"


@dataclass(frozen=True, slots=True)
class Words:
    """A decision in words. `reason_*` says what and why, `next_*` what to do; both together are the sentence."""

    outcome: Outcome
    reason_ko: str
    reason_en: str
    next_ko: str
    next_en: str
    regime: RegimeId
    rule: RuleId
    title_ko: str
    title_en: str
    source: str
    effective_from: str  # ISO date
    basis: str
    alternatives: tuple[str, ...]
    contact_ko: str

    @property
    def sentence_ko(self) -> str:
        return f"{self.reason_ko} {self.next_ko}"

    @property
    def sentence_en(self) -> str:
        return f"{self.reason_en} {self.next_en}"


def explain(
    decision: Decision,
    *,
    service_ko: str,
    service_en: str,
    contact_ko: str = CONTACT_KO,
    contact_en: str = CONTACT_EN,
    alternatives: Sequence[str] = (),
    lacking: Lacking | None = None,
) -> Words:
    """Word a decision. `alternatives` are names of models or services that this person may use, best first."""
    hit = leading(decision)
    alternative = next(iter(alternatives), "")
    contact = contact_ko or CONTACT_KO
    since = hit.effective_from.isoformat()
    return Words(
        outcome=decision.outcome,
        reason_ko=(
            f"{service_ko} · {decision.outcome.ko}: {_closed(hit.reason_ko)} "
            f"근거 {hit.title_ko}({since} 시행, {hit.rule}; 출처 {hit.source})."
        ),
        reason_en=(
            f"{service_en} · {_ACTION_EN[decision.outcome]}: {_closed(hit.reason_en)} "
            f"Ground: {hit.title_en} (in force since {since}, {hit.rule}; source: {hit.source})."
        ),
        next_ko=f"{_step_ko(decision, alternative, lacking)} 문의 {contact}.",
        next_en=f"{_step_en(decision, alternative, lacking)} Ask {contact_en}.",
        regime=hit.regime,
        rule=hit.rule,
        title_ko=hit.title_ko,
        title_en=hit.title_en,
        source=hit.source,
        effective_from=since,
        basis=hit.basis,
        alternatives=tuple(alternatives),
        contact_ko=contact,
    )


def leading(decision: Decision) -> Hit:
    """The one cause that is named first: an authority's word before our own reading, then the most recent."""
    return min(decision.causes, key=lambda hit: (hit.basis == "derived", -hit.effective_from.toordinal(), hit.regime))


def _step_ko(decision: Decision, alternative: str, lacking: Lacking | None) -> str:
    instead = f"대신 {alternative}{particle(alternative, '을/를')} 이용하거나 " if alternative else ""
    match lacking:
        case Lacking.PLEDGE:
            return "데스크에서 보안서약서에 서명하십시오(sign_pledge). 서명하면 승인 없이 바로 이용할 수 있습니다."
        case Lacking.LISTING:
            return f"{instead}소속 기관의 AI 담당자에게 서비스 목록 등재를 요청하십시오. 목록에 없는 모델은 승인할 수 없습니다."
        case Lacking.GRADE if not alternative:
            return "이 등급의 정보는 승인으로도 보낼 수 없습니다. 해당 내용을 빼고 다시 보내십시오."
        case _:
            return _next_ko(decision, alternative)


def _step_en(decision: Decision, alternative: str, lacking: Lacking | None) -> str:
    instead = f"Use {alternative} instead, or ask" if alternative else "Ask"
    match lacking:
        case Lacking.PLEDGE:
            return "Sign the security pledge at the desk (sign_pledge); no approval is needed after that."
        case Lacking.LISTING:
            return f"{instead} your agency's AI officer to list the service; no approval can name what nobody listed."
        case Lacking.GRADE if not alternative:
            return "No approval lets information of this grade out. Take it out and send the prompt again."
        case _:
            return _next_en(decision, alternative)


def _next_ko(decision: Decision, alternative: str) -> str:
    instead = f"대신 {alternative}{particle(alternative, '을/를')} 이용" if alternative else ""
    match decision.outcome:
        case Outcome.DENY:
            return f"{instead}하십시오." if instead else "이 서비스는 승인으로도 이용할 수 없습니다."
        case Outcome.REQUIRE_APPROVAL:
            return f"{instead}하거나 승인을 요청하십시오." if instead else "승인을 요청하십시오."
        case Outcome.ROUTE_IN_HOUSE:
            return f"{instead}하십시오." if instead else "내부 모델을 이용하십시오."
        case Outcome.ALLOW_WITH_MASKING:
            return "개인정보를 가린 뒤 전송합니다. 결과를 검증하십시오."
        case Outcome.ALLOW:
            return "결과를 검증한 뒤 이용하십시오."
        case Outcome.NOT_APPLICABLE:
            return "이 기준은 적용되지 않습니다."
        case _:  # pragma: no cover
            assert_never(decision.outcome)


def _next_en(decision: Decision, alternative: str) -> str:
    match decision.outcome:
        case Outcome.DENY:
            return f"Use {alternative} instead." if alternative else "No approval lifts this."
        case Outcome.REQUIRE_APPROVAL:
            return f"Use {alternative} instead, or request an approval." if alternative else "Request an approval."
        case Outcome.ROUTE_IN_HOUSE:
            return f"Use {alternative} instead." if alternative else "Use an in-house model."
        case Outcome.ALLOW_WITH_MASKING:
            return "Personal data is masked before sending. Check the result."
        case Outcome.ALLOW:
            return "Check the result before you use it."
        case Outcome.NOT_APPLICABLE:
            return "This regime does not apply."
        case _:  # pragma: no cover
            assert_never(decision.outcome)


def _closed(sentence: str) -> str:
    return sentence.rstrip(" .") + "."


# ---------------------------------------------------------------- Korean particles (조사)

_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
_FINALS = 28
_DIGITS_WITH_FINAL = frozenset("013678")  # 영 일 삼 육 칠 팔
_L_FINAL_DIGITS = frozenset("178")
_CAPITALS_WITH_FINAL = frozenset("LMNR")  # 엘 엠 엔 아르(알)
_STOPS = frozenset("bckpt")
_VOWELS = frozenset("aeiou")


def particle(word: str, pair: str) -> str:
    """The form of a particle that fits a word: `particle("챗GPT", "을/를")` → 를. A closing bracket is passed over.

    `pair` is written consonant form first: 은/는, 을/를, 이/가, 과/와, 으로/로.
    """
    with_final, without = pair.split("/")
    final, rieul = _ending(_spoken(word))
    if with_final == "으로" and rieul:  # 서울로, 한글로
        return without
    return with_final if final else without


def _spoken(word: str) -> str:
    stripped = word.rstrip()
    while stripped.endswith(")") and "(" in stripped:
        stripped = stripped[: stripped.rindex("(")].rstrip()
    return stripped.rstrip(" .,!?'\"”’»」』)]>…") or word


def _ending(word: str) -> tuple[bool, bool]:
    """Whether the word ends in a consonant as it is spoken, and whether that is ㄹ."""
    last = word[-1:]
    if not last:
        return False, False
    if _FIRST_SYLLABLE <= ord(last) <= _LAST_SYLLABLE:
        index = (ord(last) - _FIRST_SYLLABLE) % _FINALS
        return index != 0, index == 8
    if last.isdecimal():
        digit = str(int(last))
        return digit in _DIGITS_WITH_FINAL, digit in _L_FINAL_DIGITS
    if last in _CAPITALS_WITH_FINAL:
        return True, last in {"L", "R"}
    if last.islower() and last.isascii():
        before = word[-2:-1].lower()
        if last in "lmn" or word.endswith("ng"):
            return True, last == "l"
        return last in _STOPS and before in _VOWELS, False
    return False, False
