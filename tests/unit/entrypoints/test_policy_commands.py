"""`gwanmun policy …` and `gwanmun can`: exit codes, both languages, JSON, bad input, and a real journal replayed."""

import asyncio
import io
import json
import sys
from datetime import date

import pytest

from gwanmun.adapters.files.store import open_journal
from gwanmun.bootstrap import journal_path
from gwanmun.control import shipped
from gwanmun.domain.facts import Ending, Fact, FactKind
from gwanmun.entrypoints import cli, policy_commands
from gwanmun.policy.reader import read_pack
from gwanmun.policy.vectors import case
from gwanmun.settings import load_settings

PACK = (
    "schema_version: 1\nas_of: 2026-01-02\nid: kr-local-government\ntitle: T\ntitle_ko: 시험\njurisdiction: KR\n"
    "effective_from: 2025-02-05\nsources: [{name: Notice of 2025}]\nscope: {}\nrules:\n"
    '- {id: T-1, when: {service.family: openai}, decision: deny, basis: news, obligations: [log], reason: "Stop.", reason_ko: "중지."}\n'
)


AGENCY = {"id": "kr-x", "name_ko": "가", "name_en": "x", "type": "agency", "jurisdiction": "KR", "parent": None,
          "valid_from": "2020-01-01", "valid_to": None, "contact_ko": "담당"}  # fmt: skip


@pytest.fixture
def run(tmp_path, monkeypatch, capsysbinary):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GWANMUN_CONFIG", raising=False)

    def _run(*argv, stdin: str = ""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = cli.run(argv)
        out, err = (one.decode() for one in capsysbinary.readouterr())
        assert "Traceback" not in out + err
        return code, out, err

    return _run


def plain(pairs):
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in pairs}


class TestDecide:
    def test_every_published_vector_single_and_combined_comes_out(self, run):
        wanted, lines = {}, []
        for pack in shipped.packs():
            for vector in pack.vectors:
                name = f"{pack.id}/{vector.id}"
                wanted[name] = vector
                lines.append(
                    {"id": name, "in": plain(vector.differences), "service": vector.service, "regime": pack.id}
                )
        for vector in shipped.defaults().combined:
            wanted[vector.id] = vector
            lines.append({"id": vector.id, "in": plain(vector.differences), "service": vector.service})
        code, out, _ = run("policy", "decide", "--json", stdin="\n".join(map(json.dumps, lines)))
        answers = {one["id"]: one for one in map(json.loads, out.splitlines())}
        assert code == 0
        assert len(answers) == len(wanted) == 156
        for name, vector in wanted.items():
            assert answers[name]["decision"] == vector.expect.word, name
            assert set(vector.must_include) <= set(answers[name]["obligations"]), name
            assert set(answers[name]) == {"id", "decision", "rules", "obligations", "reason"}

    def test_a_bad_line_is_answered_with_its_error_and_the_rest_go_on(self, run):
        good = json.dumps({"id": "g", "service": "deepseek", "in": {"organisation.id": "kr-mofa"}})
        bad = [
            "not json",
            "[]",
            '{"id":"a","in":{"data.clasification":"S"},"service":"deepseek"}',
            '{"id":"b","in":{"data.classification":"X"},"service":"deepseek"}',
            '{"id":"c","in":{"login.mfa":"no"},"service":"deepseek"}',
            '{"id":"d","in":{"date":20250205},"service":"deepseek"}',
            '{"id":"e","in":{},"service":"deepsek"}',
            '{"id":"f","in":{},"service":"deepseek","regime":"kr-mnd"}',
            '{"id":"h","in":{},"service":"deepseek","regim":"kr-mnd"}',
            '{"id":"i","in":[],"service":"deepseek"}',
            '{"id":"j","in":{}}',
            '{"id":"k","in":{"date":"2025-02-05","date":"2025-02-06"},"service":"deepseek"}',
            '{"id":"l","in":{"service.id":"' + "x" * 70_000 + '"},"service":"deepseek"}',
            '{"id":"\\ud800","in":{},"service":"deepseek"}',
        ]
        code, out, _ = run("policy", "decide", "--json", stdin="\n".join([*bad, "", good]))
        answers = [json.loads(line) for line in out.splitlines()]
        assert code == 1
        assert len(answers) == len(bad) + 1
        assert all(
            set(one) == {"id", "line", "error"} and one["error"]["ko"] and one["error"]["remedy_en"]
            for one in answers[:-1]
        )
        assert [one["line"] for one in answers[:-1]] == list(range(1, len(bad) + 1))
        assert answers[2]["error"]["remedy_ko"] == "'data.classification'?"
        assert answers[6]["error"]["remedy_ko"] == "'deepseek'?"
        assert answers[-1]["decision"] == "deny"

    def test_a_service_may_be_given_as_facts_and_what_is_not_said_is_a_strangers(self, run):
        facts = {"id": "my-deepseek-r1", "deployment": "vendor_hosted", "stores_outside": True, "on_catalogue": False}
        line = {"id": 1, "service": facts, "in": {"organisation.id": "kr-motie"}}
        code, out, _ = run("policy", "decide", "--json", stdin=json.dumps(line))
        answer = json.loads(out)
        assert code == 0
        assert (answer["id"], answer["decision"], answer["rules"]) == (1, "deny", ["MOTIE-1"])  # recognised by its name

    def test_a_line_without_an_id_is_never_taken_for_another_lines_answer(self, run):
        lines = ["", "not json", '{"id":2,"service":"deepseek","in":{}}', '{"service":"deepseek","in":{}}',
                 '{"id":true,"service":"deepseek"}', '{"id":1.5,"service":"deepseek"}', '{"id":null,"service":"deepseek"}']  # fmt: skip
        _, out, _ = run("policy", "decide", "--json", stdin="\n".join(lines))
        answers = [json.loads(line) for line in out.splitlines()]
        assert [(one["id"], one.get("line"), "error" in one) for one in answers] == [
            (None, 2, True), (2, None, False), (None, 4, False), (None, 5, True), (None, 6, True), (None, 7, False),
        ]  # fmt: skip


