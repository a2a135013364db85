"""S69: a company tells its staff to avoid a service: its own pack decides, and the refusal names what may be used instead."""

from dataclasses import replace

from gwanmun.control import shipped
from gwanmun.domain.people import OrganisationType
from gwanmun.domain.snapshot import Pack
from gwanmun.policy.vectors import check_pack
from house import House, snapshot

KAKAO = next(one for one in shipped.packs() if one.id == "corp-kakao")
TEXT = next(one.text for one in shipped.pack_texts() if one.regime == "corp-kakao")
#: What the company itself approved: its partner's service (the press: OpenAI).
PARTNER = """
schema_version: 1
id: kakao-tools
title: Tools that the company approved
title_ko: 회사가 승인한 도구
jurisdiction: KR
effective_from: 2025-01-01
sources: [{name: "a test"}]
scope: {organisation.id: kakao, purpose.type: work}
rules:
- {id: KT-1, when: {service.on_catalogue: true, data.classification: O}, decision: allow_with_masking, basis: official, reason: Approved., reason_ko: 승인된 도구입니다.}
"""


def at_kakao():
    """The house of the tests, as if it were the company's."""
    found = snapshot()
    mine = {
        name: tuple(replace(row, agency="kakao") if row.agency == "kr-seoul" else row for row in getattr(found, name))
        for name in ("departments", "people", "records")
    }
    agencies = tuple(
        replace(row, id="kakao", type=OrganisationType.PRIVATE_COMPANY) if row.id == "kr-seoul" else row
        for row in found.agencies
    )
    return replace(
        found,
        agencies=agencies,
        packs=(*found.packs, Pack(KAKAO.id, TEXT, "owner"), Pack("kakao-tools", PARTNER, None)),
        **mine,
    )


def test_kak_v1_to_v6_come_out_as_published():
    assert [one.id for one in KAKAO.vectors] == [f"KAK-V{n}" for n in range(1, 7)]
    assert check_pack(KAKAO, shipped.defaults()) == ()


async def test_the_refusal_names_the_companys_rule_and_an_approved_alternative():
    house = House(snapshot=at_kakao())
    got = await house.ask("안녕하세요", model="deepseek-chat")
    assert got.status == 403
    told = got.json["error"]
    assert "KAK-1" in str(told)
    assert told["gwanmun"]["alternatives"]
