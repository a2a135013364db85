"""Proving a claim (명제) about packs: it holds for every input, or here is the smallest counterexample. What lives here:
the claim language and the search. What does not: the space that it ranges over (`space.py`).

```
data.classification = S → decision in {route_in_house, deny}
service.family = deepseek and service.deployment = vendor_hosted and device.ownership = government => decision >= require_approval
→ decision != deny                                            (no premise: always)
service.family = deepseek → decision = deny and obligations contains {log, notify_security_officer}
```
A premise is conditions joined by `and`: `=`, `!=` (`≠`), `in {…}`, `not in {…}`, `>=` (`≥`), `<`, `contains`; the arrow is
`→`, `=>` or `->`; the conclusion speaks of `decision`, where `>=` and `<` go by rank, of `obligations`, or of both, joined
by `and`. `obligations contains mask_personal_info` holds wherever what leaves is masked. Nothing else is a claim.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from gwanmun.domain.decisions import Decision, Outcome
from gwanmun.errors import BadPolicy
from gwanmun.policy.diagram import TooLarge
from gwanmun.policy.explain import particle
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import (
    ATTRIBUTES,
    MASK,
    AnyOf,
    AtLeast,
    Attribute,
    Below,
    Condition,
    Contains,
    Equals,
    Not,
    Pack,
    Sort,
    Test,
    Value,
    holds,
)
from gwanmun.policy.reader import read_value
from gwanmun.policy.space import SAMPLED, SEED, Method, Space
from gwanmun.policy.strict_yaml import Place, bad

MAX_CHARACTERS = 2000

_TOKEN = re.compile(r"\s*(?:(?P<arrow>→|=>|->)|(?P<operator>>=|≥|!=|≠|=|<)|(?P<mark>[{},])|(?P<word>[^\s{},=<>!≠≥→]+))")
_OPERATORS = ("=", "!=", "in {…}", "not in {…}", ">=", "<", "contains")
_OUTCOMES = {outcome.word: outcome for outcome in Outcome if outcome is not Outcome.NOT_APPLICABLE}
_FINAL = frozenset(_OUTCOMES.values())


@dataclass(frozen=True, slots=True)
class Claim:
    text: str
    premise: tuple[Condition, ...]
    decisions: frozenset[Outcome]  # one of these, says the claim
    obligations: tuple[str, ...] = ()  # and all of these

    def kept_by(self, decision: Decision) -> bool:
        """Whether a decision is as the claim says."""
        return decision.outcome in self.decisions and not self.lacking(decision)

    def lacking(self, decision: Decision) -> tuple[str, ...]:
        """The obligations that the claim asks for and the decision does not carry."""
        carried = {*decision.obligations, *((MASK,) if decision.masks else ())}
        return tuple(one for one in self.obligations if one not in carried)


@dataclass(frozen=True, slots=True)
class Counterexample:
    """An input for which the claim does not hold, and what is decided there."""

    differences: tuple[tuple[str, Value], ...]  # from the base, fewest possible
    decision: Decision


@dataclass(frozen=True, slots=True)
class Proof:
    """`holds` for all of `inputs` where the method is exact or enumerated, else for `checked` of them.

    `matching` counts the inputs for which the premise holds: a claim about none of them holds and says nothing.
    """

    holds: bool
    method: Method
    inputs: int
    checked: int
    matching: int
    counterexample: Counterexample | None
    seed: int = SEED

    @property
    def vacuous(self) -> bool:
        return self.holds and self.matching == 0


def prove(
    claim: Claim,
    packs: Iterable[Pack],
    base: Mapping[str, Value],
    *,
    default_after_approval: Outcome | None = None,
) -> Proof:
    """Whether the claim holds for the effective decision of these packs, over everything that they can tell apart.

    `base` is the complete input that a counterexample is counted from. Never raises for a claim that was read.
    """
    packs = tuple(packs)
    judge = Judge(packs, default_after_approval=default_after_approval)
    space = Space(packs, base, (*claim.premise, *_approvals(default_after_approval)))
    try:
        return _exactly(claim, packs, space, judge, default_after_approval)
    except TooLarge:
        return _by_visiting(claim, space, judge)


def _exactly(
    claim: Claim, packs: tuple[Pack, ...], space: Space, judge: Judge, default_after_approval: Outcome | None
) -> Proof:
    trees = space.diagrams
    claimed = frozenset(map(int, claim.decisions))
    premise = trees.box(space.masks(claim.premise), 1, 0)
    answer = space.together(packs, default_after_approval)
    # 0 outside the premise, 1 as claimed, 2 against the claim
    verdict = trees.apply(lambda inside, rank: inside and (1 if rank in claimed else 2), premise, answer)
    for obligation in claim.obligations:
        carried = space.carried(packs, obligation, answer)
        verdict = trees.apply(lambda said, has: 2 if said == 1 and not has else said, verdict, carried)
    counts = trees.count(verdict)
    cell = trees.nearest(verdict, 2, space.home)
    found = None if cell is None else Counterexample(space.differences(cell), judge.judge(space.input(cell)))
    # INVARIANT: a counterexample is one for the judge itself, which knows nothing of diagrams.
    if found is not None and claim.kept_by(found.decision):  # pragma: no cover - it holds
        raise AssertionError("the diagram and the judge disagree")
    matching = counts.get(1, 0) + counts.get(2, 0)
    return Proof(cell is None, space.method, space.size, space.size, matching, found)


def _by_visiting(claim: Claim, space: Space, judge: Judge) -> Proof:
    method, cells = space.cells()
    checked = matching = 0
    best: tuple[int, tuple[int, ...]] | None = None
    masks = space.masks(claim.premise)
    for cell in cells:
        checked += 1
        if all(bits >> cell[at] & 1 for at, bits in masks.items()):
            matching += 1
            steps = sum(one != home for one, home in zip(cell, space.home, strict=True))
            nearer = best is None or (steps, cell) < best
            if nearer and not claim.kept_by(judge.judge(space.input(cell))):
                best = (steps, cell)
    found = None
    if best is not None:
        found = Counterexample(space.differences(best[1]), judge.judge(space.input(best[1])))
    return Proof(best is None, method, space.size, min(checked, SAMPLED) if method is Method.SAMPLED else checked,
                 matching, found)  # fmt: skip


def _approvals(default_after_approval: Outcome | None) -> tuple[Condition, ...]:
    states = () if default_after_approval is None else ("granted", "rejected")
    return tuple(Condition("approval.state", Equals(state)) for state in states)


# ---------------------------------------------------------------- the language of claims


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # arrow | operator | mark | word | end
    text: str
    column: int


def read_claim(text: str) -> Claim:
    """Read a claim. Raises `BadPolicy` at claim:1:column, with the word that was probably meant."""
    return _Claims(text).claim()


class _Claims:
    """One reading of a claim, from left to right; nothing is ever looked at twice."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._next = 0

    def claim(self) -> Claim:
        premise: list[Condition] = []
        while self._peek().kind != "arrow":
            premise.append(self._condition())
            if self._peek().kind != "arrow":
                self._take_word(
                    "and", "조건은 and로 잇고 결론 앞에는 →를 씁니다", "conditions are joined by and; → comes before the conclusion"
                )  # fmt: skip
        self._take()
        decisions, obligations = self._conclusions()
        last = self._peek()
        if last.kind != "end":
            raise _bad(last, "결론 뒤에 남은 글이 있습니다", "something stands after the conclusion")
        return Claim(self._text.strip(), tuple(premise), decisions, obligations)

    def _conclusions(self) -> tuple[frozenset[Outcome], tuple[str, ...]]:
        decisions, obligations = _FINAL, dict[str, None]()
        while True:
            if self._peek().text == "obligations":
                obligations.update(dict.fromkeys(self._obligations()))
            else:
                decisions &= self._conclusion()
            if self._peek().text != "and":
                return decisions, tuple(obligations)
            self._take()

    def _obligations(self) -> list[str]:
        self._take()
        self._take_word("contains", "obligations 뒤에는 contains가 옵니다", "obligations is followed by contains")
        if self._peek().text != "{":
            return [self._obligation()]
        self._take()
        found = [self._obligation()]
        while self._peek().text == ",":
            self._take()
            found.append(self._obligation())
        self._take_mark("}")
        return found

    def _obligation(self) -> str:
        token = self._take()
        if token.kind != "word":
            raise _bad(
                token, "조건의 이름이 와야 합니다", "an obligation's name is expected here", "log, mask_personal_info"
            )
        return token.text

    def _condition(self) -> Condition:
        token = self._take()
        if token.kind == "word" and token.text == "decision":
            raise _bad(
                token, "decision은 → 뒤에만 씁니다", "decision stands only after the arrow", "… → decision in {deny}"
            )
        attribute = ATTRIBUTES.get(token.text) if token.kind == "word" else None
        if attribute is None:
            raise _meant(token, tuple(ATTRIBUTES), "속성", "an attribute")
        return Condition(attribute.name, self._test(attribute))

    def _test(self, attribute: Attribute) -> Test:
        token = self._take()
        match token.text:
            case "=":
                return Equals(self._value(attribute))
            case "!=" | "≠":
                return Not(Equals(self._value(attribute)))
            case "in":
                return AnyOf(self._values(attribute))
            case "not":
                self._take_word("in", "not 뒤에는 in {…}이 옵니다", "not is followed by in {…}")
                return Not(AnyOf(self._values(attribute)))
            case ">=" | "≥" | "<":
                if attribute.sort not in {Sort.LEVEL, Sort.DAY}:
                    raise _bad(
                        token,
                        f"'{attribute.name}'에는 순서가 없습니다",
                        f"'{attribute.name}' has no order",
                        "=, in {…}",
                    )
                bound = self._value(attribute)
                return Below(bound) if token.text == "<" else AtLeast(bound)
            case "contains":
                if attribute.sort not in {Sort.WORD, Sort.WORDS}:
                    raise _bad(
                        token,
                        f"'{attribute.name}'에는 contains를 쓸 수 없습니다",
                        f"contains does not fit '{attribute.name}'",
                        "=, in {…}",
                    )
                return Contains(str(self._value(attribute)))
            case _:
                raise _meant(token, _OPERATORS, "연산자", "an operator")

    def _conclusion(self) -> frozenset[Outcome]:
        token = self._take()
        if token.text != "decision":
            raise _bad(
                token,
                "결론은 decision이나 obligations로 시작합니다",
                "the conclusion speaks of decision or obligations",
                "→ decision in {deny}",
            )
        operator = self._take()
        match operator.text:
            case "=":
                return frozenset({self._outcome()})
            case "!=" | "≠":
                return _FINAL - {self._outcome()}
            case "in":
                return frozenset(self._outcomes())
            case "not":
                self._take_word("in", "not 뒤에는 in {…}이 옵니다", "not is followed by in {…}")
                return _FINAL - frozenset(self._outcomes())
            case ">=" | "≥":
                least = self._outcome()
                return frozenset(one for one in _FINAL if one >= least)
            case "<":
                bound = self._outcome()
                return frozenset(one for one in _FINAL if one < bound)
            case _:
                raise _meant(operator, _OPERATORS[:-1], "연산자", "an operator")

    def _outcomes(self) -> list[Outcome]:
        self._take_mark("{")
        found = [self._outcome()]
        while self._peek().text == ",":
            self._take()
            found.append(self._outcome())
        self._take_mark("}")
        return found

    def _values(self, attribute: Attribute) -> tuple[Value, ...]:
        self._take_mark("{")
        found = [self._value(attribute)]
        while self._peek().text == ",":
            self._take()
            found.append(self._value(attribute))
        self._take_mark("}")
        return tuple(found)

    def _outcome(self) -> Outcome:
        token = self._take()
        found = _OUTCOMES.get(token.text)
        if found is None:
            raise _meant(token, tuple(_OUTCOMES), "최종 판정", "a final decision")
        return found

    def _value(self, attribute: Attribute) -> Value:
        token = self._take()
        if token.kind != "word":
            raise _bad(token, "값이 와야 합니다", "a value is expected here", _choices(attribute))
        try:
            return read_value(attribute.name, token.text)
        except BadPolicy as error:
            raise error.elsewhere(_at(token), "claim") from None

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        if token.kind == "end":
            raise _bad(token, "명제가 끝나지 않았습니다", "the claim is not finished", "조건 → decision in {deny}",
                       "conditions -> decision in {deny}")  # fmt: skip
        self._next += 1
        return token

    def _take_word(self, word: str, ko: str, en: str) -> None:
        token = self._peek()
        if token.kind != "word" or token.text != word:
            raise _bad(token, ko, en, f"'{word}'?")
        self._next += 1

    def _take_mark(self, mark: str) -> None:
        token = self._peek()
        if token.text != mark or token.kind != "mark":
            raise _bad(
                token, f"여기에는 '{mark}' 표시가 와야 합니다", f"'{mark}' is expected here", "{deny, route_in_house}"
            )
        self._next += 1