class TestProve:
    def test_it_holds_or_shows_the_smallest_counterexample_as_a_line_that_can_be_run(self, run):
        code, out, _ = run("policy", "prove", "data.classification = S → decision in {route_in_house, deny}", "--json")
        found = json.loads(out)
        assert code == 1
        assert found["method"] == "exact"
        line = {"id": "x", "in": found["counterexample"]["in"], "service": found["service"]}
        again = json.loads(run("policy", "decide", "--json", stdin=json.dumps(line))[1])
        assert again["decision"] == found["counterexample"]["decision"]
        claim = "date >= 2025-02-05 and jurisdiction = KR and data.classification = C and service.deployment = vendor_hosted and device.class = internet_pc and organisation.type = military => decision = deny"
        assert run("policy", "prove", claim)[0] == 0
        assert run("policy", "prove", claim, "--lang", "en")[1].startswith("✓ holds")

    def test_a_misspelt_claim_names_its_column_and_the_word_meant(self, run):
        code, _, err = run("policy", "prove", "data.clasification = S → decision = deny")
        assert code == 2
        assert "claim:1:1" in err
        assert "data.classification" in err
        assert run("policy", "prove", "→ decision = deny", "--packs", "kr-mnd")[0] == 2


class TestReading:
    def test_packs_are_told_in_sentences_and_listed(self, run):
        code, out, _ = run("policy", "explain", "kr-mnd-work-devices")
        assert code == 0
        assert "[MND-1] 모델 계열이 deepseek이고 운영 주체가 공급자 직접 운영이면 차단합니다." in out
        assert len(run("policy", "explain")[1].splitlines()) == len(shipped.packs())
        fields = json.loads(run("policy", "explain", "kr-n2sf", "--json")[1])
        assert fields[0]["sentences"]["en"][0].startswith("National network security framework")

    def test_lint_is_clean_for_what_ships_and_strict_counts_warnings(self, run):
        assert run("policy", "lint")[0] == 0
        assert run("policy", "lint", "--strict")[0] == 1
        findings = json.loads(run("policy", "lint", "--json")[1])["findings"]
        assert {one["severity"] for one in findings} == {"warning", "note"}

    def test_a_broken_or_missing_file_is_bad_input(self, run, tmp_path):
        (tmp_path / "bad.yaml").write_text(PACK.replace("decision: deny", "decision: denny"), encoding="utf-8")
        code, _, err = run("policy", "lint", "bad.yaml")
        assert code == 2
        assert "bad.yaml:11:55" in err
        assert "'deny'?" in err
        (tmp_path / "latin.yaml").write_bytes(b"\xff\xfe")
        for name in ("no.yaml", "kr-mmd", "latin.yaml"):
            for command in (("lint", name), ("test", name), ("diff", name, "kr-n2sf"), ("replay", name)):
                assert run("policy", *command)[0] == 2, (name, command)

    def test_a_pack_does_not_differ_from_itself_and_does_from_a_changed_one(self, run, tmp_path):
        assert run("policy", "diff", "kr-n2sf", "kr-n2sf")[0] == 0
        text = shipped.text("regimes", "kr-n2sf.yaml")
        (tmp_path / "changed.yaml").write_text(text.replace("id: N2SF-6, when: {service.security_reviewed: false}", "id: N2SF-6, when: {service.on_catalogue: false}"))  # fmt: skip
        code, out, _ = run("policy", "diff", "kr-n2sf", "changed.yaml", "--json")
        found = json.loads(out)
        assert code == 1
        assert found["changed"] == sum(one["inputs"] for one in found["changes"]) > 0
        assert "달라지는 입력" in run("policy", "diff", "kr-n2sf", "changed.yaml")[1]
        assert "as if in AU" in run("policy", "diff", "kr-n2sf", "au-pspf-direction-001-2025", "--lang", "en")[1]
        assert run("policy", "diff", "kr-n2sf", "changed.yaml", "--effective")[0] == 1

    def test_vectors_are_run(self, run, tmp_path):
        code, out, _ = run("policy", "test", "--json")
        rows = json.loads(out)
        assert code == 0
        assert sum(one["vectors"] for one in rows["packs"]) == 156
        vector = "vectors:\n- {id: V-1, in: {}, service: chatgpt_catalogued, expect: allow}\n"
        (tmp_path / "wrong.yaml").write_text(PACK + vector, encoding="utf-8")
        code, out, _ = run("policy", "test", "wrong.yaml")
        assert code == 1
        assert "V-1: allow ≠ deny" in out

    def test_what_is_compared_is_told_with_its_day(self, run):
        arguments = ("policy", "compare", "--regimes", "kr-n2sf", "--service", "deepseek")
        for more, day in (((), "2025-02-10"), (("--date", "2026-03-02"), "2026-03-02")):
            for lang in ("ko", "en"):
                assert day in run(*arguments, *more, "--lang", lang)[1].splitlines()[0]
            assert json.loads(run(*arguments, *more, "--json")[1])["date"] == day

    def test_regimes_stand_side_by_side(self, run):
        arguments = ("policy", "compare", "--regimes", "kr-local-government,au-pspf-direction-001-2025,jp-government-genai",
                     "--service", "deepseek", "--agency-type", "metropolitan_government", "--date", "2025-03-01")  # fmt: skip
        code, out, _ = run(*arguments, "--json")
        rows = json.loads(out)["answers"]
        assert code == 0
        assert [one["decision"] for one in rows] == ["deny", "deny", "not_applicable"]
        assert rows[2]["outside"] == ["organisation.type"]
        assert all(one["reason"]["ko"] and one["reason"]["en"] for one in rows)
        assert "[LOC-1]" in run(*arguments)[1]
        assert run("policy", "compare", "--in", "data.classification=X")[0] == 2

    def test_an_exported_pack_names_its_sources_and_notices_a_change(self, run, tmp_path):
        code, out, _ = run("policy", "export", "kr-n2sf", "--out", "n2sf.yaml")
        assert (code, out) == (0, "")
        text = (tmp_path / "n2sf.yaml").read_text(encoding="utf-8")
        assert "sources: NIS N2SF guideline 1.0" in text
        assert run("policy", "test", "n2sf.yaml")[0] == 0
        assert run("policy", "export", "n2sf.yaml")[1] == text  # provenance is written once
        (tmp_path / "n2sf.yaml").write_text(text.replace("decision: deny", "decision: allow", 1), encoding="utf-8")
        code, _, err = run("policy", "test", "n2sf.yaml")
        assert code == 2
        assert "sha256" in err


