"""The promises of port `examiner`, in its own order: inline, and in the child process."""

import asyncio
import os
import signal
import sys
import textwrap

import pytest

from gwanmun.adapters.examiner import ChildExaminer
from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.findings import Kind
from gwanmun.domain.prompts import Context
from gwanmun.errors import ExaminerDown, Overloaded, TooLong, Unavailable
from gwanmun.gateway.replies import refusal
from gwanmun.privacy.find import find, find_all
from gwanmun.privacy.seen import Seen

TEXTS = (
    "민원인 성명: 남궁솔, 연락처 010-2345-6789, 이메일 namgung.sol@gwanmun-demo.kr",
    "",
    "도로 보수 요청을 현장에서 확인하였습니다.",
    "환급 계좌: 국민은행 123456-04-567890 (예금주 남궁솔) 😀 뒤",
)
INLINE, CHILD = 1 << 20, 0

#: A child that reads a frame and then does what a test says.
SCRIPTED = """
import os, struct, sys, time
source, sink = sys.stdin.buffer, sys.stdout.buffer
def frame():
    head = source.read(4)
    return source.read(int.from_bytes(head, "big")) if len(head) == 4 else b""
def say(body):
    sink.write(len(body).to_bytes(4, "big") + body); sink.flush()
"""
ENDINGS = {
    "dies at once": "sys.exit(1)",
    "dies while it reads": "source.read(4); os._exit(9)",
    "dies in the middle of its answer": "frame(); sink.write((100).to_bytes(4, 'big') + b'ab'); sink.flush(); os._exit(0)",
    "closes without a word": "frame(); sys.exit(0)",
    "answers what is not msgpack": "frame(); say(b'\\xc1\\xff')",
    "answers another shape": "frame(); say(b'\\x81\\xa1a\\x01')",
    "answers for fewer texts": "frame(); say(b'\\x90')",
    "answers for more texts": "frame(); say(b'\\x92\\x90\\x90')",
    "names a kind there is not": "frame(); say(b'\\x91\\x91\\x95\\x00\\x02\\xa4NOPE\\x01\\xa1x')",
    "names a place beyond the text": "frame(); say(b'\\x91\\x91\\x95\\x00\\xcd\\xff\\xff\\xa4NAME\\x01\\xa1x')",
    "names an empty place": "frame(); say(b'\\x91\\x91\\x95\\x02\\x02\\xa4NAME\\x01\\xa1x')",
    "announces a frame past all limits": "frame(); sink.write(b'\\xff\\xff\\xff\\xff'); sink.flush(); time.sleep(60)",
}


def scripted(ending, seconds=20.0):
    return ChildExaminer(
        inline_bytes=CHILD, seconds=seconds, command=(sys.executable, "-c", textwrap.dedent(SCRIPTED) + ending)
    )


@pytest.fixture
async def child():
    examiner = ChildExaminer(inline_bytes=CHILD)
    yield examiner
    await examiner.close()


class TestTheResult:  # promise 1
    async def test_it_is_that_of_find_inline(self):
        assert await ChildExaminer(inline_bytes=INLINE).examine(TEXTS) == find_all(TEXTS)

    async def test_it_is_that_of_find_from_the_child_one_request_after_another(self, child):
        expected = find_all(TEXTS)
        assert {f.kind for row in expected for f in row} >= {Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.ACCOUNT}
        assert await child.examine(TEXTS) == expected
        assert await child.examine(TEXTS[::-1]) == find_all(TEXTS[::-1])
        assert await child.examine(("없음",)) == ((),)

    async def test_what_stands_around_the_texts_reaches_the_child(self, child):
        texts = ("성명", "남궁솔", "도로", "850312-1", "234567")
        contexts = (
            Context(1, '{"', "", fixed=True),
            Context(1, '": "'),
            None,
            Context(2),
            Context(2),
        )
        expected = find_all(texts, contexts=contexts)
        assert [len(row) for row in expected] == [0, 1, 0, 1, 1]
        assert await child.examine(texts, contexts) == expected
        assert await ChildExaminer(inline_bytes=INLINE).examine(texts, contexts) == expected

    async def test_many_at_once_never_get_each_others_answers(self, child):
        asked = [(f"연락처 010-2345-{n:04}",) * (n % 3 + 1) for n in range(12)]
        assert await asyncio.gather(*map(child.examine, asked)) == [find_all(texts) for texts in asked]


