"""S53: who applies plans to several classes loads, asks and records in the order of application."""

from dataclasses import replace
from datetime import date

from enforce_plans import BLOCKED, NOW, audience
from gwanmun.adapters.enforcement.agent import in_order
from gwanmun.control.enforcement import Class, Site, make_plan, shipped_grounds
from gwanmun.domain.people import DeviceClass

CLASSES = (
    Class("kr-seoul", DeviceClass.INTERNET_PC, ("10.1.0.0/16",)),
    Class("kr-motie", DeviceClass.INTERNET_PC, ("10.2.0.0/16",)),
    Class("kr-mnd", DeviceClass.MILITARY_WORK, ("10.3.0.0/16",)),
)


def places(*push):
    plan = make_plan(shipped_grounds(date(2025, 2, 6)), Site(CLASSES, push=push), NOW)
    return [one.id for one in sorted(plan.audiences, key=lambda one: (one.order, one.id))]


def test_a_plan_holds_the_order_that_the_desk_listed():
    listed = places(("kr-motie", DeviceClass.INTERNET_PC), ("kr-mnd", DeviceClass.MILITARY_WORK))
    assert listed[:2] == ["kr-motie.internet_pc", "kr-mnd.military_work"]


def test_military_devices_come_first_where_nobody_listed_anything():
    assert places()[0] == "kr-mnd.military_work"


class Instance:
    def __init__(self, population):
        self.population = population

    def serves(self, name):
        return name == self.population


def test_the_agent_loads_the_most_sensitive_classes_engine_first():
    rows = [
        replace(audience(f"kr.c{at}", [f"10.{at}.0.0/16"], BLOCKED), order=order) for at, order in enumerate((3, 1, 2))
    ]
    engines = [Instance(one.id) for one in rows]
    assert [one.population for one in in_order(engines, rows)] == ["kr.c1", "kr.c2", "kr.c0"]
