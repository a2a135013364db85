"""The published vectors of every shipped regime, asked of a live gate as prompts (시험 사례를 살아 있는 관문에 묻다).

A vector that a prompt can show is asked over the socket: its agency, device, purpose and pledge by a key of its own, its
grade by the header, its service by the model's name, its approval, its vendor's inquiry and its day by what is published.
What the gate then wrote into its journal is held against the vector: the whole decision where the vector is over all
regimes, the regime's own part of it where the vector speaks of one. The others are counted by what they ask for and no
prompt can show.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count

import pytest

from e2e.site import PYTHON, Answer, Process, Site, until
from gwanmun.adapters.publication import PublishedFiles
from gwanmun.adapters.system import System, private_directory
from gwanmun.bootstrap import pepper
from gwanmun.control import shipped
from gwanmun.control.keys import key_from
from gwanmun.domain.allowances import Allowance, Level, Period
from gwanmun.domain.catalogue import Deployment, Dialect, Model, Record, Service
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import AgencyId, DepartmentId, KeyId, PersonId, ServiceId
from gwanmun.domain.money import Price
from gwanmun.domain.people import Agency, Department, DeviceClass, Key, OrganisationType, Person
from gwanmun.domain.snapshot import Approval, Delta, InquiryState, Route, Rules, Snapshot
from gwanmun.gateway.world import seoul_day
from gwanmun.policy.language import NOT_LOOKED_AT, Value, Vector
from gwanmun.policy.vectors import case

DEFAULTS = shipped.defaults()
PACKS = shipped.packs()
IN_HOUSE = "in_house_llm"
DAY_US = 86_400_000_000
WORDS = "도로 보수 안내문의 초안을 써 주십시오."
PERSONAL = f"{WORDS} 담당자 연락처는 010-2345-6789입니다."
#: What a gate does not look at: recorded as such, so that no rule about it holds.
UNSEEN = ("login.plugins", "login.mfa", "device.sensitivity")
USUAL = case(DEFAULTS, IN_HOUSE, ())
NOBODY = USUAL["organisation.id"]  # an agency that no vector names
PRICE = Price(date(2020, 1, 1), date(2100, 1, 1), "KRW", 1, 1, "test")


@dataclass
class Case:
    """A vector, everything it says, and the person that stands for it."""

    name: str
    regime: str | None  # None: over all regimes
    profile: str
    expect: Outcome
    duties: tuple[str, ...]
    says: Mapping[str, object]

    @property
    def person(self) -> PersonId:
        return PersonId(f"p-{self.name}")

    @property
    def agency(self) -> Agency:
        says = self.says
        return Agency(
            AgencyId(says["organisation.id"]), says["organisation.id"], says["organisation.id"],
            OrganisationType(says["organisation.type"]), says["jurisdiction"], None, date(2000, 1, 1), None, "담당관실",
        )  # fmt: skip

    @property
    def personal_device(self) -> bool:
        """The gate judges it as the agency's own device besides (ADR 0011), so that it may be stricter."""
        return self.says["device.class"] == "personal"

    @property
    def not_for_a_prompt(self) -> str:
        """Why no prompt can show this vector; empty where one can."""
        says = self.says
        reasons = {
            "installing is no prompt": says["action"] != "access",
            "a login that the gate does not see": any(says[name] != USUAL[name] for name in ("login.plugins", "login.mfa")),
            "a device's sensitivity that the gate does not see": says["device.sensitivity"] != "standard",
            "an exemption that no key states": says["purpose.exemption"] != "none",
            "a ministry's own decision in words": says["discretion.state"] != "none",
            "masked already: the gate judges first, then masks": says["data.masked"],
        }  # fmt: skip
        return next((reason for reason, holds in reasons.items() if holds), "")


def said_by(vector: Vector) -> dict[str, Value]:
    """Everything that it says; one that names no agency gets an agency of its own, which no regime names either."""
    says = case(DEFAULTS, vector.service, vector.differences)
    return {**says, "organisation.id": f"agency-{vector.id}"} if says["organisation.id"] == NOBODY else says


def cases() -> Iterator[Case]:
    for pack in PACKS:
        for vector in pack.vectors:
            says = said_by(vector)
            yield Case(vector.id, str(pack.id), vector.service, vector.expect, vector.must_include, says)
    for vector in DEFAULTS.combined:
        says = said_by(vector)
        yield Case(vector.id, None, vector.service, vector.expect, vector.must_include, says)


