"""Which further request fields a record may admit (`Record.admitted_fields`).

A field on no list of `docs/dialects.md` refuses the request, unless the agency's record of the service admits its place.
What is admitted is sent, and examined like everything else; but it is not priced, and it is not ours. So nothing may be
admitted that changes the cost, that cannot be examined, or that chooses where the prompt goes. The dated lists of the
dialects say which of their own fields are such; those of other vendors are named here.
What does not live here: the walk that asks (`wire/walk.py`).
"""

import re
from collections.abc import Iterable

from gwanmun.control.office import refused
from gwanmun.wire import fields_anthropic, fields_openai
from gwanmun.wire.walk import Group

_MOST = 64
#: RFC 6901 with `*` for an index. Names are plain: the walk compares them as they stand, so there is nothing to escape.
_POINTER = re.compile(r"(?:/[A-Za-z_][A-Za-z0-9_.-]{0,63}(?:/\*)*){1,8}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

#: More answers, longer answers, or tokens and services that are billed apart. As of 2026-11-22: vLLM, TGI, llama.cpp,
#: Ollama, OpenRouter, Mistral, DashScope, Gemini's and Cohere's OpenAI-compatible faces.
_PRICED = frozenset(
    (
        *("best_of", "n", "num_return_sequences", "candidate_count", "use_beam_search", "beam_width", "num_beams"),
        *(
            "min_tokens",
            "min_new_tokens",
            "min_length",
            "max_tokens",
            "max_new_tokens",
            "max_length",
            "max_output_tokens",
        ),
        *("max_completion_tokens", "max_tokens_to_sample", "num_predict", "n_predict", "ignore_eos"),
        *("service_tier", "speed", "priority", "prediction", "thinking", "enable_thinking", "thinking_budget"),
        *("reasoning_effort", "chat_template", "options", "generation_config", "parameters"),
        *(
            "web_search_options",
            "web_search",
            "enable_search",
            "search_options",
            "search_parameters",
            "search",
            "plugins",
        ),
        *("connectors", "moderation", "inference_geo"),
    )
)
#: Where it is answered, by which model, what is kept, and how the answer comes.
_OURS = frozenset(
    (
        *("model", "models", "route", "router", "provider", "providers", "fallbacks", "engine", "deployment_id"),
        *("api_base", "base_url", "api_key", "api_version", "custom_llm_provider", "user_config", "extra_body"),
        *("extra_headers", "extra_query", "headers", "lora", "lora_request", "adapter", "adapter_id", "adapters"),
        *(
            "stream",
            "stream_options",
            "store",
            "modalities",
            "messages",
            "system",
            "tools",
            "role",
            "type",
            "callback_url",
        ),
        *("webhook", "transforms", "kv_transfer_params"),
    )
)
#: Token ids, sealed data, and what lies elsewhere: nobody can see what would leave.
_UNEXAMINABLE = frozenset(
    (
        *(
            "audio",
            "input_audio",
            "image",
            "images",
            "image_url",
            "video",
            "video_url",
            "videos",
            "mm_processor_kwargs",
        ),
        *("file", "files", "file_id", "file_ids", "file_url", "file_data", "attachments", "url", "urls", "media"),
        *(
            "logit_bias",
            "stop_token_ids",
            "allowed_token_ids",
            "bad_words_ids",
            "prompt_token_ids",
            "input_ids",
            "tokens",
        ),
        *("prompt_embeds", "inputs_embeds", "embeddings", "logits_processors", "previous_response_id", "conversation"),
        *("conversation_id", "session_id", "thread_id", "background", "prompt", "prompt_id", "prompt_template_id"),
        *("container", "mcp_servers", "cached_content", "context", "slot_id", "id_slot", "encrypted_content"),
    )
)

#: Sealed by the vendor, and known to the lists only so that a record can admit them (`fields.opaque`).
_SEALED = frozenset(("/messages/*/content/*/signature", "/messages/*/content/*/data"))

_NOT_OURS_TO_ADMIT = frozenset(
    name
    for level in (fields_openai.REQUEST, fields_anthropic.REQUEST)
    for name, field in level.fields.items()
    if field.group in {Group.PRICED, Group.OURS, Group.REFUSED}
)


def check_admitted(pointers: Iterable[str]) -> None:
    """Raises `BadCommand` that names the first pointer which may not be admitted, and why."""
    seen: set[str] = set()
    for count, pointer in enumerate(pointers, 1):
        shown = pointer[:96] if pointer.isprintable() else "…"
        if count > _MOST or pointer in seen:
            raise _bad(shown, f"{_MOST}개까지, 한 번씩만 적습니다", f"at most {_MOST} are named, each once")
        seen.add(pointer)
        if len(pointer) > 256 or not _POINTER.fullmatch(pointer) or pointer.endswith("/*"):
            raise _bad(
                shown,
                "필드의 자리가 아닙니다 (예: /top_k, /messages/*/thought)",
                "it is not the place of a field (such as /top_k or /messages/*/thought)",
            )
        if pointer not in _SEALED:
            _check_names(shown, [name for name in pointer.split("/") if name not in {"", "*"}])


def _check_names(shown: str, names: list[str]) -> None:
    # Some vendors read maxTokens and max-tokens as max_tokens: so do we, here.
    names = [_HUMP.sub("_", name).replace("-", "_").replace(".", "_").lower() for name in names]
    last = names[-1]
    if _UNEXAMINABLE.intersection(names):
        raise _bad(shown, "무엇이 나가는지 검사할 수 없는 필드입니다", "what it would send cannot be examined")
    if last in _PRICED or names[0] in _PRICED:
        raise _bad(shown, "비용의 상한을 바꾸는 필드입니다", "it changes the bound of the cost")
    if last in _OURS or (len(names) > 1 and names[0] in _OURS - {"messages", "system", "tools"}):
        raise _bad(
            shown,
            "보낼 곳·모델·보존을 정하므로 관문이 씁니다",
            "it decides on destination, model or keeping, which is the gate's",
        )
    if names[0] in _NOT_OURS_TO_ADMIT:
        raise _bad(
            shown,
            "관문의 필드 목록이 이미 정한 필드입니다 (docs/dialects.md)",
            "the gate's list of fields decides on it already (docs/dialects.md)",
        )


def _bad(shown: str, ko: str, en: str) -> Exception:
    return refused(
        f"admitted_fields에 둘 수 없습니다: {shown}. {ko}",
        f"admitted_fields cannot hold {shown}: {en}",
        "이 항목을 빼십시오. 받을 수 있는 것은 비용과 행선지를 바꾸지 않는, 글로 된 필드입니다",
        "leave it out: what can be admitted is a field of text that changes neither cost nor destination",
        "record.admitted_fields",
    )
