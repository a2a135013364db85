"""What nobody should send, sent to the real socket: a clear answer in the caller's dialect, soon, and nothing goes on.

A socket's own time limit stands behind "soon": an answer that does not come fails the test, however slow the machine.
"""

import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator

import pytest

from e2e.site import CHAT, MESSAGES, Answer, Site, rss_kib, unique

DEADLINE = 20.0
GROWTH_KIB = 48 * 1024
GOOD = {"model": "gwanmun-sandbox", "max_tokens": 50, "messages": [{"role": "user", "content": "안내문"}]}


@pytest.fixture(autouse=True)
def _nothing_goes_on(running: Site) -> Iterator[None]:
    """Nothing is received by any sandbox, the gate grows by a bounded amount, and it still works afterwards."""
    before = rss_kib(running.pid("gate"))
    with running.watching("outside") as outside, running.watching("in-house") as inside:
        yield
    assert (outside, inside) == ([], [])
    assert rss_kib(running.pid("gate")) - before < GROWTH_KIB
    assert running.get("/readyz").status == 200


def say(running: Site, pieces: Iterable[bytes]) -> Answer:
    """Send these bytes, whatever they are, and read until the gate closes or its answer is whole."""
    with socket.create_connection(("127.0.0.1", running.port), DEADLINE) as line:
        line.settimeout(DEADLINE)
        got = b""
        try:
            for piece in pieces:
                line.sendall(piece)
        except OSError:  # it hung up on us: what it said before is in the buffer
            pass
        try:
            while not whole(got):
                data = line.recv(65536)
                if not data:
                    break
                got += data
        except ConnectionError:
            pass
    head, _, body = got.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(one.lower().split(": ", 1) for one in lines[1:])
    return Answer(int(lines[0].split()[1]), headers, body)


def whole(got: bytes) -> bool:
    head, blank, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return bool(blank) and length is not None and len(body) >= int(length[1])


def post(running: Site, body: bytes, path: str = CHAT, *headers: str, length: int | None = None) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: gate", f"Authorization: Bearer {running.key()}",
             "Content-Type: application/json", f"Content-Length: {len(body) if length is None else length}", *headers]  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def clear(got: Answer, path: str = CHAT) -> dict:
    """The answer is JSON of the dialect with code, words in both languages and the next step; returns what was told."""
    assert got.headers["content-type"].startswith("application/json")
    assert got.status >= 400
    assert got.headers["gwanmun-code"] == got.told["code"]
    assert (got.json.get("type") == "error") == (path == MESSAGES)
    for key in ("message_ko", "message_en", "remedy_ko", "remedy_en"):
        assert got.told[key]
    assert "Traceback" not in got.body.decode()
    return got.told


def with_content(raw: bytes) -> bytes:
    return json.dumps(GOOD).encode().replace(json.dumps("안내문").encode(), raw)


#: name → body, status. None of them is a request that can be examined.
BODIES = {
    "nothing": (b"", 400),
    "broken": (b'{"model": "gwanmun-sandbox", "messages": [', 400),
    "no object": (b"[]", 400),
    "only a number": (b"1", 400),
    "two documents": (json.dumps(GOOD).encode() * 2, 400),
    "deep lists": (with_content(b"[" * 200_000 + b"]" * 200_000), 400),
    "deep objects": (with_content(b'{"a":' * 100_000 + b"1" + b"}" * 100_000), 400),
    "deep, and never closed": (b'{"messages":' + b"[" * 900_000, 400),
    "JSON in JSON in JSON": (with_content(json.dumps({"a": "[" * 100_000}).encode()), 400),
    "not UTF-8": (with_content(b'"\xff\xfe\x80"'), 400),
    "an overlong encoding": (with_content(b'"\xc0\xaf"'), 400),
    "UTF-16": (json.dumps(GOOD).encode("utf-16"), 400),
    "a byte order mark": (b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), 400),
    "a NUL byte": (with_content(b'"a\x00b"'), 400),
    "a lone surrogate": (with_content(b'"\\ud800"'), 400),
    "a key twice": (json.dumps(GOOD).encode()[:-1] + b',"model":"deepseek-chat"}', 400),
    "a key twice, once escaped": (json.dumps(GOOD).encode()[:-1] + b',"mod\\u0065l":"deepseek-chat"}', 400),
    "NaN": (json.dumps(GOOD).encode()[:-1] + b',"temperature":NaN}', 400),
    "infinity": (json.dumps(GOOD).encode()[:-1] + b',"temperature":1e999}', 400),
    "a number without end": (json.dumps(GOOD).encode()[:-1] + b',"seed":' + b"9" * 500_000 + b"}", 400),
    "a negative limit": (json.dumps({**GOOD, "max_tokens": -5}).encode(), 400),
    "no messages": (json.dumps({**GOOD, "messages": []}).encode(), 400),
    "a million messages": (json.dumps({**GOOD, "messages": [1] * 300_000}).encode(), 400),
    "a model that is a list": (json.dumps({**GOOD, "model": ["gwanmun-sandbox"]}).encode(), 400),
    "an unknown field": (json.dumps({**GOOD, "제멋대로": 1}).encode(), 400),
}


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_request_is_refused_in_words(running: Site, name: str, path: str) -> None:
    body, status = BODIES[name]
    got = say(running, [post(running, body, path)])
    assert clear(got, path)["code"] == "bad_request"
    assert got.status == status


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Content-Encoding: gzip", 415),
        ("Content-Encoding: br", 415),
        ("Content-Encoding: identity, gzip", 415),
    ],
)
def test_a_packed_body_is_not_opened(running: Site, header: str, status: int, path: str) -> None:
    got = say(running, [post(running, b"\x1f\x8b\x08" + b"\0" * 100, path, header)])
    assert clear(got, path)["problem"] == "unsupported_encoding"
    assert got.status == status