@dataclass
class Published:
    """Vectors that one publication can hold: of one day, with one row for each agency and each service."""

    day: object
    lifted: bool
    agencies: dict[str, tuple[Agency, bool]] = field(default_factory=dict)  # and whether it has a model of its own
    inquiries: dict[str, str] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)

    def takes(self, one: Case) -> bool:
        says = one.says
        if (says["date"], says["order.state"] == "lifted") != (self.day, self.lifted):
            return False
        agency = (one.agency, bool(says["in_house_available"]))
        status = says["inquiry.status"]
        return self.agencies.get(agency[0].id, agency) == agency and self.inquiries.get(one.profile, status) == status

    def add(self, one: Case) -> None:
        self.agencies[one.agency.id] = one.agency, bool(one.says["in_house_available"])
        self.inquiries[one.profile] = str(one.says["inquiry.status"])
        self.cases.append(one)


def groups(several: list[Case]) -> list[Published]:
    made: list[Published] = []
    for one in several:
        here = next((group for group in made if group.takes(one)), None)
        if here is None:
            here = Published(one.says["date"], one.says["order.state"] == "lifted")
            made.append(here)
        here.add(one)
    return made


class GateAlone(Site):
    """A gate without a desk: the test publishes what a desk would, for any day."""

    def _config(self) -> str:
        parts = [
            f'[gate]\nlisten = "127.0.0.1:{self.port}"\ndata_dir = "data"\nkeys_dir = "keys"\n',
            '[journal]\norigin = "test/gate-1"\n[sandbox]\nenabled = true\n',
        ]
        parts += [
            f'[upstreams.{facts["service.id"]}]\nbase_url = "{self.upstream}"\ndialect = "openai"\n'
            'allow_private = ["127.0.0.0/8"]\n'
            for facts in DEFAULTS.profiles.values()
        ]
        return "\n".join(parts)

    @property
    def upstream(self) -> str:
        return f"http://127.0.0.1:{self.places['outside']}/v1"

    def _seeded(self):
        self._serials = count(1)
        private_directory(self.keys_dir)
        self._published = PublishedFiles(self.data / "published")
        self.keys: dict[str, str] = {}
        # No books: nobody decides here.

    def serve(self) -> None:
        self.serves.append(Process(*PYTHON, "gwanmun.entrypoints.gate", "--config", str(self.config), cwd=self.folder))

    def publish(self, group: Published, max_age_seconds: int = 86_400) -> int:
        """What a desk would have published on that day; gives its serial."""
        serial, now_us = next(self._serials), System().now_us()
        today = seoul_day(now_us)
        services = {name: service_of(DEFAULTS.profiles[name]) for name in DEFAULTS.profiles}
        self._published.publish_snapshot(
            Snapshot(
                format=1, serial=serial, desk_index=0, published_us=now_us, max_age_seconds=max_age_seconds,
                agencies=tuple(agency for agency, _ in group.agencies.values()),
                departments=tuple(
                    Department(DepartmentId(f"{id_}/one"), AgencyId(id_), "부서", "department") for id_ in group.agencies
                ),
                people=tuple(sorted((person_of(one, today) for one in group.cases), key=lambda person: person.id)),
                zones=(), proxies=(), services=tuple(services.values()), records=tuple(records_of(group)),
                routes=tuple(Route(service.id, Dialect.OPENAI, self.upstream) for service in services.values()),
                models=tuple(
                    Model(f"model-{name}", service.id, "gwanmun-sandbox", (), (PRICE,), 200)
                    for name, service in services.items()
                ),
                rates=(), rate_max_age_days=35,
                allowances=tuple(
                    Allowance(level, "*", Period.MONTH, 10**18)
                    for level in (Level.GOVERNMENT, Level.DEPARTMENT, Level.PERSON)
                ),
                packs=shipped.pack_texts(), approvals=tuple(approvals_of(group, now_us)),
                inquiries=tuple(
                    InquiryState(services[name].vendor, status)
                    for name, status in group.inquiries.items() if status != "none"
                ),
                lifted_orders=tuple(pack.id for pack in PACKS) if group.lifted else (),
                rules=(Rules(AgencyId("*")),), demo=True, clock_date=group.day,
            )
        )  # fmt: skip
        return serial

    def adopted(self, serial: int) -> None:
        until(lambda: serial in [row["serial"] for row in self.serving.events("adopted")], 30, "the publication")

    def put(self, one: Case, connection=None) -> Answer:
        """The vector as a prompt."""
        return self.ask(
            PERSONAL if one.says["data.personal_info"] else WORDS, model=f"model-{one.profile}",
            key=self.keys[one.name], headers={"gwanmun-grade": str(one.says["data.classification"])},
            connection=connection,
        )  # fmt: skip

    def publish_keys(self, several: list[Case]) -> None:
        now_us = System().now_us()
        self._published.publish_delta(Delta(1, now_us, tuple(self._key(one, now_us) for one in several), ()))

    def _key(self, one: Case, now_us: int) -> Key:
        purpose = {"absolutely_necessary": "absolutely_necessary"}.get(str(one.says["purpose.necessity"]), "work")
        if one.says["purpose.type"] == "personal":
            purpose = "personal"
        wanted = Key(
            KeyId(""), "", one.person, (DepartmentId(f"{one.agency.id}/one"),),
            (DeviceClass(str(one.says["device.class"])),), (purpose,), now_us - DAY_US, now_us + DAY_US, None,
        )  # fmt: skip
        entropy = System().entropy
        self.keys[one.name], key = key_from(entropy(5), entropy(32), pepper(self.settings), wanted)
        return key


