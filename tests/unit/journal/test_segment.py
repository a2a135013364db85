"""Frames and segments: what a scan finds, and torn told from altered at every byte."""

import pytest

from gwanmun.journal.faults import AlteredRecord, BrokenSegment
from gwanmun.journal.segment import (
    RECORD,
    arrived,
    frame,
    group_head,
    opening_frame,
    read_frame,
    read_head,
    read_openings,
    scan,
    segment_head,
    settle,
    skip,
)

ORIGIN = "gwanmun.test/gate-1"
HEAD = segment_head(ORIGIN, 1, 10)


def record(number: int, size: int = 40) -> bytes:
    return frame(RECORD, b'{"index":%d}' % number, bytes([number % 251 + 1]) * size)


def group(number: int, first: int, count: int, size: int = 40) -> bytes:
    body = b"".join(record(first + n, size) for n in range(count))
    return group_head(number, first, count, len(body)) + body


def segment(*groups: bytes, room: int = 2048) -> bytes:
    return HEAD + b"".join(groups) + bytes(room)


ONE, TWO, THREE = group(1, 10, 3), group(2, 13, 2), group(3, 15, 2)


def numbers(found) -> list[int]:
    return [one.number for one in found.records]


def test_a_segment_reads_back_record_by_record():
    data = segment(ONE, TWO)
    head = read_head(data)
    assert (head.origin, head.segment, head.first, head.end) == (ORIGIN, 1, 10, len(HEAD))
    for read in (scan, settle):
        found = read(data, head.end, 0, head.first)
        assert numbers(found) == [10, 11, 12, 13, 14]
        assert (found.index, found.group, found.torn) == (15, 2, False)
        assert found.at == len(HEAD + ONE + TWO)
    first = found.records[0]
    assert (first.leaf, first.sealed) == (b'{"index":10}', b"\x0b" * 40)
    assert data[first.opening_at : first.opening_at + first.opening_size] == first.sealed


def test_a_scan_goes_on_from_where_it_stopped():
    data = segment(ONE, TWO)
    head = read_head(data)
    part = scan(data[: len(HEAD + ONE) + 30], head.end, 0, 10)
    assert numbers(part) == [10, 11, 12]
    assert numbers(scan(data, part.at, part.group, part.index)) == [13, 14]


@pytest.mark.parametrize("count", [1, 3])
def test_a_tail_torn_at_any_byte_loses_only_what_did_not_arrive(count):
    last = group(2, 13, count, size=700)
    ends = [len(last) - (count - 1 - n) * len(record(13, 700)) for n in range(count)]
    for cut in range(1, len(last)):
        for data in (HEAD + ONE + last[:cut] + bytes(3000), HEAD + ONE + last[:cut]):
            found = settle(data, len(HEAD), 0, 10)
            whole = sum(end <= cut for end in ends)
            assert numbers(found) == list(range(10, 13 + whole)), cut
            assert found.index == 13 + whole
            assert found.torn


