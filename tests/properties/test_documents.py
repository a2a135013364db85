"""Mutated documents: whatever is done to a file, a reader gives all its text or refuses; it never fails otherwise."""

import io
import random
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwanmun.adapters.documents.layout import Draft, How, Node, Zone, changed, changes
from gwanmun.adapters.documents.limits import Budget, Limits
from gwanmun.adapters.documents.reader import draft_of, read
from gwanmun.adapters.documents.texts import decoded
from gwanmun.adapters.documents.write import masked
from gwanmun.domain.documents import Edit
from gwanmun.errors import BadDocument
from gwanmun.privacy.documents import edits_of, examine_document, left_over

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data/documents"))
import hwp5
import make
import packages

SEEDS = {
    suffix: [name for name, case in make.CASES.items() if not case.problem and name.endswith(suffix)]
    for suffix in (".docx", ".xlsx", ".pptx", ".hwpx", ".hwp", ".pdf", ".html", ".eml", ".zip", ".txt")
}
SMALL = Limits(inflated_bytes=8 << 20, member_bytes=4 << 20, characters=400_000, nodes=60_000)


def mutated(content, dice):
    work = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(max(len(work), 1))
        match dice.randrange(5):
            case 0:
                work[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del work[at : at + dice.randint(1, 64)]
            case 2:
                work[at:at] = work[dice.randrange(len(work) or 1) :][: dice.randint(1, 64)]
            case 3:
                work[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff"))
            case _:
                del work[dice.randint(len(work) // 2, len(work)) :]
    return bytes(work)


def shaken_within(content, suffix, dice):
    """Damage that checksums do not tell: within a member, within the records."""
    if suffix in (".docx", ".xlsx", ".pptx", ".hwpx", ".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            members = {name: opened.read(name) for name in opened.namelist()}
        name = dice.choice([name for name in members if name != "[Content_Types].xml"])
        members[name] = spoilt(members[name], dice)
        return packages.zipped(members)
    if suffix == ".hwp":
        section = hwp5.paragraph("본문 글") + hwp5.paragraph(
            "", controls=[(11, b"tbl ")], after=hwp5.table([["가", "나"], ["다", "라"]])
        )
        return hwp5.hwp(spoilt(section, dice))
    return spoilt(content, dice)


def spoilt(content, dice):
    """One letter or a few changed, so that the whole often stays well-formed."""
    work = bytearray(content)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(max(len(work), 1))
        work[at : at + 1] = dice.choice((b"0", b"9", b" ", b"/", b"\xea\xb0\x80", bytes([dice.randrange(256)])))
    return bytes(work)


def shaken(suffix, rounds, seed):
    dice = random.Random(seed)  # noqa: S311 - a seed, not a secret
    ends = {"read": 0}
    for _ in range(rounds):
        name = dice.choice(SEEDS[suffix])
        change = shaken_within if dice.random() < 0.7 else lambda content, _, dice: mutated(content, dice)
        content = change(make.CASES[name].content, suffix, dice)
        seen = {} if dice.random() < 0.25 else None  # as where pictures are recognised
        try:
            draft_of(content, name, SMALL, seen)
            ends["read"] += 1
        except BadDocument as refused:
            ends[refused.problem] = ends.get(refused.problem, 0) + 1
    return ends


@pytest.mark.parametrize("suffix", SEEDS)
def test_a_mutated_file_is_read_or_refused(suffix):
    ends = shaken(suffix, 120, seed=20261122)
    assert sum(ends.values()) == 120
    assert ends["read"] < 120


@pytest.mark.long
@pytest.mark.parametrize("suffix", SEEDS)
def test_many_mutated_files_are_read_or_refused(suffix):
    for seed in range(20):
        assert sum(shaken(suffix, 200, seed).values()) == 200


def copied(suffix, rounds, seed):
    """Mutated files that can still be read: their masked copies are clean, or refused."""
    dice = random.Random(seed)  # noqa: S311 - a seed, not a secret
    clean = 0
    for _ in range(rounds):
        name = dice.choice(SEEDS[suffix])
        try:
            content = shaken_within(make.CASES[name].content, suffix, dice)
            before = examine_document(read(content, name, SMALL))
            copy, format_ = masked(content, name, edits_of(before))
            after = examine_document(read(copy, name if format_ == "text" else f"copy.{format_}"))
        except BadDocument:
            continue
        assert not left_over(before, after)
        clean += 1
    return clean


@pytest.mark.parametrize("suffix", [suffix for suffix in SEEDS if suffix != ".eml"])
def test_the_copy_of_a_mutated_file_is_clean_or_refused(suffix):
    assert copied(suffix, 16, seed=20261122) > 0


@pytest.mark.long
@pytest.mark.parametrize("suffix", [suffix for suffix in SEEDS if suffix != ".eml"])
def test_the_copies_of_many_mutated_files_are_clean_or_refused(suffix):
    assert copied(suffix, 400, seed=1) > 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from(["txt", "csv", "html", "eml", "docx", "zip", "hwp", "pdf", ""]))
def test_any_bytes_under_any_name_are_read_or_refused(content, suffix):
    try:
        body = read(content, f"a.{suffix}", SMALL).body
    except BadDocument as refused:
        body = refused.message("ko") + refused.remedy("en")
    assert any(map(str.isalnum, body))


@given(st.text(st.characters(codec="cp949", exclude_categories=("Cc", "Cs")), min_size=1, max_size=60))
def test_a_text_is_the_same_in_every_encoding(text):
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert decoded(text.encode(encoding))[0] == text


@given(
    st.lists(st.text("가나다ab1 ", min_size=1, max_size=8), min_size=1, max_size=5),
    st.data(),
)
def test_edits_of_the_laid_out_text_change_the_nodes_alike(strings, data):
    draft = Draft(Budget())
    for n, string in enumerate(strings):
        draft.add(Node("a", n, n + 1, string, How.TEXT, Zone.BODY))
        draft.show(Zone.BODY, n)
    whole = "".join(strings)
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, len(whole)))
    found = changes(draft, [Edit(0, start, end, "⟨이름1⟩")])
    assert (
        "".join(changed(s, found.get(n, ())) for n, s in enumerate(strings)) == whole[:start] + "⟨이름1⟩" + whole[end:]
    )
