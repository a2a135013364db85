"""One plan in real BIND and real Squid: two classes, an exempt one and strangers; then exceptions, the clock and faults."""

import json
import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from e2e.enforce.conftest import EXEMPT, FREE, OTHER, REST, STRANGER, WORK, A, bundle, local_plan
from e2e.enforce.real import DEEPSEEK_AT
from enforce_plans import HOUR, NOW
from gwanmun.adapters.enforcement.engines import run
from gwanmun.enforce.attempts import Counting, attempts
from gwanmun.enforce.logs import bind_reader, read_squid
from gwanmun.enforce.plan import Action, Leave, Mode, populations
from gwanmun.errors import BadCommand, EngineFault, IntegrityFault, NotIncluded, UnsafeChange
from gwanmun.sandbox.engines import until
from gwanmun.sandbox.visits import HTTPS, NOERROR, NXDOMAIN

pytestmark = pytest.mark.tools
BLOCKED_NAMES = ("deepseek.com", "chat.deepseek.com", "api.deepseek.com", "a.b.c.deepseek.com")


@pytest.fixture(autouse=True)
def in_force(stand):
    """Each test begins with the usual plan in force: a new revision of it, where the test before changed anything."""
    if stand.usual:
        stand.agent = stand.fresh_agent()
        return stand
    stand.now_us = max(stand.now_us, NOW) + 60_000_000
    stand.agent = stand.fresh_agent()
    stand.apply(local_plan(revision=max(stand.agent.state.revision, 9) + 1), urgent=True)
    stand.usual = True
    return stand


def next_plan(stand, **given):
    stand.usual = False
    return local_plan(revision=stand.agent.state.revision + 1, **given)


class TestNames:
    @pytest.mark.parametrize("name", BLOCKED_NAMES)
    def test_a_work_device_gets_no_such_name_and_the_exempt_class_gets_it(self, stand, name):
        assert stand.dns(A, name) == (NXDOMAIN, 0)
        assert stand.dns(EXEMPT, name)[0] == NOERROR
        assert stand.dns(A, name) == (NXDOMAIN, 0), "nothing of the other class's cache leaks"

    def test_a_cloak_an_https_record_and_a_resolver_are_stopped(self, stand):
        stand.dns(EXEMPT, "cloak.example.net")  # first by those who may, so that it is in their cache
        assert stand.dns(A, "cloak.example.net")[0] == NXDOMAIN
        assert stand.dns(EXEMPT, "cloak.example.net")[0] == NOERROR
        assert stand.dns(A, "chat.deepseek.com", HTTPS) == (NXDOMAIN, 0)
        assert stand.dns(A, "dns.google")[0] == NXDOMAIN
        assert stand.dns(A, "use-application-dns.net")[0] == NXDOMAIN
        assert stand.dns(A, "hidden.example.net")[0] == NXDOMAIN, "an answer that points at a resolver's address"

    def test_approved_and_unnamed_hosts_resolve_for_everybody(self, stand):
        for source in (A, EXEMPT, STRANGER):
            assert stand.dns(source, "chatgpt.com") == (NOERROR, 1)
            assert stand.dns(source, "notdeepseek.com") == (NOERROR, 1)

    def test_a_client_in_no_class_is_treated_as_the_strictest(self, stand):
        assert stand.dns(STRANGER, "chat.deepseek.com")[0] == NXDOMAIN


