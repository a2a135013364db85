"""What did not work is told in one place: both languages, one rule of exit codes, the next step as one types it."""

import json
import pickle
import re

import pytest
import typer

from gwanmun import errors
from gwanmun.control.acts import ACTS
from gwanmun.entrypoints import cli, faults
from gwanmun.entrypoints.given_files import text_of
from gwanmun.errors import BadCommand, Declined, GwanmunError, IntegrityFault, NothingHere, Unavailable
from gwanmun.journal.faults import AlteredRecord, BrokenTree

HANGUL = re.compile(r"[가-힣]")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GWANMUN_CONFIG", raising=False)

    def _run(*argv):
        code = cli.run(argv)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return _run


class TestAWrongCommandLine:
    @pytest.mark.parametrize(
        ("argv", "ko", "en"),
        [
            (("nonsense",), "없는 명령입니다: nonsense", "there is no such command: nonsense"),
            (("keys", "creat"), "없는 명령입니다: creat", "create? gwanmun keys --help"),
            (("keys", "create"), "빠진 옵션: --person", "missing option: --person"),
            (("policies", "activate", "kr-n2sf"), "빠진 인자: VERSION", "missing argument: VERSION"),
            (("--nonsense",), "없는 옵션입니다: --nonsense", "there is no such option: --nonsense"),
            (("can", "--servise", "x"), "없는 옵션입니다: --servise", "--service? gwanmun can --help"),
            (("keys", "create", "-p", "p-1", "--days", "x"), "값이 올바르지 않습니다: --days (정수)", "--days (a whole number)"),
            (("version", "--lang", "fr"), "--lang (다음 가운데 하나: ko, en)", "--lang (one of: ko, en)"),
            (("demo", "--port", "70000"), "--port (65535 이하의 수)", "--port (at most 65535)"),
            (("policies", "activate", "kr-n2sf", "one"), "값이 올바르지 않습니다: VERSION (정수)", "VERSION (a whole number)"),
            (("version", "extra"), "남는 인자가 있습니다: extra", "arguments too many: extra"),
            (("version", "--lang"), "값이 필요한 옵션입니다: --lang", "this option needs a value: --lang"),
            (("version", "--json=1"), "값을 받지 않는 옵션입니다: --json", "this option takes no value: --json"),
        ],
    )  # fmt: skip
    def test_it_is_told_in_korean_and_english_and_ends_with_2(self, run, argv, ko, en):
        code, out, err = run(*argv)
        assert (code, out) == (2, "")
        assert ko in err
        assert en in err
        assert "--help" in err.splitlines()[-1]

    def test_for_machines_too(self, run):
        code, out, err = run("keys", "create", "--json")
        told = json.loads(out)["error"]
        assert (code, err, told["code"], told["exit_code"]) == (2, "", "bad_usage", 2)
        assert HANGUL.search(told["ko"])
        assert told["where"] == "gwanmun keys create"

    def test_every_command_tells_a_missing_or_unknown_option_in_korean(self, run):
        """Each command of the whole tree, by the library's own list of them."""
        told = 0
        for path in _paths(typer.main.get_command(cli.app)):
            code, _, err = run(*path, "--no-such-option")
            assert (code, "없는 옵션입니다: --no-such-option" in err) == (2, True), path
            told += 1
        assert told > 100

    def test_what_was_pasted_is_not_repeated_whole(self, run):
        _, _, err = run("version", "민원 내용 " * 60)
        assert len(err) < 400


def _paths(command, path=()):
    for name, one in getattr(command, "commands", {}).items():
        yield from _paths(one, (*path, name)) if getattr(one, "commands", None) else [(*path, name)]


class TestTheNextStep:
    def test_acts_are_told_as_commands(self):
        assert faults.in_commands("list_packs 로 판을 확인하십시오") == "gwanmun policies list 로 판을 확인하십시오"
        assert faults.in_commands("confirm_pack kr-n2sf 1") == "gwanmun policies confirm kr-n2sf 1"
        assert faults.in_commands("put_authority로 등록") == "gwanmun act put_authority로 등록"
        for kept in (
            "gwanmun act set_allowance",
            "review_on을 적으십시오",
            "valid_to",
            "<data_dir>/journal/gate-1",
            "on_catalogue",
        ):
            assert faults.in_commands(kept) == kept

    @pytest.mark.parametrize("act", sorted(faults.COMMANDS))
    def test_each_command_is_one_and_each_act_too(self, act):
        assert act in ACTS
        at = typer.main.get_command(cli.app)
        words = faults.COMMANDS[act].split()
        for word in words[: 1 if words[0] == "import" else None]:
            at = at.commands[word]


