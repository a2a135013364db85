"""S40: one piece of evidence speaks for controls of several regimes and shows which; what nobody saw is not measured."""

import csv
import json

from e2e.desk_line import DeskLine
from gwanmun.control import control_map
from gwanmun.control.control_map import Basis, Found, Status, status_of

SHEET = control_map.control_map()


def test_every_control_names_its_source_and_evidence_that_is_looked_at():
    regimes = {one.id for one in SHEET.regimes}
    evidence = {one.id for one in SHEET.evidence}
    assert all(one.source for one in SHEET.regimes)
    assert (
        {one.regime for one in SHEET.controls}
        == regimes
        >= {"n2sf", "safety", "ai-basic", "public-ai", "eu-ai-act", "nist-rmf", "iso-42001"}
    )
    assert {id_ for one in SHEET.controls for id_ in one.evidence} == evidence
    assert evidence == set(control_map._BOOKS) | {"access_records", "masking"}
    assert len({(one.regime, one.item) for one in SHEET.controls}) == len(SHEET.controls)
    assert {one.basis for one in SHEET.controls if one.regime in {"iso-42001", "nist-rmf", "eu-ai-act"}} == {
        Basis.DERIVED
    }


def test_not_measured_is_never_satisfied():
    control = next(one for one in SHEET.controls if len(one.evidence) == 2)
    seen = {Status.SATISFIED: Found(Status.SATISFIED, "", ""), Status.UNSATISFIED: Found(Status.UNSATISFIED, "", ""),
            Status.NOT_MEASURED: Found(Status.NOT_MEASURED, "", "")}  # fmt: skip
    for one in Status:
        for other in Status:
            status = status_of(control, dict(zip(control.evidence, (seen[one], seen[other]), strict=True)))
            assert (status is Status.SATISFIED) == (one is other is Status.SATISFIED)
            assert (status is Status.UNSATISFIED) == (Status.UNSATISFIED in {one, other})


def test_the_live_site_is_looked_at_and_nothing_is_certified(desk_line: DeskLine, tmp_path) -> None:
    code, told = desk_line.run("report", "controls", "--out", str(tmp_path), "--form", "csv")
    assert code == 1  # the demonstration reviewed no access records
    states = {(row["regime"], row["item"]): row["status"] for row in told["controls"]}
    assert states["개인정보의 안전성 확보조치 기준", "제8조 점검"] == "미충족"
    assert states["개인정보 보호법", "제34조"] == "측정 안 됨"
    assert any("인증이 아닙니다" in line for line in told["summary"])
    rows = list(csv.reader((tmp_path / "controls-evidence.csv").read_text("utf-8-sig").splitlines()))
    training = next(row for row in rows if row[0] == "필수 교육 이수")
    assert all(
        word in training[4]
        for word in ("인공지능 및 데이터 기반 행정 활성화법", "EU 인공지능법", "ISO/IEC 42001", "NIST AI RMF")
    )


def test_a_review_of_access_records_satisfies_its_control(desk_line: DeskLine) -> None:
    one = {
        "agency": "kr-chungnam",
        "month": "2026-09",
        "result": "sound",
        "sampled": 20,
        "words": "표본을 확인했습니다",
        "digest": "c" * 64,
    }
    assert desk_line.act("record_access_review", officer="p-1008", **one)["reviewer"] == "p-1008"
    told = desk_line.refused("act", "record_access_review", json.dumps({**one, "month": "2036-01"}), officer="p-1008")
    assert "끝나지 않은" in told["ko"]
