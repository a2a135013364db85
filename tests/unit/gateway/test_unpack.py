"""Files of a request, stage by stage: read before anything is judged, sent as masked text, refused whole, recorded in kinds."""

import asyncio
import base64
import hashlib
import json
from dataclasses import replace

import pytest

from gwanmun.domain.documents import ReadDocument
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.snapshot import Rules
from gwanmun.errors import BadDocument, Overloaded
from gwanmun.gateway.app import Gate
from gwanmun.gateway.desk import FileLimits
from house import House, snapshot

READ = ReadDocument(
    "hwpx",
    "[머리글] 민원 처리 부서 홍길순\n| 성명 | 연락처 |\n|---|---|\n| 남궁솔 | 010-2345-6789 |\n\n도로 보수 요청\n[각주] 담당 성명: 독고현\n",
    "creator: 제갈민 010-7777-8888\n",
    "style: 바탕글\nstyle: planted@example.go.kr\n",
    ("BinData/1.png",),
    parts=9,
    reader="gwanmun 0.1",
)


class Reader:
    """Port `documents`, by script."""

    def __init__(self, result=READ):
        self.result, self.asked = result, []

    async def read(self, content, name, *, person="", scans=False, tell=None):
        self.asked.append((content, name, person))
        self.scans = scans
        result = self.result(content) if callable(self.result) else self.result
        if isinstance(result, Exception):
            raise result
        return result


def house(result=READ, rules=None, **limits):
    made = House(snapshot(rules=rules)) if rules else House()
    made.reader = Reader(result)
    made.desk = replace(made.desk, documents=made.reader, files=FileLimits(**limits))
    made.gate = Gate(made.desk)
    return made


def part(content=b"the file", name="민원.hwpx", media="application/octet-stream"):
    data = f"data:{media};base64,{base64.b64encode(content).decode()}"
    return {"type": "file", "file": {"file_data": data, "filename": name}}


def said(*parts):
    return [{"role": "user", "content": [{"type": "text", "text": "요약해 줘"}, *parts]}]


def sent(made):
    return json.dumps(made.vendor.sent[0][2], ensure_ascii=False)


async def test_the_model_receives_the_text_masked_with_its_tables_and_the_answer_brings_it_back():
    made = house()
    got = await made.ask(messages=said(part()))
    left = sent(made)
    for value in ("남궁솔", "010-2345-6789", "독고현", "제갈민", "010-7777", "planted@", "file_data", "dGhlIGZpbGU"):
        assert value not in left
    assert "[첨부 문서 1: 민원.hwpx]" in left
    assert "| 성명 | 연락처 |" in left
    assert "그림 1개는 보내지 않음" in left
    assert made.reader.asked == [(b"the file", "민원.hwpx", f"pseudonym-of-{made.keys[0].person}")]
    assert "010-2345-6789" in got.json["choices"][0]["message"]["content"]
    made.check()


async def test_the_record_tells_what_was_read_and_where_what_stood_and_no_word_of_it():
    made = house()
    await made.ask(messages=said(part(name="남궁솔 진단서.hwpx")))
    (row,) = made.journal.facts[0].opening["files"]
    assert {name: row[name] for name in ("format", "bytes", "parts", "pictures", "reader", "place")} == {
        "format": "hwpx", "bytes": 8, "parts": 9, "pictures": 1, "reader": "gwanmun 0.1", "place": "/messages/0/content/1",
    }  # fmt: skip
    found = row["findings"]
    assert found["table"] == {"NAME": 1, "PHONE": 1}
    assert found["footnote"] == {"NAME": 1}
    assert found["beside"]["PHONE"] == 1
    assert found["technical"] == {"EMAIL": 1}
    recorded = repr(made.journal.facts)
    for word in ("남궁솔", "진단서", "독고현", "도로 보수", "the file", "dGhlIGZpbGU"):
        assert word not in recorded


async def test_the_digest_is_the_same_for_the_same_file_and_no_plain_hash_of_it():
    made = house()
    for content in (b"one", b"one", b"two"):
        await made.ask(messages=said(part(content)))
    first, again, other = (f.opening["files"][0]["digest"] for f in made.journal.facts if f.kind == "admitted")
    assert first == again
    assert len({first, other, hashlib.sha256(b"one").hexdigest()}) == 3


@pytest.mark.parametrize("name", ["대외비_예산.hwpx", "예산(비공개).hwpx", "예산-대외비.hwpx", "[대외비]예산안.hwpx"])
async def test_a_mark_in_the_name_counts(name):
    made = house()
    await made.ask(messages=said(part(name=name)))
    assert made.vendor.sent == []
    assert made.journal.facts[0].opening["files"][0]["findings"]["name"]["MARKING"] == 1