class TestTheLoop:  # promise 2
    async def test_a_long_text_is_examined_while_the_loop_goes_on(self, child):
        await child.warm()
        turns = 0

        async def turn():
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        turning = asyncio.ensure_future(turn())
        long = "담당자 독고현 주무관(010-2345-6789)에게 알리십시오. " * 4000
        found = await child.examine((long,))
        turning.cancel()
        assert len(found[0]) >= 8000
        assert turns > 20

    @pytest.mark.parametrize(("bytes_", "starts"), [(30, False), (31, True)])
    async def test_the_limit_counts_bytes_not_characters(self, bytes_, starts):
        dead = ChildExaminer(inline_bytes=30, command=(sys.executable, "-c", ""))
        texts = ("가" * 10 + "a" * (bytes_ - 30),)
        try:
            if starts:
                with pytest.raises(Unavailable):
                    await dead.examine(texts)
            else:
                assert await dead.examine(texts) == ((),)
        finally:
            await dead.close()

    @pytest.mark.parametrize(("texts", "starts"), [(200, False), (201, True)])
    async def test_many_short_texts_go_to_the_child_as_well(self, texts, starts):
        dead = ChildExaminer(command=(sys.executable, "-c", ""))
        try:
            if starts:
                with pytest.raises(Unavailable):
                    await dead.examine(("글",) * texts)
            else:
                assert await dead.examine(("글",) * texts) == ((),) * texts
        finally:
            await dead.close()


class TestAChildInDoubt:  # promise 3
    @pytest.mark.parametrize("ending", ENDINGS)
    async def test_is_unavailable_never_nothing_found(self, ending):
        examiner = scripted(ENDINGS[ending])
        try:
            with pytest.raises(Unavailable) as caught:
                await examiner.examine(("민원인 남궁솔",))
            assert isinstance(caught.value, ExaminerDown)
            assert "감사기록" not in caught.value.message("ko")
        finally:
            await examiner.close()

    async def test_one_that_cannot_be_started(self):
        with pytest.raises(Unavailable):
            await ChildExaminer(inline_bytes=CHILD, command=("/nowhere/examiner",)).examine(("글",))

    async def test_one_that_was_killed_between_two_requests_is_replaced(self, child):
        assert await child.examine(TEXTS) == find_all(TEXTS)
        (first,) = child._all
        os.kill(first.pid, signal.SIGKILL)
        await first.wait()
        assert await child.examine(TEXTS) == find_all(TEXTS)
        assert {one.pid for one in child._all} != {first.pid}

    async def test_one_that_failed_is_replaced_for_the_next_request(self, tmp_path):
        mark = tmp_path / "once"
        ending = f"""
if os.path.exists({str(mark)!r}):
    frame(); say(b'\\x91\\x90')
else:
    open({str(mark)!r}, 'w').close(); frame(); say(b'\\xc1')
"""
        examiner = scripted(ending)
        try:
            with pytest.raises(Unavailable):
                await examiner.examine(("글",))
            assert await examiner.examine(("글",)) == ((),)
        finally:
            await examiner.close()

    async def test_a_caller_who_leaves_in_the_middle_leaves_no_stale_answer_behind(self, child):
        long = ("담당자 독고현 주무관(010-2345-6789)에게 알리십시오. " * 4000,)
        await child.warm()
        leaving = asyncio.ensure_future(child.examine(long))
        await asyncio.sleep(0.02)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert await child.examine(TEXTS) == find_all(TEXTS)

    async def test_after_close_nothing_is_started(self):
        examiner = ChildExaminer(inline_bytes=CHILD)
        await examiner.warm()
        (running,) = examiner._all
        await examiner.close()
        assert running.returncode is not None
        with pytest.raises(Unavailable):
            await examiner.examine(("글",))


