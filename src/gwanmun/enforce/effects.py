"""Records of taking effect (시행 기록): one line each, chained and signed by the apply agent's own key. What lives here: writing
and proving lines. What does not: files (`adapters/enforcement/agent.py`), the desk's books.

A line is JSON `{"before", "row", "signature"}`: `before` is the SHA-256 of the line before (empty: the first), the
signature (Ed25519, RFC 8032) is over context, `before` and the row's canonical bytes. So no line can be changed, added by
others, or left out between two that were filed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gwanmun.domain.enforcement import Effect
from gwanmun.domain.ids import AgencyId
from gwanmun.enforce.grammar import person, refused, token
from gwanmun.errors import BadCommand

_CONTEXT = b"gwanmun-enforcement-effect-1\n"
LONGEST_LINE = 4096

Row = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a series of lines stands: the last sequence and digest."""

    sequence: int = 0
    digest: str = ""


def line_of(row: Row, chain: Chain, key: Ed25519PrivateKey) -> str:
    """The next line, without its line end. `row` gets its sequence here."""
    body = {**row, "sequence": chain.sequence + 1}
    signature = key.sign(_signed(chain.digest, body)).hex()
    return json.dumps({"before": chain.digest, "row": body, "signature": signature}, ensure_ascii=True, sort_keys=True)


def digest_of(line: str) -> str:
    return sha256(line.encode()).hexdigest()


def last_of(lines: Iterable[str]) -> Chain:
    """Where a file of one's own lines stands. Raises `BadCommand` when its last line is none."""
    last = ""
    for line in lines:
        last = line.rstrip("\n") or last
    if not last:
        return Chain()
    body = _parsed(last, 0)[1]
    return Chain(_whole(body, "sequence", 0), digest_of(last))


def effects_of(lines: Iterable[str], enforcer: str, public: str, chain: Chain) -> Iterator[Effect]:
    """The lines after `chain`. Those filed before are proved with them, and then passed over.

    Raises `BadCommand` for a line that is not this agent's, where a line is missing, and where the agent began again.
    """
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    for number, text in enumerate(lines, 1):
        line = text.strip()
        if not line:
            continue
        before, body, signature = _parsed(line, number)
        sequence = _whole(body, "sequence", number)
        try:
            key.verify(bytes.fromhex(signature), _signed(before, body))
        except (InvalidSignature, ValueError):
            raise refused(
                f"line {number}", "이 적용기의 서명이 아닙니다", "that line is not signed by this agent",
                "적용기의 공개 키를 확인하십시오: gwanmun enforce agent-key", "check its key: gwanmun enforce agent-key",
            ) from None  # fmt: skip
        if sequence == chain.sequence and digest_of(line) != chain.digest:
            raise refused(
                f"line {number}", "이미 제출된 같은 번호의 기록과 다릅니다", "another record was filed under that line's number",
                "적용기의 폴더가 바뀌었는지 확인하십시오: 새 폴더면 새 이름으로 등록합니다 (gwanmun act put_enforcer)",
                "see whether the agent's folder was replaced: a new one is registered under a new name (gwanmun act put_enforcer)",
            )  # fmt: skip
        if sequence <= chain.sequence:
            continue
        if (before, sequence) != (chain.digest, chain.sequence + 1):
            raise refused(
                f"line {number}", "시행 기록이 이어지지 않습니다", "records are missing before that line",
                "적용기의 effective.jsonl을 처음부터 다시 제출하십시오", "file the agent's effective.jsonl from its beginning",
            )  # fmt: skip
        chain = Chain(sequence, digest_of(line))
        yield _effect(body, enforcer, chain.digest, number)


def _signed(before: str, body: Row) -> bytes:
    return _CONTEXT + before.encode() + b"\n" + json.dumps(body, ensure_ascii=True, sort_keys=True).encode()


def _parsed(line: str, number: int) -> tuple[str, dict[str, str | int], str]:
    try:
        if len(line) > LONGEST_LINE:
            raise _strange(number)
        tree: object = json.loads(line)
    except (ValueError, RecursionError):
        raise _strange(number) from None
    if not isinstance(tree, dict) or set(tree) != {"before", "row", "signature"}:
        raise _strange(number)
    before, row, signature = tree["before"], tree["row"], tree["signature"]
    if not isinstance(before, str) or not isinstance(signature, str) or not isinstance(row, dict):
        raise _strange(number)
    body: dict[str, str | int] = {}
    for name, value in row.items():
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise _strange(number)
        body[str(name)] = value
    return before, body, signature


def _effect(body: Row, enforcer: str, digest: str, number: int) -> Effect:
    where = f"line {number}"
    try:
        day = date.fromisoformat(str(body.get("day", "")))
    except ValueError:
        raise _strange(number) from None
    text = {
        name: token(str(body.get(name, "")), where)
        for name in ("target", "audience", "agency", "device", "stamp", "mode")
    }
    return Effect(
        enforcer, _whole(body, "sequence", number), _whole(body, "at_us", number), text["target"], text["audience"],
        AgencyId(text["agency"]), text["device"], text["stamp"], _whole(body, "revision", number), day,
        _whole(body, "published_us", number), text["mode"], _whole(body, "probes", number), digest,
        person(str(body["confirmed_by"]), where) if body.get("confirmed_by") else None,
    )  # fmt: skip


def _whole(body: Row, name: str, number: int) -> int:
    value = body.get(name)
    if not isinstance(value, int) or not 0 <= value < 2**62:
        raise _strange(number)
    return value


def _strange(number: int) -> BadCommand:
    return refused(
        f"line {number}", "시행 기록의 줄이 아닙니다", "that is no line of an agent's records",
        "effective.jsonl을 그대로 제출하십시오", "file effective.jsonl as it is",
    )  # fmt: skip
