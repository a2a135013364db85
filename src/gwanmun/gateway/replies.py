"""The one place that words errors for machines (응답): in the caller's dialect, Korean first, English after.

An official SDK raises its own exception class from these; the `gwanmun` object carries code, reason, rule, source,
date, alternatives and the next step in both languages.
"""

from collections.abc import Mapping

from gwanmun.domain.allowances import LEVELS, PERIODS, Limit
from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.ids import RequestId
from gwanmun.errors import (
    BadRequest,
    GwanmunError,
    Judged,
    NeedsApproval,
    OverAllowance,
    TooFast,
    TrainingNeeded,
    UpstreamBusy,
    UpstreamFault,
    UpstreamLocked,
    UpstreamRefused,
)
from gwanmun.policy.explain import Words
from gwanmun.wire.bodies import Problem, error_body, error_event

Header = tuple[bytes, bytes]
JSON: Header = (b"content-type", b"application/json; charset=utf-8")
NO_STORE: Header = (b"cache-control", b"no-store")


def status_of(error: GwanmunError) -> int:
    return error.http_status if isinstance(error, BadRequest) else error.status


def details(error: GwanmunError) -> dict[str, object]:
    """What a program can act on: everything that the words say, as fields."""
    found: dict[str, object] = {}
    if isinstance(error, BadRequest):
        found["problem"] = error.problem
    if isinstance(error, TrainingNeeded):
        found["course"] = {name: error.params[name] for name in ("course", "course_ko", "course_en", "place")}
    if isinstance(error, NeedsApproval) and error.filing is not None:
        found["approval_request"] = {"method": "POST", "path": error.path, "body": dict(error.filing)}
    if isinstance(error, TooFast) and "level" in error.params:
        found["rate_limit"] = {name: error.params[name] for name in ("level", "measure", "window", "most", "seconds")}
    if isinstance(error, OverAllowance) and isinstance(error.limit, Limit):
        level, period = LEVELS[error.limit.level].value, PERIODS[error.limit.period].value
        # Over the limit one's own use is still to be seen, and more can be asked for.
        found["allowance"] = {"level": level, "period": period, "limit_micro_won": error.limit.micro_won}
        found["own_use"] = {"method": "GET", "path": "/gwanmun/usage"}
        found["allowance_request"] = {"act": "ask_allowance", "level": level, "period": period}
    if isinstance(error, Judged):
        words = error.params.get("words")
        if isinstance(words, Words):
            found |= {
                "rule": words.rule,
                "source": words.source,
                "effective_from": words.effective_from,
                "alternatives": list(words.alternatives),
                "contact_ko": words.contact_ko,
            }
    return found


def problem_of(error: GwanmunError, extra: Mapping[str, object] | None = None) -> Problem:
    found = details(error)
    rule = found.pop("rule", "")
    return Problem(
        status_of(error),
        error.code,
        error.message("ko"),
        error.message("en"),
        error.remedy("ko"),
        error.remedy("en"),
        str(rule),
        error.where,
        {**found, **(extra or {})},
    )


def refusal(
    error: GwanmunError, dialect: Dialect, request: RequestId | None, extra: Mapping[str, object] | None = None
) -> tuple[int, list[Header], bytes]:
    """Status, headers and body of an error in the caller's dialect."""
    status = status_of(error)
    body = error_body(dialect, problem_of(error, extra), request or "")
    headers = [JSON, NO_STORE]
    if request:
        headers.append((b"gwanmun-request", request.encode()))
    headers.append((b"gwanmun-code", error.code.encode()))
    if isinstance(error, BadRequest) and error.problem == "bad_method":
        headers.append((b"allow", str(error.params.get("allowed", "")).encode()))
    if isinstance(error, UpstreamBusy):
        headers.append((b"retry-after", str(error.params.get("retry_after", 30)).encode()))
    elif isinstance(error, TooFast):
        headers.append((b"retry-after", str(error.params.get("seconds", 1)).encode()))
    elif isinstance(error, UpstreamFault) and (error.did_work or isinstance(error, UpstreamRefused | UpstreamLocked)):
        # A repetition by itself would be paid for again, or refused again.
        headers.append((b"x-should-retry", b"false"))
    elif status == 503:
        headers.append((b"retry-after", b"5"))
    elif status < 500:
        # The SDKs retry 408, 409, 429 and 5xx by themselves; a lawful no stays a no.
        headers.append((b"x-should-retry", b"false"))
    return status, headers, body


def broken_stream(error: GwanmunError, dialect: Dialect, request: RequestId) -> bytes:
    """The last event of a stream that failed after its first byte."""
    return error_event(dialect, problem_of(error), request)