async def test_a_word_of_a_name_is_no_mark():
    made = house()
    await made.ask(messages=said(part(name="비공개 회의록 작성법.hwpx")))
    assert len(made.vendor.sent) == 1


@pytest.mark.parametrize(("word", "grade"), [("대외비", "C"), ("내부검토", "S")])
@pytest.mark.parametrize("place", ["[머리글] 기획실 {} 제1호", "[바닥글] {}", "# {}\n본문"])
async def test_a_mark_in_head_foot_or_first_line_counts_for_the_whole(word, grade, place):
    made = house(replace_body("도로 보수 요청\n" + place.format(word) + "\n끝"))
    await made.ask(messages=said(part()))
    assert [place for place, *_ in made.vendor.sent if place != "in-house"] == []
    opening = made.journal.facts[0].opening
    assert opening.get("first_input", opening["input"])["data.classification"] == grade


def replace_body(body):
    return ReadDocument("hwpx", body, "", "")


@pytest.mark.parametrize("problem", ["encrypted", "damaged", "image_only", "over_limits", "no_text", "unread_part"])
async def test_a_file_that_cannot_be_read_whole_is_refused_noted_and_nothing_is_sent(problem):
    made = house(BadDocument(problem, "남궁솔.pdf!/word/x.xml", what="남궁솔", named="솔", limit=7))
    got = await made.ask(messages=said(part()))
    assert (got.status, got.error["code"], got.error["problem"]) == (400, "bad_document", problem)
    assert got.error["where"] == "/messages/0/content/1"
    assert got.error["remedy_ko"]
    assert got.error["remedy_en"]
    assert made.vendor.sent == []
    (fact,) = made.journal.facts
    assert (fact.opening["code"], fact.opening["problem"]) == ("bad_document", problem)
    assert fact.opening["files"][0]["bytes"] == 8
    assert "남궁솔" not in got.body.decode() + repr(fact)
    made.check()


GUESSED = ReadDocument(
    "picture", "[글자 인식]\n성명: 남궁솔 010-2345-6789\n", "", "", ("picture",), recognised=("picture",)
)
UNSEEN = (Rules(AgencyId("*"), unseen_scans=True),)
PHOTO = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{base64.b64encode(b'png').decode()}"}}


async def test_what_a_recogniser_guessed_leaves_where_the_agency_says_so_masked_marked_and_told():
    made = house(GUESSED, UNSEEN)
    got = await made.ask(messages=said(PHOTO))
    assert made.reader.scans is True
    assert got.headers[b"gwanmun-recognised"] == b"1"
    assert "[글자 인식]" in sent(made)
    assert "남궁솔" not in sent(made)
    assert made.journal.facts[0].opening["files"][0]["recognised"] == 1
    assert "남궁솔" in got.json["choices"][0]["message"]["content"]
    made.check()


@pytest.mark.parametrize(
    "rules",
    [
        (Rules(AgencyId("*")),),
        (Rules(AgencyId("kr-seoul")), *UNSEEN),  # its own rules say nothing of it
    ],
)
async def test_a_guess_that_nobody_looked_at_stays_here_elsewhere(rules):
    made = house(GUESSED, rules)
    got = await made.ask(messages=said(PHOTO))
    assert made.reader.scans is False
    assert (got.status, got.error["problem"]) == (400, "image_only")
    assert "업무 도우미" in got.error["remedy_ko"]
    assert made.vendor.sent == []
    made.check()


async def test_a_part_of_a_known_name_is_told():
    made = house(BadDocument("macro", "word/vbaProject.bin"))
    got = await made.ask(messages=said(part()))
    assert got.error["where"] == "/messages/0/content/1: word/vbaProject.bin"


async def test_one_bad_file_refuses_the_request_with_its_place_however_good_the_others():
    made = house(lambda content: BadDocument("damaged") if content == b"bad" else READ)
    got = await made.ask(messages=said(part(), part(b"bad")))
    assert got.error["where"] == "/messages/0/content/2"
    assert made.vendor.sent == []
    assert [len(row) > 4 for row in made.journal.facts[0].opening["files"]] == [True, False]