class TestCan:
    def test_one_sentence_answers_with_rule_date_source_and_alternative(self, run):
        code, out, _ = run(
            "can", "--agency", "kr-mnd", "--device", "military_work", "--service", "deepseek", "--date", "2025-03-01"
        )
        assert code == 1
        assert out.count("\n") == 1
        for part in (
            "국방부",
            "딥시크는",
            "이용할 수 없습니다",
            "MND-1",
            "2025-02-05 시행",
            "AFP / Cryptopolitan",
            "대신 범정부 AI 공통기반을",
        ):
            assert part in out
        code, out, _ = run("can", "--agency", "kr-mnd", "--device", "military_work", "--service", "deepseek", "--date", "2025-02-04", "--lang", "en")  # fmt: skip
        assert code == 0
        assert "may be used" in out

    def test_json_and_today(self, run):
        code, out, _ = run(
            "can", "--agency", "kr-seoul", "--device", "internet_pc", "--service", "chatgpt_catalogued", "--json"
        )
        found = json.loads(out)
        assert (code, found["allowed"], found["decision"]) == (0, True, "allow")

    @pytest.mark.parametrize(
        ("option", "value", "meant"),
        [("--agency", "kr-mmd", "kr-mnd"), ("--device", "military", "military_work"), ("--service", "deepsek", "deepseek"),
         ("--date", "tomorrow", "2025-02-05"), ("--grade", "X", "O, S, C")],
    )  # fmt: skip
    def test_a_word_that_is_not_known_is_bad_input_with_the_word_meant(self, run, option, value, meant):
        arguments = {"--agency": "kr-mnd", "--device": "military_work", "--service": "deepseek", option: value}
        code, _, err = run("can", *(word for pair in arguments.items() for word in pair))
        assert code == 2
        assert meant in err


