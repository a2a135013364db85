"""Names that an error may show: fields of public interfaces, words of JSON Schema. Any other key is the caller's text.

What lives here: one closed list. What does not: how a field is treated (`fields_openai.py`, `fields_anthropic.py`); a
name being here does not admit it. A key that is not on it could be somebody's name, number or secret, so errors and records
show its position instead.
"""

from typing import Final

PUBLIC: Final = frozenset(
    (
        *("$anchor", "$comment", "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema"),
        *("$vocabulary", "add_generation_prompt", "additionalItems", "additionalProperties", "allOf"),
        *("allowed_callers", "allowed_tools", "annotations", "anyOf", "args", "arguments", "audio", "background"),
        *("best_of", "betas", "body", "budget_tokens", "cache_control", "caller", "chat_template"),
        *("chat_template_kwargs", "citations", "code", "columns", "const", "container", "contains", "content"),
        *("contentEncoding", "contentMediaType", "contentSchema", "context_management", "continue_final_message"),
        *("conversation", "custom", "data", "default", "defer_loading", "definition", "definitions"),
        *("dependencies", "dependentRequired", "dependentSchemas", "deprecated", "description", "detail"),
        *("diagnostics", "disable_parallel_tool_use", "display", "documents", "eager_input_streaming", "echo"),
        *("effort", "else", "enable_thinking", "enum", "error", "examples", "exclusiveMaximum"),
        *("exclusiveMinimum", "extra_body", "extra_headers", "file", "file_data", "file_id", "filename"),
        *("format", "frequency_penalty", "function", "function_call", "functions", "grammar", "guided_choice"),
        *("guided_grammar", "guided_json", "guided_regex", "id", "if", "ignore_eos", "image_url", "images"),
        *("include", "include_obfuscation", "include_stop_str_in_output", "include_usage", "index"),
        *("inference_geo", "input", "input_audio", "input_examples", "input_schema", "instructions", "is_error"),
        *("items", "json_schema", "keep_alive", "key", "label", "length_penalty", "logit_bias", "logprobs"),
        *("maxContains", "maxItems", "maxLength", "maxProperties", "max_completion_tokens", "max_output_tokens"),
        *("max_tokens", "max_tool_calls", "maximum", "mcp_servers", "media_type", "message", "messages"),
        *("metadata", "minContains", "minItems", "minLength", "minProperties", "min_p", "min_tokens", "minimum"),
        *("mirostat", "modalities", "mode", "model", "models", "moderation", "multipleOf", "n", "name", "not"),
        *("nullable", "num_beams", "num_ctx", "num_predict", "oneOf", "options", "output_config"),
        *("parallel_tool_calls", "parameters", "pattern", "patternProperties", "plugins", "prediction"),
        *("prefixItems", "presence_penalty", "previous_response_id", "priority", "prompt", "prompt_cache_key"),
        *("prompt_cache_options", "prompt_cache_retention", "prompt_logprobs", "properties", "propertyNames"),
        *("provider", "query", "raw", "readOnly", "reasoning", "reasoning_content", "reasoning_effort"),
        *("reasoning_format", "redacted_thinking", "refusal", "repetition_penalty", "required"),
        *("response_format", "result", "results", "role", "route", "rows", "safety_identifier", "schema", "seed"),
        *("service_tier", "signature", "skip_special_tokens", "source", "spaces_between_special_tokens", "speed"),
        *("status", "stop", "stop_sequences", "stop_token_ids", "store", "stream", "stream_options", "strict"),
        *("suffix", "syntax", "system", "temperature", "template", "text", "then", "thinking", "thinking_budget"),
        *("thought", "title", "tool_call_id", "tool_calls", "tool_choice", "tool_use_id", "tools"),
        *("toolset_name", "top_a", "top_k", "top_logprobs", "top_p", "transforms", "truncate_prompt_tokens"),
        *("truncation", "type", "typical_p", "unevaluatedItems", "unevaluatedProperties", "uniqueItems", "url"),
        *("use_beam_search", "user", "user_id", "user_profile_id", "value", "verbosity", "web_search_options"),
        *("writeOnly",),
    )
)
