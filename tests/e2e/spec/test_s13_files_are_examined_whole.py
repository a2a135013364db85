"""S13: every prompt and file is examined before it leaves. The development files, and files with faults, at the real gate.

The official clients attach them as they attach any file. What the sandbox received is searched for every planted value.
"""

import base64
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import anthropic
import openai
import pytest

from e2e.site import CHAT, MESSAGES, Site, unique, until

DATA = Path(__file__).resolve().parents[2] / "data/documents"
sys.path.insert(0, str(DATA))
import make  # noqa: E402 - found beside its data
import packages  # noqa: E402

DEV = DATA / "dev"
EXPECTED = json.loads((DEV / "expected.json").read_text())
MARKED = "minwon.hwpx"


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def attached(content: bytes, name: str, media: str = "application/octet-stream") -> dict:
    data = f"data:{media};base64,{encoded(content)}"
    return {"type": "file", "file": {"file_data": data, "filename": name}}


def asked(*parts: dict, text: str = "첨부한 문서를 요약해 주세요.") -> dict:
    content = [{"type": "text", "text": text}, *parts]
    return {"model": "gwanmun-sandbox", "messages": [{"role": "user", "content": content}]}


def record(site: Site, request: str) -> dict:
    return next(opening for leaf, opening in site.records() if leaf.request == request)


def planted(name: str) -> list[str]:
    return [row["text"] for row in EXPECTED[name]["must_find"] if row["label"] != "MARKING"]


@pytest.mark.parametrize("name", [name for name in EXPECTED if name != MARKED])
@pytest.mark.parametrize("dialect", ["openai", "anthropic"])
def test_what_is_planted_in_a_file_is_found_and_none_of_it_leaves(running: Site, name: str, dialect: str) -> None:
    content = (DEV / name).read_bytes()
    with running.watching() as left:
        if dialect == "openai":
            with openai.OpenAI(base_url=f"{running.base}/v1", api_key=running.key(), max_retries=0) as client:
                got = client.chat.completions.with_raw_response.create(**asked(attached(content, name)))
        else:
            pdf = name.endswith(".pdf")
            media = "application/pdf" if pdf else "application/octet-stream"
            source = {"type": "base64", "media_type": media, "data": encoded(content)}
            blocks = [{"type": "document", "source": source, "title": name}, {"type": "text", "text": "요약"}]
            with anthropic.Anthropic(base_url=running.base, api_key=running.key(), max_retries=0) as client:
                got = client.messages.with_raw_response.create(
                    model="gwanmun-sandbox-messages", max_tokens=300, messages=[{"role": "user", "content": blocks}]
                )
    (body,) = left
    for value in planted(name):
        assert value not in body
    assert encoded(content)[:40] not in body
    assert f"첨부 문서 1: {name}" in body
    opening = record(running, got.headers["gwanmun-request"])
    (row,) = opening["files"]
    found: dict[str, int] = {}
    for kinds in row["findings"].values():
        for kind, number in kinds.items():
            found[kind] = found.get(kind, 0) + number
    for label in {one["label"] for one in EXPECTED[name]["must_find"]}:
        assert found[label] >= sum(one["label"] == label for one in EXPECTED[name]["must_find"])
    assert row["bytes"] == len(content)
    assert name not in json.dumps(opening, ensure_ascii=False)


def test_a_mark_in_a_running_head_keeps_the_whole_file_here_and_all_of_it_is_found(running: Site) -> None:
    content = (DEV / MARKED).read_bytes()
    with running.watching("outside") as outside, running.watching("in-house") as inside:
        got = running.post(asked(attached(content, MARKED)))
    assert (got.status, outside, inside) == (403, [], [])
    opening = record(running, got.headers["gwanmun-request"])
    (row,) = opening["files"]
    assert set(row["findings"]["header"]) == {"MARKING"}
    assert row["findings"]["footnote"] == {"NAME": 1}
    assert set(row["findings"]["table"]) == {"NAME", "PHONE", "ADDRESS"}
    assert set(row["findings"]["body"]) >= {"RRN", "ACCOUNT"}
    assert opening["input"]["data.classification"] == "C"


def test_the_answer_gives_back_what_stood_in_the_file(running: Site) -> None:
    name = "contract.docx"
    content = (DEV / name).read_bytes()
    got = running.post({**asked(attached(content, name)), "stream": True})
    assert all(value in got.text for value in planted(name))


#: Refused, each for its own reason.
FAULTS = (
    "encrypted.docx",
    "cut.hwpx",
    "macro.docx",
    "scan.pdf",
    "lying.docx",
    "bomb.hwpx",
    "override.zip",
    "nested.zip",
)


