"""A changed attribute looks again at every past approval; the table before and after is held against a golden file."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bureau import Bureau, plain
from gwanmun.domain.catalogue import Service
from gwanmun.domain.snapshot import Approval
from gwanmun.domain.vendors import Reassessment
from gwanmun.errors import BadCommand, BadPolicy

GOLDEN = Path(__file__).parents[2] / "golden/storage_must_be_kr.txt"
STORAGE_MUST_BE_KR = """
schema_version: 1
id: storage-must-be-kr
title: Data is stored in Korea
title_ko: 국내 저장 기준
jurisdiction: KR
effective_from: 2026-01-01
sources: [{name: "house rule, 2026"}]
scope: {service.deployment: {not: in_house}}
rules:
- {id: KRS-1, when: {service.storage_countries: {not: KR}}, decision: deny, basis: official, reason: Data would be stored where its handling cannot be inspected., reason_ko: 처리 실태를 점검할 수 없는 곳에 저장됩니다.}
"""


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    made.seed_house()
    until = made.clock.now + 10**13
    made.put(
        Approval("a-1", "kr-seoul", "p1", "cloud", "granted", mitigations=False, until_us=until, families=("deepseek",))
    )
    yield made
    made.close()


def fact(bureau, value, name="storage_countries", service="cloud", **args):
    given = {"service": service, "name": name, "value": value, "source": "공급자 답변", "as_of": "2026-11-20",
             "confidence": "high", **args}  # fmt: skip
    return bureau.do("put_fact", **given)


def lines(table):
    """The table as text, as the golden file keeps it."""
    rows = [" · ".join(table["cases"])]
    for row in table["rows"]:
        mark = "*" if row["changed"] else " "
        rows.append(f"{mark} {row['agency']} {row['service']} {row['what']}: {' · '.join(row['before'])} → "
                    f"{' · '.join(row['after'])}{' ' + ','.join(row['rules']) if row['rules'] else ''}")  # fmt: skip
    return "\n".join([*rows, f"changed: {table['changed']}"]) + "\n"


def test_storage_must_be_kr_before_and_after(bureau):
    """Every service is stored in KR at first; two move abroad, and the rule is added."""
    fact(bureau, "US")
    fact(bureau, "KR+US", service="outside")
    found = lines(bureau.do("reevaluate", pack=STORAGE_MUST_BE_KR))
    assert found == GOLDEN.read_text(encoding="utf-8"), found


def test_asking_changes_nothing(bureau):
    before = bureau.snapshot()
    facts = len(bureau.facts())
    table = bureau.do("reevaluate", service="cloud", changes={"storage_countries": "CN", "vendor_country": "CN"})
    assert table["changed"] == 0  # no pack in force looks at either
    assert (bureau.snapshot(), len(bureau.facts())) == (before, facts)


def test_a_changed_attribute_is_looked_at_by_a_person(bureau):
    bureau.do("write_pack", officer="writer", text=STORAGE_MUST_BE_KR)
    bureau.do("activate_pack", officer="chief", regime="storage-must-be-kr", version=1)
    done = fact(bureau, "US")
    assert sorted(one["what"] for one in done["looked_again"]) == ["approval:a-1", "record", "record"]
    rows = bureau.every(Reassessment)
    assert {one.what for one in rows} == {"record", "approval:a-1"}
    assert all("deny" in one.after and "deny" not in one.before.split(" · ")[0] for one in rows)
    assert {one["kind"] for one in bureau.do("list_reviews")} >= {"reassessment"}
    for one in rows:
        bureau.do("review_reassessment", id=one.id, note="승인을 끝냄")
    assert not [one for one in bureau.do("list_reviews") if one["kind"] == "reassessment"]
    with pytest.raises(BadCommand):
        bureau.do("review_reassessment", id=rows[0].id, note="다시")


def test_an_imported_entry_that_says_otherwise_is_looked_at_too(bureau):
    bureau.do("write_pack", officer="writer", text=STORAGE_MUST_BE_KR)
    bureau.do("activate_pack", officer="chief", regime="storage-must-be-kr", version=1)
    cloud = next(one for one in bureau.every(Service) if one.id == "cloud")
    outside = next(one for one in bureau.every(Service) if one.id == "outside")
    bureau.do("import_catalogue", services=[plain(cloud), plain(outside)])
    assert bureau.every(Reassessment) == ()
    moved = [plain(replace(one, storage_countries=("US",))) for one in (cloud, outside)]
    bureau.do("import_catalogue", services=moved)
    assert {(one.service, one.what) for one in bureau.every(Reassessment)} == {
        ("cloud", "approval:a-1"), ("cloud", "record"), ("outside", "record"),
    }  # fmt: skip


def test_a_risk_that_no_rule_can_ask_for_is_still_looked_at(bureau):
    fact(bureau, "no", name="trains_on_input")
    assert bureau.every(Reassessment) == ()
    fact(bureau, "yes", name="trains_on_input", as_of="2026-11-21")
    assert {one.changed for one in bureau.every(Reassessment)} == {"trains_on_input=yes"}


def test_an_older_fact_never_replaces_a_newer_one(bureau):
    fact(bureau, "US")
    with pytest.raises(BadCommand, match="newer"):
        fact(bureau, "KR", as_of="2026-11-01")
    with pytest.raises(BadCommand):
        fact(bureau, "KR", as_of="2026-12-01")


def test_every_fact_shows_its_age_and_the_old_ones_are_marked(bureau):
    fact(bureau, "US", confidence="low")
    rows = {one["fact"]["name"]: one for one in bureau.do("show_service", service="cloud")["facts"]}
    assert (rows["storage_countries"]["age_days"], rows["storage_countries"]["stale"]) == (2, False)
    bureau.go(date(2027, 3, 1))
    rows = {one["fact"]["name"]: one for one in bureau.do("show_service", service="cloud")["facts"]}
    assert rows["storage_countries"]["stale"]
    assert all(one["fact"]["source"] for one in rows.values())
    assert "fact" in {one["kind"] for one in bureau.do("list_reviews")}


@pytest.mark.parametrize(
    "changes",
    [
        {"storage": "KR"},
        {"storage_countries": ""},
        {"storage_countries": "K R"},
        {"deployment": "moon"},
        {"form": "tv"},
    ],
)
def test_only_attributes_that_exist_with_values_that_can_be(bureau, changes):
    with pytest.raises(BadCommand):
        bureau.do("reevaluate", service="cloud", changes=changes)


def test_a_malformed_pack_is_named_with_its_place(bureau):
    with pytest.raises(BadPolicy, match="pack"):
        bureau.do("reevaluate", pack="id: [")


def test_an_unknown_service_is_refused(bureau):
    with pytest.raises(BadCommand):
        bureau.do("reevaluate", service="none")


def test_vendors_keep_their_names_to_themselves(bureau):
    vendor = {"id": "v-1", "name_ko": "가", "name_en": "Ga", "names": ["vendor"], "country": "KR"}
    bureau.do("put_vendor", vendor=vendor)
    with pytest.raises(BadCommand, match="v-1"):
        bureau.do("put_vendor", vendor={**vendor, "id": "v-2", "name_en": "Na", "name_ko": "나"})
    reseller = {
        "id": "r",
        "name_ko": "되팔이",
        "name_en": "Reseller",
        "names": [],
        "country": "US",
        "kind": "reseller",
        "resells": ["v-1"],
    }
    bureau.do("put_vendor", vendor=reseller)
    assert bureau.do("show_service", service="cloud")["resellers"] == ("r",)
    with pytest.raises(BadCommand):
        bureau.do("put_vendor", vendor={**reseller, "id": "r2", "name_en": "X", "name_ko": "엑스", "resells": ["none"]})
    with pytest.raises(BadCommand):
        bureau.do("put_vendor", vendor={**vendor, "country": "Korea"})
    assert [one["id"] for one in bureau.do("list_vendors")] == ["r", "v-1"]


def test_leaving_takes_everything_along(bureau):
    here = {"agency": "kr-seoul", "service": "cloud"}
    with pytest.raises(BadCommand):
        bureau.do("record_exit", **here, data_returned=True, data_deleted=True, evidence="확인서")
    bureau.do("propose_service", **here)
    bureau.do("move_service", **here, to="withdrawn")
    bureau.do("record_exit", **here, data_returned=True, data_deleted=True, evidence="확인서")
    taken = bureau.do("export_service", service="cloud")
    page = taken["page"]
    assert page["exits"][0]["evidence"] == "확인서"
    assert [one["id"] for one in page["approvals"]] == ["a-1"]
    assert page["models"][0]["prices"]
    assert [one["base_url"] for one in taken["routes"]] == ["https://cloud.example.net/v1"] * 2
    assert bureau.facts("export_service")
