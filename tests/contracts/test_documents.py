"""The promises of port `documents`, in its own order, on the child process that keeps them."""

import asyncio
import sys
import textwrap

import pytest

from gwanmun.adapters.documents.child import ChildDocuments
from gwanmun.domain.documents import Edit
from gwanmun.errors import BadDocument, Unavailable

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
    sink.write(len(body).to_bytes(4, "big") + body); sink.flush()
"""
ENDINGS = {
    "dies at once": "sys.exit(1)",
    "dies while it reads": "ready(); source.read(4); os._exit(9)",
    "dies in the middle of its answer": "ready(); frame(); sink.write((99).to_bytes(4, 'big') + b'a'); sink.flush(); os._exit(0)",
    "answers what is not msgpack": "ready(); frame(); say(b'\\xc1')",
    "answers another shape": "ready(); frame(); say(b'\\x81\\xa4read\\x01')",
    "answers a problem there is not": "ready(); frame(); say(b'\\x81\\xa7problem\\xa1x')",
    "announces a frame past all limits": "ready(); frame(); sink.write(b'\\xff\\xff\\xff\\xff'); sink.flush(); time.sleep(60)",
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
        await documents.read(TEXT, "a.txt")
        (first,) = documents._all
        await documents.read(TEXT, "a.txt")
        assert first.returncode is not None
        assert first not in documents._all


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
