"""Models under other names and hosts (S22, S56)."""

import pytest

from gwanmun.control import shipped
from gwanmun.domain.catalogue import Deployment, Service
from gwanmun.domain.ids import ServiceId
from gwanmun.policy.recognise import PATTERNS, VENDOR_DOMAINS, deployment, family_of_name, identify_model, recognise


def service(
    family: str = "various", deployed: Deployment = Deployment.THIRD_PARTY_HOSTED, name: str = "some-cloud"
) -> Service:
    return Service(
        ServiceId(name), "어느 클라우드", "Some cloud", "Some", "US", family, "api", deployed, ("US",), "test", ""
    )


@pytest.mark.parametrize(
    "name",
    [
        "deepseek-chat",
        "DEEPSEEK",
        "Deep-Seek",
        "deep_seek-r1",
        "deep seek",
        "d e e p s e e k",
        "deep.seek/v3",
        "ＤｅｅｐＳｅｅｋ－Ｒ１",
        "dееpsееk",  # Cyrillic е
        "dёёpséek",
        "deep\u200bseek",
        "deep\u00adseek",
        "𝐝𝐞𝐞𝐩𝐬𝐞𝐞𝐤",
        "d33pseek",
        "ｄ３３ｐ５ｅｅｋ",
        "deepseek-ai/DeepSeek-R1-Distill-Qwen-32B",
        "openrouter/deepseek/deepseek-r1:free",
        "us.deepseek.r1-v1:0",
        "딥시크",
        "딥 시크 R1",
        "深度求索",
        "r1-1776",
        "R1-Distill-Llama-70B",
        "ds-r1",
        "DS_V3",
        "tngtech/R1T2-Chimera",
        "my-" + "x" * 500 + "-deepseek",
    ],
)
def test_a_name_that_hides_deepseek_is_recognised(name: str) -> None:
    assert family_of_name(name) == "deepseek"
    assert recognise(service(), (name,), "api.some-cloud.example") == "deepseek"


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("qwen3.7-max", "qwen"),
        ("QwQ-32B", "qwen"),
        ("kimi-k3", "kimi"),
        ("moonshotai/Kimi-K2", "kimi"),
        ("doubao-seed-2-1-pro", "doubao"),
        ("ernie-5.1", "ernie"),
        ("hunyuan-large", "hunyuan"),
        ("MiniMax-M2", "minimax"),
        ("glm-4.7", "glm"),
        ("gpt-5.4-mini", ""),
        ("gpt-4o-2024-11-20", ""),
        ("claude-opus-4-8", ""),
        ("gemini-3.5-flash", ""),
        ("HCX-DASH-002", ""),
        ("K-EXAONE-2.0-750B-A37B", ""),
        ("solar-pro3", ""),
        ("command-r-plus", ""),
        ("mistral-large-latest", ""),
        ("grok-4.5", ""),
        ("o1-mini", ""),
        ("deepl-write", ""),
        ("", ""),
    ],
)
def test_other_names_are_told_apart(name: str, family: str) -> None:
    assert family_of_name(name) == family


def test_every_model_of_the_catalogue_has_the_family_that_its_vendor_says_or_none() -> None:
    catalogue = shipped.catalogue()
    vendors = {one.id: one.family for one in catalogue.services}
    for model in catalogue.models:
        assert model.family in {None, vendors[model.service]}, model.name


def test_the_strictest_evidence_wins() -> None:
    openai = service("openai", Deployment.VENDOR_HOSTED)
    assert recognise(openai, ("gpt-5.4",), "api.openai.com") == "openai"
    assert recognise(openai, ("gpt-5.4", "my-alias-deepseek"), "api.openai.com") == "deepseek"
    assert recognise(openai, ("gpt-5.4",), "api.deepseek.com") == "deepseek"
    assert recognise(service("deepseek"), ("llama-3",), "x.example") == "deepseek"
    assert recognise(service(name="deepseek-on-other-cloud"), ("m1",), "x.example") == "deepseek"
    assert recognise(openai, ("qwen-max", "kimi-k3"), "api.openai.com") == "qwen"
    assert recognise(openai, ("m1",), "", family="Qwen") == "qwen"
    assert recognise(openai, ("m1",), "", family="llama") == "llama"


