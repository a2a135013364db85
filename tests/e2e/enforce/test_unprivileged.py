"""The apply agent as docs/enforcement.md installs it: an account without rights, its sudoers lines, real BIND, Unbound, Squid and
nft. It holds all four, writes nothing but its own folder, and what it must not do is refused by the machine, not by itself.
"""

import pytest

from e2e.enforce import real
from e2e.enforce.installed import ACCOUNT, FOLDER, UNBOUND, Installed
from gwanmun.sandbox.engines import missing
from gwanmun.sandbox.stage import NEEDED
from gwanmun.sandbox.visits import NOERROR, NXDOMAIN

pytestmark = pytest.mark.tools
DEEPSEEK, OTHER = "chat.deepseek.com", "www.korea.kr"
RNDC = ("rndc", "-k", "/etc/bind/rndc.key", "-s", "127.0.0.1", "-p", "953")
CONTROL = ("unbound-control", "-c", "/etc/unbound/unbound.conf")
SQUID = ("squid", "-k", "reconfigure", "-f", "/etc/squid/squid.conf")


@pytest.fixture(scope="module")
def machine():
    real.need_root()
    programs = (*NEEDED, "unbound", "sudo", "useradd", "setpriv", "nsenter")
    real.need(*programs)
    if missing(*programs):
        pytest.skip("NOT RUN: a Squid that makes certificates is missing (apt-get install squid-openssl)")
    made = Installed()
    try:
        made.build()
        made.said = made.apply(made.bundle("2025-02-05"))
        yield made
    finally:
        made.end()


def held(machine):
    return (
        machine.code_of("military", DEEPSEEK) == NXDOMAIN
        and machine.code_of("military", DEEPSEEK, at=UNBOUND) == NXDOMAIN
        and machine.page("military", DEEPSEEK).status == 403
        and "gwanmun_ai" in machine.run("nft", "list", "tables").stdout
    )


def test_all_four_engines_are_held_and_asked_as_each_class(machine):
    for target in ("bind", "unbound", "squid"):
        assert f"{target} kr-mnd.military_work: " in machine.said, machine.said
    assert held(machine)
    assert machine.code_of("office", DEEPSEEK) == NOERROR
    assert machine.page("military", OTHER).issuer == "pretend internet"
    said = machine.gwanmun("enforce", "status", "--agent", "/etc/gwanmun/agent.toml", "--lang", "en")
    assert said.count("well\n") == 4, said


def test_it_writes_nothing_but_its_own_folder(machine):
    """What lies in the copies was written since: theirs are the machine's own /etc and /var."""
    copies = f"{machine.where}/copies"
    found = machine.run(
        "find", f"{copies}/etc", f"{copies}/var", "/run", "-user", ACCOUNT, check=False
    ).stdout.splitlines()
    found += machine.run("find", "/tmp", "-maxdepth", "1", "-user", ACCOUNT).stdout.splitlines()
    assert f"{copies}{FOLDER}/standing.json" in found
    assert [one for one in found if not one.startswith(f"{copies}{FOLDER}")] == []


@pytest.mark.parametrize(
    "path", ["/etc/bind/named.conf", "/etc/squid/squid.conf", "/etc/gwanmun/agent.toml", "/etc/sudoers.d/gwanmun-enforce", "/var/lib/planted", "/etc/planted"],
)  # fmt: skip
def test_what_is_not_its_own_it_cannot_write(machine, path):
    done = machine.as_account("sh", "-c", f"echo x >> {path}")
    assert done.returncode != 0
    assert "Permission denied" in done.stderr


