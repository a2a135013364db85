"""A restricted service (이용 제한) asks for an approval by itself, whatever the packs in force look at (S21).

What a gate judges by is packs: so the restriction is written as one, from the standings of the day, and published, asked
and explained like every other. What does not live here: restricting (`onboarding.py`).
"""

from datetime import date

from gwanmun.control.office import seoul_day
from gwanmun.control.offices import covered
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import RegimeId, RuleId
from gwanmun.domain.snapshot import Pack as PackText
from gwanmun.domain.vendors import Stage, Standing
from gwanmun.policy.language import AnyOf, Condition, Equals, Pack, Rule, Source
from gwanmun.policy.printed import print_pack
from gwanmun.ports.books import Reading

REGIME = RegimeId("gwanmun-restricted")
_BEGIN = date(2024, 1, 1)  # before any day that is judged


def restricted_pack(page: Reading, day: date) -> tuple[PackText, ...]:
    """The pack of a day: one rule for each restricted service of an agency; none when nothing is restricted."""
    standings = page.every(Standing, stage=Stage.RESTRICTED)
    rules = tuple(_rule(page, standing, number, day) for number, standing in enumerate(standings, 1))
    if not rules:
        return ()
    pack = Pack(
        REGIME, "Services under restriction", "이용 제한 서비스", "KR", _BEGIN, None, None, (),
        (Source("서비스 목록의 이용 제한 조치 (catalogue: restricted)"),), (), (), rules, Outcome.NOT_APPLICABLE, (),
        confirm_before_enforcing=False,
    )  # fmt: skip
    return (PackText(REGIME, print_pack(pack), None),)


def _rule(page: Reading, standing: Standing, number: int, day: date) -> Rule:
    agencies = covered(page, standing.agency, day)
    since = seoul_day(standing.since_us)
    return Rule(
        RuleId(f"RST-{number}"),
        (
            Condition("organisation.id", Equals(agencies[0]) if len(agencies) == 1 else AnyOf(agencies)),
            Condition("service.id", Equals(standing.service)),
        ),
        Outcome.REQUIRE_APPROVAL,
        Outcome.ALLOW_WITH_MASKING,
        "official",
        ("log",),
        f"The agency restricted this service on {since}: an approval is needed.",
        f"기관이 {since}에 이용을 제한한 서비스입니다. 승인을 받아야 합니다.",
        0,
    )