class TestPages:
    def test_a_blocked_site_answers_over_https_with_the_reason_and_the_way_to_ask(self, stand):
        status, body, issuer = stand.web_as(A, "chat.deepseek.com")
        assert (status, issuer) == (403, "Agency CA")
        assert "MND-1" in body
        assert "군 업무용 단말에서는 딥시크 접속이 차단됩니다" in body
        assert "https://gwanmun.example.go.kr/request?code=MND-1" in body
        assert stand.agent.state.stamp in body
        assert "chat.deepseek.com" in body

    def test_an_approved_site_is_not_touched_and_never_decrypted(self, stand):
        assert stand.web_as(A, "chatgpt.com")[::2] == (200, "pretend internet")
        assert stand.web_as(A, "notdeepseek.com")[::2] == (200, "pretend internet")

    def test_the_exempt_class_passes_and_a_stranger_does_not(self, stand):
        assert stand.web_as(EXEMPT, "chat.deepseek.com")[::2] == (200, "pretend internet")
        assert stand.web_as(STRANGER, "chat.deepseek.com")[0] == 403

    def test_the_log_holds_hosts_and_never_addresses_with_path(self, stand):
        stand.web_as(A, "chat.deepseek.com")
        text = stand.squid.log.read_text()
        assert "chat.deepseek.com" in text
        assert "very-private" not in text

    def test_one_visit_is_one_attempt_joined_to_the_policy(self, stand):
        stand.squid.log.write_text("")
        for _ in range(3):
            stand.web_as(A, "chat.deepseek.com")
        stand.web_as(A, "chatgpt.com")
        until(lambda: stand.squid.log.read_text().count("chatgpt.com") >= 1, 20, "the log")
        made = local_plan()
        counting = Counting(made, populations(made, NOW), lambda _host: False)
        counting.feed(stand.squid.log.read_text().splitlines(keepends=True), read_squid)
        rows = {row.service: row for row in attempts(counting.tally)}
        assert counting.tally.malformed == 0
        assert rows["deepseek"].raw >= 3
        assert rows["deepseek"].attempts <= 2, "one, or two where five minutes end between"
        assert rows["deepseek"].policies == (stand.agent.state.stamp,)
        assert (rows["chatgpt"].attempts, rows["chatgpt"].devices) == (0, 0)
        assert rows["chatgpt"].uses == 1


class TestClosedNetwork:
    def test_a_refusal_of_ours_is_told_from_names_that_nobody_knows_and_the_plan_is_applied(self, stand):
        engine = stand.engines[0]
        stand.names.closed = True
        try:
            for source in (A, EXEMPT):
                assert stand.dns(source, "nobody-has-this.example")[0] == NXDOMAIN
                assert engine.probe(source, "nobody-has-this.example") is Action.PASS, "nobody here refused it"
            assert engine.probe(EXEMPT, "www.deepseek.com") is Action.PASS
            for name in (*BLOCKED_NAMES, "www.deepseek.com", "dns.google"):
                assert engine.probe(A, name) is Action.BLOCK, name
            done = stand.apply(next_plan(stand), urgent=True)
            assert done.targets == ("bind", "squid")
            row = json.loads((stand.root / "effective.jsonl").read_text().splitlines()[-1])["row"]
            assert (row["hold"], done.unasked) == ("loaded", ("bind unmapped", "squid unmapped")), (
                "a class without a probe"
            )
        finally:
            stand.names.closed = False


