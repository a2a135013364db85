"""What a record may admit beyond the dated lists: fields of text, and nothing that costs, hides or leads elsewhere."""

import pytest

from gwanmun.control.admitted import check_admitted
from gwanmun.domain.catalogue import Record
from gwanmun.errors import BadCommand
from gwanmun.wire import fields_anthropic, fields_openai
from gwanmun.wire.walk import Group

from .test_services import RECORD


@pytest.mark.parametrize(
    "pointer",
    ["/top_k", "/messages/*/thought", "/repetition_penalty", "/guided_json", "/chat_template_kwargs", "/min_p",
     "/messages/*/content/*/signature", "/messages/*/content/*/data", "/documents", "/messages/*/content/*/note"],
)  # fmt: skip
def test_a_field_of_text_or_sampling_is_admitted(pointer):
    check_admitted([pointer])


@pytest.mark.parametrize(
    ("pointers", "why"),
    [
        *((f"/{name}", "cost") for name in (
            "best_of", "min_tokens", "n", "max_tokens", "max_completion_tokens", "service_tier", "prediction",
            "web_search_options", "maxOutputTokens", "max-tokens", "candidateCount", "thinking_budget", "plugins",
        )),
        *((f"/{name}", "examined") for name in (
            "audio", "prompt_token_ids", "images", "messages/*/audio", "messages/*/content/*/image_url/detail", "prompt",
        )),
        *((f"/{name}", "gate's") for name in (
            "stream", "model", "store", "modalities", "provider", "models", "extra_body", "extra_body/top_k", "messages",
            "messages/*/role", "metadata", "user", "function_call",
        )),
    ],
)  # fmt: skip
def test_what_costs_hides_or_leads_elsewhere_is_refused_in_words(desk, pointers, why):
    with pytest.raises(BadCommand) as refused:
        desk.do("put_record", record={**RECORD, "admitted_fields": ["/top_k", pointers]})
    assert why in refused.value.message("en")
    assert pointers in refused.value.message("ko")
    assert desk.every(Record) == ()


@pytest.mark.parametrize(
    "pointer",
    ["", "/", "top_k", "/top_k/", "/*", "/messages/*", "/messages/0/x", "/a~1b", "/a b", "/a//b", "/홍길동", "/a\n",
     "/" + "a" * 65, "/a" * 9, "#/a", "/a/**"],
)  # fmt: skip
def test_what_is_no_place_is_refused(pointer):
    with pytest.raises(BadCommand):
        check_admitted([pointer])


@pytest.mark.parametrize("pointers", [["/a", "/a"], [f"/a{n}" for n in range(65)]])
def test_too_many_and_twice_are_refused(pointers):
    with pytest.raises(BadCommand):
        check_admitted(pointers)


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for level in (fields_openai.REQUEST, fields_anthropic.REQUEST)
        for name, field in level.fields.items()
        if field.group in {Group.PRICED, Group.OURS, Group.REFUSED}
    ),
)
def test_no_field_that_the_lists_price_own_or_refuse_can_be_admitted(name):
    with pytest.raises(BadCommand):
        check_admitted([f"/{name}"])
