"""S56: identity is product + model + version + form; DeepSeek-R1 served elsewhere is still recognised and decided."""

from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.domain.catalogue import Deployment, Service
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import ServiceId
from gwanmun.policy.judge import Judge
from gwanmun.policy.recognise import deployment, identify_model, recognise
from gwanmun.policy.vectors import case

JUDGE = Judge(shipped.packs())
SEOUL = (
    ("organisation.id", "kr-seoul"),
    ("organisation.type", "metropolitan_government"),
    ("date", date(2026, 3, 2)),
)


def served_by(claim: Deployment) -> Service:
    return Service(ServiceId("reseller"), "재판매", "Reseller", "R", "US", "various", "api", claim, ("US",), "test", "")


@pytest.mark.parametrize(
    "model", ["deepseek-r1", "deepseek-ai/DeepSeek-R1-0528", "Deep_Seek R1", "ＤＥＥＰＳＥＥＫ－Ｒ１"]
)
@pytest.mark.parametrize(
    ("claim", "host", "expected"),
    [
        (Deployment.VENDOR_HOSTED, "api.deepseek.com", Outcome.DENY),
        (Deployment.THIRD_PARTY_HOSTED, "api.deepseek.com", Outcome.DENY),
        (Deployment.IN_HOUSE, "api.deepseek.com", Outcome.DENY),
        (Deployment.THIRD_PARTY_HOSTED, "openrouter.ai", Outcome.REQUIRE_APPROVAL),
        (Deployment.IN_HOUSE, "openrouter.ai", Outcome.REQUIRE_APPROVAL),
        (Deployment.IN_HOUSE, "llm.seoul.go.kr", Outcome.ALLOW),
    ],
)
def test_the_same_model_is_decided_by_who_really_serves_it(model: str, claim, host: str, expected: Outcome) -> None:
    service = served_by(claim)
    differences = (
        *SEOUL,
        ("service.family", recognise(service, (model,), host)),
        ("service.deployment", deployment(service, (model,), host).value),
    )
    profile = "in_house_llm" if expected is Outcome.ALLOW else "chatgpt_catalogued"  # listed and reviewed all the same
    assert JUDGE.judge(case(shipped.defaults(), profile, differences)).outcome is expected


def test_product_model_version_and_form_are_told_apart() -> None:
    one = identify_model(served_by(Deployment.THIRD_PARTY_HOSTED), "deepseek/deepseek-r1:free", "openrouter.ai")
    assert (one.product, one.family, one.model, one.version, one.form) == (
        "reseller",
        "deepseek",
        "deepseek-r1",
        "r1",
        "api",
    )
    other = identify_model(served_by(Deployment.THIRD_PARTY_HOSTED), "deepseek/deepseek-v3.1", "openrouter.ai")
    assert (other.family, other.version) == ("deepseek", "v3.1")


def test_web_app_mobile_app_api_and_weights_are_four_forms_of_one_family() -> None:
    forms = {one.form for one in shipped.catalogue().services if one.family == "deepseek"}
    assert forms == {"web_app", "mobile_app", "api", "model"}