@pytest.mark.long  # the news story ends an open tunnel on every run
class TestUnderWay:
    def test_what_is_open_ends_when_it_becomes_refused_and_nothing_else_does(self, stand):
        leave = Leave("ap-0", WORK.id, (A,), "deepseek", stand.now_us + HOUR, Action.PASS, "MND-1")
        stand.apply(next_plan(stand, leaves=(leave,)), urgent=True)
        refused, unnamed = (stand.tunnel(A, "chat.deepseek.com", site=site) for site in ("", DEEPSEEK_AT))
        kept = [
            stand.tunnel(A, "chatgpt.com"), stand.tunnel(EXEMPT, "chat.deepseek.com"), stand.tunnel(EXEMPT, "deepseek.com", site=DEEPSEEK_AT),
        ]  # fmt: skip
        stand.now_us += HOUR
        done = stand.agent.tick(urgent=True)
        assert (refused.lives(), unnamed.lives()) == (False, False)
        assert [one.lives() for one in kept] == [True] * 3
        assert done.ending == ()
        assert done.effective_us["squid kr-mnd.military_work"] == stand.now_us

    def test_a_proxy_that_takes_its_signal_late_is_waited_for(self, stand):
        """A busy machine: `-k reconfigure` is back at once, and Squid goes on answering by what it had."""

        class Late(type(stand.engines[1])):
            def load(self):
                threading.Timer(1.5, super().load).start()

        leave = Leave("ap-0", WORK.id, (A,), "deepseek", stand.now_us + HOUR, Action.PASS, "MND-1")
        stand.apply(next_plan(stand, leaves=(leave,)), urgent=True)
        stand.agent = stand.fresh_agent([stand.engines[0], like(stand.engines[1], Late)])
        opened = stand.tunnel(A, "chat.deepseek.com")
        stand.now_us += HOUR
        assert stand.agent.tick(urgent=True).ending == ()
        assert stand.web_as(A, "chat.deepseek.com")[0] == 403, "what is called effective is"
        assert not opened.lives()

    def test_where_it_cannot_be_ended_nobody_calls_the_class_held_until_it_is(self, stand, monkeypatch):
        class Powerless(type(stand.engines[1])):
            def end(self, refused):
                with monkeypatch.context() as patched:
                    patched.setattr("gwanmun.adapters.enforcement.engines.END_COMMAND", ("false",))
                    super().end(refused)

        leave = Leave("ap-0", WORK.id, (A,), "deepseek", stand.now_us + HOUR, Action.PASS, "MND-1")
        stand.apply(next_plan(stand, leaves=(leave,)), urgent=True)
        squid = like(stand.engines[1], Powerless)
        stand.agent = stand.fresh_agent([stand.engines[0], squid])
        opened = stand.tunnel(A, "chat.deepseek.com")
        stand.now_us += HOUR
        lines = (stand.root / "effective.jsonl").read_text().splitlines()
        assert stand.agent.tick(urgent=True).ending == ("squid",)
        assert stand.web_as(A, "chat.deepseek.com")[0] == 403, "nobody gets in any more"
        assert "still_open" in stand.alarms()
        new = (stand.root / "effective.jsonl").read_text().splitlines()[len(lines) :]
        assert {json.loads(line)["row"]["target"] for line in new} == {"bind"}
        stand.agent = stand.fresh_agent()  # started again, with what it lacked
        assert stand.agent.tick().targets == ("squid",)
        assert not opened.lives()
        assert stand.agent.state.targets["squid"].effective_us["*"] == stand.now_us
        assert stand.agent.tick() is None


