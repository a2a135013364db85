"""From proposal to withdrawal: allowed steps only, open items by name, two people, new models held back."""

from dataclasses import replace
from datetime import date

import pytest

from bureau import Bureau, plain
from gwanmun.control import shipped
from gwanmun.domain.catalogue import Deployment, Model, Record, Service
from gwanmun.domain.people import Agency, OrganisationType
from gwanmun.domain.snapshot import Approval, Suspension
from gwanmun.domain.vendors import CHECKLIST, TRANSITIONS, HeldModel, Stage, Standing, Step
from gwanmun.errors import BadCommand, ChangedMeanwhile, Declined
from gwanmun.ports.books import PackVersion

HERE = {"agency": "kr-seoul", "service": "deepseek-api"}
VALUES = {"contract": "negotiated", "accreditation": "O", "residency": "true"}


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    made.seed_house()
    yield made
    made.close()


def check_all(bureau, **here):
    for item in CHECKLIST:
        bureau.do(
            "check_item",
            **{**HERE, **here},
            item=item.id,
            state="done",
            evidence="문서 1호",
            value=VALUES.get(item.id, ""),
        )


def approve(bureau):
    bureau.do("propose_service", officer="policy", **HERE)
    check_all(bureau)
    bureau.do("move_service", officer="policy", **HERE, to="reviewed")
    return bureau.do("move_service", officer="chief", **HERE, to="approved")


def record(bureau):
    return next(one for one in bureau.every(Record, agency="kr-seoul") if one.service == "deepseek-api")


def test_a_proposed_service_is_refused_by_its_open_items_until_all_are_answered(bureau):
    row = bureau.do("propose_service", officer="policy", **HERE)
    assert len(row["open_items"]) == len(CHECKLIST)
    assert record(bureau).open_items[0] == "계약·이용약관 검토 (contract and terms)"
    bureau.do("move_service", officer="policy", **HERE, to="reviewed")
    with pytest.raises(BadCommand, match="9 checklist items"):
        bureau.do("move_service", officer="chief", **HERE, to="approved")
    check_all(bureau)
    assert record(bureau).open_items == ()
    assert not record(bureau).on_catalogue
    with pytest.raises(BadCommand, match="proposed"):
        bureau.do("move_service", officer="policy", **HERE, to="approved")
    bureau.do("move_service", officer="chief", **HERE, to="approved")
    assert record(bureau) == Record("kr-seoul", "deepseek-api", True, "negotiated", "O", True, "true")


def test_answers_that_changed_since_the_approver_looked_are_a_conflict(bureau):
    bureau.do("propose_service", officer="policy", **HERE)
    check_all(bureau)
    seen = bureau.do("move_service", officer="policy", **HERE, to="reviewed")["steps"]
    bureau.do(
        "check_item", officer="policy", **HERE, item="residency", state="done", evidence="다른 문서", value="false"
    )
    with pytest.raises(ChangedMeanwhile):
        bureau.do("move_service", officer="chief", **HERE, to="approved", steps=seen)
    (row,) = bureau.do("list_services")
    assert bureau.do("move_service", officer="chief", **HERE, to="approved", steps=row["steps"])["stage"] == "approved"
    assert len({one.number for one in bureau.every(Step)}) == len(bureau.every(Step)) == 3


def test_an_item_that_opens_again_refuses_at_once(bureau):
    approve(bureau)
    bureau.do("check_item", **HERE, item="security_review", state="open")
    assert record(bureau).open_items == ("보안성 검토 (security review)",)
    assert not record(bureau).security_reviewed


@pytest.mark.parametrize("before", Stage)
@pytest.mark.parametrize("after", Stage)
def test_only_allowed_steps_are_taken(bureau, before, after):
    approve(bureau)
    (standing,) = bureau.every(Standing)
    bureau.put(Standing("kr-seoul", "deepseek-api", before, standing.steps, "x", 1, "y", "policy"))
    act = "propose_service" if after is Stage.PROPOSED else "move_service"
    args = HERE if after is Stage.PROPOSED else {**HERE, "to": after.value}
    if after in TRANSITIONS[before]:
        assert bureau.do(act, officer="chief", **args)["stage"] == after
    else:
        with pytest.raises(BadCommand):
            bureau.do(act, officer="chief", **args)
        assert bureau.every(Standing)[0].stage is before


