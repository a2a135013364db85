"""docs/ARCHITECTURE.md maps ideas to paths: every path named is there, every room and process is named."""

import re
from pathlib import Path

import pytest

from gwanmun.entrypoints.serve import children
from gwanmun.settings import known_keys

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/gwanmun"
PAGE = (ROOT / "docs/ARCHITECTURE.md").read_text()
SPANS = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL))
PATHS = sorted({span for span in SPANS if re.match(r"(src|docs|tests|bench|tools)/|\.importlinter$", span)})
ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


def test_it_can_be_read_in_one_go():
    assert len(PAGE.splitlines()) <= 200


@pytest.mark.parametrize("path", PATHS)
def test_every_path_named_is_there(path):
    assert (ROOT / path).exists()
    assert path.endswith("/") == (ROOT / path).is_dir()


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_row(room):
    assert any(path.startswith(f"src/gwanmun/{room}/") for path in PATHS)


@pytest.mark.parametrize(
    "name",
    sorted(path.relative_to(ROOT).as_posix() for path in (SOURCE / "adapters").glob("*.py") if path.stat().st_size),
)
def test_every_adapter_is_named(name):
    assert name in PATHS


def test_the_processes_are_those_that_the_supervisor_starts():
    class Settings:
        class gate:  # noqa: N801
            data_dir = Path("data")
            keys_dir = Path("keys")

    started = {child.name for child in children(Settings, Path("gwanmun.toml"), print)}
    table = PAGE.split("## Processes")[1].split("## Where")[0]
    assert {f"src/gwanmun/entrypoints/{name}.py" for name in started} <= set(re.findall(r"`(src/[^`]+)`", table))


def test_every_setting_named_is_one():
    named = {span for span in SPANS if re.match(r"(gate|journal|desk|upstreams|snapshot|sandbox)\.[a-z_.]+$", span)}
    assert named
    assert named <= set(known_keys())


@pytest.mark.parametrize(
    "name",
    [
        "books.sqlite",
        "desk.lock",
        "desk.sock",
        "published",
        "journal",
        "worker",
        "kek",
        "pseudonym.key",
        "pepper",
        "checkpoint.key",
    ],
)
def test_the_files_of_an_installation_are_those_that_the_code_makes(name):
    assert name in PAGE.split("## Where things are")[1].split("## Which way")[0]
    assert any(f'"{name}"' in path.read_text() for path in SOURCE.rglob("*.py"))


def test_the_arrows_are_those_that_the_import_contracts_hold():
    contract = (ROOT / ".importlinter").read_text().split("layers =")[1].split("containers")[0]
    floors = [re.findall(r"[a-z]+", line) for line in contract.strip().splitlines()]
    arrows = re.search(r"entrypoints → .*", PAGE)[0]
    drawn = [re.findall(r"[a-z]+", floor) for floor in arrows.split("→")]
    standing = [
        [room for room in floor if (SOURCE / room).exists() or (SOURCE / f"{room}.py").exists()] for floor in floors
    ]
    assert [sorted(set(floor) - {"enforce"}) for floor in drawn] == [
        sorted(set(floor) - {"enforce"}) for floor in standing
    ]