@pytest.fixture
def site(run, tmp_path):
    """An installation whose gate has recorded a few requests."""
    assert run("init", "--dir", ".")[0] == 0
    assert run("act", "put_agency", json.dumps({"agency": AGENCY}), "--reason", "test")[0] == 0
    settings = load_settings(tmp_path / "gwanmun.toml")
    now = policy_commands.System().now_us()

    def facts():
        for number, (service, person, spent) in enumerate(
            [("chatgpt_catalogued", "aa", 500_000), ("chatgpt_catalogued", "aa", 700_000), ("in_house_llm", "bb", 0)]
        ):
            attributes = case(shipped.defaults(), service, ())
            request = f"01930000-0000-7000-8000-{number:012d}"
            who = ("kr-x", "kr-x/d", person * 16, "2026-01-02")
            opening = {"input": plain(attributes.items()), "decision": {"outcome": "allow", "rules": []}}
            yield Fact(FactKind.ADMITTED, now, request, *who, held=1, opening=opening)
            yield Fact(FactKind.ENDED, now, request, *who, spent=spent, ending=Ending.OK, opening={"usage": {}})
        yield Fact(FactKind.REFUSED, now, "01930000-0000-7000-8000-000000000009", opening={"code": "unidentified"})

    async def write():
        store = open_journal(journal_path(settings), settings.gate.keys_dir, settings.journal.origin)
        for fact in facts():
            await store.append(fact)
        await store.close()

    asyncio.run(write())
    return tmp_path


