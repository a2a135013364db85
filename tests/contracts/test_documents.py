"""The promises of port `documents`, in its own order, on the child process that keeps them."""

import asyncio
import sys
import textwrap

import pytest

from gwanmun.adapters.documents.child import ChildDocuments
from gwanmun.adapters.documents.write_pdf import write_pdf
from gwanmun.domain.documents import Edit
from gwanmun.errors import BadDocument, Overloaded, Unavailable

TEXT = "성명,연락처\n남궁솔,010-2345-6789\n".encode()

#: A child that says it is ready, reads its frame and then does what a test says.
SCRIPTED = """
import os, sys, time, socket
from gwanmun.adapters.documents.confine import confine
source, sink = sys.stdin.buffer, sys.stdout.buffer
def ready():
    sink.write(b"R"); sink.flush()
def frame():
    head = source.read(4)
    return source.read(int.from_bytes(head, "big"))
def say(body):
    sink.write(b"A" + len(body).to_bytes(4, "big") + body); sink.flush()
"""
ENDINGS = {
    "dies at once": "sys.exit(1)",
    "dies while it reads": "ready(); source.read(4); os._exit(9)",
    "dies in the middle of its answer": "ready(); frame(); sink.write(b'A' + (99).to_bytes(4, 'big') + b'a'); sink.flush(); os._exit(0)",
    "answers what is not msgpack": "ready(); frame(); say(b'\\xc1')",
    "answers another shape": "ready(); frame(); say(b'\\x81\\xa4read\\x01')",
    "answers a problem there is not": "ready(); frame(); say(b'\\x81\\xa7problem\\xa1x')",
    "announces a frame past all limits": "ready(); frame(); sink.write(b'A\\xff\\xff\\xff\\xff'); sink.flush(); time.sleep(60)",
    "writes words into what goes on record": "ready(); frame(); import msgspec; say(msgspec.msgpack.encode({'read': "
    "{'format': 'text', 'body': 'a', 'rest': '', 'technical': '', 'reader': 'gwanmun namgungsol'}}))",
    "tells of pages that nobody asked about": "ready(); frame(); sink.write(b'P' + bytes(8)); sink.flush(); time.sleep(60)",
    "hangs": "ready(); frame(); time.sleep(60)",
}


def scripted(ending, seconds=20.0):
    return ChildDocuments(seconds=seconds, command=(sys.executable, "-c", textwrap.dedent(SCRIPTED) + ending))


@pytest.fixture
async def documents():
    made = ChildDocuments()
    yield made
    await made.close()


class TestReading:  # promise 1
    async def test_every_text_comes_back(self, documents):
        read = await documents.read(TEXT, "명단.csv")
        assert (read.format, read.body) == ("text", TEXT.decode())

    async def test_a_refusal_keeps_its_problem_and_place(self, documents):
        with pytest.raises(BadDocument) as refused:
            await documents.read(b"MZ\x90\x00", "list.docx")
        assert refused.value.problem == "unknown_type"
        with pytest.raises(BadDocument) as refused:
            await documents.read(TEXT, "list.pdf")
        assert (refused.value.problem, refused.value.params) == ("lying_type", {"named": "pdf", "found": "text"})


class TestTheChild:  # promise 2
    @pytest.mark.parametrize(
        "deed",
        [
            "open('/etc/passwd')",
            "socket.socket()",
            "os.execv('/bin/true', ['true'])",
            "os.remove('/nowhere')",
            "os.kill(1, 0)",
        ],
    )
    async def test_it_is_denied_what_reaches_the_world(self, deed):
        script = f"""
confine(memory_bytes=1 << 30, cpu_seconds=10); ready(); frame()
try:
    {deed}
except PermissionError:
    say(msgspec.msgpack.encode({{'problem': 'macro', 'where': '', 'params': {{}}}}))
"""
        made = scripted("import msgspec\n" + script)
        try:
            with pytest.raises(BadDocument) as refused:
                await made.read(TEXT, "a.txt")
            assert refused.value.problem == "macro"  # the word that stands for "denied" here
        finally:
            await made.close()

    async def test_it_learns_nothing_of_the_environment(self, monkeypatch):
        monkeypatch.setenv("PROVIDER_KEY", "sk-secret")
        made = scripted(
            "import msgspec\nready(); frame()\nproblem = 'unread_part' if 'PROVIDER_KEY' in os.environ else 'macro'\n"
            "say(msgspec.msgpack.encode({'problem': problem, 'where': '', 'params': {}}))"
        )
        try:
            with pytest.raises(BadDocument) as refused:
                await made.read(TEXT, "a.txt")
            assert refused.value.problem == "macro"
        finally:
            await made.close()

    async def test_it_cannot_outgrow_its_memory(self):
        made = scripted(
            "import msgspec\nconfine(memory_bytes=300 << 20, cpu_seconds=10); ready(); frame()\n"
            "try:\n    x = bytearray(400 << 20)\nexcept MemoryError:\n    say(msgspec.msgpack.encode({'problem': 'too_large', 'where': '', 'params': {}}))"
        )
        try:
            with pytest.raises(BadDocument) as refused:
                await made.read(TEXT, "a.txt")
            assert refused.value.problem == "too_large"
        finally:
            await made.close()

    async def test_it_reads_one_file(self, documents):
        await documents.warm()
        (first,) = documents._all
        await documents.read(TEXT, "a.txt")
        await documents.read(TEXT, "a.txt")
        async with asyncio.timeout(20):
            await first.wait()