def test_suspending_restricting_and_withdrawing_reach_the_gates_records(bureau):
    approve(bureau)
    until = bureau.clock.now + 10**12
    bureau.put(Approval("a-1", "kr-seoul", None, "deepseek-api", "granted", mitigations=False, until_us=until))
    bureau.do("move_service", **HERE, to="suspended", reason="사고 조사", reason_en="incident")
    (stopped,) = bureau.every(Suspension)
    assert (stopped.agency, stopped.reason_ko, stopped.reason_en) == ("kr-seoul", "사고 조사", "incident")
    bureau.do("move_service", **HERE, to="restricted")
    assert bureau.every(Suspension) == ()
    assert (record(bureau).on_catalogue, record(bureau).security_reviewed, record(bureau).open_items) == (
        False,
        False,
        (),
    )
    bureau.do("move_service", officer="chief", **HERE, to="approved")
    assert record(bureau).on_catalogue
    bureau.do("move_service", **HERE, to="withdrawn")
    assert record(bureau).open_items == ("이용 종료 (withdrawn)",)
    assert bureau.every(Approval)[0].until_us == bureau.clock.now
    with pytest.raises(BadCommand):
        bureau.do("check_item", **HERE, item="contract", state="open")


def test_each_step_keeps_who_when_and_why(bureau):
    approve(bureau)
    steps = bureau.every(Step)
    assert [(one.number, one.before, one.after, one.officer) for one in steps] == [
        (1, None, Stage.PROPOSED, "policy"), (2, Stage.PROPOSED, Stage.REVIEWED, "policy"),
        (3, Stage.REVIEWED, Stage.APPROVED, "chief"),
    ]  # fmt: skip
    assert all(one.reason and one.at_us for one in steps)


def test_two_officers_at_once_are_told(bureau):
    seen = approve(bureau)["steps"]
    bureau.do("move_service", **HERE, to="restricted", steps=seen)
    with pytest.raises(ChangedMeanwhile):
        bureau.do("move_service", **HERE, to="suspended", steps=seen)


@pytest.mark.parametrize(
    "wrong",
    [{"item": "none"}, {"evidence": ""}, {"evidence": "a\nb"}, {"state": "waived"}, {"item": "contract", "value": ""},
     {"item": "residency", "value": "KR"}, {"service": "none"}, {"service": "in-house"}, {"reason": ""}],
)  # fmt: skip
def test_an_answer_has_evidence_and_a_value_that_can_be(bureau, wrong):
    bureau.do("propose_service", **HERE)
    given = {**HERE, "item": "security_review", "state": "done", "evidence": "문서", **wrong}
    with pytest.raises(BadCommand):
        bureau.do("check_item", **given)


def test_what_need_not_be_answered_may_be_waived_with_a_word(bureau):
    bureau.do("propose_service", **HERE)
    row = bureau.do("check_item", **HERE, item="accreditation", state="waived", evidence="내부 서버")
    assert len(row["open_items"]) == len(CHECKLIST) - 1


@pytest.mark.parametrize(
    "changed",
    [{"on_catalogue": True}, {"open_items": ()}, {"security_reviewed": True}, {"contract": "negotiated"},
     {"accredited_level": "C"}, {"stores_outside": "false"}],
)  # fmt: skip
def test_no_other_act_answers_for_onboarding(bureau, changed):
    bureau.do("propose_service", **HERE)
    with pytest.raises(BadCommand, match="onboarding alone"):
        bureau.do("put_record", record=plain(replace(record(bureau), **changed)))
    allowed = replace(record(bureau), admitted_fields=("/top_k",))
    bureau.do("put_record", record=plain(allowed))
    assert record(bureau) == allowed


def test_no_single_officer_lists_a_service_that_nobody_proposed(bureau):
    wanted = plain(Record("kr-seoul", "deepseek-api", True, "negotiated", "O", True, "true"))
    for given in (wanted, {**wanted, "on_catalogue": False}):
        with pytest.raises(Declined, match="never proposed"):
            bureau.do("put_record", record=given)
    assert not any(one.service == "deepseek-api" for one in bureau.every(Record))


def test_after_approval_one_officer_opens_an_item_and_another_one_answers_it(bureau):
    approve(bureau)
    looser = {**HERE, "item": "accreditation", "state": "done", "evidence": "문서 2호", "value": "S"}
    with pytest.raises(Declined, match="approved on this answer"):
        bureau.do("check_item", officer="policy", **looser)
    bureau.do("check_item", officer="policy", **HERE, item="accreditation", state="open")
    with pytest.raises(Declined, match="cannot answer it"):
        bureau.do("check_item", officer="policy", **looser)
    assert record(bureau).open_items
    bureau.do("check_item", officer="chief", **looser)
    assert (record(bureau).open_items, record(bureau).accredited_level) == ((), "S")


