"""계좌번호 (ACCOUNT): 10 to 14 digits beside a bank's name or the word account. 금융실명법 제4조.

Groupings differ by bank and check digits are not public, so the words decide: before the number (입금은 전북은행 …), after
it (… (신한은행), 예금주 …), or the column's header. A bank directly before the number says more than a header; what a word
introduces may be a list (계좌는 봉태규 110-…, 봉가람 356-…). The finding is the number only, never the bank's name.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, Detector, View, alone, digits, lettered
from gwanmun.privacy.detectors.card import luhn
from gwanmun.privacy.detectors.pieces import told_in_pieces
from gwanmun.privacy.lists import BANKS, either

_G: Final = r"(?:[ ]{0,2}[-.·_~/][ ]{0,2}\n?[ ]?|[ ])"
_SHAPE: Final = rf"[0-9]{{2,6}}(?:{_G}[0-9]{{2,8}}){{1,3}}(?:{_G}[0-9]{{1,3}})?|[0-9]{{10,16}}"
#: RE2 (all it needs to know is that ten digits stand nearly together, beside a word).
_WORDS: Final = rf"(?:{either(BANKS)}|은행|뱅크|계좌|통장|예금|입금|환급|환불|송금|이체|지급|납부|급여|[Aa]cct|ACCT|[Aa]ccount|ACCOUNT|bacnt|acnt|ACNT|bank|Bank|BANK|저축|조합|금고)"
_shape = re.compile(_SHAPE)
#: The same words, each begun with a plain letter, so that Python skips to them.
_before = re.compile(
    rf"{either(BANKS)}|은행|뱅크|계좌|통장|예금|입금|환급|환불|송금|이체|지급|납부|급여(?!증|기관|수급)|Acct|acct|ACCT|Account|account|ACCOUNT|bacnt|acnt|ACNT|bank|Bank|BANK|저축|조합(?! ?(?:대표|법인|원|장|이사))|금고"
)
_after = re.compile(
    rf"^(?:\s?[(\[,/←]?| ?(?:이거|이게|여기|이건)(?:는|가)?|(?:이?[에예]요|이요|입니다|임|고요?)[.,]?)\s?(?:예금주|{either(BANKS)}|은행)"
)
_other = re.compile(
    r"전화|연락처|휴대|핸드폰|팩스|주민|사업자|법인|면허|카드|군번|문서|금액|관리번호|등기 ?번호|운송장|송장|접수|차량|여권|☎|생년월일|기간|일시"
)
#: Banks whose numbers tell themselves: 카카오뱅크, 우리은행, 토스뱅크, 새마을금고.
_own = re.compile(r"3333-\d{2}-\d{7}|100[2-6]-\d{3}-\d{6}|100[01]-\d{4}-\d{4}|900[2-9]-\d{4}-\d{4}-\d")
#: Short names that are ordinary words elsewhere: directly before the number only.
_SHORT: Final = "하나|우리|신한|기업|제일|씨티|산업|부산|대구|광주|전북|경남|제주|케뱅|카카오|새마을|NH|SC"
#: The account itself begins with three digits or more, and with no year.
_hyphened = re.compile("(?!(?:19|20)[0-9]{2}-)[0-9]{3,6}-")
_short_bank = re.compile(rf"(?:^|[^가-힣A-Za-z])(?:{_SHORT})[ :(]{{0,2}}$")
#: The same in Latin letters.
_ROMAN: Final = "Shinhan|Kookmin|Woori|Hana|Nonghyup|Kakao|Toss|Suhyup|Kwangju|Daegu|Busan|Jeonbuk|Kyongnam|Saemaul|Citi|KB|NH|IBK|KDB|SHB"
_roman_bank = re.compile(rf"(?:^|[^A-Za-z])(?P<bank>{_ROMAN})(?:[ -]?[Bb]ank)?[ :(#]{{1,3}}$")
#: Cities, units and models are called so, too: only where money or a bank is spoken of.
_ELSE: Final = frozenset({"KB", "NH", "IBK", "KDB", "SHB", "Busan", "Daegu", "Kwangju", "Jeonbuk", "Citi", "Toss"})
_of_money = re.compile(
    "[Bb]ank|BANK|계좌|통장|예금|입금|송금|이체|환급|지급|급여|[Aa]cc(?:oun)?t|ACC(?:OUN)?T|[Rr]emit|[Tt]ransfer|[Dd]eposit|[Pp]ay"
)
#: 제주 83-431811-63 is a driver's licence.
_LICENCE: Final = re.compile("[0-9]{2}-[0-9]{6}-[0-9]{2}")
_PHONE: Final = re.compile(r"0(?:1[016789]|2|[3-6][1-5]|70)\D")
_DATE: Final = re.compile(r"(?:19|20)\d\d[-./ ]{1,3}[01]?\d[-./ ]{1,3}[0-3]?\d(?: [0-2]?\d)?\D*$")


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    listed = -1  # where the account before this one ends
    for start, shape in _shapes(text):
        kept = _without_amount(text, shape, start + len(shape))
        end = start + len(kept)
        value = digits(kept)
        if not 10 <= len(value) <= 16 or not alone(text, start, end) or (shape[0] in "12" and _DATE.match(shape)):
            continue
        if _resident.fullmatch(shape) and not _bank_before.search(text, max(0, start - 12), start):
            continue
        label = view.label(start)
        if _parcel.search(view.before(start)) and not _account_word.search(label):
            continue
        if _bank_before.search(text, max(0, start - 12), start):
            label = view.before(start, 12)
        words = [word.start() for word in _before.finditer(label)]
        others = [other.start() for other in _other.finditer(label)]
        if words and (not others or others[-1] < words[-1]):
            if _PHONE.match(shape) and len(value) <= 11 and not _own_words(view, start, label, shape):
                continue
            sure = 90 if _as_card.fullmatch(shape) and luhn(value) else 96 if "-" in shape else 91
            yield Finding(start, end, Kind.ACCOUNT, sure, "word")
            listed = end
        elif _keyed_bank.search(text, max(0, start - _TWO_KEYS), start):
            yield Finding(start, end, Kind.ACCOUNT, 92, "key of a bank")
        elif listed >= 0 and not others and _next.fullmatch(text, listed, start) and not _PHONE.match(shape):
            yield Finding(start, end, Kind.ACCOUNT, 87, "list")
            listed = end
        elif (
            _hyphened.match(kept)
            and len(value) > _LEAST
            and (_short_bank.search(label) or _by_roman(text, start, end, label))
            and not (_PHONE.match(kept) or _LICENCE.fullmatch(kept))
        ):
            yield Finding(start, end, Kind.ACCOUNT, 86, "short name of a bank")
        elif _own.fullmatch(shape) and not (others or NOT_PERSONAL.search(label) or lettered(text, start, end)):
            yield Finding(start, end, Kind.ACCOUNT, 76, "bank's own")
        elif not others and not _PHONE.match(shape) and _after.search(view.after(end, 14)) and not _of_next(text, end):
            yield Finding(start, end, Kind.ACCOUNT, 88, "word after")
    for m in _directly.finditer(text):
        value = m["v"]
        usual = _years.search(value) or _shape.fullmatch(value) or _PHONE.match(value) or _day_first.match(value)
        if not usual and _LEAST <= len(digits(value)) <= _MOST:
            yield Finding(*m.span("v"), Kind.ACCOUNT, 90, "directly behind")
    for m in _lines.finditer(text) if "\n" in text else ():
        pieces = [m.span(name) for name in "abcd" if m[name]]
        total = sum(end - start for start, end in pieces)
        near = text[max(0, m.start() - 48) : m.start("a")]
        if _LEAST <= total <= _MOST and m["a"][:2] != "01" and _paid.search(near):
            for piece in pieces:
                yield Finding(*piece, Kind.ACCOUNT, 84, "lines")
    for m in _odd.finditer(text):
        start, end = m.span()
        groups = m[0].split(m["o"])
        amount = all(len(group) == _THOUSANDS for group in groups[1:])
        if (
            not amount
            and _LEAST <= len("".join(groups)) <= _MOST
            and alone(text, start, end)
            and _before.search(view.label(start))
        ):
            yield Finding(start, end, Kind.ACCOUNT, 84, "odd marks")

    for m in _mixed.finditer(text):
        value = m["v"]
        marks = set(_marks.findall(value))
        usual = _shape.fullmatch(value) or _PHONE.match(value) or _DATE.match(value) or _amounts.search(value)
        if len(marks) > 1 and not usual and _LEAST <= len(digits(value)) <= _MOST and alone(text, *m.span("v")):
            yield Finding(*m.span("v"), Kind.ACCOUNT, 84, "mixed marks")

    for m in _turns.finditer(text) if "\n" in text else ():
        pieces = [m.span(name) for name in "abc" if m[name]]
        total = len(digits("".join(m[name] or "" for name in "abc")))
        near = text[max(0, m.start() - 48) : m.start()]
        other = _no_piece.match(m["a"]) or _of_amount.search(near)
        if _LEAST <= total <= _MOST and not other and _before.search(near):
            for piece in pieces:
                yield Finding(*piece, Kind.ACCOUNT, 84, "turns")

    for m in _in_turn.finditer(text) if "먼저" in text or "처음" in text else ():
        names = [name for name in "abcd" if m[name]]
        total = sum(len(m[name]) for name in names)
        amounts = all(m[name].endswith("0") for name in names)
        if _LEAST <= total <= _MOST and not amounts and _before.search(view.before(m.start(), 48)):
            for name in names:
                yield Finding(*m.span(name), Kind.ACCOUNT, 84, "in turn")
    if "\n" in text or "가운데" in text or "중간" in text:
        yield from _pieces.detect(view)
    for m in _rest.finditer(text) if "이어" in text or "나머지" in text else ():
        if _LEAST <= len(digits(m["a"] + m["b"])) <= _MOST and _before.search(view.label(m.start())):
            yield Finding(*m.span("a"), Kind.ACCOUNT, 84, "halves")
            yield Finding(*m.span("b"), Kind.ACCOUNT, 84, "halves")
    for m in _halves.finditer(text) if "뒤" in text or "뒷" in text else ():
        total = len(digits(m["a"] + m["b"]))
        if _LEAST <= total <= _MOST and _before.search(view.before(m.start(), 48)):
            yield Finding(*m.span("a"), Kind.ACCOUNT, 84, "halves")
            yield Finding(*m.span("b"), Kind.ACCOUNT, 84, "halves")


#: Amounts end in naughts.
_pieces = told_in_pieces(
    Kind.ACCOUNT,
    "계좌|통장|은행|뱅크|농협|수협|신협",
    frozenset(range(10, 15)),
    valid=lambda value: not value.endswith("00"),
)
#: A bank is one key's value, the number the next one's: 은행: 우체국 / 번호: "…"; who holds it may stand between.
_Q: Final = "[\"']?"
_keyed_bank = re.compile(
    rf"(?:은행|금융 ?(?:기관|회사)|bank)(?: ?명|_?[Nn]ame)?{_Q} ?[:=] ?{_Q}(?:{either(BANKS)})(?:은행|뱅크)?{_Q},?[ ]*\n(?:[^\n:=]{{1,12}}[:=][^\n0-9]{{1,16}}\n)?[ ]*{_Q}(?:번호|no|num|number){_Q} ?[:=] ?{_Q}\Z"
)
_TWO_KEYS: Final = 80
#: As cards are grouped; whose check holds is a card, whatever bank issued it.
_as_card = re.compile("[0-9]{4}(?:[- ]?[0-9]{4}){3}")
#: Grouped as no bank does (8-6, 7-5), directly behind a bank or the word account.
_directly = re.compile(
    rf"(?:{either(BANKS)}|계좌(?: ?번호)?)(?:은행|뱅크)?[은는]?[ :(]{{0,3}}(?P<v>[0-9]{{1,9}}(?:-[0-9]{{1,9}}){{1,4}})(?![0-9]|-[0-9])"
)
_years = re.compile("-(?:19|20)[0-9]{2}-")
_day_first = re.compile(r"(?:19|20)[0-9]{2}(?:-|0[1-9]|1[0-2])")
#: A group a line, the first of them behind the bank: 신한 110 / 285 / 015941.
_lines = re.compile(
    rf"(?:{either(BANKS)})(?:은행|뱅크)?[ :]{{0,3}}\n?(?P<a>[0-9]{{2,6}})-? ?\n(?P<b>[0-9]{{2,8}})-? ?\n(?P<c>[0-9]{{2,8}})(?:-? ?\n(?P<d>[0-9]{{1,6}}))?(?=[ .,]{{0,2}}(?:\n|$))"
)
_paid = re.compile("계좌|통장|예금|입금|환급|환불|송금|이체")
_direct_word = re.compile(
    r"(?:계좌|통장|[Aa]cct|[Aa]ccount|ACCOUNT|acnt|ACNT)(?: ?번호)?[은는이가]?[^0-9A-Za-z가-힣\n]{0,4}\Z"
)
_usual_mobile = re.compile("01[016789]-[0-9]{3,4}-[0-9]{4}")


def _own_words(view: View, start: int, label: str, value: str) -> bool:
    """Whether what looks like a telephone is an account by its words: a mobile only directly behind them."""
    if _usual_mobile.fullmatch(value):
        bank = _bank_before.search(view.text, max(0, start - 12), start)
        return bank is not None or _direct_word.search(label) is not None
    return "계좌" in label or "은행" in label


#: In two halves: 앞 1002-847 … 뒤 339-120.
_halves = re.compile(
    r"앞(?:자리|부분|번호)?[은는이가:]?[ ]?(?P<a>[0-9][0-9-]{4,9})(?![0-9])[^0-9\n]{1,16}(?:뒤|뒷)[^0-9\n]{0,8}(?P<b>[0-9][0-9-]{3,9})(?![0-9-])"
)
#: In a talk, a message a piece, of the same person, whenever: 나: 352 / 나: 1044 / 나: 778812.
_TAIL: Final = r"-?(?: ?(?:이어서요?|이?요|예요|이에요|입니다))?[ .,~!?ㅋㅎ]{0,6}"
_PIECE: Final = r"[0-9]{2,7}(?:-[0-9]{2,7})?"
_TIME: Final = r"(?:\[?(?:오[전후] ?)?[0-9]{1,2}:[0-9]{2}\]? ?)?"
_SAME: Final = rf"\n(?:{_TIME}(?P=who)|\(이어서\) ?)"
_turns = re.compile(
    rf"^{_TIME}(?P<who>\[[^\]\n]{{1,20}}\] ?|[^\n:：\[\]0-9]{{1,12}}[:：>] ?)(?P<a>{_PIECE}){_TAIL}{_SAME}(?P<b>{_PIECE}){_TAIL}(?:{_SAME}(?P<c>{_PIECE}){_TAIL})?$",
    re.MULTILINE,
)
#: A telephone or a day begins so; below these words stand amounts.
_no_piece = re.compile("01|0(?:2|[3-6][1-5]|70)(?![0-9])|(?:19|20)[0-9]{2}-")
_of_amount = re.compile("잔액|잔고|금액|한도|합계|총액|수수료")
#: Said piece after piece: 먼저 351 그다음 0726 그리고 4418 끝에 73.
_THEN: Final = r"[ ,\n]{1,3}(?:그리고 ?)?(?:그 ?다음|다음|그리고|이어서|끝|마지막)(?:에|은|엔|으로)? ?"
_in_turn = re.compile(
    rf"(?:먼저|처음)[에은]? ?(?P<a>[0-9]{{2,6}}){_THEN}(?P<b>[0-9]{{2,8}}){_THEN}(?P<c>[0-9]{{2,8}})(?:{_THEN}(?P<d>[0-9]{{1,6}}))?(?![0-9]| ?[원만억건명개,])"
)
#: … 110-394 이고 이어서 620518.
_rest = re.compile(
    r"(?<![0-9-])(?P<a>[0-9][0-9-]{3,11})(?![0-9])[^0-9\n]{1,12}(?:이어|나머지)[^0-9\n]{0,8}(?P<b>[0-9][0-9-]{3,9})(?![0-9-])"
)
#: Parted by what parts no account as it is usually written; groups of three are an amount.
_ODD: Final = r"[0-9]{2,6}[,=+:*|][0-9]{2,8}[,=+:*|][0-9]{2,8}"
_odd = re.compile(r"(?<![0-9,])[0-9]{2,6}(?P<o>[,=+:*|])[0-9]{2,8}(?P=o)[0-9]{2,8}(?:(?P=o)[0-9]{1,4})?(?![0-9,])")
_THOUSANDS, _MOST = 3, 14
#: Parted by marks of several kinds, directly behind a bank: 국민은행 604/902*01/448_713.
_MIXED: Final = r"[0-9]{2,6}(?: ?[-/*_=+|:.,]{1,2} ?[0-9]{2,8}){2,4}(?: [0-9]{2,3})?"
_mixed = re.compile(rf"(?:{either(BANKS)})(?:은행|뱅크)?[ :]{{0,3}}(?P<v>{_MIXED})(?![0-9])")
_marks = re.compile(r"[-/*_=+|:.,]+")
_amounts = re.compile(r",[0-9]{3}(?![0-9])|[0-9]:[0-9]{2}(?![0-9])")
#: Between two accounts of a list: an amount, a mark, and whose the next one is.
_next = re.compile(r"\)?(?: [0-9]{1,3}(?:,[0-9]{3}){1,2}원?)? ?[,·/;、] ?(?:[가-힣]{2,5}(?: ?[씨님])?[ :(]{1,2})?")
#: A resident or foreigner number between words of payment is one all the same: no bank groups its digits so.
_resident = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])-[1-8][0-9]{6}")
#: What the post office and carriers number.
_parcel = re.compile(r"등기(?!부)|택배|소포|반송|배송|송장")
_account_word = re.compile(r"은행|뱅크|금융|계좌|통장|예금|입금|환급|송금|이체")
#: A bank and the number directly behind it.
_bank_before = re.compile(rf"(?:{either(BANKS)})(?:은행|뱅크)?[ :]{{0,2}}\Z")


def _shapes(text: str) -> Iterator[tuple[int, str]]:
    """Where what looks like an account begins, and what it is; a stroke behind a whole number parts cells: 850312-1234567/110-….."""
    at = 0
    while m := _shape.search(text, at):
        shape, at = m[0], m.end()
        for stroke in _strokes.finditer(shape) if "/" in shape else ():
            whole = shape[: stroke.start()]
            known = "-" in whole and (len(digits(whole)) >= _LEAST or _PHONE.match(whole))
            if known and (" " in stroke[0] or whole[:2] == "01" or _own_number(text, m.start() + stroke.end())):
                shape, at = whole, m.start() + stroke.end()
                break
        if at == m.end() or not (_register.fullmatch(shape) or _telephone(text, m.start(), shape)):
            yield m.start(), shape


def _own_number(text: str, at: int) -> bool:
    """Whether what begins behind a stroke is a number or an amount of its own, no account's last group: …-567890/02."""
    rest = _shape.match(text, at)
    whole = rest is not None and (len(digits(rest[0])) >= _LEAST or _PHONE.match(rest[0]) is not None)
    return whole or _sum.match(text, at) is not None