class TestASitesOwnRecords:
    """`can` and `decide` with a site judge by what its desk recorded, not by what ships."""

    ASK = (
        "can",
        "--agency",
        "kr-seoul",
        "--device",
        "internet_pc",
        "--service",
        "openai-api",
        "--config",
        "gwanmun.toml",
    )

    @pytest.fixture
    def listed(self, run, tmp_path):
        assert run("init", "--dir", ".")[0] == 0
        steps = [
            ("import", "agencies"), ("import", "catalogue"), ("import", "packs"),
            ("policies", "confirm", "kr-local-government", "1"), ("policies", "activate", "kr-local-government", "1"),
            ("catalogue", "propose", "openai-api", "--agency", "kr-seoul"),
        ]  # fmt: skip
        for at, step in enumerate(steps):
            code, _, err = run(*step, "--officer", f"o-{at}", "--reason", "시험")
            assert code == 0, err
        return lambda *step, officer="o-8": run(*step, "--officer", officer, "--reason", "시험")

    def test_from_open_items_to_the_list_and_a_suspension(self, run, listed):
        code, out, _ = run(*self.ASK)
        assert (code, "도입 점검 항목이 남아 있습니다(계약" in out) == (1, True)
        items = ("contract=negotiated", "accreditation=O", "residency=true", "training_use", "privacy_review",
                 "security_review", "access_records", "incident_contact", "exit_terms")  # fmt: skip
        here = ("--agency", "kr-seoul")
        code, out, _ = listed("catalogue", "check", "openai-api", *items, *here, "--evidence", "검토서 1호")
        assert (code, "남은 항목: 없음" in out) == (0, True)
        assert listed("catalogue", "move", "openai-api", "reviewed", *here)[0] == 0
        code, _, err = listed("catalogue", "move", "openai-api", "approved", *here, officer="o-5")
        assert (code, "제안한 담당자가 스스로 승인할 수 없습니다" in err) == (1, True)
        assert "LOC-5" in run(*self.ASK)[1]  # not on the list yet
        assert listed("catalogue", "move", "openai-api", "approved", *here)[0] == 0
        code, out, _ = run(*self.ASK)
        assert (code, "LOC-7" in out or "LOC-6" in out, "LOC-5" in out) == (0, True, False)
        line = json.dumps({"id": 1, "service": "openai-api", "in": {"organisation.id": "kr-seoul",
                          "organisation.type": "metropolitan_government", "date": "2026-11-22"}})  # fmt: skip
        _, out, _ = run("policy", "decide", "--json", "--config", "gwanmun.toml", stdin=line)
        assert json.loads(out)["decision"] == "allow"
        stop = json.dumps(
            {"service": "openai-api", "agency": "kr-seoul", "reason_ko": "사고 조사", "reason_en": "incident"}
        )
        assert listed("act", "suspend_service", stop)[0] == 0
        code, out, _ = run(*self.ASK, "--json")
        told = json.loads(out)
        assert (code, told["allowed"], told["halted"], "사고 조사" in told["ko"]) == (1, False, "suspended", True)