def service_of(facts: Mapping[str, object]) -> Service:
    id_ = str(facts["service.id"])
    return Service(
        ServiceId(id_), id_, id_, f"vendor of {id_}", str(facts["service.vendor_country"]), str(facts["service.family"]),
        str(facts["service.form"]), Deployment(str(facts["service.deployment"])), (), "test", "2026",
    )  # fmt: skip


def person_of(one: Case, today: date) -> Person:
    agency = one.agency.id
    pledged = today if one.says["user.pledge_signed"] else None
    return Person(one.person, agency, DepartmentId(f"{agency}/one"), date(2100, 1, 1), pledged)


def records_of(group: Published) -> Iterator[Record]:
    """What each agency's own records say: of the services that its vectors name, and of its own model."""
    for id_, (_, has_model) in group.agencies.items():
        wanted = {one.profile for one in group.cases if one.agency.id == id_} | ({IN_HOUSE} if has_model else set())
        for name in sorted(wanted):
            facts = DEFAULTS.profiles[name]
            yield Record(
                AgencyId(id_), ServiceId(str(facts["service.id"])), bool(facts["service.on_catalogue"]),
                str(facts["service.contract"]), str(facts["service.accredited_level"]),
                bool(facts["service.security_reviewed"]), str(facts["service.stores_outside"]),
            )  # fmt: skip


def approvals_of(group: Published, now_us: int) -> Iterator[Approval]:
    for one in group.cases:
        state = str(one.says["approval.state"])
        if state == "none" and not one.says["approval.mitigations"]:
            continue
        facts = DEFAULTS.profiles[one.profile]
        over = state == "expired"
        yield Approval(
            f"a-{one.name}", one.agency.id, one.person, ServiceId(str(facts["service.id"])),
            "granted" if over else state, bool(one.says["approval.mitigations"]),
            now_us - 1 if over else now_us + DAY_US, families=(str(facts["service.family"]),),
        )  # fmt: skip


@pytest.fixture(scope="module")
def gate(tmp_path_factory) -> Iterator[GateAlone]:
    """Ready, with the first publication in force and the keys of everybody."""
    made = GateAlone(tmp_path_factory.mktemp("vectors"))
    try:
        made.publish_keys(SHOWABLE)
        made.publish(groups(SHOWABLE)[0])
        made.start()
        made.wait_ready()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def asked(gate):
    """Every vector that a prompt can show → (itself, its answer, what the gate wrote of it)."""
    answers, line = {}, gate.connect()
    for group in groups(SHOWABLE):
        gate.adopted(gate.publish(group))
        answers |= {one.name: gate.put(one, line) for one in group.cases}
    line.close()
    until(lambda: len(gate.records()) >= len(answers), 20, "the records")
    written = {leaf.request: opening for leaf, opening in gate.records() if leaf.kind in {"admitted", "refused"}}
    return {
        one.name: (one, answers[one.name], written[answers[one.name].headers["gwanmun-request"]]) for one in SHOWABLE
    }


SHOWABLE = [one for one in cases() if not one.not_for_a_prompt]
WORDS_OF = {outcome.word: outcome for outcome in Outcome}
CODES = {
    Outcome.REQUIRE_APPROVAL: {"approval_required"},
    Outcome.ROUTE_IN_HOUSE: {"no_in_house_route"},
    Outcome.DENY: {"denied"},
}