def _by_roman(text: str, start: int, end: int, label: str) -> bool:
    """Whether a bank's name in Latin letters stands directly before it; one that others have, too, beside money."""
    m = _roman_bank.search(label)
    if m is None or m["bank"] not in _ELSE:
        return m is not None
    return _of_money.search(text, max(0, start - 48), end + 24) is not None


def _telephone(text: str, start: int, value: str) -> bool:
    few = len(digits(value)) < _LONGER and _PHONE.match(value) is not None
    return few and not _bank_before.search(text, max(0, start - 12), start)


#: A person's or a firm's, in a row of such numbers.
_register = re.compile("[0-9]{6}-[0-9]{7}|[0-9]{3}-[0-9]{2}-[0-9]{5}")
_strokes = re.compile(" {0,2}/ {0,2}")


def _without_amount(text: str, value: str, end: int) -> str:
    """Without an amount or a count that a space alone joins to it: 110-234-567890 300,000."""
    number, found, _ = value.rpartition(" ")
    if not found or not number[-1:].isdigit() or len(digits(number)) < _LEAST:
        return value
    amount = _amount.match(text, end) is not None or any(c in "-.·_~/" for c in number)
    return number if amount else value


def _of_next(text: str, end: int) -> bool:
    """Whether the bank behind the number introduces another one: 21-28010591 농협 302-1234-5678-91."""
    m = _bank_next.match(text, end)
    if m is None:
        return False
    following = _shape.match(text, m.end())
    return following is not None and len(digits(following[0])) >= _LEAST and not _PHONE.match(following[0])