class TestTooLong:  # promise 4
    async def test_what_takes_longer_than_its_size_allows_is_too_long_and_its_child_is_replaced(self):
        examiner = scripted("frame(); time.sleep(60)", seconds=0.5)
        try:
            with pytest.raises(TooLong):
                await examiner.examine(("민원인 남궁솔",))
            assert not examiner._all
        finally:
            await examiner.close()

    @pytest.mark.parametrize("texts", [("가" * 101,), ("가",) * 101])
    async def test_what_nobody_could_examine_in_time_is_refused_before_a_child_is_asked(self, texts):
        examiner = ChildExaminer(inline_bytes=CHILD, inline_texts=0, most_characters=100, command=("/nowhere",))
        with pytest.raises(TooLong) as caught:
            await examiner.examine(texts)
        assert "100자" in caught.value.remedy("ko")

    async def test_clients_are_told_not_to_send_it_again(self):
        status, headers, _ = refusal(TooLong(limit="100"), Dialect.OPENAI, None)
        assert status == 413
        assert (b"x-should-retry", b"false") in headers
        assert b"retry-after" not in dict(headers)


#: A child that answers at once, but for texts with an L: these take until the test's file is there.
WAITS = """
import msgspec
while True:
    body = frame()
    if not body: break
    texts = msgspec.msgpack.decode(body)[0]
    while "L" in texts[0] and not os.path.exists({gate!r}): time.sleep(0.01)
    say(msgspec.msgpack.encode([[] for _ in texts]))
"""
HUGE, USUAL = "L" + "가" * 200_000, "나" * 20_000


class TestWhoseTurnItIs:  # promise 5
    @pytest.fixture
    async def slow(self, tmp_path):
        self.gate = tmp_path / "go"
        command = (sys.executable, "-c", textwrap.dedent(SCRIPTED) + WAITS.format(gate=str(self.gate)))
        examiner = ChildExaminer(inline_bytes=CHILD, wait_seconds=8.0, command=command)
        yield examiner
        await examiner.close()

    async def asked(self, *asking):
        tasks = [asyncio.ensure_future(one) for one in asking]
        await asyncio.sleep(0.05)
        return tasks

    async def test_huge_texts_of_several_people_leave_a_child_to_the_others(self, slow):
        huge = await self.asked(*(slow.examine((HUGE,), person=f"p{n}") for n in range(4)))
        for n in range(6):
            assert await slow.examine((USUAL,), person=f"q{n}") == ((),)
        assert not any(one.done() for one in huge)
        self.gate.touch()
        assert await asyncio.gather(*huge) == [((),)] * 4

    async def test_one_person_never_holds_both_children(self, slow):
        mine = await self.asked(*(slow.examine(("L",), person="p1") for _ in range(3)))
        assert await slow.examine(("다른 이용자",), person="p2") == ((),)
        assert len(slow._all) == 2
        assert not any(one.done() for one in mine)
        self.gate.touch()
        assert await asyncio.gather(*mine) == [((),)] * 3

    async def test_nobody_waits_without_limit(self, slow):
        slow._wait_seconds = 0.2
        first, *others = await self.asked(*(slow.examine((HUGE,), person=f"p{n}") for n in range(3)))
        got = await asyncio.gather(*others, return_exceptions=True)
        assert [type(one) for one in got] == [Overloaded, Overloaded]
        self.gate.touch()
        assert await first == ((),)
        assert await slow.examine((HUGE,), person="p1") == ((),)  # whoever gave up holds nothing any more

    async def test_who_leaves_while_waiting_holds_nothing(self, slow):
        first, second = await self.asked(*(slow.examine((HUGE,), person="p1") for _ in range(2)))
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        self.gate.touch()
        assert await first == ((),)
        assert await slow.examine((HUGE,), person="p1") == ((),)


@pytest.mark.parametrize("inline", [INLINE, CHILD])
async def test_a_text_seen_before_is_answered_the_same(inline):
    examiner = ChildExaminer(inline_bytes=inline, look=Seen(find, b"k" * 32))
    try:
        for person in ("a", "a", "b"):
            assert await examiner.examine(TEXTS, person=person) == find_all(TEXTS)
    finally:
        await examiner.close()