def _tokens(text: str) -> list[_Token]:
    if len(text) > MAX_CHARACTERS:
        raise bad(_place(1), f"{MAX_CHARACTERS}자를 넘습니다", f"it is longer than {MAX_CHARACTERS} characters")
    found: list[_Token] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at, end)
        if match is None or match.lastgroup is None:
            column = at + 1 + len(text[at:end]) - len(text[at:end].lstrip())
            raise bad(
                _place(column),
                "명제에 쓸 수 없는 글자입니다",
                "a character that no claim holds",
                "=, !=, in {…}, >=, <",
            )
        kind = match.lastgroup
        found.append(_Token(kind, match[kind], match.start(kind) + 1))
        at = match.end()
    return [*found, _Token("end", "", end + 1)]


def _place(column: int) -> Place:
    return Place("claim", 1, column)


def _at(token: _Token) -> str:
    return str(_place(token.column))


def _bad(token: _Token, ko: str, en: str, suggestion: str = "", suggestion_en: str = "") -> BadPolicy:
    error = bad(_place(token.column), ko, en, suggestion, suggestion_en)
    return error.elsewhere(error.where, "claim")


def _meant(token: _Token, known: tuple[str, ...], ko: str, en: str) -> BadPolicy:
    word = "".join(one if one.isprintable() else "?" for one in token.text[:40])
    close = get_close_matches(word.casefold(), known, n=1, cutoff=0.5)
    hint = f"'{close[0]}'?" if close else ", ".join(known[:12])
    return _bad(token, f"{ko}{particle(ko, '이/가')} 아닙니다: '{word}'", f"not {en}: '{word}'", hint)


def _choices(attribute: Attribute) -> str:
    if attribute.sort is Sort.FLAG:
        return "true, false"
    return ", ".join(attribute.choices) or ("2025-02-05" if attribute.sort is Sort.DAY else "")


def holds_for(claim: Claim, attributes: Mapping[str, Value], decision: Decision) -> bool:
    """Whether the claim holds for one input and the decision made there: what a claim means."""
    premise = all(holds(one.test, attributes[one.attribute], ATTRIBUTES[one.attribute]) for one in claim.premise)
    return not premise or claim.kept_by(decision)


def check_obligations(claim: Claim, packs: Iterable[Pack]) -> None:
    """Raises `BadPolicy` for an obligation that no rule of these packs names: it was surely meant otherwise."""
    known = {MASK, "log", *(one for pack in packs for rule in pack.rules for one in rule.obligations)}
    for name in claim.obligations:
        if name not in known:
            column = claim.text.index(name) + 1
            raise _meant(
                _Token("word", name, column),
                tuple(sorted(known)),
                "이 정책 묶음의 조건",
                "an obligation of these packs",
            )