@pytest.mark.parametrize(
    ("limits", "parts", "problem"),
    [
        ({"files": 1}, 2, "too_many"),
        ({"files": 0}, 1, "too_many"),
        ({"file_bytes": 7}, 1, "too_large"),
        ({"files_bytes": 15}, 2, "too_large"),
    ],
)
async def test_more_than_a_request_may_bring_is_refused_before_it_is_read(limits, parts, problem):
    made = house(**limits)
    got = await made.ask(messages=said(*[part()] * parts))
    assert got.error["problem"] == problem
    assert made.vendor.sent == []
    assert len(made.reader.asked) < parts


@pytest.mark.parametrize(
    ("name", "media", "problem"),
    [
        ("민원.hwpx", "application/pdf", "lying_type"),
        ("민원\u202excod.hwpx", "application/octet-stream", "bad_name"),
        ("민원\n.hwpx", "application/octet-stream", "bad_name"),
    ],
)
async def test_names_and_types_that_lie_are_refused(name, media, problem):
    made = house()
    got = await made.ask(messages=said(part(name=name, media=media)))
    assert got.error["problem"] == problem
    assert made.vendor.sent == []


@pytest.mark.parametrize(
    ("name", "media", "read_as"),
    [
        ("", "application/pdf", "document.pdf"),
        ("", "text/plain", "document.txt"),
        ("", "", "document"),
        ("C:\\Users\\hong\\민원.hwpx", "", "민원.hwpx"),
        ("../../etc/민원.hwpx", "", "민원.hwpx"),
    ],
)
async def test_a_file_is_read_by_its_own_name_without_its_path(name, media, read_as):
    made = house()
    await made.ask(messages=said(part(name=name, media=media)))
    assert made.reader.asked[0][1] == read_as


async def test_a_name_is_masked_in_the_name_of_a_file_too():
    made = house()
    await made.ask(messages=said(part(name="성명 남궁솔 010-2345-6789.hwpx")))
    assert "010-2345-6789" not in sent(made)
    assert made.journal.facts[0].opening["files"][0]["findings"]["name"]["PHONE"] == 1


async def test_nothing_hides_behind_an_escape_in_a_file():
    made = house(ReadDocument("text", '{"성명": "\\ub0a8\\uad81\\uc194", "tel": "010\\u002d2345\\u002d6789"}', "", ""))
    await made.ask(messages=said(part(name="a.json")))
    left = sent(made)
    assert "ub0a8" not in left
    assert "2345" not in left
    assert "남궁솔" not in left


async def test_the_worst_case_counts_what_was_read():
    small, large = house(replace_body("짧은 글")), house(replace_body("긴 글을 읽는다. " * 2_000))
    for made in (small, large):
        await made.ask(messages=said(part()))
    held = [made.journal.facts[0].opening["money"]["bytes"] for made in (small, large)]
    assert held[1] - held[0] > 2_000 * 15


async def test_a_document_given_as_text_needs_no_reader():
    made = house(AssertionError("nobody reads it"))
    source = {"type": "text", "media_type": "text/plain", "data": "성명: 남궁솔"}
    caller = made.caller(
        {
            "model": "claude-x",
            "max_tokens": 9,
            "messages": [{"role": "user", "content": [{"type": "document", "source": source}]}],
        },
        path="/v1/messages",
    )
    await made.gate.handle(caller)
    assert made.reader.asked == []
    assert "남궁솔" not in repr(made.vendor.sent)


async def test_without_a_reader_no_file_is_taken():
    made = House()
    got = await made.ask(messages=said(part()))
    assert got.error["problem"] == "no_reader"
    assert made.vendor.sent == []


async def test_whoever_waits_too_long_is_told_to_come_back():
    made = house(Overloaded())
    got = await made.ask(messages=said(part()))
    assert (got.status, got.error["code"]) == (503, "overloaded")
    made.check()


async def test_whoever_is_not_admitted_has_nothing_read():
    made = house()
    await made.ask(messages=said(part()), headers={"gwanmun-purpose": "nonsense"})
    assert made.reader.asked == []


async def test_a_long_body_is_parsed_beside_the_loop_and_its_own_words_have_a_limit():
    made = house(text_bytes=400_000)
    got = await made.ask(messages=said(part(b"x" * 500_000)))
    assert got.status == 200
    got = await made.ask("가" * 140_000)
    assert (got.status, got.error["problem"]) == (413, "body_too_large")


async def test_a_caller_who_leaves_while_a_file_is_read_leaves_nothing_behind():
    made = house()
    began = asyncio.Event()

    async def wait(*_given, **_named):
        began.set()
        await asyncio.sleep(60)

    made.reader.read = wait
    task = asyncio.ensure_future(made.ask(messages=said(part())))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert made.vendor.sent == []
    made.check()
