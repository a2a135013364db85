"""An office whose books are in memory, whose clock is set by hand and whose entropy is counted."""

import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from clockwork import Clockwork
from gwanmun.adapters.sql.books import open_books
from gwanmun.control import acts
from gwanmun.control.office import Office, PackVerdict, signed_by
from gwanmun.domain.catalogue import Deployment, Service
from gwanmun.domain.people import Agency, Department, OrganisationType, Person

DAY = date(2026, 11, 22)
PEPPER = b"p" * 32


@dataclass
class Desk:
    """Acts by name, as the desk hears them; facts as the journal would get them."""

    office: Office
    clock: Clockwork
    verdicts: dict = field(default_factory=dict)

    def do(self, act, officer="officer-1", reason="시험", **args):
        return acts.perform(self.office, act, args, officer, reason)

    def by(self, officer="officer-1", reason="시험"):
        return signed_by(self.office, officer, reason)

    def facts(self):
        return [noted.fact for noted in self.office.books.unsent(1000)]

    def every(self, kind, **equal):
        with self.office.books.look() as page:
            return page.every(kind, **equal)

    def put(self, *values):
        with self.office.books.transact() as page:
            page.put(*values)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """Empty books, migrated once: copying a file is quicker than migrating."""
    path = tmp_path_factory.mktemp("books") / "empty.sqlite"
    open_books(path).close()
    return path


@pytest.fixture
def desk(migrated, tmp_path):
    clock, verdicts = Clockwork(), {}

    def check(text, _file):
        return verdicts.get(text, PackVerdict(text.split()[0], must_be_confirmed=False, failing=()))

    books = open_books(Path(shutil.copy(migrated, tmp_path / "books.sqlite")))
    made = Desk(Office(books, clock, PEPPER, check), clock, verdicts)
    made.put(
        Agency(
            "kr-chungnam", "충청남도", "Chungnam", OrganisationType.PROVINCIAL_GOVERNMENT, "KR", None, DAY, None, "AI"
        ),
        Agency(
            "kr-seoul", "서울특별시", "Seoul", OrganisationType.METROPOLITAN_GOVERNMENT, "KR", None, DAY, None, "AI"
        ),
        Department("kr-chungnam/welfare", "kr-chungnam", "복지정책과", "Welfare"),
        Department("kr-chungnam/audit", "kr-chungnam", "감사위원회", "Audit"),
        Department("kr-seoul/ai", "kr-seoul", "인공지능과", "AI"),
        Person("p-1", "kr-chungnam", "kr-chungnam/welfare", None, None),
        Person("p-2", "kr-seoul", "kr-seoul/ai", None, None),
        Service(
            "svc", "서비스", "service", "v", "KR", "f", "api", Deployment.VENDOR_HOSTED, ("KR",), "demo", "2026-11"
        ),
        Service("own", "내부", "in-house", "v", "KR", "f", "model", Deployment.IN_HOUSE, ("KR",), "demo", "2026-11"),
    )
    yield made
    books.close()