def test_another_media_type_is_refused(running: Site) -> None:
    body = json.dumps(GOOD).encode()
    raw = post(running, body).replace(b"application/json", b"text/plain")
    got = say(running, [raw])
    assert (got.status, clear(got)["problem"]) == (415, "unsupported_media")


# ---------------------------------------------------------------- size


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
def test_50_mb_announced_is_refused_before_it_comes(running: Site, path: str) -> None:
    got = say(running, [post(running, b'{"model":"', path, length=50_000_000)])
    assert clear(got, path)["code"] == "bad_request"
    assert got.status == 413


def chunked(running: Site, size: int) -> Iterator[bytes]:
    yield post(running, b"", CHAT, "Transfer-Encoding: chunked").replace(b"Content-Length: 0\r\n", b"")
    for _ in range(size // 65536):
        yield b"10000\r\n" + b"a" * 65536 + b"\r\n"


def test_50_mb_in_pieces_from_twenty_callers_is_refused_at_the_limit(running: Site) -> None:
    got: list[int] = []

    def run() -> None:
        got.append(say(running, chunked(running, 50_000_000)).status)

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert got == [413] * 20


# ---------------------------------------------------------------- framing


def heads(running: Site) -> dict[str, tuple[bytes, set[int]]]:
    key = f"Authorization: Bearer {running.key()}\r\n".encode()
    start, body = f"POST {CHAT} HTTP/1.1\r\n".encode(), json.dumps(GOOD).encode()
    length = b"Content-Length: %d\r\n" % len(body)
    plain = b"Host: gate\r\n" + key + b"Content-Type: application/json\r\n"
    return {
        "ten thousand headers": (start + plain + b"".join(b"x-%d: y\r\n" % n for n in range(10_000)), {431}),
        "a header of a megabyte": (start + plain + b"x: " + b"y" * 1_000_000, {431}),
        "a path without end": (b"POST /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + plain + b"\r\n", {414, 431}),
        "Host twice": (start + plain + b"Host: other\r\n" + length + b"\r\n" + body, {400}),
        "no Host": (start + key + length + b"\r\n" + body, {400}),
        "Authorization twice": (start + plain + b"Authorization: Bearer gm_other\r\n" + length + b"\r\n" + body, {400}),
        "our header twice": (start + plain + b"gwanmun-grade: S\r\ngwanmun-grade: O\r\n" + length + b"\r\n" + body, {400}),
        "two lengths": (start + plain + length + b"Content-Length: 3\r\n\r\n" + body, {400}),
        "length and chunks": (start + plain + length + b"Transfer-Encoding: chunked\r\n\r\n" + body, {400}),
        "an unknown transfer": (start + plain + b"Transfer-Encoding: gzip, chunked\r\n\r\n", {400, 501}),
        "a space before the colon": (start + b"Host : gate\r\n" + key + length + b"\r\n" + body, {400}),
        "a folded header": (start + plain + b"x: a\r\n b\r\n" + length + b"\r\n" + body, {400}),
        "a NUL in a header": (start + plain + b"x: a\0b\r\n" + length + b"\r\n" + body, {400}),
        "a length that is none": (start + plain + b"Content-Length: +5\r\n\r\n" + body, {400}),
        "a chunk that is none": (start + plain + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", {400}),
        "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 405, 505}),
        "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 64, {400}),
        "noise": (bytes(range(256)) * 8, {400}),
    }  # fmt: skip


HEADS = (
    "ten thousand headers", "a header of a megabyte", "a path without end", "Host twice", "no Host",
    "Authorization twice", "our header twice", "two lengths", "length and chunks", "an unknown transfer",
    "a space before the colon", "a folded header", "a NUL in a header", "a length that is none", "a chunk that is none",
    "HTTP/2", "TLS", "noise",
)  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_a_head_that_can_be_read_two_ways_or_not_at_all_is_refused(running: Site, name: str) -> None:
    raw, statuses = heads(running)[name]
    got = say(running, [raw])
    assert clear(got)["code"] == "bad_request"
    assert got.status in statuses
    assert got.headers["connection"] == "close"


@pytest.mark.parametrize(
    "raw", [b"POST /v1/chat/completions HTTP/1.1\r\nHost:", b"G", b"POST /v1/messages HTTP/1.1\r\nHost: gate\r\nx: "]
)
def test_a_head_that_is_never_finished_is_ended_by_the_gate(running: Site, raw: bytes) -> None:
    got = say(running, [raw])
    assert (got.status, clear(got)["problem"]) == (408, "timed_out")


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
def test_a_body_that_never_comes_is_not_waited_for(running: Site, path: str) -> None:
    got = say(running, [post(running, b'{"model":', path, length=1000)])
    assert (got.status, clear(got, path)["problem"]) == (408, "timed_out")


def test_a_hundred_callers_that_say_nothing_do_not_keep_others_waiting(running: Site) -> None:
    silent = [socket.create_connection(("127.0.0.1", running.port), DEADLINE) for _ in range(100)]
    try:
        for n, line in enumerate(silent):
            line.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n"[: n % 40])
        assert running.get("/v1/models", running.key()).status == 200
    finally:
        for line in silent:
            line.close()


# ---------------------------------------------------------------- addresses and keys


@pytest.mark.parametrize(
    "path",
    ["/", "/v1", "/v1/completions", "/v1/responses", "/v1/embeddings", "/v1/chat/completions/", "//v1/chat/completions",
     "/V1/CHAT/COMPLETIONS", "/v1/chat/completions%2f", "/v1/../v1/chat/completions", "/admin", "/sandbox/received"],
)  # fmt: skip
def test_a_path_that_is_not_ours_is_not_found(running: Site, path: str) -> None:
    got = say(running, [post(running, json.dumps(GOOD).encode(), path)])
    assert got.status in {400, 404}
    clear(got)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_another_method_is_not_allowed(running: Site, method: str) -> None:
    got = say(running, [post(running, b"").replace(b"POST", method.encode())])
    assert (got.status, got.headers["allow"]) == (405, "post")
    clear(got)


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize("who", ["expired", "revoked", "unknown", "nobody", "long", "two", "basic", "not ASCII"])
def test_a_key_that_is_not_good_is_refused_and_the_body_is_not_looked_at(running: Site, who: str, path: str) -> None:
    good, unknown = running.key(), "gm_nobody00_" + "z" * 43
    headers = {
        "expired": f"Authorization: Bearer {running.key('expired')}",
        "revoked": f"Authorization: Bearer {running.key('revoked')}",
        "unknown": f"Authorization: Bearer {unknown}",
        "nobody": "x-nobody: 1",
        "long": f"x-api-key: gm_{'a' * 5000}",
        "two": f"Authorization: Bearer {good}\r\nx-api-key: {unknown}",
        "basic": "Authorization: Basic Z206Z20=",
        "not ASCII": "x-api-key: gm_é한",
    }
    raw = post(running, b'{"broken', path).replace(f"Authorization: Bearer {good}".encode(), headers[who].encode())
    got = say(running, [raw])
    told = clear(got, path)
    assert (got.status, told["code"]) in {(401, "unidentified"), (400, "bad_request")}
    assert got.status == 401 or who == "not ASCII"
    for secret in (good, unknown, running.key("expired")):
        assert secret not in got.body.decode()
        assert secret.encode() not in running.said


def test_nothing_of_a_refused_body_is_written_anywhere(running: Site) -> None:
    mark = unique()
    body = json.dumps({**GOOD, mark: mark, "messages": [{"role": "user", "content": mark}]}).encode()
    got = say(running, [post(running, body)])
    assert got.status == 400
    records = [one for one in running.records() if one[0].request == got.headers["gwanmun-request"]]
    assert len(records) == 1
    assert mark not in repr(records)
    assert mark.encode() not in running.said


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("wrong", "meant"), [('lisen = "127.0.0.1:1"', "listen"), ("[gate.limits]\nbody_byte = 5", "body_bytes")]
)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_settings_with_an_unknown_key_end_serve_with_words_and_a_suggestion(tmp_path, wrong, meant, lang) -> None:
    (tmp_path / "gwanmun.toml").write_text(f'[gate]\ndata_dir = "data"\nkeys_dir = "keys"\n{wrong}\n')
    command = [sys.executable, "-m", "gwanmun.entrypoints.cli", "serve", "--config", "gwanmun.toml", "--lang", lang]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert meant in done.stderr
    assert wrong.split("\n")[-1].split(" ")[0] in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()