def test_a_suspension_that_is_a_stage_ends_by_a_step_and_by_nothing_else(bureau):
    approve(bureau)
    bureau.do("move_service", **HERE, to="suspended", reason="사고 조사")
    with pytest.raises(Declined, match="by a step of that alone"):
        bureau.do("resume_service", **HERE)
    assert bureau.every(Suspension)
    bureau.do("suspend_service", service="outside", agency="kr-seoul", reason_ko="점검", reason_en="check")
    bureau.do("resume_service", service="outside", agency="kr-seoul")


class TestNewModels:
    def list_it(self, bureau, name="gpt-y", upstream="gpt-y", service="outside"):
        model = plain(Model(name, service, upstream, (), (), 100))
        return bureau.do("import_catalogue", officer="lister", services=[], models=[model])

    def test_on_an_approved_service_it_is_held_back_until_another_officer_approved_it(self, bureau):
        self.list_it(bureau)
        assert "gpt-y" not in {one.name for one in bureau.snapshot().models}
        assert bureau.facts("import_catalogue")[-1]["held"] == ["gpt-y"]
        with pytest.raises(BadCommand):
            bureau.do("approve_model", officer="lister", model="gpt-y")
        bureau.do("approve_model", officer="chief", model="gpt-y")
        assert "gpt-y" in {one.name for one in bureau.snapshot().models}
        with pytest.raises(BadCommand):
            bureau.do("approve_model", officer="chief", model="gpt-y")

    def test_another_model_behind_a_known_name_is_a_new_one(self, bureau):
        self.list_it(bureau, "gpt-x", "gpt-x-2")
        assert bureau.every(HeldModel)[0].why == "changed"
        assert "gpt-x" not in {one.name for one in bureau.snapshot().models}

    def test_listed_again_unchanged_it_stays(self, bureau):
        bureau.do("import_catalogue", services=[], models=[plain(one) for one in bureau.every(Model)])
        assert bureau.every(HeldModel) == ()

    def test_on_a_service_that_nobody_approved_there_is_nothing_to_hold_back(self, bureau):
        self.list_it(bureau, "ds-9", "ds-9", "deepseek-api")
        assert bureau.every(HeldModel) == ()


def test_restricted_asks_for_an_approval_whatever_the_packs_look_at(bureau):
    """With no pack in force that looks at the list, a restriction still has its effect, here and below, and for nobody else."""
    service = Service(
        "cloud", "클라우드", "cloud", "V", "KR", "openai", "api", Deployment.IN_HOUSE, ("KR",), "s", "2026-11"
    )
    gangnam = Agency("kr-seoul-gangnam", "강남구", "Gangnam", OrganisationType.MUNICIPALITY, "KR", "kr-seoul",
                     date(2020, 1, 1), None, "담당")  # fmt: skip
    bureau.put(service, gangnam, *(one for one in shipped.agencies().rows if one.id == "kr-busan"))
    bureau.put(*(replace(pack, active=False) for pack in bureau.every(PackVersion, active=True)))

    def outcomes():
        return [bureau.decide(one, service).outcome.word for one in ("kr-seoul", "kr-seoul-gangnam", "kr-busan")]

    before = outcomes()
    bureau.put(Standing("kr-seoul", "cloud", Stage.RESTRICTED, 4, "chief", bureau.clock.now, "점검", "someone"))
    assert outcomes() == ["require_approval", "require_approval", before[2]]
    decision = bureau.decide("kr-seoul", service)
    assert "이용을 제한한 서비스" in decision.causes[0].reason_ko
    assert bureau.decide("kr-seoul", service, approval="granted").outcome.word == "allow_with_masking"
    bureau.put(Standing("kr-seoul", "cloud", Stage.APPROVED, 5, "chief", bureau.clock.now, "해제", "someone"))
    assert outcomes() == before


def test_an_item_that_there_is_not_is_answered_with_those_that_there_are(bureau):
    bureau.do("propose_service", **HERE)
    with pytest.raises(BadCommand) as caught:
        bureau.do("check_item", **HERE, item="contracts", state="done", evidence="계약서")
    assert "contract, " in caught.value.remedy("ko")
