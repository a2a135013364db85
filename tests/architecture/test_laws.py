"""The laws of the house that imports alone cannot show, read from the source itself."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/gwanmun"
CONTRACTS = ROOT / "tests/contracts"
TREES = {path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text()) for path in sorted(SOURCE.rglob("*.py"))}
PURE = ("domain", "policy", "privacy", "wire", "budget", "journal", "enforce", "charts")
PURE_FILES = [name for name in TREES if name.split("/")[0] in PURE]
GATEWAY = [name for name in TREES if name.startswith("gateway/")]
PORTS = [name for name in TREES if name.startswith("ports/") and not name.endswith("__init__.py")]

#: What the pure rooms may import besides each other's lower floors. All of it computes; none of it reaches the world.
COMPUTING = {
    "base64", "binascii", "bisect", "collections", "dataclasses", "datetime", "difflib", "enum", "functools", "hashlib",
    "hmac", "ipaddress", "itertools", "json", "math", "msgspec", "operator", "orjson", "re", "string", "struct", "types",
    "typing", "unicodedata", "zlib",
}  # fmt: skip
#: A library that one room needs, and a file that one room is made of.
ALSO = {
    "policy": {"yaml"},
    "privacy": {"re2"},
    "budget": {"re2"},
    "journal": {"cryptography"},
    "enforce": {"cryptography"},
}
#: Word lists that ship in the package are read once, at import, as if they were written in the code.
READS_PACKAGE_DATA = {"privacy/lists.py": {"importlib"}}

#: The edges: where a fault of ours ends without its text. A new one is reviewed here.
EDGES = {
    ("adapters/http_server.py", "lose"),
    ("adapters/http_server.py", "_run"),
    ("adapters/http_server.py", "answer_problem"),
    ("adapters/http_upstream.py", "deliver"),  # what a reader raises is raised where it waits, not in the transport
    ("bootstrap.py", "_take_up"),  # a snapshot that cannot be compiled: the last good one stays
    ("bootstrap.py", "watch"),  # looking for publications goes on, whatever one of them does
    ("console/house.py", "_answer"),  # one page's fault ends that page, in words
    ("console/house.py", "error"),  # not even the error page can be drawn: words alone
    ("entrypoints/cli.py", "_run"),
    ("entrypoints/desk.py", "_carry_out"),  # one act's fault stops no other act
    ("entrypoints/desk.py", "_beside"),  # a fault in an answer worked out beside the acts stops no act
    ("entrypoints/desk.py", "_work"),  # whatever fails in publishing, every caller is told
    ("entrypoints/desk.py", "main"),
    ("gateway/pipeline.py", "answer"),
    ("gateway/relay.py", "_events"),
}


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def imported_from(tree, module):
    """Local names bound by `from module import …`, by what they are called there."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    }


def makers_of(pass_name):
    """Files that call a pass's class, under whatever name, or by way of its module."""
    found = set()
    for name, tree in TREES.items():
        local = {k for k, v in imported_from(tree, "gwanmun.gateway.passes").items() if v == pass_name}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Name) and node.func.id in local:
                found.add(name)
            if isinstance(node.func, ast.Attribute) and node.func.attr == pass_name:
                found.add(name)
    return found


class TestNothingLeavesUnjudged:
    def test_only_clear_makes_a_cleared(self):
        assert makers_of("Cleared") == {"gateway/clear.py"}

    def test_only_note_makes_a_noted(self):
        assert makers_of("Noted") == {"gateway/note.py"}

    @pytest.mark.parametrize("name", GATEWAY)
    def test_no_pass_is_made_from_another_with_a_field_changed(self, name):
        changed = [
            ast.unparse(node)
            for node in ast.walk(TREES[name])
            if isinstance(node, ast.Call)
            and re.search(
                r"(^|\.)(replace|copy|deepcopy|__replace__|__setattr__|force_setattr)$", ast.unparse(node.func)
            )
            and re.search(r"\b(cleared|reserved|noted)\b", ast.unparse(node))
        ]
        assert changed == []

    def test_passes_cannot_be_changed_after_they_are_made(self):
        frozen = {
            node.name: "frozen=True" in " ".join(map(ast.unparse, (*node.decorator_list, *node.keywords)))
            for node in TREES["gateway/passes.py"].body
            if isinstance(node, ast.ClassDef)
        }
        assert {"Cleared", "Noted"} < set(frozen)
        assert {name for name, held in frozen.items() if not held} == {"Progress"}

    def test_send_takes_a_noted_and_its_desk_and_nothing_else(self):
        send = next(f for f in functions(TREES["gateway/send.py"]) if f.name == "send")
        arguments = [(a.arg, ast.unparse(a.annotation)) for a in (*send.args.posonlyargs, *send.args.args)]
        assert arguments == [("noted", "Noted"), ("desk", "Desk")]
        assert [send.args.kwonlyargs, send.args.vararg, send.args.kwarg] == [[], None, None]
        assert imported_from(TREES["gateway/send.py"], "gwanmun.gateway.passes") == {"Noted": "Noted"}

    def test_only_send_reaches_for_the_way_out(self):
        reaching = {
            name
            for name in TREES
            if name.split("/")[0] in {"gateway", "control"}
            for node in ast.walk(TREES[name])
            if isinstance(node, ast.Attribute) and node.attr == "upstream"
        }
        assert reaching == {"gateway/send.py"}

    def test_a_noted_holds_a_cleared_and_a_receipt(self):
        noted = next(n for n in TREES["gateway/passes.py"].body if isinstance(n, ast.ClassDef) and n.name == "Noted")
        fields = {ast.unparse(n.target): ast.unparse(n.annotation) for n in noted.body if isinstance(n, ast.AnnAssign)}
        assert fields == {"cleared": "Cleared", "receipt": "Receipt"}