class TestAChildInDoubt:  # promise 3
    @pytest.mark.parametrize("ending", ENDINGS)
    async def test_is_a_refusal_never_an_empty_text(self, ending):
        made = scripted(ENDINGS[ending], seconds=0.5 if ending == "hangs" else 20.0)
        try:
            with pytest.raises(BadDocument) as refused:
                await made.read(TEXT, "a.txt")
            assert refused.value.problem == "over_limits"
        finally:
            await made.close()

    async def test_one_poisoned_file_does_not_disturb_another(self, tmp_path):
        ending = "ready(); f = frame()\nif b'poison' in f: os._exit(9)\n"
        ending += "from gwanmun.entrypoints import documents_child as d\nimport io\n"
        ending += "d.run(io.BytesIO(len(f).to_bytes(4, 'big') + f), sink)"
        made = scripted(ending)
        try:
            answers = await asyncio.gather(
                made.read(TEXT, "a.txt"),
                made.read(b"poison", "b.txt"),
                made.read(TEXT, "c.txt"),
                return_exceptions=True,
            )
            assert [getattr(one, "problem", "read") for one in answers] == ["read", "over_limits", "read"]
        finally:
            await made.close()

    async def test_after_close_nothing_is_started(self):
        made = ChildDocuments()
        await made.close()
        with pytest.raises(Unavailable):
            await made.read(TEXT, "a.txt")


class TestScans:  # promise 7
    async def test_where_nobody_can_read_pictures_they_are_refused_whoever_asks(self, documents):
        with pytest.raises(BadDocument) as refused:
            await documents.read(b"\x89PNG\r\n\x1a\n" + bytes(40), "a.png", scans=True)
        assert refused.value.problem == "image_only"


class TestPages:  # promise 8
    async def test_whoever_waits_hears_of_each_page_in_order(self, documents):
        heard = []
        await documents.read(write_pdf("줄\n" * 120), "a.pdf", tell=lambda *row: heard.append(row))
        assert len(heard) > 1
        assert heard == [(page, len(heard)) for page in range(1, len(heard) + 1)]

    async def test_of_what_has_no_pages_nothing_is_told(self, documents):
        heard = []
        await documents.read(TEXT, "a.csv", tell=lambda *row: heard.append(row))
        assert heard == []


class TestTheLoop:  # promise 4
    async def test_it_goes_on_while_a_file_is_read(self, documents):
        turns = 0

        async def turn():
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        turning = asyncio.ensure_future(turn())
        await documents.read(TEXT * 5000, "a.csv")
        turning.cancel()
        assert turns > 20


class TestCopies:  # promise 5
    async def test_a_copy_is_the_document_with_its_edits(self, documents):
        place = TEXT.decode().index("남궁솔")
        copy, format_ = await documents.masked(TEXT, "명단.csv", [Edit(0, place, place + 3, "⟨이름1⟩")])
        assert (copy.decode(), format_) == ("성명,연락처\n⟨이름1⟩,010-2345-6789\n", "text")


#: Reads what says "wait" only once a file is there, and anything else at once.
WAITING = """
ready(); f = frame()
while b"wait" in f and not os.path.exists(GO):
    time.sleep(0.01)
from gwanmun.entrypoints import documents_child as d
import io
d.run(io.BytesIO(len(f).to_bytes(4, "big") + f), sink)
"""


class TestTurns:  # promise 6
    @pytest.fixture
    async def held(self, tmp_path):
        go = tmp_path / "go"
        made = ChildDocuments(
            children=2,
            wait_seconds=0.5,
            command=(sys.executable, "-c", f"GO = {str(go)!r}\n" + textwrap.dedent(SCRIPTED) + WAITING),
        )
        made.go = go
        yield made
        go.touch()
        await made.close()

    async def test_one_persons_files_are_read_one_after_another_and_others_pass(self, held):
        first = asyncio.ensure_future(held.read(b"wait\n", "a.txt", person="a"))
        await asyncio.sleep(0.05)
        with pytest.raises(Overloaded):
            await held.read(TEXT, "a.txt", person="a")
        assert (await held.read(TEXT, "b.txt", person="b")).body == TEXT.decode()
        held.go.touch()
        assert (await first).body == "wait\n"
        assert (await held.read(TEXT, "a.txt", person="a")).body == TEXT.decode()

    async def test_nobody_waits_without_limit_for_others(self, held):
        reading = [asyncio.ensure_future(held.read(b"wait\n", "a.txt", person=who)) for who in "ab"]
        await asyncio.sleep(0.05)
        with pytest.raises(Overloaded):
            await held.read(TEXT, "c.txt", person="c")
        held.go.touch()
        assert [one.body for one in await asyncio.gather(*reading)] == ["wait\n", "wait\n"]

    async def test_who_leaves_in_the_middle_gives_the_turn_to_the_next(self, held):
        reading = [asyncio.ensure_future(held.read(b"wait\n", "a.txt", person=who)) for who in "ab"]
        await asyncio.sleep(0.05)
        for one in reading:
            one.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
        assert (await held.read(TEXT, "c.txt", person="c")).body == TEXT.decode()

    async def test_a_warm_child_that_died_meanwhile_is_passed_over(self, documents):
        await documents.warm()
        (child,) = documents._all
        child.kill()
        await child.wait()
        assert (await documents.read(TEXT, "a.txt")).body == TEXT.decode()

    async def test_after_a_file_that_killed_its_child_the_next_is_read(self, documents):
        task = asyncio.ensure_future(documents.read(b"0" * 20_000_000, "a.txt"))
        async with asyncio.timeout(30):
            while not documents._all:
                await asyncio.sleep(0.01)
        for child in list(documents._all):
            child.kill()
        with pytest.raises(BadDocument) as refused:
            await task
        assert refused.value.problem == "over_limits"
        assert (await documents.read(TEXT, "a.txt")).body == TEXT.decode()
