"""A fact about a service that would loosen a decision takes two people (두 사람): one officer asks with it, another one
confirms it with the same act within two weeks. What only tightens holds at once.

What does not live here: whether a decision becomes looser (`policy/loosening.py`), the acts (`vendors.py`, `services.py`).
"""

from dataclasses import replace

from gwanmun.control import shipped
from gwanmun.control.delegation import packs_with_delegations
from gwanmun.control.office import DAY_US, By, declined
from gwanmun.control.orders import lifted_regimes
from gwanmun.domain.catalogue import Deployment, Service
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.orders import Scheduled
from gwanmun.domain.people import Agency
from gwanmun.domain.snapshot import Pack as PackText
from gwanmun.domain.vendors import AskedFact
from gwanmun.policy.language import Pack, Value
from gwanmun.policy.loosening import Looser, loosened
from gwanmun.policy.reader import read_pack
from gwanmun.policy.space import lifted
from gwanmun.policy.vectors import case
from gwanmun.ports.books import PackVersion, Reading, Writing

ASKED_FOR_US = 14 * DAY_US
#: What rules look at in a service's own entry.
ATTRIBUTES = ("storage_countries", "vendor_country", "deployment", "form", "vendor", "family")


def loosening(page: Reading, by: By, before: Service, after: Service) -> Looser | None:
    """What would be decided less strictly if the entry read so; None when nothing would."""
    if after.deployment is Deployment.IN_HOUSE is not before.deployment:
        # Whatever the packs say: only what stays in the house may see grade C, and answers with a stale snapshot.
        return Looser((), Outcome.DENY, Outcome.ALLOW, "service.deployment: in_house")
    old, new = _facts(before), _facts(after)
    if old == new:
        return None
    here = {one.jurisdiction for one in page.every(Agency)}  # nobody is judged by another country's packs
    read = (read_pack(one.text, str(one.regime)) for one in _texts(page, by))
    standing = {pack.id: pack for pack in read if pack.jurisdiction in here}
    over = lifted_regimes(page, by.day)
    in_force = [told for pack in standing.values() if (told := lifted(pack) if pack.id in over else pack) is not None]
    coming = standing | {pack.id: pack for pack in _waiting(page) if pack.jurisdiction in here}
    base = case(shipped.defaults(), "chatgpt_catalogued", ())
    # What waits to come into force is asked, too: else a fact would be loosened the day before a pack begins.
    found = (loosened(packs, old, new, base, by.day) for packs in (in_force, tuple(coming.values())))
    return next((one for one in found if one is not None), None)


def agree(page: Writing, by: By, asked: AskedFact) -> AskedFact | None:
    """Keep what is asked until another officer asks the same; None when it is done now, by this one."""
    before = page.find(AskedFact, asked.service, asked.name)
    if before is None or before.value != asked.value or asked.asked_us >= before.asked_us + ASKED_FOR_US:
        page.put(asked)
        return asked
    if before.officer == by.officer:
        raise declined(
            "이미 요청했습니다. 요청한 담당자가 스스로 확정할 수 없습니다",
            "you asked for it already: it is confirmed by another officer",
            "다른 담당자가 같은 사실을 기록해야 합니다. 거두려면 지금 값을 그대로 기록하십시오",
            "another officer records the same fact; to take it back, record the value as it stands",
        )
    return None


def differing(before: Service, after: Service) -> tuple[str, ...]:
    """The attributes that rules look at and that read otherwise."""
    return tuple(name for name in ATTRIBUTES if getattr(before, name) != getattr(after, name))


def as_before(after: Service, before: Service) -> Service:
    """The new entry with what rules look at as it stood."""
    return replace(after, **{name: getattr(before, name) for name in ATTRIBUTES})


def written(service: Service, name: str) -> str:
    """An attribute as a fact writes it."""
    value = getattr(service, name)
    return "+".join(value) if isinstance(value, tuple) else str(value)


def _facts(service: Service) -> dict[str, Value]:
    return {
        "service.id": service.id,
        "service.family": service.family,
        "service.form": service.form,
        "service.vendor_country": service.vendor_country,
        "service.deployment": service.deployment.value,
        "service.storage_countries": "+".join(sorted(service.storage_countries)) or "unknown",
    }


def _texts(page: Reading, by: By) -> tuple[PackText, ...]:
    return packs_with_delegations(page, page.every(PackVersion, active=True), by.day)


def _waiting(page: Reading) -> tuple[Pack, ...]:
    """Of each regime that is not in force its newest version, and whatever is scheduled: a fact is known before they begin."""
    active = {one.regime for one in page.every(PackVersion, active=True)}
    newest: dict[str, PackVersion] = {}
    for one in page.every(PackVersion):
        if one.regime not in newest or one.version > newest[one.regime].version:
            newest[one.regime] = one
    found = [one for regime, one in newest.items() if regime not in active]
    for planned in page.every(Scheduled):
        version = page.find(PackVersion, planned.regime, planned.version)
        if version is not None and version not in found:
            found.append(version)
    return tuple(read_pack(one.text, f"{one.regime}@{one.version}") for one in found)