_LEAST, _LONGER = 10, 12
_amount = re.compile(r",[0-9]{3}| ?원")
_sum = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12} ?원|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9](?![0-9])")
_bank_next = re.compile(rf"[ \t,/|(]{{0,3}}(?:{either(BANKS)})(?:은행)?[ :]{{0,2}}(?=[0-9])")

DETECTOR: Final = Detector(
    Kind.ACCOUNT,
    (
        (_WORDS, "[뒤뒷][^0-9]", "앞[^0-9]+[0-9]"),
        *_pieces.trigger[1:],
        (_WORDS, "이어|나머지"),
        (_WORDS, "(?:먼저|처음)[에은]? ?[0-9]{2}"),
        (rf"{_WORDS}|예금주", r"[0-9](?:[-.·_~/ \n]{0,4}[0-9]){9}"),
        (_WORDS, _ODD),
        (_WORDS, _MIXED),
        (_WORDS, rf"[:：>\]] ?{_PIECE}{_TAIL}\n"),
        (rf"(?:{_ROMAN})(?:[ -]?[Bb]ank)?[ :(#]{{1,3}}[0-9]{{2,6}}-[0-9]{{2,8}}-",),
        (rf"(?:{_SHORT})[ :(]{{0,2}}[0-9]{{2,6}}-[0-9]{{2,8}}-",),
        (
            r"3333-[0-9]{2}-[0-9]{7}|100[2-6]-[0-9]{3}-[0-9]{6}|100[01]-[0-9]{4}-[0-9]{4}|900[2-9]-[0-9]{4}-[0-9]{4}-[0-9]",
        ),
    ),
    detect,
)
