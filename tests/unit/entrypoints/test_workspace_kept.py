"""What the workspace holds: files on the shelf, tables of copies, conversations under keys of their own."""

import asyncio

import pytest

from gwanmun.console.work import Past, Turn
from gwanmun.domain.documents import ReadDocument
from gwanmun.domain.ids import PersonId
from gwanmun.entrypoints import workspace_diary, workspace_files
from gwanmun.entrypoints.workspace_copies import Copies
from gwanmun.entrypoints.workspace_diary import Diary, watch
from gwanmun.entrypoints.workspace_files import Shelf
from gwanmun.errors import BadDocument
from gwanmun.privacy.mask import TokenTable

NOW = 1_795_000_000_000_000
DAY_US = 86_400_000_000
ME, OTHER = PersonId("p-1"), PersonId("p-2")
PAST = Past("00ab", "요약", "m", NOW, (Turn("민원인 남궁솔", "답변", ()),))


@pytest.fixture
def diary(tmp_path):
    for name in ("data", "keys"):
        (tmp_path / name).mkdir(mode=0o700)
    return Diary(tmp_path / "data", tmp_path / "keys", b"p" * 32)


def files(path):
    return [one for one in path.rglob("*") if one.is_file()]


def test_what_is_kept_comes_back_to_its_person_alone_and_stands_nowhere_in_the_clear(diary, tmp_path):
    diary.put(ME, PAST, NOW, 30)
    assert diary.find(ME, "00ab", NOW).turns == PAST.turns
    assert [one.id for one in diary.every(ME, NOW)] == ["00ab"]
    assert diary.find(OTHER, "00ab", NOW) is None
    assert diary.every(OTHER, NOW) == ()
    assert all("남궁솔".encode() not in one.read_bytes() for one in files(tmp_path))
    assert all("p-1" not in str(one) for one in files(tmp_path))
    assert all(one.stat().st_mode & 0o077 == 0 for one in files(tmp_path))


def test_it_ends_on_its_day_however_often_it_was_gone_on_with(diary, tmp_path):
    diary.put(ME, PAST, NOW, 2)
    diary.put(ME, PAST, NOW + DAY_US, 2)
    assert diary.find(ME, "00ab", NOW + 2 * DAY_US) is not None
    assert diary.find(ME, "00ab", NOW + 3 * DAY_US) is None
    assert files(tmp_path) == []


def test_the_clock_deletes_what_nobody_opens_any_more(diary, tmp_path, monkeypatch):
    monkeypatch.setattr(workspace_diary, "_SWEEP_SECONDS", 0)
    diary.put(ME, PAST, NOW, 1)
    left, said = [], []

    def now_us():
        left.append(len(files(tmp_path)))
        return NOW + min(len(left), 3) * DAY_US - DAY_US  # a day later at each look

    async def watched():
        gone = asyncio.Event()
        watching = asyncio.ensure_future(watch(diary, now_us, lambda event, more: (said.append(event), gone.set())))
        await asyncio.wait_for(gone.wait(), 20)
        watching.cancel()

    asyncio.run(watched())
    assert left[:3] == [2, 2, 2]  # key and text, to the end of the last day
    assert (said[0], files(tmp_path)) == ("conversations_forgotten", [])


def test_a_deletion_takes_key_and_text(diary, tmp_path):
    diary.put(ME, PAST, NOW, 30)
    assert not diary.forget(OTHER, "00ab")
    assert diary.forget(ME, "00ab")
    assert files(tmp_path) == []


def test_without_its_key_it_is_forgotten(diary, tmp_path):
    diary.put(ME, PAST, NOW, 30)
    for one in files(tmp_path / "keys"):
        one.unlink()
    assert diary.find(ME, "00ab", NOW) is None


@pytest.mark.parametrize("id_", ["../00ab", "*", "", "00AB", "0" * 65])
def test_a_number_is_no_path(diary, id_):
    diary.put(ME, PAST, NOW, 30)
    assert diary.find(ME, id_, NOW) is None


def test_an_altered_text_is_none(diary, tmp_path):
    diary.put(ME, PAST, NOW, 30)
    (one,) = files(tmp_path / "data")
    one.write_bytes(one.read_bytes()[:-1] + b"x")
    assert diary.find(ME, "00ab", NOW) is None


class Clock:
    def __init__(self):
        self.seconds, self.made = 0.0, 0

    def monotonic(self):
        return self.seconds

    def entropy(self, size):
        self.made += 1
        return self.made.to_bytes(size, "big")


def test_a_copy_is_restored_for_its_person_until_the_day_is_over():
    clock = Clock()
    copies = Copies(clock.monotonic)
    copies.put(ME, "c-1", TokenTable({"⟨이름1⟩": "남궁솔"}))
    done = copies.restore(ME, "c-1", "⟨이름1⟩ 님, ⟨전화3⟩")
    assert (done.text, done.left) == ("남궁솔 님, ⟨전화3⟩", ("⟨전화3⟩",))
    assert copies.restore(OTHER, "c-1", "⟨이름1⟩") is None
    clock.seconds = 13 * 3600
    assert copies.restore(ME, "c-1", "⟨이름1⟩") is None


class Reader:
    def __init__(self, **more):
        self.asked, self.more = [], more

    async def read(self, content, name, *, person="", scans=False, tell=None):
        self.asked.append((content, name, person))
        more = self.more if len(self.asked) == 1 else {}
        return ReadDocument("text", "성명: 남궁솔", "", "", parts=1, reader="t", **more)

    async def close(self):
        pass


def test_a_file_is_read_once_and_found_by_its_person_alone():
    reader = Reader()
    shelf = Shelf(Clock(), reader)
    told = asyncio.run(shelf.put(ME, "C:\\문서\\공문.hwp", b"data"))
    assert told.name == "공문.hwp"
    held = shelf.find(ME, told.id)
    assert shelf.find(OTHER, told.id) is None
    assert asyncio.run(shelf.read(told.id.encode(), "공문.hwp")).body == "성명: 남궁솔"
    assert len(reader.asked) == 1
    assert "ZGF0YQ==" in held.part(whole=True, messages=False)["file"]["file_data"]
    assert "ZGF0YQ==" not in repr(held.part(whole=False, messages=True))


def test_what_was_recognised_goes_as_the_text_that_was_shown():
    reader = Reader(recognised=("page 1",))
    shelf = Shelf(Clock(), reader)
    told = asyncio.run(shelf.put(ME, "스캔.pdf", b"picture"))
    held = shelf.find(ME, told.id)
    assert told.uncertain == ("page 1",)
    assert (held.name, held.content.decode()) == ("스캔.pdf.txt", "성명: 남궁솔")
    assert b"picture" not in held.content


def test_the_shelf_has_an_end(monkeypatch):
    monkeypatch.setattr(workspace_files, "_MOST_BYTES_OF_ONE", 100)
    shelf = Shelf(Clock(), Reader())
    first, second = (asyncio.run(shelf.put(ME, "a.txt", b"x" * 60)).id for _ in range(2))
    assert shelf.find(ME, first) is None
    assert shelf.find(ME, second) is not None
    with pytest.raises(BadDocument):
        asyncio.run(shelf.put(ME, "b.txt", b"x" * (13 * 1024 * 1024)))
