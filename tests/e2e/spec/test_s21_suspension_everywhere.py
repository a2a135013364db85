"""S21: services that fail protection stop. Proposed to withdrawn in allowed steps; a suspension is in force on a running
gate within the stated five seconds, and its reason is shown.
"""

import time

from bureau import Bureau
from e2e.site import Site, until


def test_a_running_gate_refuses_within_five_seconds_and_says_why(running: Site) -> None:
    service = "sandbox-outside-messages"
    ask = {"path": "/v1/messages", "model": "gwanmun-sandbox-messages"}
    assert running.ask("회의 안내문", **ask).status == 200
    running.act("suspend_service", service=service, reason_ko="보호조치 미흡", reason_en="protection failed")
    began = time.monotonic()
    try:
        until(lambda: running.ask("회의 안내문", **ask).status == 403, 5, "the suspension")
        assert "보호조치 미흡" in running.ask("회의 안내문", **ask).body.decode()
    finally:
        running.act("resume_service", service=service)
    until(lambda: running.ask("회의 안내문", **ask).status == 200, 20, "the resumption")
    assert began


async def test_from_proposed_to_withdrawn_each_step_is_felt_at_the_gate(tmp_path):
    bureau = Bureau(tmp_path)
    bureau.seed_house()
    here = {"agency": "kr-seoul", "service": "outside"}
    bureau.do("propose_service", officer="policy", **here)
    values = {"contract": "negotiated", "accreditation": "O", "residency": "true"}
    for item in ("contract", "accreditation", "residency", "training_use", "privacy_review", "security_review",
                 "access_records", "incident_contact", "exit_terms"):  # fmt: skip
        bureau.do("check_item", **here, item=item, state="done", evidence="문서", value=values.get(item, ""))
    felt = []
    for stage in ("reviewed", "approved", "restricted", "suspended", "approved", "withdrawn"):
        bureau.do("move_service", officer="chief", reason=f"{stage} 사유", **here, to=stage)
        got = await bureau.house().ask("회의실 안내", model="gpt-x")
        felt.append((stage, got.status if got.status == 200 else got.error["code"]))
    assert felt == [
        ("reviewed", "approval_required"), ("approved", 200), ("restricted", "approval_required"),
        ("suspended", "not_admitted"), ("approved", 200), ("withdrawn", "not_admitted"),
    ]  # fmt: skip
    bureau.close()