REFUSED = {
    "a shell": ("-n", "sh"),
    "another command of rndc": ("-n", "-u", "bind", *RNDC, "stop"),
    "reload with a word appended": ("-n", "-u", "bind", *RNDC, "reload", "unmapped.gwanmun.rpz"),
    "another key": ("-n", "-u", "bind", "rndc", "-k", "/tmp/k", *RNDC[3:], "reload"),
    "another server": ("-n", "-u", "bind", *RNDC, "-s", "10.0.0.1", "reload"),
    "Squid told to end": ("-n", "-u", "proxy", "squid", "-k", "shutdown", "-f", "/etc/squid/squid.conf"),
    "Squid with another configuration": ("-n", "-u", "proxy", "squid", "-k", "reconfigure", "-f", "/tmp/squid.conf"),
    "Squid with a word appended": ("-n", "-u", "proxy", *SQUID, "-X"),
    "Unbound with a word appended": ("-n", "-u", "unbound", *CONTROL, "reload", "x"),
    "Unbound by another configuration": ("-n", "-u", "unbound", "unbound-control", "-c", "/tmp/u", "reload"),
    "as root what the engine's user may": ("-n", *SQUID),
    "another engine's user": ("-n", "-u", "bind", *SQUID),
    "ss as root": ("-n", "ss", "-K", "-H", "-t", "-n", "-F", "-"),
    "ss as root, writing a file": ("-n", "ss", "-K", "-H", "-t", "-n", "-D", "/etc/planted"),
    "nft as root": ("-n", "nft", "-f", f"{FOLDER}/current/nft/gwanmun.nft"),
    "another variable": ("-n", "-u", "proxy", "LD_PRELOAD=/tmp/x.so", *SQUID),
}  # fmt: skip


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED.keys())
def test_another_command_or_another_word_is_refused_by_sudo(machine, words):
    done = machine.as_account("sudo", *words)
    assert done.returncode != 0
    assert "password is required" in done.stderr or "not allowed" in done.stderr, done.stderr


def test_words_after_a_zones_name_are_none_to_rndc(machine):
    """The one `*` that stands in the lines: whatever follows it, the server is asked for the state of a zone."""
    done = machine.as_account(
        "sudo",
        "-n",
        "-u",
        "bind",
        *RNDC,
        "zonestatus",
        "unmapped.gwanmun.rpz",
        "IN",
        "unmapped",
        "-s",
        "10.0.0.1",
        "stop",
    )
    assert "serial: " in done.stdout
    assert machine.code_of("military", DEEPSEEK) == NXDOMAIN, "it was not stopped"


def secrets_in(done):
    """Whether anything of a file that only root reads was shown."""
    return "root:" in done.stdout + done.stderr


def test_a_line_that_includes_another_file_shows_nothing_of_it_and_the_next_bundle_ends_it_and_what_was_open(machine):
    opened, kept = machine.stays("office", DEEPSEEK), machine.stays("office", OTHER)
    conf = f"{FOLDER}/current/squid/ai.conf"
    for file, line, words in (
        (conf, "include /etc/shadow", ("sudo", "-n", "-u", "proxy", *SQUID)),
        (f"{FOLDER}/current/unbound/kr-mnd.military_work.conf", 'include: "/etc/shadow"', ("sudo", "-n", "-u", "unbound", *CONTROL, "list_auth_zones")),
        (f"{FOLDER}/current/nft/gwanmun.nft", 'include "/etc/shadow"', ("nft", "-f", f"{FOLDER}/current/nft/gwanmun.nft")),
    ):  # fmt: skip
        assert machine.as_account("sh", "-c", f"echo '{line}' >> {file}").returncode == 0, "its own it may write"
        assert not secrets_in(machine.as_account(*words))
    assert held(machine), "nothing took it"
    machine.apply(machine.bundle("2025-02-06"))
    assert "shadow" not in machine.run("cat", conf).stdout
    assert held(machine)
    assert machine.page("office", DEEPSEEK).status == 403
    assert (opened.lives(), kept.lives()) == (False, True), "`ss -K`, by the account's own power"


def test_a_link_in_its_folder_shows_nothing_of_what_it_leads_to(machine):
    linked = f"{FOLDER}/current/nft/.gwanmun.nft.now"
    machine.as_account("ln", "-s", "/etc/shadow", linked)
    assert not secrets_in(machine.as_account("nft", "-c", "-f", linked))
    assert machine.run("cat", linked).stdout.startswith("root:"), "whoever is root would have shown it"


def test_files_that_root_left_there_are_named_with_what_to_do(machine):
    machine.run("chown", "root", f"{FOLDER}/current/squid")
    said = machine.apply(machine.bundle("2025-02-06"), code=2)
    machine.run("chown", ACCOUNT, f"{FOLDER}/current/squid")
    assert f"{FOLDER}/current/squid" in said
    assert "chown" in said


def test_without_that_power_the_firewall_says_so_and_the_others_go_on(machine):
    words = (
        "enforce",
        "apply",
        "--agent",
        "/etc/gwanmun/agent.toml",
        "--bundle",
        machine.bundle("2025-02-06"),
        "--urgent",
    )
    done = machine.as_account(
        "sh", "-c", 'exec "$PYTHON" -m gwanmun.entrypoints.cli "$@"', "x", *words, powers=("--inh-caps=-all",)
    )
    assert done.returncode != 0
    assert "Operation not permitted" in done.stderr
    assert held(machine)