class TestNothingHappensUnrecorded:
    def test_a_noted_is_made_of_the_receipt_that_was_waited_for(self):
        note = next(f for f in functions(TREES["gateway/note.py"]) if f.name == "note")
        waits = [n.lineno for n in ast.walk(note) if isinstance(n, ast.Await) and "journal.append(" in ast.unparse(n)]
        makes = [n.lineno for n in ast.walk(note) if isinstance(n, ast.Call) and ast.unparse(n.func) == "Noted"]
        assert len(waits) == len(makes) == 1
        assert waits[0] < makes[0]

    def test_the_pipeline_sends_only_what_was_prepared(self):
        text = ast.unparse(TREES["gateway/pipeline.py"])
        assert text.count("send(") == 1
        assert text.index("noted = await _prepare(") < text.index("await send(noted, desk)")


class TestTheCoreKnowsNoWorld:
    @pytest.mark.parametrize("name", PURE_FILES)
    def test_it_imports_only_what_computes(self, name):
        room = name.split("/")[0]
        allowed = COMPUTING | ALSO.get(room, set()) | READS_PACKAGE_DATA.get(name, set())
        floors = {"gwanmun.domain", "gwanmun.errors", f"gwanmun.{room}"}
        for node in ast.walk(TREES[name]):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for module in [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module]:
                    if module.startswith("gwanmun"):
                        assert ".".join(module.split(".")[:2]) in floors, module
                    else:
                        assert module.split(".")[0] in allowed, module

    @pytest.mark.parametrize("name", PURE_FILES)
    def test_it_opens_prints_and_asks_nothing(self, name):
        banned = {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"}
        clocks = {"now", "today", "utcnow"}
        for node in ast.walk(TREES[name]):
            if isinstance(node, ast.Call):
                assert not (isinstance(node.func, ast.Name) and node.func.id in banned), ast.unparse(node)
                assert not (isinstance(node.func, ast.Attribute) and node.func.attr in clocks), ast.unparse(node)

    @pytest.mark.parametrize("name", PURE_FILES)
    def test_it_waits_for_nothing(self, name):
        waiting = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
        assert not [node.lineno for node in ast.walk(TREES[name]) if isinstance(node, waiting)]


class TestFaults:
    def test_everything_is_caught_only_at_the_edges(self):
        found = set()
        for name, tree in TREES.items():
            for function in functions(tree):
                for node in ast.walk(function):
                    if isinstance(node, ast.ExceptHandler) and (
                        node.type is None or re.search(r"\bException\b", ast.unparse(node.type))
                    ):
                        found.add((name, function.name))
        assert found == EDGES

    @pytest.mark.parametrize("name", TREES)
    def test_what_catches_even_a_cancellation_raises_again(self, name):
        for node in ast.walk(TREES[name]):
            if isinstance(node, ast.ExceptHandler) and node.type and "BaseException" in ast.unparse(node.type):
                assert isinstance(node.body[-1], ast.Raise), (name, node.lineno)


class TestPorts:
    @pytest.mark.parametrize("name", PORTS)
    def test_its_promises_are_numbered(self, name):
        sign = ast.get_docstring(TREES[name])
        assert "Promises" in sign
        numbers = [int(n) for n in re.findall(r"(?m)^(\d+)\. ", sign)]
        assert len(numbers) >= 3
        assert numbers == list(range(1, len(numbers) + 1))

    @pytest.mark.parametrize("name", PORTS)
    def test_a_contract_test_of_its_name_exists_and_is_named_by_it(self, name):
        contract = f"test_{Path(name).stem}.py"
        assert f"tests/contracts/{contract}" in ast.get_docstring(TREES[name])
        tree = ast.parse((CONTRACTS / contract).read_text())
        assert [f for f in functions(tree) if f.name.startswith("test_")]


class TestSigns:
    @pytest.mark.parametrize("name", [name for name, tree in TREES.items() if tree.body])
    def test_every_module_says_in_a_sentence_what_it_is(self, name):
        sign = ast.get_docstring(TREES[name]) or ""
        assert len(sign) >= 25
        assert re.search(r"[.!?…]`?(\s|$)", sign), sign

    @pytest.mark.parametrize("name", TREES)
    def test_imports_stand_at_the_top(self, name):
        if name in {
            "entrypoints/asking.py",
            "entrypoints/cli.py",
            "entrypoints/demo.py",
            "entrypoints/desk_commands_people.py",
            "entrypoints/allowances_cli.py",
            "entrypoints/ledger_cli.py",
            "entrypoints/policy_cli.py",
            "entrypoints/report_cli.py",
            "entrypoints/scan_cli.py",
            "entrypoints/usage_cli.py",
        }:  # `--help` stays quick; the client comes with the demo
            return
        inner = [
            ast.unparse(node)
            for function in functions(TREES[name])
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert inner == []


def test_nothing_waits_by_wait_for():
    """Until Python 3.12 it loses a cancellation that comes together with what it waited for: `asyncio.timeout` does not."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "wait_for"
    ]
    assert found == []