def test_blocks_that_never_arrived_tear_the_last_group_only():
    last = group(2, 13, 4, size=700)
    data = HEAD + ONE + last + bytes(1000)
    block = (len(HEAD + ONE) // 512 + 2) * 512
    torn = data[:block] + bytes(512) + data[block + 512 :]
    found = settle(torn, len(HEAD), 0, 10)
    assert found.torn
    assert numbers(found)[:3] == [10, 11, 12]
    assert found.index < 17
    with pytest.raises(AlteredRecord):  # the next group was written, so this one had been flushed
        settle(torn[: len(HEAD + ONE + last)] + group(3, 17, 1) + bytes(100), len(HEAD), 0, 10)


@pytest.mark.parametrize("bit", [0x01, 0x80])
def test_a_changed_byte_is_altered_not_torn_and_is_located(bit):
    data = segment(ONE, TWO, THREE)
    starts = {}
    at = len(HEAD)
    for block, first, count in ((ONE, 10, 3), (TWO, 13, 2), (THREE, 15, 2)):
        for offset in range(len(block)):
            inside = max(0, offset - 40) // len(record(10))
            starts[at + offset] = first + min(inside, count - 1)
        at += len(block)
    for place in range(len(HEAD), at):
        changed = bytearray(data)
        changed[place] ^= bit
        with pytest.raises(AlteredRecord) as caught:
            settle(bytes(changed), len(HEAD), 0, 10)
        assert caught.value.index == starts[place], place


def test_groups_and_records_out_of_order_are_altered():
    for data in (
        segment(ONE, group(2, 14, 1)),
        segment(ONE, group(3, 13, 1)),
        segment(ONE, group_head(2, 13, 2, len(record(13))) + record(13)),
        segment(ONE, group_head(2, 13, 1, len(record(13)) * 2) + record(13) * 2),
    ):
        with pytest.raises(AlteredRecord):
            settle(data, len(HEAD), 0, 10)


def test_a_head_that_never_arrived_holds_nothing_and_an_altered_one_is_a_fault():
    assert read_head(bytes(4096)) is None
    assert read_head(b"") is None
    for cut in range(len(HEAD)):
        assert read_head(HEAD[:cut] + bytes(600)) is None
    for place in range(len(HEAD)):
        changed = bytearray(segment(ONE))
        changed[place] ^= 1
        with pytest.raises(BrokenSegment):
            read_head(bytes(changed))


@pytest.mark.parametrize(
    "text",
    [
        b'{"first":0,"format":2,"origin":"a","segment":1}',
        b'{"first":"0","format":1,"origin":"a","segment":1}',
        b"{}",
        b"x",
    ],
)
def test_a_head_of_another_form_is_a_fault(text):
    with pytest.raises(BrokenSegment):
        read_head(frame(0x53, text))


def test_a_forgotten_opening_is_not_looked_at():
    data = bytearray(segment(ONE, TWO))
    victim = scan(bytes(data), len(HEAD), 0, 10).records[1]
    data[victim.opening_at : victim.opening_at + victim.opening_size] = bytes(victim.opening_size)
    with pytest.raises(AlteredRecord):
        settle(bytes(data), len(HEAD), 0, 10)
    found = settle(bytes(data), len(HEAD), 0, 10, {11})
    assert [one.sealed == b"" for one in found.records] == [False, True, False, False, False]


def test_skipping_passes_whole_groups_only():
    data = segment(ONE, TWO)
    assert skip(data, len(HEAD), 10, 10) == (len(HEAD), 0, 10)
    assert skip(data, len(HEAD), 10, 14) == (len(HEAD + ONE), 1, 13)
    assert skip(data, len(HEAD), 10, 15) == (len(HEAD + ONE + TWO), 2, 15)


def test_opening_bundles_read_back_and_show_where_they_end():
    data = opening_frame(3, b"abc") + opening_frame(5, b"de")
    assert read_openings(data) == ([(3, b"abc", True), (5, b"de", True)], len(data))
    changed = data.replace(b"abc", b"abd")
    assert read_openings(changed)[0][0] == (3, b"abd", False)
    for cut in range(1, len(opening_frame(5, b"de"))):
        frames, end = read_openings(data[:-cut])
        assert [one[0] for one in frames] == [3]
        assert not arrived(data[:-cut], end)
    broken = data[:-3] + b"\xff" + data[-2:-1] + b"\xff"
    assert arrived(broken, read_openings(broken)[1])


def test_what_looks_like_a_group_inside_a_record_proves_nothing():
    inside = frame(RECORD, b'{"index":13}', group_head(7, 0, 0, 0)[:-1] + b"!")
    last = group_head(2, 13, 1, len(inside)) + inside
    found = settle(HEAD + ONE + last[:-30] + bytes(600), len(HEAD), 0, 10)
    assert found.torn
    assert found.index == 13


def test_lengths_out_of_reason_are_no_frame():
    assert read_frame(b"", 0) is None
    assert read_frame(frame(RECORD, b"a", b"b")[:-1], 0) is None
    assert read_frame(b"R\xff\xff\xff\xff\xff\xff" + bytes(60), 0) is None
