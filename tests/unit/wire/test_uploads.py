"""Files within requests: taken out of the tree, held to strict base64, never sent by themselves."""

import base64
import json

import pytest

from gwanmun.domain.prompts import Role
from gwanmun.errors import BadDocument, BadRequest
from gwanmun.wire import anthropic, openai, uploads

PDF = base64.b64encode(b"%PDF-1.7 made up").decode()
URL = f"data:application/pdf;base64,{PDF}"
TEXT = {"type": "text", "text": "요약해 줘"}


def chat(*parts, role="user", **fields):
    message = {"role": role, "content": list(parts), **({"tool_call_id": "a"} if role == "tool" else {})}
    return openai.read_request(json.dumps({"model": "m", "messages": [message], **fields}).encode())


def message(*blocks, role="user"):
    body = {"model": "m", "max_tokens": 9, "messages": [{"role": role, "content": list(blocks)}]}
    return anthropic.read_request(json.dumps(body).encode())


def file(data=URL, **fields):
    return {"type": "file", "file": {"file_data": data, "filename": "보고서.pdf", **fields}}


def document(**fields):
    source = {"type": "base64", "media_type": "application/pdf", "data": PDF}
    return {"type": "document", "source": source, "title": "보고서.pdf", **fields}


def refused(read, *parts, **fields):
    with pytest.raises(BadRequest) as error:
        read(*parts, **fields)
    return error.value.problem, error.value.where


def written(prompt, texts):
    return json.loads(prompt.document.write(texts, model="up", output_tokens=5, stream=False))["messages"][0]["content"]


@pytest.mark.parametrize(("read", "part"), [(chat, file()), (message, document())])
def test_a_file_waits_as_four_empty_passages_and_nothing_of_it_would_be_sent(read, part):
    prompt = read(TEXT, part)
    (upload,) = prompt.files
    assert (upload.name, upload.media, upload.data, upload.plain) == ("보고서.pdf", "application/pdf", PDF, False)
    assert upload.pointer == "/messages/0/content/1"
    waiting = prompt.passages[upload.at : upload.at + 4]
    assert [(one.text, one.role, one.maskable) for one in waiting] == [("", Role.FILE, True)] * 4
    assert written(prompt, [one.text for one in prompt.passages]) == [TEXT, {"type": "text", "text": ""}]


@pytest.mark.parametrize(("read", "part"), [(chat, file()), (message, document())])
def test_only_what_was_read_of_it_is_written(read, part):
    prompt = read(part, TEXT)
    at = prompt.files[0].at
    texts = [one.text for one in prompt.passages]
    texts[at : at + 4] = "이름", "본문", "곁", "기술"
    assert written(prompt, texts) == [{"type": "text", "text": "본문"}, TEXT]


def test_a_result_of_a_tool_may_bring_a_document():
    result = {"type": "tool_result", "tool_use_id": "a", "content": [document()]}
    assert [one.pointer for one in message(result).files] == ["/messages/0/content/0/content/0"]


def test_a_document_given_as_text_is_one_too():
    source = {"type": "text", "media_type": "text/plain", "data": "회의록"}
    (upload,) = message(document(source=source, context="작년 것", citations={"enabled": True})).files
    assert (upload.data, upload.plain, upload.context) == ("회의록", True, "작년 것")


def test_pictures_are_files():
    part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "low"}}
    block = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}
    assert [chat(part).files[0].media, message(block).files[0].media] == ["image/png", "image/png"]


@pytest.mark.parametrize(
    ("part", "problem", "where"),
    [
        (file("https://example.com/a.pdf"), "bad_value", "/messages/0/content/0/file/file_data"),
        (file("data:application/pdf,%25PDF"), "bad_value", "/messages/0/content/0/file/file_data"),
        (file(7), "bad_value", "/messages/0/content/0/file/file_data"),
        (file(None), "missing_field", "/messages/0/content/0/file/file_data"),
        (file(filename=7), "bad_value", "/messages/0/content/0"),
        (file(filename="가" * 300), "bad_value", "/messages/0/content/0"),
        (file(filename="a\0.pdf"), "bad_value", "/messages/0/content/0"),
        (file(file_id="file-1"), "cannot_examine", "/messages/0/content/0"),
        (file(more=1), "unknown_field", "/messages/0/content/0/file/*3"),
    ],
)
def test_a_chat_file_that_cannot_be_taken_is_refused_at_its_place(part, problem, where):
    assert refused(chat, part) == (problem, where)


@pytest.mark.parametrize(
    ("block", "problem", "where"),
    [
        (document(source={"type": "url", "url": "https://x"}), "cannot_examine", "/messages/0/content/0"),
        (document(source={"type": "content", "content": "x"}), "cannot_examine", "/messages/0/content/0"),
        (document(source=None), "missing_field", "/messages/0/content/0/source"),
        (document(source={"type": "base64", "media_type": "application/pdf", "data": [PDF]}), "bad_value",
         "/messages/0/content/0/source/data"),
        (document(source={"type": "base64", "media_type": "한글", "data": PDF}), "bad_value",
         "/messages/0/content/0/source/media_type"),
        (document(title=["x"]), "bad_value", "/messages/0/content/0"),
    ],
)  # fmt: skip
def test_a_document_block_that_cannot_be_taken_is_refused_at_its_place(block, problem, where):
    assert refused(message, block) == (problem, where)


def test_files_belong_to_the_person_and_to_tools_only():
    assert refused(chat, file(), role="system")[0] == "cannot_examine"
    assert refused(chat, file(), role="tool")[0] == "cannot_examine"
    assert refused(message, document(), role="assistant")[0] == "cannot_examine"


def test_more_files_than_anybody_sends_are_refused():
    assert refused(chat, *[file()] * (uploads.MAX_FILES + 1))[0] == "too_many"


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100_000, 98_304, 98_305, 300_000])
def test_base64_gives_the_bytes_that_it_stands_for(size):
    content = bytes(number % 251 for number in range(size))
    assert uploads.decode(base64.b64encode(content).decode(), "/x") == content
    assert uploads.decode(base64.encodebytes(content).decode(), "/x") == content


@pytest.mark.parametrize("data", ["A", "AAA", "AAAA=", "A=AA", "AA==AAAA", "AAA_", "가나다라", "AAAA AAAA", "AA=A"])
def test_what_is_not_base64_to_the_letter_is_refused(data):
    assert refused(uploads.decode, data, "/x") == ("bad_value", "/x")


def test_padding_before_the_end_is_refused_wherever_it_stands():
    piece = "A" * ((1 << 17) - 4) + "AA=="
    assert refused(uploads.decode, piece + "AAAA", "/x") == ("bad_value", "/x")


@pytest.mark.parametrize(
    ("url", "media"),
    [
        ("data:application/pdf;base64,AAAA", "application/pdf"),
        ("data:;base64,AAAA", ""),
        ("DATA:Text/CSV;charset=utf-8;BASE64,AAAA", "text/csv"),
        ("AAAA", ""),
    ],
)
def test_a_data_url_says_what_it_is(url, media):
    assert uploads.data_url(url, "/x") == (media, "AAAA")


def test_a_file_without_a_byte_is_refused_as_empty():
    with pytest.raises(BadDocument) as refused_:
        uploads.decode("", "/messages/0/content/0")
    assert (refused_.value.problem, refused_.value.where) == ("no_text", "/messages/0/content/0")
