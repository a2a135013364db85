"""Bodies that the gate writes itself, in the caller's dialect: errors, error events and lists of models.

What lives here: shapes. What does not: which error it is and its words (`errors.py`, `gateway/replies.py`).

The shapes are those that the official clients turn into their own exceptions: the class follows the status, `code`,
`param` and `type` are read from `error`. In a stream that has begun, the OpenAI client raises `APIError` and the
Anthropic client `APIStatusError` from the event; nothing may follow it. Ours stands apart under `gwanmun`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from gwanmun.domain.catalogue import Dialect
from gwanmun.wire.sse import frame, frame_named

_OPENAI_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    429: "rate_limit_error",
}
_ANTHROPIC_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in words. `rule` is the rule that caused it, `where` the place in the request; both may be empty."""

    status: int
    code: str
    message_ko: str
    message_en: str
    remedy_ko: str
    remedy_en: str
    rule: str = ""
    where: str = ""
    extra: Mapping[str, object] | None = None

    def sentence(self) -> str:
        """Korean first, English after: what is wrong and what to do."""
        korean = f"{self.message_ko} {self.remedy_ko}".strip()
        english = f"{self.message_en} {self.remedy_en}".strip()
        return f"{korean} / {english}"


def error_body(dialect: Dialect, problem: Problem, request_id: str) -> bytes:
    """The body of an error answer."""
    return orjson.dumps(_error(dialect, problem, request_id))


def error_event(dialect: Dialect, problem: Problem, request_id: str) -> bytes:
    """The last event of a stream that broke after its first byte."""
    body = orjson.dumps(_error(dialect, problem, request_id))
    return frame(body) if dialect is Dialect.OPENAI else frame_named(b"error", body)


def _error(dialect: Dialect, problem: Problem, request_id: str) -> dict[str, object]:
    ours: dict[str, object] = {
        "code": problem.code,
        "message_ko": problem.message_ko,
        "message_en": problem.message_en,
        "remedy_ko": problem.remedy_ko,
        "remedy_en": problem.remedy_en,
        "rule": problem.rule or None,
        "where": problem.where or None,
        "request_id": request_id,
        **(problem.extra or {}),
    }
    if dialect is Dialect.OPENAI:
        kind = _OPENAI_TYPES.get(problem.status) or _by_family(problem.status)
        error = {
            "message": problem.sentence(),
            "type": kind,
            "param": problem.where or None,
            "code": problem.code,
            "gwanmun": ours,
        }
        return {"error": error}
    kind = _ANTHROPIC_TYPES.get(problem.status) or _by_family(problem.status)
    return {
        "type": "error",
        "error": {"type": kind, "message": problem.sentence(), "details": {"error_code": problem.code}},
        "request_id": request_id,
        "gwanmun": ours,
    }


def _by_family(status: int) -> str:
    return "api_error" if status >= 500 else "invalid_request_error"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model as a list shows it. `created` is in seconds since the epoch; 0 when it is not known."""

    id: str
    name: str
    owner: str
    created: int = 0


def models_body(dialect: Dialect, models: Sequence[ModelCard]) -> bytes:
    """`GET /v1/models`: everything on one page."""
    cards = [_card(dialect, model) for model in models]
    if dialect is Dialect.OPENAI:
        return orjson.dumps({"object": "list", "data": cards})
    first, last = (models[0].id, models[-1].id) if models else (None, None)
    return orjson.dumps({"data": cards, "has_more": False, "first_id": first, "last_id": last})


def model_body(dialect: Dialect, model: ModelCard) -> bytes:
    """`GET /v1/models/{id}`."""
    return orjson.dumps(_card(dialect, model))


def _card(dialect: Dialect, model: ModelCard) -> dict[str, object]:
    if dialect is Dialect.OPENAI:
        return {"id": model.id, "object": "model", "created": model.created, "owned_by": model.owner}
    created = datetime.fromtimestamp(model.created, UTC).isoformat().replace("+00:00", "Z")
    return {
        "type": "model",
        "id": model.id,
        "display_name": model.name,
        "created_at": created,
        "lifecycle": "active",
    }
