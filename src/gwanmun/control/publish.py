"""From decision to gate: facts to the desk's journal first, then the state to the gates (design.md).

1. An act has committed state and fact in one transaction (the outbox).
2. `deliver` takes facts from the outbox into the desk's journal, in order.
3. `publish` compiles the books into a snapshot or a delta and publishes it, naming the desk's newest fact.
A crash anywhere leaves the outbox; starting again finishes it. Between 2 and the mark of 2 a crash can journal one fact
twice: both carry the same act id (`Fact.request`), so that a reader counts it once.
What does not live here: the files (`adapters/publication.py`), the acts.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from gwanmun.control.delegation import packs_with_delegations
from gwanmun.control.devices import held_on
from gwanmun.control.directory import valid_on
from gwanmun.control.fingerprints import published
from gwanmun.control.office import DAY_US, seoul_day
from gwanmun.control.orders import lifted_regimes
from gwanmun.control.vendor_states import states_on
from gwanmun.domain.allowances import Allowance, RateLimit, Reconciled
from gwanmun.domain.catalogue import Model, Record, Service
from gwanmun.domain.facts import Fact, FactKind
from gwanmun.domain.findings import PublicContact
from gwanmun.domain.ids import Digest
from gwanmun.domain.money import Price, Rate
from gwanmun.domain.people import Agency, Department, Key, Person, TrustedProxy, Zone
from gwanmun.domain.snapshot import (
    Approval,
    Delta,
    Route,
    Rules,
    Snapshot,
    Suspension,
)
from gwanmun.domain.training import Course
from gwanmun.domain.vendors import HeldModel
from gwanmun.ports.books import Books, ModelPrice, PackVersion, Publication, Reading
from gwanmun.ports.journal_store import JournalStore
from gwanmun.ports.publication import Publisher
from gwanmun.ports.surroundings import Surroundings

FORMAT = 1
_BATCH = 256
#: Ended keys and approvals stay published for a while, so that the gate can say "expired" and not "unknown".
_REMEMBERED_US = 30 * DAY_US
#: What was settled by the bill stays published longer than any gate is away.
_RECONCILED_US = 400 * DAY_US


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator's settings say about snapshots."""

    max_age_seconds: int = 86_400
    rate_max_age_days: int = 35
    price_max_age_days: int = 400
    demo: bool = False
    clock_date: date | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The ports of publication. `content(value)` is the digest of what a publication says, whenever it says it."""

    books: Books
    journal: JournalStore
    publisher: Publisher
    surroundings: Surroundings
    content: Callable[[Snapshot | Delta], Digest]
    terms: Terms = Terms()


async def deliver(desk: Desk) -> int:
    """Take every waiting fact into the journal, in order; returns how many. Raises a `StoreFault`: they still wait."""
    delivered = 0
    while waiting := desk.books.unsent(_BATCH):
        for noted in waiting:
            receipt = await desk.journal.append(noted.fact)
            # At this point the journal has the fact and the outbox does not know it; a crash now journals it twice,
            # under one act id.
            desk.books.sent(noted.number, receipt)
            delivered += 1
    return delivered


async def publish(desk: Desk, *, snapshot: bool = True, delta: bool = True) -> tuple[bool, bool]:
    """Publish what differs from what stands published: (snapshot, delta). Keys first: they must not wait."""
    published_delta = delta and await _publish_delta(desk)
    published_snapshot = snapshot and await _publish_snapshot(desk)
    return published_snapshot, published_delta


async def _publish_snapshot(desk: Desk) -> bool:
    now_us = desk.surroundings.now_us()
    with desk.books.look() as page:
        compiled = compile_snapshot(page, desk.terms, now_us)
    content = desk.content(compiled)
    serial, _ = desk.publisher.serials()
    last = _last(desk.books, "snapshot")
    if last is not None and last.serial == serial and last.content == content:
        desk.publisher.vouch(now_us)
        return False
    # Whichever is newer, the books or the files: books restored from a backup never bring back an old serial.
    serial = 1 + max(serial, last.serial if last else 0)
    index = await _note(desk, "publish_snapshot", serial, content, now_us)
    digest = desk.publisher.publish_snapshot(replace(compiled, serial=serial, desk_index=index, published_us=now_us))
    # At this point gates may have it and the books do not know it; a crash now publishes the same content once more.
    _remember(desk.books, Publication("snapshot", serial, digest, content, index, now_us))
    return True


async def _publish_delta(desk: Desk) -> bool:
    now_us = desk.surroundings.now_us()
    with desk.books.look() as page:
        compiled = compile_delta(page, now_us)
    content = desk.content(compiled)
    _, serial = desk.publisher.serials()
    last = _last(desk.books, "delta")
    if last is not None and last.serial == serial and last.content == content:
        return False
    # Whichever is newer, the books or the files: books restored from a backup never bring back an old serial.
    serial = 1 + max(serial, last.serial if last else 0)
    index = await _note(desk, "publish_delta", serial, content, now_us)
    digest = desk.publisher.publish_delta(replace(compiled, serial=serial, published_us=now_us))
    _remember(desk.books, Publication("delta", serial, digest, content, index, now_us))
    return True


async def _note(desk: Desk, act: str, serial: int, content: Digest, now_us: int) -> int:
    opening: dict[str, object] = {"act": act, "officer": "desk", "serial": serial, "content": content}
    fact = Fact(FactKind.ACT, now_us, request=desk.surroundings.new_request_id(), opening=opening)
    return (await desk.journal.append(fact)).index


def _remember(books: Books, publication: Publication) -> None:
    """Keep the newest of each kind; the journal keeps them all."""
    with books.transact() as page:
        for old in page.every(Publication, kind=publication.kind):
            page.drop(Publication, old.kind, old.serial)
        page.put(publication)


def _last(books: Books, kind: str) -> Publication | None:
    with books.look() as page:
        rows = page.every(Publication, kind=kind)
    return rows[-1] if rows else None


# ---------------------------------------------------------------- the books as values


def compile_snapshot(page: Reading, terms: Terms, now_us: int) -> Snapshot:
    """Everything a gate decides from, as the books say on this day in Seoul. Serial, index and time are still 0."""
    day = terms.clock_date or seoul_day(now_us)
    prices: dict[str, list[Price]] = {}
    for row in page.every(ModelPrice):
        prices.setdefault(row.model, []).append(row.price)
    held = {one.name for one in page.every(HeldModel)}
    fingerprint_key, fingerprints = published(page)
    return Snapshot(
        format=FORMAT,
        serial=0,
        desk_index=0,
        published_us=0,
        max_age_seconds=terms.max_age_seconds,
        agencies=tuple(row for row in page.every(Agency) if valid_on(row, day)),
        departments=page.every(Department),
        people=page.every(Person),
        zones=page.every(Zone),
        proxies=page.every(TrustedProxy),
        services=page.every(Service),
        records=page.every(Record),
        routes=page.every(Route),
        models=tuple(
            replace(model, prices=tuple(prices.get(model.name, ())))
            for model in page.every(Model)
            if model.name not in held  # a new model is unapproved: to a gate it is not on the list (S38)
        ),
        rates=page.every(Rate),
        rate_max_age_days=terms.rate_max_age_days,
        price_max_age_days=terms.price_max_age_days,
        allowances=page.every(Allowance),
        packs=packs_with_delegations(page, page.every(PackVersion, active=True), day),
        approvals=tuple(
            approval for approval in page.every(Approval) if approval.until_us > _midnight(now_us) - _REMEMBERED_US
        ),
        inquiries=states_on(page, day),
        lifted_orders=lifted_regimes(page, day),
        rules=page.every(Rules),
        public_contacts=page.every(PublicContact),
        demo=terms.demo,
        clock_date=terms.clock_date,
        courses=page.every(Course),
        fingerprints=fingerprints,
        fingerprint_key=fingerprint_key,
        rate_limits=page.every(RateLimit),
        held_devices=held_on(page, day),
    )


def compile_delta(page: Reading, now_us: int) -> Delta:
    """Every key that works or ended lately, every suspension, and what was settled by the bill lately."""
    oldest = _midnight(now_us) - _REMEMBERED_US
    keys = tuple(key for key in page.every(Key) if key.expires_us > oldest)
    since = _midnight(now_us) - _RECONCILED_US
    reconciled = tuple(one for one in page.every(Reconciled) if one.at_us > since)
    return Delta(0, 0, keys, page.every(Suspension), reconciled)


def _midnight(now_us: int) -> int:
    """The last midnight in Seoul: what is left out changes once a day, not with every look."""
    seoul_us = 9 * 3600 * 1_000_000
    return (now_us + seoul_us) // DAY_US * DAY_US - seoul_us
