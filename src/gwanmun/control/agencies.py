"""The tree of agencies (기관) from its dated rows, and who takes part in a collection round (자료 수집).

Seventeen governments (시·도) are a property of the 2024 round, not of the tree: mergers and new names come and go,
each round keeps the list of those who reported. What does not live here: departments and people (the desk's books).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gwanmun.domain.ids import AgencyId
from gwanmun.domain.people import Agency, OrganisationType
from gwanmun.errors import BadCommand
from gwanmun.policy.strict_yaml import Node, bad, parse
from gwanmun.policy.typed import as_choice, as_day, as_fields, as_items, as_match, as_text, optional

GOVERNMENTS = (OrganisationType.METROPOLITAN_GOVERNMENT, OrganisationType.PROVINCIAL_GOVERNMENT)
_ID = re.compile(r"[a-z]{2}(-[a-z0-9]+)+")
_ROUND = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAX_DEPTH = 16


@dataclass(frozen=True, slots=True)
class Collection:
    """A round in which governments reported: exactly these, as they stood on a day."""

    id: str
    day: date
    governments: tuple[AgencyId, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """All dated rows. A renamed agency has a row for each name, under one id."""

    rows: tuple[Agency, ...]
    collections: tuple[Collection, ...]

    def on(self, day: date) -> tuple[Agency, ...]:
        """The agencies as they stand on a day: at most one row for each id."""
        return tuple(row for row in self.rows if row.valid_from <= day and (row.valid_to is None or day < row.valid_to))

    def governments(self, day: date) -> tuple[Agency, ...]:
        """Metropolitan and provincial governments (시·도) on a day: those with no agency above them."""
        return tuple(row for row in self.on(day) if row.type in GOVERNMENTS and row.parent is None)

    def collection(self, round_id: str) -> tuple[Agency, ...]:
        """The governments of a round, as they stood then. Raises `BadCommand` unless they are exactly its list (S1)."""
        found = next((one for one in self.collections if one.id == round_id), None)
        if found is None:
            raise _refused(f"없는 자료 수집입니다: {round_id[:40]}", f"There is no collection '{round_id[:40]}'.")
        present = {row.id: row for row in self.governments(found.day)}
        extra = sorted(set(present) - set(found.governments))
        if extra:
            count = len(found.governments)
            raise _refused(
                f"이 자료 수집의 시·도는 {count}개입니다. 목록에 없는 시·도: {', '.join(extra)}.",
                f"This collection has exactly {count} governments; not among them: {', '.join(extra)}.",
            )
        missing = [one for one in found.governments if one not in present]
        if missing:
            raise _refused(
                f"자료 수집 목록의 시·도가 기관 자료에 없습니다: {', '.join(missing)}.",
                f"Governments of the collection are missing from the tree: {', '.join(missing)}.",
            )
        return tuple(present[one] for one in found.governments)


def read_agencies(text: str, file: str, jurisdiction: str = "KR") -> Tree:
    """Read dated rows. Raises `BadPolicy` with file:line:column: overlapping dates, unknown parents and cycles too."""
    known = ("schema_version", "as_of", "sources", "agencies", "collections")
    top = as_fields(parse(text, file), known, ("agencies",), "the agencies", "기관 자료")
    nodes = as_items(top["agencies"])
    rows = tuple(_agency(node, jurisdiction) for node in nodes)
    _check_dates(rows, nodes)
    _check_parents(rows, nodes)
    collections = tuple(_collection(node) for node in as_items(top["collections"])) if "collections" in top else ()
    return Tree(rows, collections)


def _agency(node: Node, jurisdiction: str) -> Agency:
    known = ("id", "name_ko", "name_en", "type", "parent", "valid_from", "valid_to", "contact_ko", "source")
    row = as_fields(node, known, ("id", "name_ko", "name_en", "type", "valid_from", "source"), "an agency", "기관")
    name_ko = as_text(row["name_ko"])
    start = as_day(row["valid_from"])
    end = optional(row, "valid_to", as_day)
    if end is not None and end <= start:
        raise bad(row["valid_to"].at, "종료일이 시작일보다 늦어야 합니다", "valid_to must come after valid_from")
    types = tuple(one.value for one in OrganisationType)
    return Agency(
        id=AgencyId(as_match(row["id"], _ID, "an agency's id", "기관 식별자")),
        name_ko=name_ko,
        name_en=as_text(row["name_en"]),
        type=OrganisationType(as_choice(row["type"], types, "an organisation's type", "기관 유형")),
        jurisdiction=jurisdiction,
        parent=AgencyId(as_match(row["parent"], _ID, "an agency's id", "기관 식별자")) if "parent" in row else None,
        valid_from=start,
        valid_to=end,
        contact_ko=optional(row, "contact_ko", as_text) or f"{name_ko} 정보보호담당관",
    )


def _collection(node: Node) -> Collection:
    row = as_fields(node, ("id", "day", "governments"), ("id", "day", "governments"), "a collection", "자료 수집")
    ids = tuple(AgencyId(as_match(one, _ID, "an agency's id", "기관 식별자")) for one in as_items(row["governments"]))
    return Collection(as_match(row["id"], _ROUND, "a collection's id", "자료 수집 식별자"), as_day(row["day"]), ids)


def _check_dates(rows: tuple[Agency, ...], nodes: Iterable[Node]) -> None:
    latest: dict[AgencyId, list[Agency]] = {}
    for row, node in zip(rows, nodes, strict=True):
        for other in latest.setdefault(row.id, []):
            if row.valid_from < (other.valid_to or date.max) and other.valid_from < (row.valid_to or date.max):
                raise bad(
                    node.at,
                    f"'{row.id}'의 기간이 다른 행과 겹칩니다",
                    f"the dates of '{row.id}' overlap another row's",
                    "valid_to: YYYY-MM-DD",
                )
        latest[row.id].append(row)


def _check_parents(rows: tuple[Agency, ...], nodes: Iterable[Node]) -> None:
    above = {row.id: row.parent for row in rows}
    for row, node in zip(rows, nodes, strict=True):
        if row.parent is not None and row.parent not in above:
            raise bad(node.at, f"없는 상위 기관입니다: '{row.parent}'", f"there is no agency '{row.parent}'")
        at: AgencyId | None = row.id
        for _ in range(_MAX_DEPTH):
            at = above.get(at) if at is not None else None
        if at is not None:
            raise bad(
                node.at, "상위 기관이 서로 맞물려 있습니다", "the agencies above it form a circle (or are too deep)"
            )


def _refused(ko: str, en: str) -> BadCommand:
    return BadCommand(
        problem_ko=ko,
        problem_en=en,
        next_ko="기관 자료의 collections 목록을 확인하십시오.",
        next_en="Check the list under `collections` in the agencies' file.",
    )