class TestArgumentsAreToldAsTyped:
    """An act names its argument; whoever types a command knows its options."""

    @pytest.mark.parametrize(
        ("argv", "error", "en", "remedy"),
        [
            (("policies", "delegate", "r", "x", "a"), ("loosest", "that is no decision", "give it in loosest"), "no decision (--to)", "in --to"),
            (("policies", "delegate"), ("valid_to", "delegate_rule: this value cannot be taken", "correct valid_to"), "this value cannot be taken (--until)", "correct --until"),
            (("approvals", "request"), ("justification", "too short", "justification를"), "too short (--why)", "--why를"),
            (("emergency", "open"), ("hours", "1 to 72 hours", "correct hours; for longer"), "1 to 72 hours (--hours)", "correct --hours; for longer"),
            (("policies", "undelegate", "d"), ("id", "not an id", "correct id"), "not an id (ID)", "correct ID"),
            (("people", "appoint"), ("valid_to", "it ends first", "valid_to"), "it ends first (--to)", "--to"),
            (("catalogue", "fact"), ("value", "no such value", "correct value"), "no such value (VALUE)", "correct VALUE"),
            (("act", "delegate_rule"), ("loosest", "that is no decision", "give it in loosest"), "no decision (loosest)", "in loosest"),
        ],
    )  # fmt: skip
    def test_by_the_command_that_was_given(self, capsys, argv, error, en, remedy):
        where, problem, following = error
        told = BadCommand(where, problem_ko=problem, problem_en=problem, next_ko=following, next_en=following)
        faults.tell(told, as_json=False, lang="en", typed=faults.as_typed(cli.app, argv))
        first, second = capsys.readouterr().err.splitlines()
        assert first == f"error: {en}" or first.endswith(en)
        assert second.endswith(remedy)

    def test_words_of_the_language_stay(self, capsys):
        told = BadCommand(
            "",
            problem_ko="기관을 찾을 수 없습니다",
            problem_en="there is no such agency: x",
            next_ko="agency",
            next_en="check its agency",
        )
        faults.tell(told, as_json=False, lang="en", typed=faults.as_typed(cli.app, ("policies", "mandate")))
        assert "--agency" not in capsys.readouterr().err

    def test_machines_are_told_the_argument(self, capsys):
        told = BadCommand("valid_to", problem_ko="틀림", problem_en="wrong", next_ko="", next_en="")
        faults.tell(told, as_json=True, lang="en", typed=faults.as_typed(cli.app, ("policies", "delegate")))
        assert json.loads(capsys.readouterr().out)["error"]["where"] == "valid_to"


class TestTheLocalesLanguage:
    @pytest.mark.parametrize(
        ("locale", "english"),
        [
            ({"LC_ALL": "en_US.UTF-8"}, True), ({"LANG": "en_GB"}, True), ({"LC_MESSAGES": "en_US", "LANG": "ko_KR"}, True),
            ({"LC_ALL": "C", "LANG": "en_US"}, False), ({"LANG": "ko_KR.UTF-8"}, False), ({"LANG": "POSIX"}, False), ({}, False),
            ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, True), ({"LANG": "ende"}, False),
        ],
    )  # fmt: skip
    def test_english_only_where_it_says_so(self, run, monkeypatch, locale, english):
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in locale.items():
            monkeypatch.setenv(name, value)
        _, out, _ = run("policy", "test", "kr-n2sf")
        assert bool(HANGUL.search(out)) is not english
        _, _, err = run("journal", "verify", "nowhere")
        assert err.startswith("error:" if english else "오류:")

    @pytest.mark.parametrize("stated", [("--lang", "ko"), ("--lang=ko",)])
    def test_what_is_typed_counts_more(self, run, monkeypatch, stated):
        monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
        _, _, err = run("journal", "verify", "nowhere", *stated)
        assert err.startswith("오류:")

    def test_numbers_below_zero_behind_two_dashes_stay_where_they_are(self, run, monkeypatch):
        monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
        code, _, err = run("journal", "verify", "--", "-nowhere")
        assert (code, err.startswith("error: this is no journal")) == (2, True)