class TestReplay:
    def test_a_journal_that_is_not_there_is_named_and_so_is_one_that_no_gate_began(self, run, tmp_path):
        for lang, words in (("ko", "감사기록 폴더가 아닙니다"), ("en", "no journal's folder")):
            assert run("init", "--dir", ".", "--overwrite")[0] == 0
            code, _, err = run(
                "policy", "replay", "kr-n2sf", "-c", "gwanmun.toml", "--journal", "/nonexistent", "--lang", lang
            )
            assert (code, words in err, "/nonexistent" in err) == (2, True, True), err
        settings = load_settings(tmp_path / "gwanmun.toml")
        assert run("act", "put_agency", json.dumps({"agency": AGENCY}), "--reason", "x")[0] == 0
        assert not journal_path(settings).exists()
        code, _, err = run("policy", "replay", "kr-n2sf", "-c", "gwanmun.toml")
        assert (code, "gwanmun serve" in err) == (3, True), err

    def test_a_damaged_journal_says_so_whatever_process_read_it(self, run, site, tmp_path):
        path = journal_path(load_settings(tmp_path / "gwanmun.toml"))
        (path / "journal.json").write_text("{}")
        code, _, err = run("policy", "replay", "kr-n2sf", "-c", "gwanmun.toml")
        assert (code, "감사기록이 서로 맞지 않습니다" in err) == (4, True), err

    def test_requests_people_and_won_under_a_pack_that_nobody_activated(self, run, site):
        (site / "t.yaml").write_text(PACK, encoding="utf-8")
        code, out, _ = run("policy", "replay", "--since", "30d", "t.yaml", "--config", "gwanmun.toml", "--json")
        found = json.loads(out)
        assert code == 0
        assert (found["requests"], found["people"], found["unreadable"], found["forgotten"]) == (3, 2, 0, 0)
        assert found["effects"]["stopped"] == {"requests": 2, "people": 1, "micro_won": 1_200_000}
        assert found["moves"][0]["rule"] == "kr-local-government/T-1"
        code, out, _ = run("policy", "replay", "--since", "30d", "t.yaml", "--config", "gwanmun.toml")
        assert "차단됨: 2건 · 1명" in out

    def test_a_span_that_is_none_is_bad_input(self, run, site):
        assert run("policy", "replay", "--since", "soon", "kr-n2sf", "--config", "gwanmun.toml")[0] == 2
        assert run("policy", "replay", "--since", "2999-01-01", "kr-n2sf", "--config", "gwanmun.toml", "--json")[0] == 0

    def test_decide_prove_and_can_answer_by_the_packs_in_force_at_the_site(self, run, site):
        line = json.dumps({"id": 1, "service": "deepseek", "in": {}})
        _, out, _ = run("policy", "decide", "--json", "--config", "gwanmun.toml", stdin=line)
        assert json.loads(out)["rules"] == ["GWD-1"]  # nothing is activated here
        assert (
            run("policy", "prove", "approval.state = none → decision = require_approval", "-c", "gwanmun.toml")[0] == 0
        )
        assert run("policy", "prove", "→ decision = require_approval", "-c", "gwanmun.toml")[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [("can", "--agency", "kr-nowhere", "--device", "internet_pc", "--service", "chatgpt"),
     ("can", "--agency", "kr-mnd", "--device", "toaster", "--service", "chatgpt"),
     ("can", "--agency", "kr-mnd", "--device", "internet_pc", "--service", "zzz"),
     ("policy", "compare", "--in", "data.classification=X"),
     ("policy", "prove", "foo = 3 -> decision = deny")],
)  # fmt: skip
def test_what_was_asked_wrongly_is_not_called_an_unreadable_policy(run, arguments):
    for lang, never in (("ko", "정책을 읽을 수 없습니다"), ("en", "policy cannot be read")):
        code, _, err = run(*arguments, "--lang", lang)
        assert code == 2
        assert never not in err


def test_an_error_of_a_decision_names_the_question_and_not_the_policy(run):
    _, out, _ = run("policy", "decide", "--json", stdin='{"id":1,"in":{"device.clas":"x"},"service":"chatgpt"}\n')
    told = json.loads(out)["error"]
    assert told["code"] == "bad_policy"
    assert "정책을 읽을 수 없습니다" not in told["ko"]


def test_exported_packs_read_as_the_packs_they_were(run):
    for pack in shipped.packs():
        again = read_pack(run("policy", "export", str(pack.id))[1], "again.yaml")
        assert [rule.id for rule in again.rules] == [rule.id for rule in pack.rules]
