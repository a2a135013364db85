"""The shipped catalogue, and what a sheet may not say in silence."""

from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.control.catalogue import MAX_OUTPUT_TOKENS, read_catalogue
from gwanmun.domain.catalogue import Deployment
from gwanmun.errors import BadPolicy

CATALOGUE = shipped.catalogue()
MODELS = {model.name: model for model in CATALOGUE.models}
HOSTS = {hosts.service: hosts for hosts in CATALOGUE.hosts}

ONE = """\
schema_version: 1
as_of: 2026-11-22
services:
- {id: some-api, name: Some, vendor: Some Co, vendor_country: NO, category: api, deployment: vendor_hosted,
   data_storage: {countries: [NO]}, models: {m-1: {price: [0.15, 2]}, m-2: {price: null}, m-3: {price: [1]},
   m-4: {price: [0.00000001, 1]}, m-5: {price: [x, 1]}, m-6: {price: [-1, 1]}, m-7: {price: free}, m-8: {price: [.inf, 1]}}, price_as_of: 2026-08}
"""


def test_all_services_models_and_hosts_of_the_sheet_are_there() -> None:
    assert len(CATALOGUE.services) == 63
    assert len({one.id for one in CATALOGUE.services}) == 63
    assert sum(len(one.suffix) + len(one.exact) for one in CATALOGUE.hosts) == 161
    assert len(CATALOGUE.models) == 62
    assert CATALOGUE.as_of == date(2026, 11, 22)
    countries = [one.vendor_country for one in CATALOGUE.services]
    assert (countries.count("CN"), countries.count("KR"), countries.count("own")) == (16, 13, 3)


def test_a_fact_carries_its_source_and_date() -> None:
    for service in CATALOGUE.services:
        assert service.source.startswith("services.yaml, 2026-11-22, confidence ")
        assert service.as_of == "2026-11-22"
    service = CATALOGUE.service("deepseek")
    assert service is not None
    assert (service.name_ko, service.family, service.storage_countries) == ("딥시크", "deepseek", ("CN",))
    assert CATALOGUE.service("no-such") is None


def test_prices_are_exact_dated_rows_in_micro_dollars() -> None:
    (price,) = MODELS["gpt-5.4-mini"].prices
    assert (price.currency, price.input_micro, price.output_micro) == ("USD", 750_000, 4_500_000)
    assert (price.valid_from, price.valid_to) == (date(2026, 11, 1), None)
    assert price.source == "services.yaml, 2026-11, confidence high"
    (odd,) = MODELS["doubao-seed-2-1-pro"].prices
    assert (odd.input_micro, odd.output_micro) == (862_500, 4_312_500)


def test_prices_that_are_not_stated_are_reported_and_not_made_up() -> None:
    assert sorted(unread.what for unread in CATALOGUE.unread) == [
        "price of HCX-005",
        "price of HCX-007",
        "price of HCX-DASH-002",
        "price of solar-pro4",
    ]
    assert MODELS["HCX-007"].prices == ()


def test_names_of_models_are_unique_and_a_second_seller_lists_them_under_its_own_name() -> None:
    names = [name for model in CATALOGUE.models for name in (model.name, *model.aliases)]
    assert len(names) == len(set(names))
    assert MODELS["gpt-5.5"].service == "openai-api"
    assert MODELS["gpt-5.5"].aliases == ("openai-api/gpt-5.5",)
    assert MODELS["azure-openai/gpt-5.5"].upstream_name == "gpt-5.5"
    assert all(model.max_output_tokens == MAX_OUTPUT_TOKENS for model in CATALOGUE.models)


def test_forms_families_and_deployments_follow_the_sheet() -> None:
    services = {one.id: one for one in CATALOGUE.services}
    assert services["deepseek-app"].form == "mobile_app"
    assert services["deepseek-api"].form == "api"
    assert services["deepseek-weights"].form == "model"
    assert services["chatgpt"].form == "web_app"
    assert services["clova-studio-gov"].family == "hyperclova-x"
    assert services["azure-openai"].family == "openai"
    assert services["vllm"].family == "in-house"
    assert services["clova-studio-gov"].deployment is Deployment.THIRD_PARTY_HOSTED
    assert services["deepseek-weights"].deployment is Deployment.IN_HOUSE
    assert MODELS["deepseek-chat"].family == "deepseek"


def test_hosts_keep_shared_collectors_apart_from_the_services_own() -> None:
    deepseek = HOSTS["deepseek"]
    assert deepseek.suffix == ("deepseek.com",)
    assert "volceapplog.com" in deepseek.telemetry
    assert HOSTS["clova-studio-gov"].base_url == "https://clovastudio.stream.gov-ntruss.com/v1/openai"
    assert HOSTS["clova-studio-gov"].openai_compatible
    assert HOSTS["bluedot"].base_url == ""


def test_every_amount_that_cannot_be_read_is_reported_with_its_place() -> None:
    catalogue = read_catalogue(ONE, "s.yaml")
    assert [len(model.prices) for model in catalogue.models] == [1, 0, 0, 0, 0, 0, 0, 0]
    assert [unread.what for unread in catalogue.unread] == [f"price of m-{number}" for number in range(2, 9)]
    assert all(unread.where.startswith("s.yaml:") for unread in catalogue.unread)
    assert catalogue.services[0].vendor_country == "NO"
    assert catalogue.services[0].storage_countries == ("NO",)
    assert catalogue.models[0].prices[0].valid_from == date(2026, 8, 1)


def test_a_price_without_a_month_is_reported() -> None:
    for month in ("", ", price_as_of: 2026-13", ", price_as_of: soon"):
        catalogue = read_catalogue(ONE.replace(", price_as_of: 2026-08", month), "s.yaml")
        assert catalogue.models[0].prices == ()
        assert "price_as_of" in catalogue.unread[0].why


def test_a_key_that_this_version_does_not_know_is_reported_and_passed_over() -> None:
    catalogue = read_catalogue(ONE.replace("category: api", "category: api, colour: red"), "s.yaml")
    assert catalogue.unread[0].what == "key 'colour'"
    assert len(catalogue.services) == 1


def test_a_service_without_storage_facts_is_unknown_and_not_domestic() -> None:
    catalogue = read_catalogue(ONE.replace("data_storage: {countries: [NO]}", "data_storage: {}"), "s.yaml")
    assert catalogue.services[0].storage_countries == ("unknown",)
    catalogue = read_catalogue(ONE.replace("data_storage: {countries: [NO]}, ", ""), "s.yaml")
    assert catalogue.services[0].storage_countries == ("unknown",)


@pytest.mark.parametrize(
    "wrong",
    [
        "[]",
        ONE.replace("deployment: vendor_hosted", "deployment: on_the_moon"),
        ONE.replace("id: some-api, ", ""),
        ONE.replace("id: some-api", "id: Some API"),
        ONE.replace("as_of: 2026-11-22", "as_of: today"),
        ONE.replace("m-2: {price: null}", "m-1: {price: null}"),
    ],
)
def test_a_broken_sheet_is_refused_with_its_place(wrong: str) -> None:
    with pytest.raises(BadPolicy, match=r"s\.yaml:\d+:\d+"):
        read_catalogue(wrong, "s.yaml")
