"""The desk's door: one JSON line in, one out, for its own user alone, whatever is sent."""

import asyncio
import json
import socket
import threading

import pytest

from gwanmun.adapters import desk_socket
from gwanmun.adapters.desk_socket import DeskSocket, Request, call_desk
from gwanmun.errors import BadCommand, Unavailable


async def handle(request):
    if request.act == "fail":
        raise BadCommand("place", problem_ko="안 됩니다", problem_en="no", next_ko="다음", next_en="next")
    return {"act": request.act, "args": request.args, "officer": request.officer, "reason": request.reason}


@pytest.fixture
async def door(tmp_path):
    made = DeskSocket(tmp_path / "desk.sock", handle)
    await made.open()
    yield tmp_path / "desk.sock"
    await made.close()
    assert not (tmp_path / "desk.sock").exists()


async def ask(door, request):
    return await asyncio.to_thread(call_desk, door, request, 5)


async def raw(door, *sent):
    reader, writer = await asyncio.open_unix_connection(door)
    for data in sent:
        writer.write(data)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    return [json.loads(line) for line in answer.splitlines()]


async def test_a_request_and_its_answer(door):
    answer = await ask(door, Request("do", {"가": [1]}, "os:x", "이유"))
    assert answer == {"ok": {"act": "do", "args": {"가": [1]}, "officer": "os:x", "reason": "이유"}}


async def test_an_error_comes_back_as_words_in_both_languages(door):
    error = (await ask(door, Request("fail")))["error"]
    assert (error["code"], error["ko"], error["en"], error["remedy_ko"]) == (
        "bad_command",
        "안 됩니다 (place)",
        "no (place)",
        "다음",
    )
    assert error["exit_code"] == 2


async def test_several_requests_on_one_connection(door):
    answers = await raw(door, b'{"act":"a"}\n{"act":"b"}\n')
    assert [a["ok"]["act"] for a in answers] == ["a", "b"]


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b"[]", b"\xff", b'{"act":1}', b'{"act":"a","extra":1}', b"[" * 100_000, b'{"act":"a","args":[]}'],
)
async def test_what_is_no_request_is_answered_and_the_door_stays_open(door, line):
    (answer,) = await raw(door, line + b"\n")
    assert answer["error"]["code"] == "bad_command"
    assert (await ask(door, Request("do")))["ok"]


async def test_a_line_without_an_end_is_cut_off(tmp_path, monkeypatch):
    monkeypatch.setattr(desk_socket, "LONGEST_LINE", 1000)
    made = DeskSocket(tmp_path / "desk.sock", handle)
    await made.open()
    (answer,) = await raw(tmp_path / "desk.sock", b'{"act":"' + b"a" * 5000 + b'"}\n')
    assert "too long" in answer["error"]["en"]
    await made.close()


async def test_others_are_not_answered(door, monkeypatch):
    monkeypatch.setattr(desk_socket, "_own", lambda _: False)
    assert await raw(door) == []


async def test_only_so_many_callers_at_once(door, monkeypatch):
    monkeypatch.setattr(desk_socket, "_MOST_CALLERS", 1)
    _, held = await asyncio.open_unix_connection(door)
    await asyncio.sleep(0.05)
    assert await raw(door) == []
    held.close()


async def test_a_silent_caller_is_let_go(door, monkeypatch):
    monkeypatch.setattr(desk_socket, "_IDLE_SECONDS", 0.05)
    reader, writer = await asyncio.open_unix_connection(door)
    assert await reader.read() == b""
    writer.close()


async def test_the_socket_is_for_its_owner_alone_and_replaces_one_that_was_left(door, tmp_path):
    assert door.stat().st_mode & 0o777 == 0o600
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / "left.sock"))
    left.close()
    again = DeskSocket(tmp_path / "left.sock", handle)
    await again.open()
    assert await ask(tmp_path / "left.sock", Request("do"))
    await again.close()


def test_where_nobody_listens_there_is_no_desk(tmp_path):
    assert call_desk(tmp_path / "none.sock", Request("do")) is None
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(tmp_path / "dead.sock"))
    dead.close()
    assert call_desk(tmp_path / "dead.sock", Request("do")) is None


@pytest.mark.parametrize("says", [b"", b"not json\n"])
def test_a_desk_that_breaks_off_is_unavailable_and_not_asked_again(tmp_path, says):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "s.sock"))
    listener.listen()

    def serve():
        connection, _ = listener.accept()
        connection.recv(1000)
        connection.sendall(says)
        connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    with pytest.raises(Unavailable):
        call_desk(tmp_path / "s.sock", Request("do"), 5)
    thread.join()
    listener.close()
