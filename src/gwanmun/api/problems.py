"""Errors for programs (RFC 9457 problem details): one shape, in Korean and English. What does not live here: the words
themselves (`errors.py`).
"""

import msgspec

from gwanmun.errors import BadRequest, GwanmunError, TooFast, Unidentified

Header = tuple[bytes, bytes]

PROBLEM: Header = (b"content-type", b"application/problem+json")
NO_STORE: Header = (b"cache-control", b"no-store")


def status_of(error: GwanmunError) -> int:
    return error.http_status if isinstance(error, BadRequest) else error.status


def problem(error: GwanmunError, language: str = "ko") -> tuple[int, list[Header], bytes]:
    """Status, headers and body."""
    status = status_of(error)
    body = {
        "type": f"urn:gwanmun:error:{error.code}",
        "title": error.message(language),
        "status": status,
        "detail": error.remedy(language),
        "code": error.code,
        "where": error.where,
        "ko": error.message("ko"),
        "en": error.message("en"),
        "remedy_ko": error.remedy("ko"),
        "remedy_en": error.remedy("en"),
    }
    headers = [PROBLEM, NO_STORE, (b"content-language", language.encode())]
    if isinstance(error, BadRequest):
        body["problem"] = error.problem
        if error.problem == "bad_method":
            headers.append((b"allow", str(error.params.get("allowed", "")).encode()))
    if isinstance(error, Unidentified):
        headers.append((b"www-authenticate", b'Bearer realm="gwanmun"'))
    if isinstance(error, TooFast):
        headers.append((b"retry-after", str(error.params.get("seconds", 1)).encode()))
    elif status == 503:
        headers.append((b"retry-after", b"5"))
    return status, headers, msgspec.json.encode(body)


def language_of(accept: str) -> str:
    """`en` when the caller asks for English first; Korean otherwise (RFC 9110 §12.5.4, in its simplest reading)."""
    return "en" if accept.strip().lower().startswith("en") else "ko"
