"""The apply agent's own folder (적용기 폴더): which bundle was taken last, what stands in each target, and its last good files.
What lives here: reading and writing them so that a kill or a power cut at any point leaves one whole state. What does not:
the order of a change (`agent.py`).

| below `root` | |
|---|---|
| `lock` | held (flock) by whoever works here; names that process for whoever waits |
| `standing.json` | what was taken and what stands, replaced whole: each writing of it is a commit point |
| `bundles/⟨digest⟩` | each bundle that something in `standing.json` rests on |
| `good/⟨target⟩-⟨digest⟩.json` | the last good files of a target, all in one |
| `check/`, `current/` | what engines are asked to check; what they load |
| `effective.jsonl`, `alarms.jsonl`, `agent.key` | records, alarms, and the key that signs the records |

INVARIANT: what `standing.json` names is on the disk before it is named, and goes only after it is named no more.
"""

import fcntl
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from gwanmun.adapters.enforcement.bundle import LARGEST, Opened, digest_of, opened_again
from gwanmun.adapters.system import sync_directory
from gwanmun.enforce.artefacts import Artefact, Part
from gwanmun.enforce.grammar import Suffixes, refused
from gwanmun.errors import BadCommand, Busy, NotKept


class Standing(Struct, forbid_unknown_fields=True):
    """What stands in one target: a bundle, as it is from `at_us` on."""

    bundle: str
    stamp: str
    revision: int
    serial: int
    at_us: int  # what was over then is over, whatever a clock says later
    next_us: int | None  # when the next of its exceptions ends
    until_us: int  # how long its bundle may be applied
    files: str  # the last good files
    parts: list[Part]
    loaded_us: int
    confirmed_by: str = ""  # who said that so large a change is meant
    effective_us: dict[str, int] = {}  # audience → since when; `*`: the target. Empty while something old may be open
    ending: dict[str, int] | None = None  # questions answered, until what was let in before is ended


class State(Struct, forbid_unknown_fields=True):
    """The newest bundle that was taken, and what stands. A target that refused the newest one stands on another."""

    bundle: str = ""
    revision: int = 0
    made_us: int = 0
    stamp: str = ""
    until_us: int = 0
    confirmed_by: str = ""
    moving: list[str] = []  # targets whose files and engine are in between: the last good ones are put back first
    targets: dict[str, Standing] = {}

    @property
    def serial(self) -> int:
        return max((one.serial for one in self.targets.values()), default=0)

    def effective(self) -> dict[str, int]:
        """Since when, by target and audience; 0: not yet."""
        found = {}
        for target, one in sorted(self.targets.items()):
            found[f"{target} *"] = 0
            found.update((f"{target} {name}", at) for name, at in one.effective_us.items())
        return found


class Folder:
    """Nobody else's. Whatever cannot be written raises `OSError`, and the former state stands."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def make(self) -> None:
        """Raises `BadCommand` where it, or a folder in it, belongs to somebody else or leads elsewhere."""
        try:
            _make(self.root)
            if self.root.stat().st_uid != os.geteuid():
                raise _not_ours()  # what root leaves there the agent's own account could not write afterwards
            if (strange := _strange(self.root)) is not None:
                raise _strange_within(strange)
            for name in ("check", "current", "good", "bundles"):
                _make(self.root / name)
        except OSError:
            raise _not_ours() from None

    @contextmanager
    def held(self, patience_seconds: float, name: str = "lock") -> Iterator[None]:
        """Hold the folder. Raises `Busy` when another process does for longer than this."""
        try:
            lock = os.open(self.root / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError:
            raise _not_ours() from None
        try:
            deadline = time.monotonic() + patience_seconds
            while not _locked(lock):
                if time.monotonic() > deadline:
                    raise Busy(
                        who=os.pread(lock, 64, 0).decode("ascii", "replace").strip() or "?", folder=str(self.root)
                    )
                time.sleep(0.05)
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"pid {os.getpid()}\n".encode(), 0)
            yield
        finally:
            os.close(lock)

    # ------------------------------------------------------------ what stands

    def read(self) -> State:
        """Raises `NotKept` when it is there and cannot be read: nobody guesses what stood."""
        try:
            return msgspec.json.decode((self.root / "standing.json").read_bytes(), type=State)
        except FileNotFoundError:
            return State()
        except (msgspec.DecodeError, OSError):
            raise NotKept("standing.json", problem="the agent's state cannot be read") from None

    def write(self, state: State) -> None:
        replace_file(self.root / "standing.json", msgspec.json.encode(state, order="sorted"))

    def sweep(self, state: State) -> None:
        """Drop what nothing rests on any more."""
        bundles = {state.bundle, *(one.bundle for one in state.targets.values())}
        good = {one.files for one in state.targets.values()}
        for folder, kept in (("bundles", bundles), ("good", good)):
            for path in (self.root / folder).iterdir():
                if path.name not in kept and path.is_file():
                    with suppress(OSError):
                        path.unlink()

    # ------------------------------------------------------------ bundles and good files

    def keep_bundle(self, digest: str, data: bytes) -> None:
        replace_file(self.root / "bundles" / digest, data)

    def bundle(self, digest: str, suffixes: Suffixes) -> Opened:
        """Raises `NotKept` when it is gone or is another one."""
        try:
            with (self.root / "bundles" / digest).open("rb") as opened:
                data = opened.read(LARGEST + 1)
        except OSError:
            raise NotKept(f"bundles/{digest[:12]}", problem="the bundle in force is gone") from None
        return opened_again(data, digest, suffixes)

    def keeps(self, stands: Standing) -> bool:
        """Whether the bundle and the last good files on which a target stands are there, whole."""
        try:
            with (self.root / "bundles" / stands.bundle).open("rb") as opened:
                whole = digest_of(opened.read(LARGEST + 1)) == stands.bundle
            self.good(stands.files)
        except (OSError, BadCommand, NotKept):
            return False
        return whole

    def keep_good(self, target: str, artefacts: Sequence[Artefact]) -> str:
        """Returns the name under which they are kept."""
        data = msgspec.json.encode(artefacts)
        name = f"{target}-{sha256(data).hexdigest()[:16]}.json"
        replace_file(self.root / "good" / name, data)
        return name

    def good(self, name: str) -> tuple[Artefact, ...]:
        """Raises `NotKept` when they are gone or not what was kept."""
        try:
            data = (self.root / "good" / name).read_bytes()
            if f"-{sha256(data).hexdigest()[:16]}.json" not in name:
                raise NotKept(name, problem="the last good files are not what was kept")
            return msgspec.json.decode(data, type=tuple[Artefact, ...])
        except (OSError, msgspec.DecodeError):
            raise NotKept(name, problem="the last good files are gone") from None


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _not_ours() -> Exception:
    return refused(
        "root", "적용기 폴더는 그 주인인 계정으로만 씁니다", "the agent's folder cannot be written by this account",
        "폴더의 주인인 계정으로 실행하십시오", "run it as the user to whom the folder belongs",
    )  # fmt: skip


def _strange(root: Path) -> Path | None:
    """A folder below that is somebody else's, or a link to one."""
    for above, names, _ in os.walk(root):
        for path in (Path(above, one) for one in names):
            found = path.lstat()
            if stat.S_ISLNK(found.st_mode) or found.st_uid != os.geteuid():
                return path
    return None


