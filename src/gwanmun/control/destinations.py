"""What the plan is about: services of the catalogue with their hosts and applications, and the ways round (DoH, relays).
What lives here: reading the sheets that ship, and which hosts belong together. What does not: verdicts
(`enforcement.py`), grammar (`enforce/grammar.py`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import urlsplit

from gwanmun.control import shipped
from gwanmun.control.catalogue import Catalogue, Hosts
from gwanmun.domain.catalogue import Deployment, Service
from gwanmun.enforce.grammar import Suffixes, host_name
from gwanmun.enforce.plan import App, Destination, Name, Sort
from gwanmun.errors import BadCommand
from gwanmun.policy.strict_yaml import Mapping, Node, Scalar, parse
from gwanmun.policy.typed import as_items, as_scalar, as_table, as_text

_SHEET = "services.yaml"
_PLATFORMS = {"android": "android", "android_alt": "android", "ios_id": "ios", "ios_bundle": "ios"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Destinations that ship, the collectors that are only watched, and what could not be taken up."""

    services: tuple[Destination, ...]
    ways: tuple[Destination, ...]
    watched: tuple[str, ...]  # shared collectors: warned about, never blocked
    notes: tuple[str, ...]


@cache
def suffixes() -> Suffixes:
    """Names under which strangers live."""
    table = as_table(parse(shipped.text("enforce", "suffixes.yaml"), "suffixes.yaml"))
    return Suffixes(frozenset(_texts(table, "public")), frozenset(_texts(table, "shared")))


@cache
def sheet() -> Sheet:
    """The shipped catalogue and the shipped ways round."""
    catalogue = shipped.catalogue()
    apps = _applications(shipped.text("services", _SHEET))
    notes: list[str] = []
    services = [
        Destination(
            str(service.id), Sort.SERVICE, service.name_ko, service.name_en,
            _names(hosts, notes), apps.get(str(service.id), ()),
        )
        for service, hosts in _listed(catalogue)
    ]  # fmt: skip
    watched = sorted({name for hosts in catalogue.hosts for name in hosts.telemetry})
    return Sheet(
        tuple(one for one in services if one.names or one.apps), _ways(), tuple(watched), tuple(dict.fromkeys(notes))
    )


def _listed(catalogue: Catalogue) -> list[tuple[Service, Hosts]]:
    hosts = {one.service: one for one in catalogue.hosts}
    return [(one, hosts[one.id]) for one in catalogue.services if one.deployment is not Deployment.IN_HOUSE]


def _names(hosts: Hosts, notes: list[str]) -> tuple[Name, ...]:
    """Hosts of a sheet in their folded form. A look-alike of the vendor is taken for the vendor's."""
    asked = [*((one, True) for one in (*hosts.suffix, *hosts.lookalikes)), *((one, False) for one in hosts.exact)]
    base = urlsplit(hosts.base_url).hostname or "" if "{" not in hosts.base_url else ""
    if base:
        asked.append((base, False))
    found: dict[str, Name] = {}
    for text, under in asked:
        try:
            host = host_name(text)
            suffixes().check(host, under=under)
        except BadCommand:
            notes.append(f"{hosts.service}: {text[:80]}")
            continue
        if under or host not in found:
            found[host] = Name(host, under)
    return tuple(found[host] for host in sorted(found))


def _applications(text: str) -> dict[str, tuple[App, ...]]:
    found: dict[str, tuple[App, ...]] = {}
    top = as_table(parse(text, _SHEET))
    for node in as_items(_needed(top, "services")):
        entry = as_table(node)
        apps = entry.get("apps")
        if apps is not None:
            rows = [
                (key.text, as_scalar(value).text) for key, value in as_table(apps).entries if key.text in _PLATFORMS
            ]
            found[as_text(_needed(entry, "id"))] = tuple(App(_PLATFORMS[key], value) for key, value in rows)
    return found


def _ways() -> tuple[Destination, ...]:
    top = as_table(parse(shipped.text("enforce", "resolvers.yaml"), "resolvers.yaml"))
    return tuple(_way(as_table(node)) for node in as_items(_needed(top, "ways")))


def _way(entry: Mapping) -> Destination:
    exact = tuple(Name(host_name(one), under=False) for one in _texts(entry, "exact"))
    names = tuple(Name(host_name(one), under=True) for one in _texts(entry, "names"))
    return Destination(
        as_text(_needed(entry, "id")), Sort(as_text(_needed(entry, "sort"))), as_text(_needed(entry, "name_ko")),
        as_text(_needed(entry, "name_en")), (*names, *exact), (), _texts(entry, "addresses"),
    )  # fmt: skip


def _texts(table: Mapping, key: str) -> tuple[str, ...]:
    node = table.get(key)
    return tuple(as_text(one) for one in as_items(node)) if node is not None else ()


def _needed(table: Mapping, key: str) -> Node:
    node = table.get(key)
    return node if node is not None else Scalar("", plain=True, at=table.at)


def unlisted(name: str, hosts: tuple[str, ...]) -> Destination:
    """Names from somebody's list: one destination, reviewed by nobody here."""
    return Destination(
        name,
        Sort.IMPORTED,
        "들여온 목록(미검토)",
        "imported list, not reviewed",
        tuple(Name(one, under=True) for one in hosts),
    )


def without_names(destination: Destination, taken: Iterable[Name], own: Iterable[str]) -> Destination:
    """The destination less what is others': names of the catalogue and whatever lies below them (a list never overrules
    it), and names of which one of the agency's `own` hosts is, or lies below.
    """
    exact = {host for name in own for host in _and_above(name)} | {one.host for one in taken}
    under = frozenset(one.host for one in taken if one.under)
    kept = (
        one
        for one in destination.names
        if one.host not in exact and not any(up in under for up in _and_above(one.host))
    )
    return replace(destination, names=tuple(kept))


def _and_above(host: str) -> Iterator[str]:
    while host:
        yield host
        host = host.partition(".")[2]
