"""One request in sentences, from its records (기록의 설명): who, from where, what was asked, what was found, why it was
decided so, where it went, what it cost, what proves it. Whole sentences of one language; what the record does not say is
left out, never guessed.

What does not live here: finding and proving records (`adapters/files/evidence.py`), printing (`entrypoints/journal_commands.py`), pages.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gwanmun import errors
from gwanmun.control.countries import with_code
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.findings import Kind
from gwanmun.domain.money import won
from gwanmun.errors import BadDocument, BadRequest, GwanmunError, Unidentified
from gwanmun.journal.record import OpeningState, Record
from gwanmun.policy.sentences import VALUES
from gwanmun.privacy.kinds import KINDS

#: Korean, English.
Pair = tuple[str, str]
Say = Callable[[str, str], str]
Tree = Mapping[str, object]

_KIND: dict[str, Pair] = {
    "admitted": ("보냄", "sent"),
    "ended": ("끝남", "ended"),
    "refused": ("거절", "refused"),
    "turned_away": ("돌려보냄(횟수)", "turned away (a count)"),
    "started": ("관문 시작", "gate started"),
    "stopped": ("관문 정지", "gate stopped"),
    "adopted": ("정책 적용", "policy adopted"),
    "reconciled": ("청구서로 정산", "settled by the bill"),
    "act": ("담당자 행위", "act"),
}
_ENDING: dict[str, Pair] = {
    "ok": ("정상", "in order"),
    "error": ("오류", "with an error"),
    "unknown": ("확인 불가(최대 비용으로 정산)", "unknown (settled at the worst case)"),
}
_EVIDENCE: dict[str, Pair] = {
    "certificate": ("단말 인증서", "client certificate"),
    "zone": ("네트워크 구역", "network zone"),
    "proxy": ("프록시의 서명", "a proxy's signature"),
    "key": ("이용 키", "the key"),
    "none": ("없음", "none"),
}
_GROUND: dict[str, Pair] = {
    "mark": ("글에 적힌 등급 표시", "a mark in the text"),
    "unmasked": ("가리지 않은 개인정보", "personal data left unmasked"),
    "content": ("글의 내용, 정보공개법 제9조제1항 해당 호", "the content, class of art. 9(1) of the disclosure act"),
    "wording": ("글투가 닮음, 정보공개법 제9조제1항 해당 호", "worded like matters of art. 9(1) of the disclosure act"),
    "fingerprint": ("등록된 비공개 문서와 일치", "passages of a registered file"),
}
_MASKED: dict[str, Pair] = {
    "token": ("되돌릴 수 있게 가림", "masked and given back"),
    "one_way": ("되돌리지 않게 가림", "masked for good"),
    "word": ("낱말로 가림", "replaced by a word"),
    "partial": ("일부만 가림", "masked in part"),
    "refuse": ("거절", "refused"),
    "keep": ("그대로 둠", "left as it stands"),
}
_CHOSEN: dict[str, Pair] = {
    "kept": ("이용자가 그대로 둠", "kept by the person"),
    "masked by hand": ("이용자가 직접 가림", "masked by hand"),
}
_BY: dict[str, Pair] = {
    "reported": ("공급자 보고", "as reported"),
    "counted": ("관문 계산", "as counted by the gate"),
    "worst case": ("최대 비용", "worst case"),
}
_FORMAT: dict[str, Pair] = {"text": ("글", "text"), "picture": ("그림", "picture")}
_STANDS: dict[str, Pair] = {
    "body": ("본문", "body"),
    "table": ("표", "tables"),
    "header": ("머리글", "running heads"),
    "footer": ("바닥글", "running feet"),
    "master": ("바탕쪽", "masters"),
    "footnote": ("각주", "footnotes"),
    "endnote": ("미주", "endnotes"),
    "memo": ("메모", "comments"),
    "hidden comment": ("숨은 설명", "hidden comments"),
    "text box": ("글상자", "text boxes"),
    "deleted": ("삭제된 내용", "deleted text"),
    "notes": ("발표자 노트", "speaker notes"),
    "name": ("파일 이름", "the file's name"),
    "beside": ("문서 정보와 본문 밖", "properties and what stands beside the text"),
    "technical": ("기술 정보", "technical texts"),
}
_TASK: dict[str, Pair] = {
    "caller": ("이용자가 적음", "as the caller says"),
    "label": ("관문이 분류함", "as the gate labels it"),
}
_FAULT: dict[str, Pair] = {
    "caller_gone": ("이용자가 연결을 끊음", "the caller hung up"),
    "gate_died": ("관문이 갑자기 멈춤", "the gate died"),
}
_AWAY: dict[str, Pair] = {
    "strangers": ("확인되지 않은 접속", "strangers"),
    "edge": ("형식이 잘못되었거나 받을 수 없는 요청", "malformed or unacceptable requests"),
}
_PRICE: dict[str, Pair] = {"none (in-house)": ("없음(기관 내부)", "none (in-house)")}
_BLANK = re.compile(r"\s*\(\{\w+\}\)|:?\s*\{\w+\}")
_ERRORS = {
    c.code: c
    for _, c in inspect.getmembers(errors, inspect.isclass)
    if issubclass(c, GwanmunError) and "code" in vars(c)
}


@dataclass(frozen=True, slots=True)
class Told:
    """One record in words: its heading, what it says (name, words), and what stands below it."""

    index: int
    kind: str
    kind_words: str
    who: str
    day: str
    proof: str
    said: tuple[tuple[str, str], ...]
    below: tuple[str, ...]
    readable: bool


def explain(records: Sequence[Record], lang: str) -> list[str]:
    """One request in sentences, from its records, as lines for a terminal."""
    lines: list[str] = []
    for one in told(records, lang):
        parts = (f"#{one.index} {one.kind_words}", one.who, one.day, one.proof)
        lines.append(" · ".join(part for part in parts if part))
        lines += [f"  {name}: {text}" for name, text in one.said]
        lines += [f"  {text}" for text in one.below]
    return lines


def told(records: Sequence[Record], lang: str) -> tuple[Told, ...]:
    """One request in sentences, record by record."""

    def say(ko: str, en: str) -> str:
        return ko if lang == "ko" else en

    return tuple(_told(record, say) for record in records)


def _told(record: Record, say: Say) -> Told:
    leaf = record.leaf
    readable = record.state is OpeningState.PROVED
    below = (
        []
        if readable
        else [say("내용은 파기되었거나 열쇠가 없습니다.", "The opening was forgotten, or no key is at hand.")]
    )
    return Told(
        record.index,
        leaf.kind,
        _of(_KIND, leaf.kind, say),
        " ".join(part for part in (leaf.agency, leaf.department, leaf.person) if part) or "-",
        leaf.period,
        say("봉인됨", "sealed") if record.sealed else say("봉인 대기", "not yet sealed"),
        tuple((name, text) for name, text in _opening(record.opening or {}, say) if text) if readable else (),
        (*below, *_money(record, say)),
        readable,
    )


def _money(record: Record, say: Say) -> Iterator[str]:
    leaf = record.leaf
    if leaf.kind == "admitted":
        yield f"{say('예약', 'held')}: {won(leaf.held)}{say('원', ' won')}{say('(최대 비용)', ' (worst case)')}"
    if leaf.kind == "reconciled":
        before, after, officer = won(leaf.held), won(leaf.spent), (record.opening or {}).get("officer", "-")
        yield say(
            f"정산 변경: {before}원 → {after}원 (담당자 {officer})",
            f"settled anew: {before} → {after} won (officer {officer})",
        )
    if leaf.kind == "ended":
        more = f" (+{won(leaf.overbilled)} {say('초과 청구', 'overbilled')})" if leaf.overbilled else ""
        ending = _of(_ENDING, leaf.ending, say)
        yield f"{say('정산', 'settled')}: {won(leaf.spent)}{say('원', ' won')}{more} · {ending}"


def _opening(opening: Tree, say: Say) -> Iterator[tuple[str, str]]:
    yield from _refused(opening, say)
    yield from _asked(opening, say)
    yield from _who(opening, say)
    yield from _files(opening, say)
    yield from _looked_at(opening, say)
    yield from _decided(opening, say)
    yield from _paid(opening, say)
    yield from _counted(opening, say)


def _refused(opening: Tree, say: Say) -> Iterator[tuple[str, str]]:
    code, problem, where = (_text(opening, name) for name in ("code", "problem", "where"))
    if code:
        yield say("거절 코드", "code"), code + (f" / {problem}" if problem else "")
        yield say("무엇이", "what"), _error(code, problem, say)
        yield say("위치", "where"), where
        rules = _list(opening, "refused_by")
        yield say("거절한 규칙", "refused by"), ", ".join(rules)
    yield say("물은 곳", "asked at"), _text(opening, "asked")
    yield say("보낸 주소(가명)", "address (pseudonym)"), _text(opening, "peer")
    fault = _text(opening, "fault")
    if fault:
        words = _of(_FAULT, fault, say) if fault in _FAULT else _error(fault, "", say)
        yield say("장애", "fault"), f"{fault}: {words}" if words and words != fault else fault


def _error(code: str, problem: str, say: Say) -> str:
    """What an error says for itself."""
    if code == BadRequest.code and problem in BadRequest.PROBLEMS:
        ko, en = BadRequest.PROBLEMS[problem][1:3]
    elif code == BadDocument.code and problem in BadDocument.PROBLEMS:
        ko, en = BadDocument.PROBLEMS[problem][1:3]
    elif code == Unidentified.code and problem in Unidentified.WORDS:
        ko, en = Unidentified.WORDS[problem]
    elif code in _ERRORS:
        ko, en = _ERRORS[code].ko, _ERRORS[code].en
    else:
        return ""
    # A record keeps no parameters: what they stood for is left out of the sentence.
    return _BLANK.sub("", say(ko, en))


def _asked(opening: Tree, say: Say) -> Iterator[tuple[str, str]]:
    service, first = _tree(opening, "service"), _tree(opening, "first_input")
    before = _text(opening, "routed_from")
    if before:
        rules = ", ".join(_list(opening, "routed_by"))
        went = say(
            f"{before}. 내부 모델로 전환했습니다. 전환한 규칙: {rules}",
            f"{before}. It was routed in-house, by: {rules}",
        )
        yield say("요청한 서비스", "service asked for"), went
        yield say("서비스 구분", "kind of service"), _service(first, say)
    if service:
        name = say("답한 서비스", "service that answered") if before else say("서비스", "service")
        model = _text(service, "model") or say("목록에 없는 모델", "a model that is not listed")
        yield name, f"{_text(service, 'id')} · {model}"
        yield say("서비스 구분", "kind of service"), _service(_tree(opening, "input"), say)


def _service(asked: Tree, say: Say) -> str:
    if not asked:
        return ""

    def said(name: str) -> str:
        return _value(_text(asked, name), say)

    country = say(*with_code(_text(asked, "service.vendor_country")))
    return say(
        f"모델 계열 {_text(asked, 'service.family')}, 운영 {said('service.deployment')}, 공급자 국가 "
        f"{country}, 인증 등급 {said('service.accredited_level')}",
        f"family {_text(asked, 'service.family')}, hosted {said('service.deployment')}, vendor's country "
        f"{country}, accredited for {said('service.accredited_level')}",
    )


def _who(opening: Tree, say: Say) -> Iterator[tuple[str, str]]:
    who, asked = _tree(opening, "who"), _tree(opening, "input")
    if not who:
        return
    evidence = _of(_EVIDENCE, _text(who, "device_evidence"), say)
    device = _text(asked, "device.class")
    if device:
        known = say(f"(근거: {evidence})", f"(evidence: {evidence})")
        yield say("단말", "device"), f"{_value(device, say, 'device')} {known}"
    else:
        yield say("단말 구분의 근거", "evidence for the device"), evidence
    yield say("이용 키", "key"), _text(who, "key")
    yield say("목적", "purpose"), _value(_text(who, "purpose"), say)
    task = _text(who, "task")
    if task:
        yield say("업무", "task"), f"{task} ({_of(_TASK, _text(who, 'task_source'), say)})"
    yield say("프로그램", "client"), _text(who, "client")
    yield say("교육 이수 유효", "training valid until"), _text(who, "training_until")


def _files(opening: Tree, say: Say) -> Iterator[tuple[str, str]]:
    """Each file of the request: what it was, how much of it was read, what stood where; never its name."""
    rows = opening.get("files")
    for number, row in enumerate(rows if isinstance(rows, list | tuple) else (), 1):
        if not isinstance(row, dict):
            continue
        name = say(f"첨부 문서 {number}", f"file {number}")
        size, kind = _number(row, "bytes"), _text(row, "format")
        told = [_of(_FORMAT, kind, say) if kind in _FORMAT else kind.upper()] if kind else []
        told += [say(f"{size:,}바이트", f"{size:,} bytes")] if size else []
        if kind:
            parts, letters = _number(row, "parts"), _number(row, "characters")
            told.append(say(f"{parts:,}부분 {letters:,}자를 읽음", f"{letters:,} characters read in {parts:,} parts"))
            if pictures := _number(row, "pictures"):
                told.append(say(f"보내지 않은 그림 {pictures}개", f"{pictures} pictures not sent"))
            if guessed := _number(row, "recognised"):
                told.append(say(f"그림 {guessed}곳의 글자를 인식함(불확실)", f"letters guessed in {guessed} pictures"))
        else:
            told.append(say("읽지 못해 거절", "not read, so refused"))
        yield name, ", ".join(told)
        yield name + say(" 판독기", ", read by"), _text(row, "reader")
        yield name + say(" 지문(HMAC)", ", digest (HMAC)"), _text(row, "digest")
        places = [
            f"{_of(_STANDS, place, say)}: " + ", ".join(f"{_kind(kind, say)} {n}" for kind, n in kinds.items())
            for place, kinds in _tree(row, "findings").items()
            if isinstance(kinds, dict)
        ]
        yield name + say(" 탐지 위치", ", found in"), "; ".join(places)


def _number(tree: Tree, name: str) -> int:
    value = tree.get(name)
    return value if isinstance(value, int) else 0


def _looked_at(opening: Tree, say: Say) -> Iterator[tuple[str, str]]:
    findings = _tree(opening, "findings")
    if findings:
        yield say("탐지", "found"), ", ".join(f"{_kind(kind, say)} {count}" for kind, count in findings.items())
    masked = _tree(opening, "masked")
    if masked:
        yield say("가림", "masking"), ", ".join(f"{_of(_MASKED, style, say)} {n}" for style, n in masked.items())
    for how, pair in _CHOSEN.items():
        kinds = _tree(_tree(opening, "chosen"), how)
        if kinds:
            yield say(*pair), ", ".join(f"{_kind(kind, say)} {n}" for kind, n in kinds.items())
    grade = _text(_tree(opening, "input"), "data.classification")
    if grade:
        grounds = [_ground(row, say) for row in _list(opening, "grounds")]
        raised = _text(_tree(opening, "who"), "raised_grade")
        if raised in {"S", "C"}:
            grounds.append(say(f"호출자가 {raised}로 올림", f"the caller raised it to {raised}"))
        if not grounds:
            nothing = say("더 높은 등급의 근거를 찾지 못함", "no ground for a higher one was found")
            grounds = [nothing if grade == "O" else say("기관의 기본 등급", "the agency's default")]
        yield say("정보 등급", "grade"), f"{_value(grade, say)} ({say('근거', 'because')}: {'; '.join(grounds)})"


def _ground(row: str, say: Say) -> str:
    grade, _, rest = row.partition(" ")
    why, _, detail = rest.partition(" ")
    if why == "unmasked":
        detail = _kind(detail, say)
    elif why in {"content", "wording"}:
        detail = say(f"제{detail}호", f"no. {detail}")
    elif why == "mark":
        detail = ""  # how it was found, in the detector's own words
    return f"{grade} {_of(_GROUND, why, say)}" + (f" {detail}" if detail else "")


def _decided(opening: Tree, say: Say) -> Iterator[tuple[str, str]]:
    decision = _tree(opening, "decision")
    if not decision:
        return
    outcome = _text(decision, "outcome")
    known = {o.word: o for o in Outcome}.get(outcome)
    word = say(known.ko, outcome.replace("_", " ")) if known else outcome
    yield say("판정", "decision"), f"{word} · {', '.join(_list(decision, 'rules'))}"
    yield say("사유", "reason"), _text(decision, say("reason_ko", "reason_en"))
    yield say("출처", "source"), _text(decision, "source")
    yield say("승인 번호", "approval"), _text(opening, "approval")


def _paid(opening: Tree, say: Say) -> Iterator[tuple[str, str]]:
    money, usage = _tree(opening, "money"), _tree(opening, "usage")
    if money:
        price = _of(_PRICE, _text(money, "price"), say)
        rate = _text(money, "rate")
        yield say("단가 근거", "price"), price + (say(f", 환율 {rate}", f", rate {rate}") if rate else "")
    if usage:
        by = _of(_BY, _text(usage, "by"), say)
        taken, given = usage.get("input"), usage.get("output")
        if isinstance(taken, int) and isinstance(given, int):
            yield (
                say("사용량", "usage"),
                say(f"입력 {taken:,}토큰, 출력 {given:,}토큰 ({by})", f"{taken:,} tokens in, {given:,} out ({by})"),
            )
        else:
            yield say("사용량", "usage"), by


def _counted(opening: Tree, say: Say) -> Iterator[tuple[str, str]]:
    why, count = _text(opening, "why"), opening.get("count")
    if why in _AWAY and isinstance(count, int):
        yield _of(_AWAY, why, say), say(f"{count:,}건", f"{count:,}")
        yield say("종류", "kinds"), ", ".join(f"{name} {n}" for name, n in _tree(opening, "problems").items())
        yield (
            say("보낸 주소(가명)", "addresses (pseudonyms)"),
            ", ".join(f"{name} {n}" for name, n in _tree(opening, "peers").items()),
        )


# ---------------------------------------------------------------- words and fields


def _of(table: Mapping[str, Pair], word: str, say: Say) -> str:
    pair = table.get(word)
    return say(*pair) if pair else word


def _value(word: str, say: Say, of: str = "") -> str:
    if word == "personal":
        return say("개인 단말", "personal device") if of == "device" else say("개인 용도", "personal use")
    return _of(VALUES, word, say)


def _kind(name: str, say: Say) -> str:
    info = KINDS.get(Kind(name)) if name in {k.value for k in Kind} else None
    return say(info.word, info.en) if info else name


def _text(tree: Tree, name: str) -> str:
    value = tree.get(name)
    return value if isinstance(value, str) else ""


def _tree(tree: Tree, name: str) -> Tree:
    value = tree.get(name)
    return value if isinstance(value, dict) else {}


def _list(tree: Tree, name: str) -> list[str]:
    value = tree.get(name)
    return [str(one) for one in value] if isinstance(value, list | tuple) else []