def _strange_within(path: Path) -> Exception:
    return refused(
        "root", f"적용기 폴더 안에 다른 계정의 폴더나 링크가 있습니다: {path}",
        f"the agent's folder holds a link, or a folder of another account: {path}",
        "링크면 지우고, 다른 계정의 것이면 chown -R 로 적용기 계정에 주십시오",
        "remove it where it is a link; else give it to the agent's account with chown -R",
    )  # fmt: skip


# ---------------------------------------------------------------- files


_BESIDE = ".new"


def replace_file(path: Path, data: bytes) -> None:
    """Written beside, synced, renamed: nobody ever reads half a file, also after a power cut. One that is the same stays."""
    with suppress(OSError):
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return
    _make(path.parent)
    beside = path.with_name(f".{path.name}{_BESIDE}")
    beside.unlink(missing_ok=True)  # whatever a kill left there, or a link, is not written through
    with beside.open("xb") as opened:
        os.fchmod(opened.fileno(), 0o644)  # whatever the umask: engines read it as users of their own
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(path)
    sync_directory(path.parent)


def _make(folder: Path) -> None:
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)


def append_line(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(line + "\n")
        opened.flush()
        os.fsync(opened.fileno())


def tail(file: Path, longest: int) -> list[str]:
    """The last lines of a file; one that a power cut left unfinished is taken off."""
    if not file.exists():
        return []
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - 16 * longest))
        data = opened.read()
    whole, _, rest = data.rpartition(b"\n")
    if rest:
        os.truncate(file, file.stat().st_size - len(rest))
    return whole.decode(errors="replace").splitlines()[-8:]


#: Lists, zones and pages are written before the files that name them.
_NAMING = (".conf", ".nft")
_OURS = frozenset({".rpz", ".conf", ".names", ".src", ".addresses", ".nft"})


def write_all(folder: Path, artefacts: Iterable[Artefact], stock: Path | None = None) -> None:
    """The files of targets, and where Squid is among them its own pages, which lie in `stock`."""
    for one in sorted(artefacts, key=lambda each: (each.path.endswith(_NAMING), each.path)):
        replace_file(folder / one.path, one.text.encode())
    pages = folder / "squid" / "errors"
    if stock is not None and pages.is_dir() and stock.is_dir() and not (pages / "ERR_ACCESS_DENIED").exists():
        for page in sorted(stock.iterdir(), key=lambda each: (each.name == "ERR_ACCESS_DENIED", each.name)):
            if page.is_file():
                replace_file(pages / page.name, page.read_bytes())


def remove_others(folder: Path, artefacts: Iterable[Artefact], target: str) -> None:
    """Files of a former plan that nothing names any more. Stock pages stay."""
    keep = {one.path for one in artefacts}
    for path in sorted((folder / target).rglob("*")):
        name = path.relative_to(folder).as_posix()
        ours = path.suffix in {*_OURS, _BESIDE} or path.name.startswith("ERR_AI_")
        if path.is_file() and ours and name not in keep:
            path.unlink()