def test_what_cannot_be_read_whole_is_refused_in_words_and_on_record(running: Site) -> None:
    line = running.connect()
    with running.watching() as left:
        for name in FAULTS:
            case = make.CASES[name]
            got = running.post(asked(attached(case.content, name)), connection=line)
            assert (got.status // 100, got.told["code"], got.told["problem"]) == (4, "bad_document", case.problem), name
            assert got.told["remedy_ko"]
            opening = record(running, got.headers["gwanmun-request"])
            assert (opening["problem"], opening["files"][0]["bytes"]) == (case.problem, len(case.content))
        picture = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{encoded(make.PNG)}"}}
        got = running.post(asked(picture), connection=line)
        assert (got.status, got.told["problem"]) == (400, "image_only")
        source = {"type": "base64", "media_type": "image/png", "data": encoded(make.PNG)}
        body = {"model": "gwanmun-sandbox-messages", "max_tokens": 9}
        blocks = [{"type": "image", "source": source}]
        got = running.post({**body, "messages": [{"role": "user", "content": blocks}]}, MESSAGES, connection=line)
        assert (got.status, got.told["problem"]) == (400, "image_only")
    line.close()
    assert left == []


def bomb(megabytes: int) -> bytes:
    """A package whose one part inflates to so much."""
    sink = io.BytesIO(packages.hwpx({"body": "글"}))
    with (
        zipfile.ZipFile(sink, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
        out.open("Contents/section1.xml", "w") as part,
    ):
        for _ in range(megabytes):
            part.write(b" " * (1 << 20))
    return sink.getvalue()


def test_a_bomb_is_refused_and_the_next_file_is_read(running: Site) -> None:
    got = running.post(asked(attached(bomb(120), "a.hwpx")))
    assert got.told["problem"] == "ratio"
    assert running.post(asked(attached(b"text", "a.txt"))).status == 200


def children(site: Site) -> list[int]:
    """The processes that read documents for the gate."""
    gate = site.pid("gate")
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == gate and b"documents_child" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except (OSError, ValueError):
            continue
    return found


def test_a_child_that_is_killed_in_the_middle_refuses_its_file_and_disturbs_nothing_else(running: Site) -> None:
    heavy = zipped_texts(300_000)
    got: list = []
    thread = threading.Thread(target=lambda: got.append(running.post(asked(attached(heavy, "a.zip")))))
    thread.start()
    deadline = time.monotonic() + 30
    while not got and time.monotonic() < deadline:
        for pid in children(running):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    thread.join(30)
    assert (got[0].status, got[0].told["problem"]) == (400, "over_limits")
    assert running.ask("도로 보수 절차를 알려 주세요.").status == 200
    assert running.post(asked(attached("남궁솔".encode(), "a.txt"))).status == 200


def zipped_texts(size: int) -> bytes:
    """An archive that takes a while to read."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as out:
        for number in range(3):
            out.writestr(f"{number}.txt", os.urandom(size // 6).hex())
    return sink.getvalue()


def test_a_registered_document_is_recognised_in_a_prompt_and_in_another_document(running: Site, tmp_path: Path) -> None:
    words = [
        # Words that are of no grade by themselves: what is refused is refused by the fingerprint.
        f"도서관 행사 {n}회차는 {n * 7 % 31}명이 신청하여 {n * 5 % 13}권을 함께 읽고 감상을 나누었습니다."
        for n in range(40)
    ]
    secret = tmp_path / "secret.hwpx"
    secret.write_bytes(packages.hwpx({"body": " ".join(words)}))
    command = (
        *(
            sys.executable,
            "-m",
            "gwanmun.entrypoints.cli",
            "fingerprints",
            "add",
            "--file",
            str(secret),
            "--label",
            unique()[:20],
        ),
        *("--config", str(running.config), "--officer", "test-officer", "--reason", "test", "--json"),
    )
    until(running.settings.desk.socket.exists, 20, "the desk")
    done = subprocess.run(command, capture_output=True, timeout=60, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    passage = " ".join(words[10:16])
    try:
        until(lambda: running.ask(f"{passage} {unique()}").status == 403, 20, "the fingerprint", step=0.2)
        copy = packages.docx({"body": f"회의 자료. {passage} 이상."})
        got = running.post(asked(attached(copy, "자료.docx")))
        assert got.status == 403
        opening = record(running, got.headers["gwanmun-request"])
        assert [row for row in opening["grounds"] if made["id"] in row]
    finally:
        running.act("remove_fingerprint", id=made["id"])


def test_no_name_and_no_word_of_a_file_is_in_the_journal_or_the_diagnostics(running: Site) -> None:
    word = unique()
    content = f"성명: 남궁솔 010-2345-6789 {word}".encode()
    got = running.post(asked(attached(content, f"{word} 남궁솔.txt")), CHAT)
    assert got.status == 200
    told = json.dumps([opening for leaf, opening in running.records()], ensure_ascii=False)
    assert word not in told
    assert word.encode() not in running.said