class TestExitCodes:
    """0 done or yes, 1 no, 2 usage or bad input, 3 cannot be done here now, 4 evidence does not add up."""

    @pytest.fixture
    def site(self, run):
        assert run("init", "--dir", ".")[0] == 0
        for what in ("agencies", "packs"):
            assert run("import", what, "--officer", "kim", "--reason", "개통")[0] == 0
        return lambda *argv, officer="kim": run(*argv, "--officer", officer, "--reason", "시험")

    def test_commands_that_stand_for_the_rest(self, run, site, tmp_path):
        regime = "kr-mofa-external-pcs"
        assert run("version")[0] == 0
        assert run("policies", "list")[0] == 0
        # 1: understood, and the answer is no.
        assert site("policies", "activate", regime, "1")[0] == 1  # its own author
        assert site("policies", "deactivate", "kr-n2sf", officer="lee")[0] == 1  # an authority's
        assert site("policies", "return", regime, "1", officer="lee")[0] == 1  # was never in force
        assert run("policy", "prove", "jurisdiction = KR → decision = deny")[0] == 1
        assert run("can", "--agency", "kr-mnd", "--device", "military_work", "--service", "deepseek")[0] == 1
        # 2: the command line, a name, a value or a file.
        for argv in (
            ("policies", "activate"), ("policies", "activate", regime, "9"), ("policies", "activate", "kr-none", "1"),
            ("import", "packs", "none.yaml"), ("catalogue", "show", "none"), ("inquiries", "show", "q-1"),
            ("orders", "end", "none"), ("reviews", "due", "--days", "400"),
        ):  # fmt: skip
            assert run(*argv)[0] == 2, argv
        assert run("policies", "list", "--config", "none.toml")[0] == 2
        # 3: what it needs is not here.
        assert run("policy", "replay", regime)[0] == 3

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (Declined(problem_ko="안 됩니다"), 1), (errors.NotAppointed(), 1), (errors.ChangedMeanwhile("x"), 1),
            (errors.UnsafeChange(what="x"), 1), (BadCommand(), 2), (errors.BadRequest("broken_json"), 2),
            (errors.BadSettings("x"), 2), (Unavailable(store="x"), 3), (NothingHere(), 3), (errors.Unreachable("x"), 3),
            (errors.Conflict(store="x"), 3), (GwanmunError("x"), 3), (IntegrityFault("x", problem="y"), 4),
            (AlteredRecord(3, "x"), 4),
        ],
    )  # fmt: skip
    def test_the_code_stands_with_the_kind_of_error(self, error, code, capsys):
        assert faults.tell(error, as_json=False, lang="ko") == code
        assert HANGUL.search(capsys.readouterr().err)


def test_an_error_passes_between_processes_as_it_is():
    given = (
        AlteredRecord(7, "what", "place"), BrokenTree("problem", "place"), errors.BadRequest("too_deep", "/x", limit=64),
        errors.Unidentified("missing", "Authorization"), errors.Unreachable("host", problem="refused"),
        errors.KindRefused("/messages/0", ("주민등록번호",), ("RRN",)), Declined("x", problem_ko="가", problem_en="a"),
    )  # fmt: skip
    for error in given:
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        assert type(again) is type(error)
        assert [again.message(one) for one in ("ko", "en")] == [error.message(one) for one in ("ko", "en")]
        assert (again.where, again.params, str(again)) == (error.where, error.params, str(error))


class TestAFileThatIsGiven:
    @pytest.mark.parametrize(
        ("name", "ko", "en"),
        [("none.yaml", "그런 파일이 없습니다", "no such file"), ("folder", "폴더입니다", "a folder"),
         ("latin.yaml", "UTF-8 텍스트가 아닙니다", "not UTF-8"), ("long.yaml", "너무 큽니다", "too large")],
    )  # fmt: skip
    def test_what_is_wrong_with_it_is_said_as_it_is(self, tmp_path, name, ko, en):
        (tmp_path / "folder").mkdir()
        (tmp_path / "latin.yaml").write_bytes(b"\xff\xfe\x00")
        (tmp_path / "long.yaml").write_text("x" * 101)
        with pytest.raises(BadCommand, match=en) as caught:
            text_of(tmp_path / name, 100)
        assert ko in caught.value.message("ko")
        assert name in caught.value.message("ko")

    def test_an_imported_packs_fault_is_told_with_the_files_name(self, run, tmp_path):
        assert run("init", "--dir", ".")[0] == 0
        (tmp_path / "mine.yaml").write_text("schema_version: 1\nid: x\nrulez: []\n")
        code, _, err = run("import", "packs", "mine.yaml", "--officer", "kim", "--reason", "x")
        assert (code, "mine.yaml:3:1" in err) == (2, True), err


def test_reports_have_sensible_defaults(run):
    assert run("init", "--dir", ".")[0] == 0
    code, out, err = run("training", "report", "--json")
    assert (code, json.loads(out)) == (0, []), err
    code, out, err = run("devices", "report", "--json")
    assert (code, json.loads(out)) == (0, []), err


def test_an_empty_list_says_what_comes_next(run):
    assert run("init", "--dir", ".")[0] == 0
    for what in ("agencies", "catalogue"):
        assert run("import", what, "--officer", "kim", "--reason", "개통")[0] == 0
    _, out, _ = run("catalogue", "list")
    assert "gwanmun catalogue propose" in out
    code, out, _ = run("catalogue", "list", "--all", "--agency", "kr-seoul")
    assert (code, "openai-api" in out, "미등재" in out) == (0, True, True)
    code, _, err = run("catalogue", "list", "--all")
    assert (code, "--agency" in err) == (2, True)
