"""S29: partnerships with companies. A partner is added by configuration alone; leaving takes all of its data out."""

import json
from hashlib import sha256

import pytest

from bureau import Bureau
from e2e.site import site
from gwanmun.control import demo_tree
from gwanmun.entrypoints import cli, desk_commands_changes


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    made.seed_house()
    made.do("put_vendor", vendor={"id": "partner", "name_ko": "협력사", "name_en": "Partner", "names": ["Partner Inc."],
                                  "country": "KR", "kind": "partner"})  # fmt: skip
    service = {"id": "partner-llm", "name_ko": "협력 모델", "name_en": "Partner LLM", "vendor": "Partner Inc.",
               "vendor_country": "KR", "family": "solar", "form": "api", "deployment": "vendor_hosted",
               "storage_countries": ["KR"], "source": "계약서", "as_of": "2026-11-22"}  # fmt: skip
    model = {"name": "partner-1", "service": "partner-llm", "upstream_name": "p1", "aliases": [], "max_output_tokens": 100,
             "prices": [{"valid_from": "2026-11-22", "valid_to": None, "currency": "KRW", "input_micro": 1,
                         "output_micro": 1, "source": "계약서"}]}  # fmt: skip
    made.do("import_catalogue", services=[service], models=[model])
    made.do(
        "put_route", route={"service": "partner-llm", "dialect": "openai", "base_url": "https://llm.partner.example/v1"}
    )
    yield made
    made.close()


async def test_a_partner_added_by_acts_alone_is_used_and_left(bureau, tmp_path, monkeypatch, capsys):
    here = {"agency": "kr-seoul", "service": "partner-llm"}
    bureau.do("propose_service", officer="policy", **here)
    values = {"contract": "negotiated", "accreditation": "O", "residency": "true"}
    for item in ("contract", "accreditation", "residency", "training_use", "privacy_review", "security_review",
                 "access_records", "incident_contact", "exit_terms"):  # fmt: skip
        bureau.do("check_item", **here, item=item, state="done", evidence="문서", value=values.get(item, ""))
    bureau.do("move_service", officer="policy", **here, to="reviewed")
    bureau.do("move_service", officer="chief", **here, to="approved")
    assert (await bureau.house().ask("안내문", model="partner-1")).status == 200
    bureau.do("move_service", **here, to="withdrawn")
    assert (await bureau.house().ask("안내문", model="partner-1")).status == 403
    bureau.do("record_exit", **here, data_returned=True, data_deleted=True, evidence="파기 확인서 2026-11")

    monkeypatch.setattr(
        desk_commands_changes, "ask", lambda act, args, *_: json.loads(json.dumps(bureau.do(act, **args)))
    )
    monkeypatch.setattr(desk_commands_changes, "_uses", lambda *_: ({"2026-11-22": 1}, True))
    out = tmp_path / "exit"
    assert desk_commands_changes.export("partner-llm", out, "", "", None, as_json=False, lang="ko") == 0
    sums = dict(line.split("  ")[::-1] for line in (out / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == {one.name for one in out.iterdir()} - {"SHA256SUMS"}
    assert all(sha256((out / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())
    taken = json.loads((out / "service.json").read_text())
    assert taken["page"]["vendor"]["kind"] == "partner"
    assert taken["page"]["exits"][0]["data_deleted"] is True
    assert taken["page"]["models"][0]["prices"]
    assert taken["uses"] == {"by_day": {"2026-11-22": 1}, "complete": True}
    assert "2026-11-22,1" in (out / "uses.csv").read_text()


def test_the_export_counts_the_uses_that_the_gate_really_made(tmp_path):
    """From a running gate's journal, by the command line: as many as were sent, and no refusal."""
    with site(tmp_path / "site") as made:
        for _ in range(3):
            assert made.ask("안내문을 다듬어 주세요.").status == 200
        assert made.ask("안녕하세요", model="gwanmun-none").status in {403, 404}
        out = tmp_path / "exit"
        words = ["catalogue", "exit-export", demo_tree.OUTSIDE, "--out", str(out), "--config", str(made.config),
                 "--officer", "leaver", "--json"]  # fmt: skip
        assert cli.run(words) == 0
        taken = json.loads((out / "service.json").read_text())
        assert sum(taken["uses"]["by_day"].values()) == 3
        assert taken["uses"]["complete"] is True