@pytest.mark.parametrize(
    "host",
    [
        "api.deepseek.com",
        "API.DeepSeek.com:443",
        "deepseek.com.",
        "user@chat.deepseek.com",
        "https://api.deepseek.com/v1",
        "deepseek.ai",
        "chat-deep.ai",
        "deepseek-api.example",
        "ａｐｉ．ｄｅｅｐｓｅｅｋ．ｃｏｍ",
        "api。deepseek。com",
        "xn--dpsek-vgbb.com",
    ],
)
def test_a_host_of_the_vendor_or_one_that_looks_like_it_is_vendor_hosted_whatever_is_claimed(host: str) -> None:
    for claim in Deployment:
        if host == "xn--dpsek-vgbb.com":
            host = "xn--" + "dеepsеek".encode("punycode").decode() + ".com"  # two Cyrillic letters
        assert deployment(service(deployed=claim), ("m1",), host) is Deployment.VENDOR_HOSTED
        assert recognise(service(deployed=claim), ("m1",), host) == "deepseek"


def test_a_name_that_only_ends_like_the_vendors_is_not_the_vendors() -> None:
    assert deployment(service(), ("m1",), "notdeepl.com") is Deployment.THIRD_PARTY_HOSTED
    assert recognise(service(), ("m1",), "seek.com") == "various"
    assert recognise(service(), ("m1",), "xn--99999999999.com") == "various"


def test_the_three_ways_to_run_the_same_weights_are_told_apart() -> None:
    weights = ("deepseek-r1",)
    house = service("in-house", Deployment.IN_HOUSE)
    cases = [
        (service(), "api.deepseek.com", Deployment.VENDOR_HOSTED),
        (service(), "openrouter.ai", Deployment.THIRD_PARTY_HOSTED),
        (service(), "deepseek-r1.koreacentral.models.ai.azure.com", Deployment.THIRD_PARTY_HOSTED),
        (house, "deepseek.llm.agency.go.kr", Deployment.IN_HOUSE),
        (house, "10.20.0.5", Deployment.IN_HOUSE),
        (house, "mygroq.com", Deployment.IN_HOUSE),
        (house, "api.together.xyz", Deployment.THIRD_PARTY_HOSTED),
        (house, "api.deepseek.com", Deployment.VENDOR_HOSTED),
    ]
    for one, host, expected in cases:
        assert recognise(one, weights, host) == "deepseek"
        assert deployment(one, weights, host) is expected, host


def test_a_local_runtime_that_sends_cloud_models_outside_is_not_in_house() -> None:
    ollama = service("in-house", Deployment.IN_HOUSE, "ollama")
    assert deployment(ollama, ("gpt-oss:120b-cloud",), "127.0.0.1") is Deployment.THIRD_PARTY_HOSTED
    assert deployment(ollama, ("gpt-oss:120b",), "127.0.0.1") is Deployment.IN_HOUSE


def test_identity_is_product_model_version_and_form() -> None:
    found = identify_model(service(), "deepseek-ai/DeepSeek-R1-Distill-Qwen-32B:free", "openrouter.ai")
    assert (found.product, found.family, found.model) == ("some-cloud", "deepseek", "deepseek-r1-distill-qwen-32b")
    assert (found.version, found.form, found.distilled) == ("r1", "api", True)
    versions = {
        "deepseek-v3.1": "v3.1",
        "gpt-5.4-mini": "5.4",
        "gpt-4o": "4o",
        "deepseek-chat": "",
        "qwen3.7-max": "3.7",
    }
    for name, version in versions.items():
        assert identify_model(service(), name, "").version == version
    assert identify_model(service(), "house-model-1", "10.0.0.1", aliases=("deepseek-r1",)).family == "deepseek"


def test_the_patterns_are_those_of_the_shipped_sheet() -> None:
    catalogue = shipped.catalogue()
    assert tuple((family, pattern.removeprefix("(?i)")) for family, pattern in catalogue.patterns) == PATTERNS
    sheet = next(hosts for hosts in catalogue.hosts if hosts.service == "deepseek")
    assert sheet.suffix == VENDOR_DOMAINS
    for lookalike in sheet.lookalikes:
        assert deployment(service(), (), lookalike) is Deployment.VENDOR_HOSTED
