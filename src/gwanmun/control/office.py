"""What every act of the desk stands on: the office (its ports), who acts and why, and the fact that an act leaves.

An act is one function: it checks, writes the state and notes the fact, in ONE transaction. What does not live here:
the acts themselves (`directory`, `keys`, `services`, `budgets`, `policies`), taking facts to the journal and
publishing (`publish.py`).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256

import msgspec

from gwanmun.control.past import Past
from gwanmun.control.request_index import Requests, RequestsWithin
from gwanmun.control.use import Use
from gwanmun.domain.facts import Fact, FactKind
from gwanmun.domain.ids import AgencyId, Digest, PersonId, Pseudonym, RequestId
from gwanmun.errors import BadCommand, Declined
from gwanmun.policy.explain import particle
from gwanmun.ports.books import Books, Writing
from gwanmun.ports.drafts import DraftWriter
from gwanmun.ports.reports import Printer
from gwanmun.ports.seen import Seen
from gwanmun.ports.surroundings import Surroundings

SEOUL = timezone(timedelta(hours=9), "Asia/Seoul")  # no daylight saving since 1988
SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US

_OFFICER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:/-]{0,63}")
_ID = re.compile(r"[a-z0-9](?:[a-z0-9._/-]{0,94}[a-z0-9])?")
_RESIDENT = re.compile(r"\d{6}-?\d{7}")
_PERSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class PackVerdict:
    """What a check of a policy pack's text says. `failing` names the vectors that came out otherwise."""

    regime: str
    must_be_confirmed: bool  # confirm_before_enforcing, or a rule whose basis is our own reading (derived)
    failing: tuple[str, ...]
    preemptive: bool = False  # a temporary order: it needs an owner and a review date


@dataclass(frozen=True, slots=True)
class Office:
    """`check_pack(text, file)` raises `BadPolicy` for a text that cannot be read."""

    books: Books
    surroundings: Surroundings
    pepper: bytes
    check_pack: Callable[[str, str], PackVerdict]
    use: Use | None = None  # rolled-up use and its evidence, where there is any
    seen: Seen | None = None  # what the journals show of a period
    printer: Printer | None = None  # reports as files
    past: Past | None = None  # what the gates' journals say of the past
    requests: Requests | RequestsWithin | None = None  # single requests as rows, and their proofs
    drafts: DraftWriter | None = None  # answers as documents
    pseudonym: Callable[[PersonId], Pseudonym] | None = None  # as the gates' journals name people


@dataclass(frozen=True, slots=True)
class By:
    """Who acts (an officer's id, never a name), when (µs, UTC), under which act id, and why."""

    officer: str
    at_us: int
    act_id: RequestId
    reason: str = ""

    @property
    def day(self) -> date:
        """The day in Seoul."""
        return seoul_day(self.at_us)


def seoul_day(at_us: int) -> date:
    return datetime.fromtimestamp(at_us / SECOND_US, UTC).astimezone(SEOUL).date()


def signed_by(office: Office, officer: str, reason: str = "") -> By:
    """Name the officer who acts. Raises `BadCommand` when the id or the reason cannot stand in a record."""
    if not _OFFICER.fullmatch(officer):
        raise refused(
            "담당자 id가 필요합니다 (영문·숫자·._@:/- 64자 이하)",
            "the acting officer's id is required (letters, digits, ._@:/-, at most 64)",
            "--officer 로 담당자 id를 밝히십시오",
            "name the officer with --officer",
        )
    reason = reason.strip()
    if len(reason) > 500 or not reason.isprintable():
        raise refused(
            "사유는 500자 이하의 한 줄이어야 합니다",
            "a reason is one line of at most 500 characters",
            "--reason",
            "--reason",
        )
    return By(officer, office.surroundings.now_us(), office.surroundings.new_request_id(), reason)


def note(page: Writing, by: By, act: str, agency: AgencyId | None = None, **said: object) -> None:
    """Note the fact of this act. `said` must hold no secret and no prompt text; values become plain data."""
    opening: dict[str, object] = {"act": act, "officer": by.officer, "reason": by.reason}
    opening.update(msgspec.to_builtins(said))
    page.note(Fact(FactKind.ACT, by.at_us, request=by.act_id, agency=agency, opening=opening))


def digest_of(values: Iterable[object]) -> Digest:
    """The SHA-256 of values as canonical JSON: how a fact names a large import without repeating it."""
    return Digest(sha256(msgspec.json.encode(list(values), order="deterministic")).hexdigest())


def refused(ko: str, en: str, next_ko: str, next_en: str, where: str = "") -> BadCommand:
    """Something that cannot be carried out as it was asked: a value, a name, something missing."""
    return BadCommand(where, problem_ko=ko, problem_en=en, next_ko=next_ko, next_en=next_en)


def declined(ko: str, en: str, next_ko: str, next_en: str, where: str = "") -> Declined:
    """A lawful no: what is asked is understood, and a rule or the state of things stands against it."""
    return Declined(where, problem_ko=ko, problem_en=en, next_ko=next_ko, next_en=next_en)


def unknown(kind_ko: str, kind_en: str, name: str) -> BadCommand:
    """Something named does not exist."""
    shown = name[:96]
    return refused(
        f"{kind_ko}{particle(kind_ko, '을/를')} 찾을 수 없습니다: {shown}",
        f"there is no such {kind_en}: {shown}",
        f"{kind_ko}{particle(kind_ko, '을/를')} 먼저 등록하거나 이름을 확인하십시오",
        f"register the {kind_en} first, or check its name",
    )


def need_reason(by: By) -> None:
    """Acts that take something from somebody, or give an exception, say why."""
    if not by.reason:
        raise refused(
            "사유가 필요합니다",
            "a reason is required",
            "사유를 적으십시오 (명령은 --reason, API는 Gwanmun-Reason 헤더)",
            "say why (a command takes --reason, the API the header Gwanmun-Reason)",
        )


def sound_id(text: str, where: str) -> None:
    """An id of an agency, department, service or the like: lower case, digits, . _ - and / inside."""
    if not _ID.fullmatch(text):
        raise _bad_id(where)


def sound_asset(text: str, where: str) -> None:
    """The number on a device (자산번호), as its owner's register writes it: capitals too. Never a resident number."""
    if not _ID.fullmatch(text.lower()) or _RESIDENT.fullmatch(text):
        raise _bad_id(where)


def sound_person(text: str, where: str) -> None:
    """An internal number of a person. Never a name, and never a resident number (개인정보 보호법 제24조의2)."""
    if not _PERSON.fullmatch(text) or _RESIDENT.fullmatch(text):
        raise _bad_id(where)


def _bad_id(where: str) -> BadCommand:
    return refused(
        "id 형식이 올바르지 않습니다",
        "that is not an acceptable id",
        "영문 소문자·숫자·._-/ 로 96자 이하로 적으십시오 (이름·주민등록번호 금지)",
        "use lower case, digits, . _ - / (at most 96); never a name or a resident number",
        where,
    )
