"""`gwanmun enforce apply` and `status` on a machine whose engine does what it is told."""

import fcntl
import json
import os
import shutil
from dataclasses import replace

import pytest

from enforce_plans import EXEMPT, UNMAPPED, WORK
from gwanmun.adapters.enforcement.files import AgentFile
from gwanmun.adapters.system import System
from gwanmun.entrypoints import enforce_applying
from gwanmun.entrypoints.enforce_applying import Applying, apply_bundle, show_status
from gwanmun.errors import BadCommand, Busy, EngineFault
from unit.adapters_enforcement.test_agent import KEY, Told, signed

HOUR = 3_600_000_000


class Place:
    def __init__(self, folder):
        self.file, self.bundle, self.root = folder / "agent.toml", folder / "plan.bundle", folder / "agent"
        public = KEY.public_key().public_bytes_raw().hex()
        self.file.write_text(f'root = "{self.root}"\nthreshold = 1\n[keys]\nciso = "{public}"\n')
        self.engine = Told()

    def bring(self, revision, **given):
        now_us = System().now_us()
        self.bundle.write_bytes(signed(revision, made_us=now_us - HOUR, expires_us=now_us + HOUR, **given))

    def apply(self, bundle=True, confirmed_by="", confirms="", watch=False, as_json=False, lang="ko"):
        asked = Applying(self.bundle if bundle else None, confirmed_by, confirms, urgent=False, watch=watch)
        return apply_bundle(self.file, asked, as_json=as_json, lang=lang)

    def status(self, capsys):
        capsys.readouterr()
        code = show_status(self.file, as_json=True, lang="ko")
        told = json.loads(capsys.readouterr().out)
        return code, {row["target"]: row["wrong"] for row in told["targets"]}


@pytest.fixture
def place(tmp_path, monkeypatch):
    made = Place(tmp_path)
    monkeypatch.setattr(AgentFile, "engines", lambda _: [made.engine])
    monkeypatch.setattr(os, "fsync", lambda _: None)
    return made


def test_status_says_what_stands_and_ends_with_one_while_something_is_to_be_looked_at(place, capsys):
    assert place.status(capsys) == (1, {"bind": ["nothing"]})
    place.bring(7)
    assert place.apply() == 0
    assert place.status(capsys) == (0, {"bind": []})
    place.engine.broken = True
    place.bring(8)
    with pytest.raises(EngineFault):
        place.apply()
    assert "bind: 지금 적용된 것 r7-" in capsys.readouterr().err
    assert place.status(capsys) == (1, {"bind": ["behind"]})
    place.engine.broken = False
    assert place.apply(bundle=False) == 0
    said = capsys.readouterr().out
    assert "kr-mnd.military_work: 적재됨, 확인 질문 없음: 시행으로 보지 않습니다 (network" in said, (
        "nobody could ask it"
    )
    assert "unmapped: 적재됨, 확인 질문 없음: 시행으로 보지 않습니다\n" in said, "there is nowhere to ask it from"
    assert show_status(place.file, as_json=False, lang="en") == 0
    said = capsys.readouterr().out
    assert "well" in said
    assert "loaded since" in said
    assert "effective" not in said


@pytest.mark.parametrize("folder", ["bundles", "good"])
def test_status_is_not_well_while_what_stands_is_kept_no_more(place, capsys, folder):
    place.bring(7)
    place.apply()
    kept = next((place.root / folder).iterdir())
    kept.write_bytes(b"{}")
    assert place.status(capsys) == (1, {"bind": ["unkept"]})
    shutil.rmtree(place.root / folder)
    assert place.status(capsys) == (1, {"bind": ["unkept"]})
    assert show_status(place.file, as_json=False, lang="en") == 1
    assert "apply the last signed bundle again" in capsys.readouterr().out
    place.apply()
    assert place.status(capsys) == (0, {"bind": []})


def test_status_waits_for_nobody_and_makes_nothing(place, capsys):
    assert place.status(capsys)[0] == 1
    assert not place.root.exists()
    place.bring(7)
    place.apply()
    with (place.root / "lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert place.status(capsys)[0] == 0


@pytest.mark.parametrize("given", [{"confirmed_by": "p-1024"}, {"confirms": "r7-0123456789ab"}])
def test_a_confirmation_names_a_person_and_a_bundle(place, given):
    place.bring(7)
    with pytest.raises(BadCommand, match="belong together"):
        place.apply(**given)
    assert not place.root.exists()


def test_who_confirmed_is_told_with_what_was_applied(place, capsys):
    place.bring(7)
    place.apply()
    few = (replace(WORK, verdicts=EXEMPT.verdicts), EXEMPT, UNMAPPED)
    place.bring(8, audiences=few)
    with pytest.raises(Exception, match="--confirms r8") as told:
        place.apply()
    stamp = str(told.value.params["what"]).rsplit(" ", 1)[1]
    assert place.apply(confirmed_by="p-1024", confirms=stamp, lang="en") == 0
    assert "confirmed by: p-1024" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said_and_nothing_of_ours_is_broken(place):
    with pytest.raises(BadCommand, match="cannot be opened"):
        place.apply()


class Over(Exception):
    """The test has seen enough."""


def test_a_watch_begins_without_a_bundle_says_a_fault_once_and_takes_what_comes(place, capsys, monkeypatch):
    rounds = []

    def sleep(_):
        rounds.append(1)
        if len(rounds) == 5:
            place.bring(7)
        if len(rounds) == 8:
            raise Over

    monkeypatch.setattr(enforce_applying.time, "sleep", sleep)
    with pytest.raises(Over):
        place.apply(watch=True)
    said = capsys.readouterr()
    assert said.err.count("배포 묶음 파일을 열 수 없습니다") == 1
    assert said.out.count("r7-") == 1


def test_a_second_watch_on_one_folder_is_refused(place):
    place.bring(7)
    place.apply()
    with (place.root / "watch.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            place.apply(watch=True)


@pytest.mark.parametrize("root", ["agent", '/srv/a"; include "/x', "/srv/../etc", "/srv/a b"])
def test_a_folder_that_could_not_stand_in_an_engines_configuration_is_refused(place, root):
    place.file.write_text(f"root = '{root}'\nthreshold = 1\n[keys]\n")
    with pytest.raises(BadCommand, match="absolute path"):
        place.apply(bundle=False)
