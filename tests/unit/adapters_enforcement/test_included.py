"""An engine's own configuration, reading the folder that is checked in the place of what is in force."""

import stat

import pytest

from gwanmun.adapters.enforcement import included
from gwanmun.errors import EngineFault


@pytest.fixture
def place(tmp_path):
    for name in ("agent/current/bind", "agent/check", "etc/conf.d"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


def derived(place, conf, grammar, look):
    with included.derived(conf, place / "agent/current", place / "agent/check", grammar) as made:
        return look(made)


@pytest.mark.parametrize(
    ("grammar", "line"),
    [
        (included.BIND, 'include "{0}/agent/{1}/bind/views.conf";'),
        (included.SQUID, "include {0}/agent/{1}/squid/ai.conf"),
        (included.UNBOUND, 'include: "{0}/agent/{1}/unbound/unmapped.conf"'),
    ],
    ids=["bind", "squid", "unbound"],
)
def test_our_file_is_that_of_the_folder_and_nothing_else_changes(place, grammar, line):
    conf = place / "etc/engine.conf"
    conf.write_text(f"# before\n{line.format(place, 'current')}\n# {place}/agent/currently is another folder\n")
    said = derived(place, conf, grammar, lambda made: made.read_text())
    assert said == f"# before\n{line.format(place, 'check')}\n# {place}/agent/currently is another folder\n"


def test_a_file_between_is_followed_and_what_does_not_lead_to_ours_is_left_as_it_is(place):
    main, ours, other = place / "etc/squid.conf", place / "etc/conf.d/gwanmun.conf", place / "etc/conf.d/debian.conf"
    main.write_text(f"http_port 3128\ninclude {place}/etc/conf.d/*.conf\nhttp_access deny all\n")
    ours.write_text(f"include {place}/agent/current/squid/ai.conf\ninclude {main}\n")  # and back again: that ends
    other.write_text("logfile_rotate 0\n")

    def look(made):
        (line,) = [one for one in made.read_text().splitlines() if one.startswith("include")]
        _, first, second = line.split()
        assert first == str(other), "as it was, in the order of names"
        with open(second) as opened:
            return opened.read()

    assert derived(place, main, included.SQUID, look).splitlines()[0] == f"include {place}/agent/check/squid/ai.conf"


def test_copies_are_nobody_elses_and_are_gone_afterwards(place):
    main, inner = place / "etc/named.conf", place / "etc/named.conf.local"
    main.write_text(
        f'key "k" {{ secret "abc"; }};\ninclude "{inner}";\ninclude "{place}/etc/absent.conf"; // by "hand"\n'
    )
    inner.write_text(f'include "{place}/agent/current/bind/views.conf";\n')

    def look(made):
        files = sorted((place / "agent/check").iterdir())
        assert len(files) == 2
        return {stat.S_IMODE(one.stat().st_mode) for one in files}

    assert derived(place, main, included.BIND, look) == {0o600}
    assert list((place / "agent/check").iterdir()) == []


def test_a_configuration_that_cannot_be_read_is_a_fault(place):
    with pytest.raises(EngineFault, match="FileNotFoundError"):
        derived(place, place / "etc/none.conf", included.BIND, str)