def own_part(one: Case, opening) -> Outcome:
    """What the vector's regime said: the highest of its hits, or that it moved the prompt in-house."""
    packs = {rule.id: str(pack.id) for pack in PACKS for rule in pack.rules}
    if one.regime in {packs.get(rule) for rule in opening.get("routed_by", ())}:
        return Outcome.ROUTE_IN_HOUSE
    hits = [hit.partition("=") for hit in opening["decision"]["hits"]]
    mine = (WORDS_OF[word] for rule, _, word in hits if rule.startswith(f"{one.regime}/"))
    return max(mine, default=Outcome.NOT_APPLICABLE)


def whole(opening) -> Outcome:
    return Outcome.ROUTE_IN_HOUSE if "routed_by" in opening else WORDS_OF[opening["decision"]["outcome"]]


def test_the_gate_asks_its_policy_exactly_what_the_vector_says(asked) -> None:
    for one, _, opening in asked.values():
        written = opening.get("first_input") or opening["input"]
        for name, value in one.says.items():
            if name in UNSEEN:
                assert written[name] == NOT_LOOKED_AT, (one.name, name)
            elif name != "order.state":  # lifted orders are published by regime
                assert written[name] == (value.isoformat() if isinstance(value, date) else value), (one.name, name)


def test_each_regime_decides_at_the_gate_as_its_vectors_say(asked) -> None:
    single = {name: found for name, found in asked.items() if found[0].regime and not found[0].personal_device}
    otherwise = {name for name, (one, _, opening) in single.items() if own_part(one, opening) is not one.expect}
    # Two other regimes move grade S in-house: of a prompt that was moved the record names who moved it, and nobody else.
    moved = {name for name, (one, _, opening) in single.items() if "routed_by" in opening} & otherwise
    assert otherwise == moved == {"N2SF-V4", "N2SF-V5"}


def test_over_all_regimes_the_gate_decides_as_the_combined_vectors_say(asked) -> None:
    combined = [found for found in asked.values() if found[0].regime is None and not found[0].personal_device]
    assert len(combined) == 10
    for one, _, opening in combined:
        assert whole(opening) is one.expect, one.name
        assert set(one.duties) <= set(opening["decision"]["obligations"]) | ({"mask_personal_info"} if opening.get("masked") else set()), one.name  # fmt: skip


def test_the_caller_is_answered_as_it_was_decided(asked) -> None:
    for one, answer, opening in asked.values():
        decided = whole(opening)
        if answer.status == 200:
            assert decided <= Outcome.ALLOW_WITH_MASKING or "routed_from" in opening, one.name
            assert answer.headers["gwanmun-decision"] == opening["decision"]["outcome"], one.name
        else:
            assert answer.headers["gwanmun-code"] in CODES[decided], one.name


def test_a_personal_device_is_never_judged_more_leniently_than_its_vector(asked) -> None:
    personal = [found for found in asked.values() if found[0].personal_device]
    assert len(personal) == 10
    for one, _, opening in personal:
        assert (own_part(one, opening) if one.regime else whole(opening)) >= one.expect, one.name


def test_what_no_prompt_can_show_is_counted_by_its_reason(asked) -> None:
    assert len(asked) == 138
    assert Counter(one.not_for_a_prompt for one in cases() if one.not_for_a_prompt) == {
        "installing is no prompt": 5,
        "a login that the gate does not see": 5,
        "a device's sensitivity that the gate does not see": 2,
        "an exemption that no key states": 2,
        "a ministry's own decision in words": 2,
        "masked already: the gate judges first, then masks": 2,
    }


def test_a_publication_older_than_it_may_be_shuts_outside_services_until_the_desk_vouches_again(gate, asked) -> None:
    named = {name: found[0] for name, found in asked.items()}
    outside, inside = named["MOIS-V1"], named["LOC-V5"]
    group = Published(outside.says["date"], lifted=False)
    for one in (outside, inside):
        group.add(one)
    gate.adopted(gate.publish(group, max_age_seconds=1))
    until(lambda: gate.put(outside).status == 503, 20, "the end of its age")
    assert gate.put(outside).told["code"] == "store_unavailable"
    assert gate.put(inside).status == 200
    gate.adopted(gate.publish(group))
    assert gate.put(outside).status == 200
