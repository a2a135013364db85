"""A safe copy: judged and recorded like a prompt for the web service named, masked, handed back, sent nowhere."""

from dataclasses import replace

from gwanmun.domain.catalogue import Deployment, Record
from gwanmun.domain.facts import Ending, FactKind
from gwanmun.domain.ids import ServiceId
from gwanmun.gateway.copy import COPY
from house import House, service, snapshot

TEXT = "민원인 홍판서, 연락처 010-1234-5678"
WEB, BLOCKED = ServiceId("web-chat"), ServiceId("web-deepseek")


def house():
    base = snapshot()
    services = (
        *base.services,
        replace(service(WEB, "openai", Deployment.VENDOR_HOSTED, "US"), form="web_app"),
        replace(service(BLOCKED, "deepseek", Deployment.VENDOR_HOSTED, "CN"), form="web_app"),
    )
    agency = base.agencies[0].id
    records = (*base.records, Record(agency, WEB, True, "negotiated", "O", True, "true"))
    return House(snapshot=replace(base, services=services, records=records))


async def copy(made, text=TEXT, to=WEB, **headers):
    caller = made.caller({"model": to, "messages": [{"role": "user", "content": text}]}, path=COPY, headers=headers)
    await made.gate.handle(caller)
    return caller


async def test_the_text_comes_back_masked_and_nothing_is_sent():
    made = house()
    got = await copy(made)
    assert got.status == 200
    assert got.json["texts"] == ["민원인 ⟨이름1⟩, 연락처 ⟨전화1⟩"]
    assert (got.json["masked"], got.json["decision"], got.json["service"]) == (2, "allow_with_masking", WEB)
    assert made.vendor.sent == []


async def test_it_is_on_record_as_a_use_of_that_service_at_no_cost():
    made = house()
    number = (await copy(made)).json["request"]
    first, last = made.journal.facts
    assert (first.kind, first.service, first.request, first.held) == (FactKind.ADMITTED, WEB, number, 0)
    assert first.opening["copied"] is True
    assert (last.kind, last.ending, last.spent) == (FactKind.ENDED, Ending.OK, 0)
    assert "홍판서" not in repr(made.journal.facts)
    made.check()


async def test_a_service_that_is_refused_is_refused_here_too():
    made = house()
    got = await copy(made, to=BLOCKED)
    assert (got.status, got.error["code"]) == (403, "denied")
    assert got.error["rule"]
    assert [fact.kind for fact in made.journal.facts] == [FactKind.REFUSED]


async def test_only_a_web_service_is_copied_for():
    made = house()
    for name in ("gpt-x", "openai", "nothing"):
        assert (await copy(made, to=name)).status == 404


async def test_a_classified_text_is_not_handed_back():
    made = house()
    got = await copy(made, "[대외비] 훈련 계획\n홍판서 대위")
    assert got.status in {403, 409}
    assert b"\xe2\x9f\xa8" not in got.body
    assert made.journal.facts[-1].kind == FactKind.REFUSED


async def test_no_record_no_copy():
    made = house()
    made.journal.shut = True
    got = await copy(made)
    assert got.status == 503
    assert "이름1".encode() not in got.body
