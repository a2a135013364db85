"""The block of early 2025 as a desk lives through it (S58): real packs, a real inquiry, real orders, a clock that goes on.

Every line comes from the books after the acts of the day: nothing is scripted but who did what when, as `order_log` and the
press tell it. What does not live here: the days and places (`stories.py`), where the books are.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from gwanmun.control import acts, shipped, timed
from gwanmun.control.delegation import packs_with_delegations
from gwanmun.control.inquiries import inquiry_rows
from gwanmun.control.office import Office, seoul_day
from gwanmun.control.orders import lifted_regimes, orders_on
from gwanmun.control.stories import PLACES, STEPS, BlockStory, Place, Said, Step, cell_of
from gwanmun.control.vendor_states import states_on
from gwanmun.domain.ids import RegimeId
from gwanmun.domain.vendors import Inquiry, Judgement, Question, Reply
from gwanmun.policy.judge import Judge
from gwanmun.policy.reader import read_pack
from gwanmun.ports.books import PackVersion, Reading

INQUIRY, VENDOR, ORDER = "pipc-2025-1", "deepseek", "pipc-2025-pause"
PAUSE = RegimeId("kr-pipc-deepseek-download-pause")
REVIEW_DAYS = 90

Act = tuple[str, str, Mapping[str, object]]  # officer, act, its arguments

_MORE: tuple[tuple[date, str, str], ...] = (
    (date(2025, 2, 10), "딥시크가 국내대리인을 지정함(회신은 아님)", "DeepSeek names a domestic agent (which is no answer)"),
    (date(2025, 4, 23), "개인정보보호위원회가 회신을 심의하고 시정을 권고함", "The privacy commission judges the answers and recommends corrections"),
)  # fmt: skip
#: A ministry that gave no order of its own: there the inquiry alone decides.
_ADVISED = Place(
    "kr-mois/internet_pc", "행정안전부 인터넷망 PC", "Interior ministry, internet PC", "deepseek_hosted", ("access",),
    (("organisation.id", "kr-mois"),), inquiry=True,
)  # fmt: skip
_PLACES = (*PLACES[:-1], _ADVISED, PLACES[-1])
DAYS = tuple(sorted((*STEPS, *_MORE)))

#: Packs that were somebody's decision of a day; all others stand from the beginning, and their own dates count.
_DECIDED = {
    date(2025, 2, 5): ("kr-mnd-work-devices", "kr-mofa-external-pcs", "kr-motie-temporary"),
    date(2025, 2, 6): ("kr-local-government",),
}


def told_by_a_desk(office: Office, go: Callable[[date], None]) -> BlockStory:
    """Live through it in an empty desk's books. `go` sets the desk's clock to a day."""
    go(DAYS[0][0])
    _set_up(office)
    steps = []
    for day, ko, en in DAYS:
        go(day)
        timed.carry_out_due(office)
        for regime in _DECIDED.get(day, ()):
            put_in_force(office, RegimeId(regime))
        for officer, act, args in _script(day):
            acts.perform(office, act, dict(args), officer, "2025년 사례")
        with office.books.look() as page:
            steps.append(_step(page, day, ko, en))
    return BlockStory(_PLACES, tuple(steps))


def _set_up(office: Office) -> None:
    catalogue = shipped.catalogue()
    listed = next(one for one in catalogue.services if one.family == VENDOR)
    with office.books.transact() as page:
        page.put(*shipped.agencies().rows, *catalogue.services)
    told: tuple[Act, ...] = (
        ("admin", "put_vendor", {"vendor": {"id": VENDOR, "name_ko": "딥시크", "name_en": "DeepSeek", "names": [listed.vendor], "country": "CN"}}),
        ("admin", "put_authority", {"authority": {"id": "kr-pipc", "name_ko": "개인정보보호위원회", "name_en": "PIPC",
                                                  "officers": ["pipc-1", "pipc-2"]}}),
    )  # fmt: skip
    for officer, act, args in told:
        acts.perform(office, act, dict(args), officer, "2025년 사례")
    later = {PAUSE, *(name for names in _DECIDED.values() for name in names)}
    for pack in shipped.pack_texts():
        if pack.regime not in later:
            put_in_force(office, pack.regime)


def put_in_force(office: Office, regime: RegimeId, officers: tuple[str, str] = ("writer", "chief")) -> None:
    """A pack that ships, written by one, confirmed and activated by another: as the desk asks for it."""
    text = next(one.text for one in shipped.pack_texts() if one.regime == regime)
    review = seoul_day(office.surroundings.now_us()) + timedelta(days=REVIEW_DAYS)
    told: tuple[Act, ...] = (
        (officers[0], "write_pack", {"text": text}),
        (officers[1], "confirm_pack", {"regime": regime, "version": 1}),
        (
            officers[1],
            "activate_pack",
            {"regime": regime, "version": 1, "owner": "정보보호담당관", "review_on": review},
        ),
    )
    for officer, act, args in told:
        acts.perform(office, act, dict(args), officer, "2025년 사례")


def _script(day: date) -> tuple[Act, ...]:
    """Who did what on a day."""
    short = {Question.TRANSFER, Question.TRAINING}
    match day:
        case date(month=1):
            return (("pipc-1", "open_inquiry", {"id": INQUIRY, "vendor": VENDOR, "asker": "kr-pipc"}),)
        case date(month=2, day=10):
            return (("pipc-1", "note_letter", {"inquiry": INQUIRY, "kind": "agent_named", "words": "국내대리인 지정"}),)
        case date(month=2, day=15):
            text = next(one.text for one in shipped.pack_texts() if one.regime == PAUSE)
            return (
                ("pipc-1", "write_pack", {"text": text}),
                ("pipc-2", "activate_pack", {"regime": PAUSE, "version": 1}),
                ("pipc-1", "issue_order", {
                    "id": ORDER, "authority": "kr-pipc", "kind": "pause", "subject": "DeepSeek app",
                    "title_ko": "앱 신규 다운로드 잠정 중단", "title_en": "pause of new downloads", "source": "개인정보보호위원회 2025-02-17",
                    "regime": PAUSE, "review_on": day + timedelta(days=60),
                }),
            )  # fmt: skip
        case date(month=4, day=23):
            filed = tuple(
                ("pipc-1", "file_reply", {"inquiry": INQUIRY, "question": one, "words": "실태점검 회신"})
                for one in Question
            )
            judged = tuple(
                _judged(one, Judgement.INSUFFICIENT if one in short else Judgement.SUFFICIENT) for one in Question
            )
            return (*filed, *judged)
        case date(month=4, day=28):
            again = tuple(
                ("pipc-1", "file_reply", {"inquiry": INQUIRY, "question": one, "words": "개정 처리방침"})
                for one in sorted(short)
            )
            judged = tuple(_judged(one, Judgement.SUFFICIENT) for one in sorted(short))
            return (*again, *judged, ("pipc-2", "end_order", {"id": ORDER}))
        case _:
            return ()


def _judged(question: Question, judgement: Judgement) -> Act:
    return ("pipc-2", "judge_reply", {"inquiry": INQUIRY, "question": question, "judgement": judgement})


def _step(page: Reading, day: date, ko: str, en: str) -> Step:
    active = page.every(PackVersion, active=True)
    judge = Judge(
        [read_pack(one.text, str(one.regime)) for one in packs_with_delegations(page, active, day)],
        lifted=lifted_regimes(page, day),
    )
    defaults = shipped.defaults()
    status = next((one.status for one in states_on(page, day)), "none")
    cells = tuple(
        cell_of(judge, defaults, place, action, day, status if place.inquiry else "none")
        for place in _PLACES
        for action in place.actions
    )
    return Step(day, ko, en, tuple(one for one in defaults.orders if one.day == day), cells, _said(page, day))


def _said(page: Reading, day: date) -> tuple[Said, ...]:
    """What the desk's own books say at the end of the day."""
    said = []
    for row in inquiry_rows(page, day):
        judged = sum(one.judgement is Judgement.SUFFICIENT for one in page.every(Reply, inquiry=row.id))
        ko = f"질의서 {row.id}: {row.status_ko}{_grounds(row.grounds, _GROUNDS_KO)}, 기한 {row.due_on}, 회신 {row.answered}/{row.questions}, 충분 {judged}"
        en = f"inquiry {row.id}: {row.status}{_grounds(row.grounds, _GROUNDS_EN)}, due {row.due_on}, answered {row.answered} of {row.questions}, sufficient {judged}"
        overdue = page.find(Inquiry, row.id)
        if overdue is not None and overdue.overdue_on is not None:
            ko += f" (시한에 따라 {overdue.overdue_on}부터 기한 경과)"
            en += f" (overdue from {overdue.overdue_on}, by the clock alone)"
        said.append((ko, en))
    rows = orders_on(page, day)
    said += [
        (f"명령 {row.id}: {'시행 중' if row.state == 'in_force' else '해제'} ({row.issuer}, {row.day} 명령)",
         f"order {row.id}: {'in force' if row.state == 'in_force' else 'lifted'} ({row.issuer}, issued {row.day})")
        for row in rows if row.ours
    ]  # fmt: skip
    decided = sorted({pack.regime for pack in page.every(PackVersion, active=True)} & set(_ALL_DECIDED))
    if decided:
        said.append((f"이 기간에 시행한 기준: {', '.join(decided)}", f"put in force meanwhile: {', '.join(decided)}"))
    others = sum(not row.ours for row in rows)
    said.append((f"다른 기관의 조치(참고): {others}건", f"what other authorities did, for reference: {others}"))
    return tuple(said)


_ALL_DECIDED = (PAUSE, *(name for names in _DECIDED.values() for name in names))
_GROUNDS_KO = {"precaution": "선제 조치", "non_response": "미회신"}
_GROUNDS_EN = {"precaution": "precaution", "non_response": "no answer"}


def _grounds(found: Iterable[str], words: Mapping[str, str]) -> str:
    """In brackets, where the state's own words do not say it already."""
    said = [words[one] for one in found if one in words]
    return f" ({', '.join(said)})" if said else ""
