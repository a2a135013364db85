"""What a gate records is what replay reads: under the packs that decided, nothing changes."""

import pickle

import pytest

from gwanmun.adapters.files.reader import segment_files
from gwanmun.control import shipped
from gwanmun.entrypoints import replaying
from gwanmun.entrypoints.replaying import _INPUTS, _OPENINGS, AtTheGate, _then, asked, replay_journal
from gwanmun.errors import IntegrityFault
from gwanmun.journal.canonical import canonical
from gwanmun.policy.judge import Judge
from gwanmun.policy.reader import read_pack
from gwanmun.policy.replay import Effect, Recorded, Spent, replay
from house import House
from journal_kit import Place

STOP = (
    "schema_version: 1\nid: stop\ntitle: T\ntitle_ko: 시험\njurisdiction: KR\neffective_from: 2020-01-01\n"
    "sources: [{name: Notice of 2025}]\nscope: {service.deployment: {not: in_house}}\nrules:\n"
    '- {id: STOP-1, when: {}, decision: deny, basis: news, obligations: [log], reason: "Stop.", reason_ko: "중지."}\n'
)


def recorded(house: House):
    for fact in house.journal.facts:
        if fact.kind.value == "ended":
            yield Spent(fact.request, fact.spent)
        elif fact.kind.value in {"admitted", "refused"}:
            opening = _OPENINGS.decode(canonical(fact.opening))
            if opening.decision is not None:
                yield Recorded(fact.request, fact.person, _then(opening), _INPUTS.decode(asked(opening)))


async def test_replaying_a_gates_own_records_under_its_own_packs_changes_nothing_and_under_others_it_counts():
    house = House()
    await house.ask("안녕하세요")
    await house.ask("연락처 010-1234-5678 로 회신 바랍니다.")
    await house.ask("비공개(제5호) 내부 검토 자료입니다. 요약해 주세요.")  # moved in-house
    await house.ask("안녕하세요", model="deepseek-chat")  # denied
    await house.ask("안녕하세요", key="gm_nobody")  # nobody: nothing was judged
    records = list(recorded(house))
    found = replay(records, AtTheGate(house.world.judge))
    assert found.unreadable == 0
    assert found.requests == 4
    assert {one.outcome for one in records if isinstance(one, Recorded)} == {
        "allow", "allow_with_masking", "deny", "route_in_house",
    }  # fmt: skip
    assert found.effects[Effect.UNCHANGED].requests == found.requests

    packs = [read_pack(one.text, str(one.regime)) for one in house.snapshot.packs]
    stopped = replay(records, AtTheGate(Judge([*packs, read_pack(STOP, "stop.yaml")])))
    left = sum(one.outcome in {"allow", "allow_with_masking"} and one.input["service.deployment"] != "in_house"
               for one in records if isinstance(one, Recorded))  # fmt: skip
    assert left == 2
    assert (
        stopped.effects[Effect.STOPPED].requests == 3
    )  # also what was moved in-house: it had asked for an outside service
    assert stopped.effects[Effect.UNCHANGED].requests == 1  # what was denied already
    assert stopped.effects[Effect.STOPPED].micro_won > 0
    assert {move.rule for move in stopped.moves} == {"stop/STOP-1"}


def sealed(tmp_path) -> Place:
    place = Place(tmp_path)
    for start in range(0, 600, 300):
        place.write(range(start, start + 300), segment_bytes=8192)
        place.seal()
    for _, file in segment_files(place.path)[:-1]:
        file.unlink()
    return place


def test_several_processes_count_what_one_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(replaying, "_WORTH_A_PROCESS", 1)
    place, judge = sealed(tmp_path), Judge(shipped.packs())
    assert len(replaying.OpenedJournal(place.path, place.keys).stretches(0, 2, 1)) == 2
    alone = replay_journal(place.path, place.keys, 0, judge, processes=1)
    assert replay_journal(place.path, place.keys, 0, judge, processes=2) == alone


def test_a_stretch_that_is_altered_stops_the_whole_replay_in_its_own_words(tmp_path):
    place = sealed(tmp_path)
    bundle = place.path / "opening/000"
    bundle.write_bytes(b"X" + bundle.read_bytes()[1:])
    task = (place.path, place.keys, 0, range(1), None, Judge(shipped.packs()))
    with pytest.raises(IntegrityFault) as caught:
        replaying._count_stretch(task)
    fault = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - as it comes home
    assert (type(fault), fault.where, fault.message("ko")) == (
        IntegrityFault,
        "opening/000",
        caught.value.message("ko"),
    )
    with pytest.raises(IntegrityFault, match="a frame is altered"):
        replay_journal(place.path, place.keys, 0, task[-1], processes=1)
