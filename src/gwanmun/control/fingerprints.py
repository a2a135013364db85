"""Acts on fingerprints of classified texts: registered by a security officer (정보보호담당관), used by every gate. S62.

The text is hashed here and forgotten: neither the books nor the journal nor the publication hold a word of it. A label
that the officer chooses names it in lists. What does not live here: hashing (`privacy/fingerprints.py`).
"""

from dataclasses import dataclass

from gwanmun.control.directory import known_agency
from gwanmun.control.office import By, Office, note, refused, unknown
from gwanmun.domain.fingerprints import Fingerprint, FingerprintKey, Sort
from gwanmun.domain.ids import AgencyId
from gwanmun.ports.books import Reading, Writing
from gwanmun.privacy import fingerprints as made

_KEY = "fingerprints"
_MOST_LETTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class AddFingerprint:
    """`text`: all of the classified text, read and forgotten. `label`: how lists name it (never its title)."""

    agency: AgencyId
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class AddCanary:
    """`value`: the planted string; empty to have one made."""

    agency: AgencyId
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ListFingerprints:
    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class RemoveFingerprint:
    id: str


@dataclass(frozen=True, slots=True)
class Registration:
    """What was registered. `canary` is shown once: the books keep only its hash."""

    id: str
    agency: AgencyId
    sort: Sort
    label: str
    shingles: int
    officer: str
    at_us: int
    canary: str = ""


def add_fingerprint(office: Office, by: By, order: AddFingerprint) -> Registration:
    if len(order.text) > _MOST_LETTERS:
        raise refused(
            "지문을 만들 문서가 너무 큽니다 (400만 자까지)", "the text is too long (at most 4,000,000 characters)",
            "나누어 등록하십시오", "register it in parts", "text",
        )  # fmt: skip
    _sound_label(order.label)
    with office.books.transact() as page:
        known_agency(page, order.agency, star=True)
        hashes = made.document(order.text, _key(office, page))
        if not hashes:
            raise refused(
                "지문을 만들기에는 글이 너무 짧습니다 (글자 100자 남짓부터)", "the text is too short for a fingerprint (from some 100 letters)",
                "짧은 글은 카나리 문자열로 등록하십시오: gwanmun fingerprints add --canary", "register a planted string instead: gwanmun fingerprints add --canary", "text",
            )  # fmt: skip
        return _register(office, page, by, order.agency, order.label, Sort.DOCUMENT, hashes)


def add_canary(office: Office, by: By, order: AddCanary) -> Registration:
    _sound_label(order.label)
    value = order.value or "GM-" + office.surroundings.entropy(10).hex().upper()
    with office.books.transact() as page:
        known_agency(page, order.agency, star=True)
        hashes = made.canary(value, _key(office, page))
        if not hashes:
            raise refused(
                "카나리 문자열은 영문·숫자·-·_ 8–64자 한 낱말이어야 합니다", "a canary is one word of 8 to 64 ASCII letters, digits, - and _",
                "값을 비워 두면 만들어 드립니다", "leave it out to have one made", "value",
            )  # fmt: skip
        return _register(office, page, by, order.agency, order.label, Sort.CANARY, hashes, "" if order.value else value)


def list_fingerprints(office: Office, by: By, order: ListFingerprints) -> tuple[Registration, ...]:  # noqa: ARG001
    with office.books.look() as page:
        rows = page.every(Fingerprint)
    return tuple(_shown(row) for row in rows if order.agency in {None, row.agency})


def remove_fingerprint(office: Office, by: By, order: RemoveFingerprint) -> None:
    with office.books.transact() as page:
        row = page.find(Fingerprint, order.id)
        if row is None:
            raise unknown("지문", "fingerprint", order.id)
        page.drop(Fingerprint, order.id)
        note(page, by, "remove_fingerprint", agency=row.agency, id=row.id, label=row.label)


def published(page: Reading) -> tuple[str, tuple[Fingerprint, ...]]:
    """Key and rows as a snapshot carries them."""
    key = page.find(FingerprintKey, _KEY)
    return (key.key if key else ""), page.every(Fingerprint)


def _register(
    office: Office, page: Writing, by: By, agency: AgencyId, label: str, sort: Sort, hashes: str, canary: str = ""
) -> Registration:
    same = next((row for row in page.every(Fingerprint) if row.hashes == hashes), None)
    if same is not None:
        raise refused(
            f"이미 등록된 지문입니다: {same.id}", f"that is registered already: {same.id}",
            "gwanmun fingerprints list", "gwanmun fingerprints list",
        )  # fmt: skip
    row = Fingerprint(
        "fp-" + office.surroundings.entropy(6).hex(), agency, sort, label.strip(), hashes, by.officer, by.at_us
    )
    page.put(row)
    note(page, by, "add_fingerprint", agency=agency, id=row.id, sort=sort, label=row.label, shingles=made.count(hashes))
    return _shown(row, canary)


def _shown(row: Fingerprint, canary: str = "") -> Registration:
    return Registration(row.id, row.agency, row.sort, row.label, made.count(row.hashes), row.officer, row.at_us, canary)


def _key(office: Office, page: Writing) -> bytes:
    held = page.find(FingerprintKey, _KEY)
    if held is None:
        held = FingerprintKey(_KEY, office.surroundings.entropy(32).hex())
        page.put(held)
    return bytes.fromhex(held.key)


def _sound_label(label: str) -> None:
    if not 1 <= len(label.strip()) <= 80 or not label.isprintable():
        raise refused(
            "이름표는 80자 이하의 한 줄이어야 합니다", "a label is one line of at most 80 characters",
            "비밀 내용을 담지 않는 이름표를 쓰십시오", "choose a label that gives nothing away", "label",
        )  # fmt: skip
