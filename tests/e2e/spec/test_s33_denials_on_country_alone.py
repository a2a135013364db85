"""S33: rules may rest on risks, on nationality too, and denials that rest on country alone are listed."""

import json

from gwanmun.control import shipped
from gwanmun.entrypoints import cli

PACK = """schema_version: 1
as_of: 2026-01-02
id: example
title: Example
title_ko: 예시
jurisdiction: KR
effective_from: 2026-01-01
sources: [{name: "Notice of 2 Jan 2026"}]
scope: {organisation.type: military}
default: allow
rules:
- {id: EX-1, when: {service.vendor_country: CN}, decision: deny, basis: derived, obligations: [log], reason: Not cleared., reason_ko: 승인되지 않았습니다.}
- {id: EX-2, when: {service.vendor_country: US, service.stores_outside: true}, decision: deny, basis: derived, obligations: [log], reason: Stored outside., reason_ko: 외부에 저장됩니다.}
vectors:
- {id: EX-V1, in: {organisation.type: military, date: 2026-03-02}, service: deepseek_hosted, expect: deny}
"""


def test_the_list_names_each_such_denial_with_its_place_and_no_other(tmp_path, capsys) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(PACK, encoding="utf-8")
    assert cli.run(["policy", "lint", str(file), "--json"]) == 0  # lawful, and visible
    found = [one for one in json.loads(capsys.readouterr().out)["findings"] if one["code"] == "country_alone"]
    assert [(one["rule"], one["where"]) for one in found] == [("EX-1", f"{file}:12:3")]
    assert cli.run(["policy", "lint", str(file), "--strict"]) == 1


def test_no_denial_that_ships_rests_on_country_alone(capsys) -> None:
    assert cli.run(["policy", "lint", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {one["pack"] for one in findings} <= {str(one) for one in shipped.regime_ids()}
    assert [one for one in findings if one["code"] in {"country_alone", "nationality_in_reason"}] == []