@pytest.mark.long  # the news story lives through an exception on every run
class TestExceptions:
    def test_one_device_passes_until_the_clock_says_so_and_nobody_else_does(self, stand):
        leave = Leave("ap-1", WORK.id, (A,), "deepseek", stand.now_us + HOUR, Action.PASS, "MND-1")
        stand.apply(next_plan(stand, leaves=(leave,)), urgent=True)
        assert stand.dns(A, "chat.deepseek.com")[0] == NOERROR
        assert stand.web_as(A, "chat.deepseek.com")[0] == 200
        assert stand.dns(A, "dns.google")[0] == NXDOMAIN, "one service, not the rest"
        assert stand.dns(OTHER, "chat.deepseek.com")[0] == NXDOMAIN
        assert stand.web_as(OTHER, "chat.deepseek.com")[0] == 403
        assert stand.agent.tick() is None, "nothing is due yet"
        stand.now_us += HOUR
        done = stand.agent.tick(urgent=True)
        assert done.serial == stand.agent.state.serial
        assert stand.dns(A, "chat.deepseek.com")[0] == NXDOMAIN
        assert stand.web_as(A, "chat.deepseek.com")[0] == 403

    def test_an_exception_ends_after_the_bundle_expired_and_without_a_desk(self, stand):
        leave = Leave("ap-2", WORK.id, (), "deepseek", stand.now_us + HOUR, Action.PASS, "MND-1")
        made = replace(next_plan(stand, leaves=(leave,)), expires_us=stand.now_us + HOUR // 2)
        stand.apply(made, urgent=True)
        assert stand.dns(A, "deepseek.com")[0] == NOERROR
        stand.now_us += 2 * HOUR
        stand.agent = stand.fresh_agent()  # started again meanwhile
        stand.agent.tick(urgent=True)
        assert stand.dns(A, "deepseek.com")[0] == NXDOMAIN
        assert "bundle_expired" in stand.alarms()

    def test_an_observed_class_is_logged_and_not_stopped(self, stand):
        watched = replace(WORK, mode=Mode.OBSERVE)
        stand.apply(next_plan(stand, audiences=(watched, FREE, REST)), confirmed_by="ciso", urgent=True)
        before = len(stand.bind.log.read_text())

        def logged():
            return stand.bind.log.read_text()[before:]

        assert stand.dns(A, "chat.deepseek.com")[0] == NOERROR
        assert stand.web_as(A, "chat.deepseek.com")[0] == 200
        told = "disabled rpz QNAME NXDOMAIN rewrite chat.deepseek.com"
        until(lambda: told in logged(), 20, "the line of the log")
        seen = [one for line in logged().splitlines() if (one := bind_reader()(line))]
        assert {(one.client, one.host, one.stopped) for one in seen} >= {(A, "chat.deepseek.com", True)}
        assert stand.dns(STRANGER, "chat.deepseek.com")[0] == NXDOMAIN


def like(engine, kind):
    """The same engine with another way of doing something."""
    made = kind.__new__(kind)
    made.__dict__.update(engine.__dict__)
    return made


def still_blocked(stand):
    assert stand.dns(A, "chat.deepseek.com")[0] == NXDOMAIN
    assert stand.dns(EXEMPT, "chat.deepseek.com")[0] == NOERROR
    assert stand.web_as(A, "chat.deepseek.com")[0] == 403


def refused_plan(stand, **given):
    """A plan that never gets into force: what stood before still does."""
    return local_plan(revision=stand.agent.state.revision + 1, **given)


class TestFaultsBeforeAnythingChanges:
    def test_a_lower_revision_is_refused(self, stand):
        old = local_plan(revision=stand.agent.state.revision - 1)
        with pytest.raises(IntegrityFault, match="revision"):
            stand.apply(old)
        assert "bundle_untrusted" in stand.alarms()
        still_blocked(stand)

    def test_one_signature_of_two_is_refused(self, stand):
        with pytest.raises(IntegrityFault, match="signatures 1 < 2"):
            stand.agent.apply(bundle(stand.doors(refused_plan(stand)), "ciso"))
        still_blocked(stand)

    def test_a_plan_that_loses_most_of_its_names_waits_for_a_person(self, stand):
        few = replace(WORK, verdicts=FREE.verdicts)
        made = refused_plan(stand, audiences=(few, FREE, REST))
        with pytest.raises(UnsafeChange):
            stand.apply(made, urgent=True)
        still_blocked(stand)

    def test_a_truncated_zone_never_reaches_the_server(self, stand, monkeypatch):
        def cut(self, folder, artefacts):
            file = folder / "bind" / f"{WORK.id}.rpz"
            file.write_text(file.read_text()[:-20] + "\nbroken CNAME")
            return Bind.check(self, folder, artefacts)

        from gwanmun.adapters.enforcement.engines import Bind

        class Cutting(Bind):
            check = cut

        first = stand.engines[0]
        engine = Cutting.__new__(Cutting)
        engine.__dict__.update(first.__dict__)
        stand.agent = stand.fresh_agent([engine, stand.engines[1]])
        with pytest.raises(EngineFault):
            stand.apply(refused_plan(stand), urgent=True)
        assert "engine_fault" in stand.alarms()
        still_blocked(stand)

    def test_a_configuration_that_squid_cannot_read_is_never_activated(self, stand):
        before = (stand.root / "current/squid/ai.conf").read_text()

        class Writing(type(stand.engines[1])):
            def check(self, folder, artefacts):
                file = folder / "squid/ai.conf"
                file.write_text(file.read_text() + "http_access nonsense here\n")
                super().check(folder, artefacts)

        stand.agent = stand.fresh_agent([stand.engines[0], like(stand.engines[1], Writing)])
        with pytest.raises(EngineFault):
            stand.apply(refused_plan(stand), urgent=True)
        assert (stand.root / "current/squid/ai.conf").read_text() == before, "the next start of Squid works, too"
        still_blocked(stand)

    def test_helpers_that_die_never_let_anything_pass(self, stand):
        """Without its certificate helpers Squid ends itself: closed. Its service manager starts it with what is in force."""
        squid = stand.squid.program.popen
        children = Path(f"/proc/{squid.pid}/task/{squid.pid}/children").read_text().split()
        assert children, "the certificate helpers"
        for pid in children:
            os.kill(int(pid), 9)
        for _ in range(5):
            try:
                assert stand.web_as(A, "www.deepseek.com")[0] in {0, 403}, "closed, or refused"
            except OSError:
                break  # closed
        if squid.poll() is None:
            stand.squid.end()
        stand.squid.start()
        still_blocked(stand)

    def test_a_missing_list_never_reaches_the_proxy(self, stand):
        class Losing(type(stand.engines[1])):
            def check(self, folder, artefacts):
                next((folder / "squid").glob("*.names")).unlink()
                return super().check(folder, artefacts)

        engine = Losing.__new__(Losing)
        engine.__dict__.update(stand.engines[1].__dict__)
        stand.agent = stand.fresh_agent([stand.engines[0], engine])
        with pytest.raises(EngineFault, match="missing"):
            stand.apply(refused_plan(stand), urgent=True)
        still_blocked(stand)

    @pytest.mark.parametrize("at", [0, 1], ids=["bind", "squid"])
    def test_an_engine_whose_configuration_does_not_include_ours_is_refused_with_the_line_to_add(self, stand, at):
        engine = like(stand.engines[at], type(stand.engines[at]))
        line = ('include "{}/current/bind/views.conf";', "include {}/current/squid/ai.conf")[at].format(stand.root)
        engine.conf = stand.where / "own" / engine.conf.name
        engine.conf.parent.mkdir(exist_ok=True)
        text = stand.engines[at].conf.read_text()
        assert line in text
        engine.conf.write_text(text.replace(line, f"# {line}").replace(" gwanmun\n", "\n"))  # its log has our format
        stand.agent = stand.fresh_agent([engine if one is stand.engines[at] else one for one in stand.engines])
        records = len((stand.root / "effective.jsonl").read_text().splitlines())
        stand.usual = False  # the other engine takes it
        with pytest.raises(NotIncluded) as told:
            stand.apply(refused_plan(stand), urgent=True)
        for language in ("ko", "en"):
            assert line in told.value.remedy(language)
            assert str(engine.conf) in told.value.message(language)
        assert "engine_not_included" in stand.alarms()
        new = (stand.root / "effective.jsonl").read_text().splitlines()[records:]
        assert {json.loads(one)["row"]["target"] for one in new} == {stand.engines[1 - at].target}
        still_blocked(stand)

    def test_ours_may_be_included_by_a_file_of_the_agency_that_its_own_includes(self, stand):
        engines = []
        for engine in stand.engines:
            made = like(engine, type(engine))
            inner, made.conf = (stand.where / "own" / f"{name}-{engine.conf.name}" for name in ("inner", "outer"))
            inner.parent.mkdir(exist_ok=True)
            lines = engine.conf.read_text().splitlines(keepends=True)
            at = next(at for at, one in enumerate(lines) if f"{stand.root}/current" in one)
            inner.write_text(lines[at])
            lines[at] = f'include "{inner}";\n' if engine.target == "bind" else f"include {inner}\n"
            made.conf.write_text("".join(lines))
            engines.append(made)
        stand.usual = False
        stand.agent = stand.fresh_agent(engines)
        assert stand.apply(refused_plan(stand), urgent=True).targets == ("bind", "squid")
        still_blocked(stand)

    def test_a_broken_bundle_is_refused_with_words(self, stand):
        for data in (b"", b"{}", b"[" * 50_000, bundle(stand.doors(refused_plan(stand)))[:-9]):
            with pytest.raises(BadCommand):
                stand.agent.apply(data)
        still_blocked(stand)


@pytest.mark.long  # each one reloads both engines, some twice
class TestFaults:
    def test_a_zone_that_breaks_on_its_way_to_bind_is_noticed_by_its_serial(self, stand, monkeypatch):
        class Breaking(type(stand.engines[0])):
            first = True

            def load(self):
                if Breaking.first:
                    zone = stand.root / f"current/bind/{WORK.id}.rpz"
                    zone.write_text(zone.read_text()[:400])
                    Breaking.first = False
                super().load()

        stand.agent = stand.fresh_agent([like(stand.engines[0], Breaking), stand.engines[1]])
        monkeypatch.setattr("gwanmun.adapters.enforcement.engines.LOADED_SECONDS", 2.0)
        with pytest.raises(EngineFault, match="not served"):
            stand.apply(next_plan(stand), urgent=True)
        assert "engine_fault" in stand.alarms()
        still_blocked(stand)

    def test_an_engine_that_cannot_be_told_gets_its_last_good_files_back(self, stand):
        before = (stand.root / "current/bind/views.conf").read_text()

        class Deaf(type(stand.engines[0])):
            def load(self):
                raise EngineFault(store="rndc", problem="connection refused")

        engine = Deaf.__new__(Deaf)
        engine.__dict__.update(stand.engines[0].__dict__)
        stand.agent = stand.fresh_agent([engine, stand.engines[1]])
        with pytest.raises(EngineFault):
            stand.apply(next_plan(stand), urgent=True)
        assert (stand.root / "current/bind/views.conf").read_text() == before
        assert "rollback_failed" in stand.alarms()
        still_blocked(stand)

    def test_a_probe_that_differs_rolls_back(self, stand):
        wrong = replace(WORK, probe=EXEMPT)  # asked from an address that the plan takes for another class's
        lies = replace(FREE, subnets=("127.20.21.0/24",), probe="")
        before = stand.agent.state.targets["bind"].serial
        made = next_plan(stand, audiences=(replace(WORK, probe="127.10.10.9"), replace(lies), REST))

        class Elsewhere(type(stand.engines[0])):
            def probe(self, source, host):
                _ = source
                return super().probe(wrong.probe, "chatgpt.com" if host else host)

        engine = Elsewhere.__new__(Elsewhere)
        engine.__dict__.update(stand.engines[0].__dict__)
        stand.agent = stand.fresh_agent([engine, stand.engines[1]])
        stand.agent.effective_seconds = 0.3
        with pytest.raises(EngineFault, match="probe"):
            stand.apply(made, confirmed_by="ciso", urgent=True)
        stand.agent = stand.fresh_agent()
        assert stand.agent.state.targets["bind"].serial == before
        still_blocked(stand)

    def test_squid_is_not_reloaded_twice_within_half_a_minute(self, stand):
        first = stand.apply(next_plan(stand))
        assert first.pending == ("squid",), "the usual plan was loaded just before"
        assert stand.agent.tick() is not None
        stand.now_us += 31_000_000
        done = stand.agent.tick()
        assert (done.targets, done.pending) == (("squid",), ())
        still_blocked(stand)


def test_squid_has_nothing_to_complain_of_in_what_was_written_for_it(stand):
    """It says at each start what it drops of a list, and goes on."""
    said = run((), ("squid", "-k", "parse", "-f", stand.squid.conf), store="squid.conf")
    assert f"Processing Configuration File: {stand.root}/current/squid/ai.conf" in said
    complaints = ("needs to be replaced", "subnetwork", "ignored", "should probably")
    assert not [line for line in said.splitlines() if any(one in line for one in complaints)]


@pytest.mark.long
def test_a_restart_of_both_engines_serves_what_was_in_force(stand):
    stand.bind.end()
    stand.squid.end()
    stand.bind.start()
    stand.squid.start()
    still_blocked(stand)
    shutil.rmtree(stand.root / "check", ignore_errors=True)
