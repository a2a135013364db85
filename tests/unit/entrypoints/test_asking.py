"""A command and a desk that is just opening: it waits, and does nothing twice."""

import contextlib
import os
import threading

import pytest

from gwanmun.adapters.system import hold_lock
from gwanmun.entrypoints import asking, desk
from gwanmun.entrypoints.asking import ask, ask_all
from gwanmun.errors import Conflict
from gwanmun.settings import load_settings


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "gwanmun.toml"
    path.write_text(
        f'[gate]\ndata_dir = "{tmp_path}/data"\nkeys_dir = "{tmp_path}/keys"\n'
        f'[desk]\nsocket = "{tmp_path}/desk.sock"\nlisten = "off"\n[console]\nlisten = "off"\n'
        '[journal]\norigin = "gwanmun.test/gate-1"\n'
    )
    (tmp_path / "data").mkdir(mode=0o700)
    return path


def test_a_command_waits_for_a_desk_that_opens_and_says_so(config, monkeypatch, capsys):
    monkeypatch.setattr(asking, "_SAY_SO_SECONDS", 0.0)
    lock = hold_lock(load_settings(config).gate.data_dir / "desk.lock", "desk")
    threading.Timer(0.5, os.close, (lock,)).start()
    assert ask("list_packs", {}, "officer-1", "", config) == ()
    assert "기다립니다" in capsys.readouterr().err


def test_a_desk_that_is_held_for_long_is_told(config, monkeypatch):
    monkeypatch.setattr(asking, "_DESK_OPENS_SECONDS", 0.2)
    lock = hold_lock(load_settings(config).gate.data_dir / "desk.lock", "desk")
    try:
        with pytest.raises(Conflict):
            ask("list_packs", {}, "officer-1", "", config)
    finally:
        os.close(lock)


def test_what_was_done_is_not_done_again_when_a_later_act_meets_a_conflict(config, monkeypatch):
    done = []

    class Open:
        async def perform(self, request):
            done.append(request.act)
            if len(done) > 1:
                raise Conflict(store="books")

    @contextlib.asynccontextmanager
    async def opened(settings, report):
        yield Open()

    monkeypatch.setattr(desk, "opened", opened)
    with pytest.raises(Conflict):
        ask_all([("put_zone", {}), ("put_zone", {}), ("put_zone", {})], "officer-1", "", config)
    assert done == ["put_zone", "put_zone"]
