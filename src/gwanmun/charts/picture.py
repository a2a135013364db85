"""The pictures: bars, lines, stacked bars, and the tile map of regions, as SVG made on the server.

What lives here: where things are drawn. What does not: what the figures mean, the page or the PDF around. The same text
serves the console, the public page, print and PDF. A figure that is not known is words in a dashed frame.

Class names for a page's style sheet: `gm-chart`, `gm-axis`, `gm-name`, `gm-figure`, `gm-bar`, `gm-line`, `gm-s0` … `gm-s5`
(series), `gm-l0` … `gm-l4` (levels of a tile), `gm-none` (not known), `gm-tile`.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from gwanmun.charts.regions import KOREA, Spot
from gwanmun.charts.shapes import cut, said, scale, tag, wide, write
from gwanmun.charts.values import Caption, Chart, Point, Series

_WIDTH = 720
_SIZE = 14
_INK, _SOFT, _GRID = "#1e2124", "#464c53", "#cdd1d5"
#: Six series that differ in lightness too; a seventh is refused: nobody tells seven apart.
_SERIES = ("#256ef4", "#b34700", "#228738", "#5b2d90", "#8a6d00", "#464c53")
_LEVELS = ("#ecf2fe", "#b1cefb", "#86aff9", "#4c87f6", "#0b50d0")
_ON_LEVELS = (_INK, _INK, _INK, _INK, "#ffffff")
_DASHES = ("", "8 4", "2 3", "10 3 2 3", "4 4", "1 4")
_MOST_BARS, _MOST_MARKS = 40, 120


def bars(caption: Caption, points: Sequence[Point]) -> Chart:
    """One bar a name, in the order given. Beyond forty the picture says how many more the table has."""
    drawn = points[:_MOST_BARS]
    marks = scale(max((one.amount or 0 for one in drawn), default=0))
    left = _room([one.name for one in drawn])
    right = min(200, 16 + max((wide(one.words, _SIZE) for one in drawn), default=0))
    room = _WIDTH - left - right
    parts = _grid(marks, left, room, 28 * len(drawn))
    for at, one in enumerate(drawn):
        top = 36 + 28 * at
        body = write(
            left - 8, top + 15, cut(one.name, _SIZE, left - 16), text_anchor="end", class_="gm-name", fill=_INK
        )
        if one.amount is None:
            body += _unknown(left, top, min(room, wide(one.words, _SIZE) + 16), one.words)
        else:
            long = room * one.amount // marks[-1]
            body += tag("rect", x=left, y=top, width=max(long, 1), height=20, class_="gm-bar gm-s0", fill=_SERIES[0])
            body += write(left + long + 6, top + 15, one.words, class_="gm-figure", fill=_INK)
        parts.append(_linked(one, body))
    height = 44 + 28 * len(drawn)
    if len(points) > len(drawn):
        height += 24
        parts.append(write(left, height - 8, _more(caption, len(points) - len(drawn)), class_="gm-note", fill=_SOFT))
    rows = tuple((one.name, one.words) for one in points)
    return _chart(caption, parts, height, (caption.named, caption.unit), rows, _describe(caption, points))


def lines(caption: Caption, series: Sequence[Series]) -> Chart:
    """Figures over time. A month without a figure leaves a gap in its line: nothing is guessed across it."""
    names = _names(series)
    marks = scale(max((one.amount or 0 for each in series for one in each.points), default=0))
    left, top, room, tall = 24 + wide(f"{marks[-1]:,}", _SIZE), 36, 0, 240
    room = _WIDTH - left - 24
    parts = []
    for mark in marks:
        y = top + tall - tall * mark // marks[-1]
        parts.append(tag("line", x1=left, x2=left + room, y1=y, y2=y, class_="gm-axis", stroke=_GRID))
        parts.append(write(left - 8, y + 5, f"{mark:,}", text_anchor="end", class_="gm-axis", fill=_SOFT))
    places = [left + (room * at // max(len(names) - 1, 1)) for at in range(len(names))]
    every = max(1, -(-len(names) * 64 // room))
    for at, name in enumerate(names):
        if at % every == 0:
            words = cut(name, 12, 72)
            parts.append(
                write(
                    places[at], top + tall + 20, words, text_anchor="middle", font_size=12, class_="gm-axis", fill=_SOFT
                )
            )
    for number, each in enumerate(series):
        known = [
            None if one.amount is None else (places[at], top + tall - tall * one.amount // marks[-1])
            for at, one in enumerate(each.points)
        ]
        parts += [_stroke(a, b, number) for a, b in pairwise(known) if a is not None and b is not None]
        parts += [
            _linked(each.points[at], _mark(place[0], place[1], number))
            for at, place in enumerate(known)
            if place is not None
        ]
    legend, height = _legend(series, left, top + tall + 44)
    return _chart(caption, [*parts, *legend], height, *_wide_table(caption, series), _describe_series(caption, series))


def stacked(caption: Caption, series: Sequence[Series], partial: str = "") -> Chart:
    """Bars of several parts. A bar with an unknown part ends in a dashed piece, and its sum says `partial`."""
    names = _names(series)
    sums = [sum(each.points[at].amount or 0 for each in series) for at in range(len(names))]
    marks = scale(max(sums, default=0))
    left = _room(names)
    said_partial = partial or ("일부 제외" if caption.language == "ko" else "in part")
    lacking = [any(each.points[at].amount is None for each in series) for at in range(len(names))]
    totals = [
        f"{amount:,} ({said_partial})" if short else f"{amount:,}" for amount, short in zip(sums, lacking, strict=True)
    ]
    room = _WIDTH - left - min(240, 40 + max((wide(one, _SIZE) for one in totals), default=0))
    parts = _grid(marks, left, room, 28 * len(names))
    for at, name in enumerate(names):
        top, x = 36 + 28 * at, left
        parts.append(
            write(left - 8, top + 15, cut(name, _SIZE, left - 16), text_anchor="end", class_="gm-name", fill=_INK)
        )
        for number, each in enumerate(series):
            amount = each.points[at].amount
            if amount:
                long = room * amount // marks[-1]
                body = tag(
                    "rect", x=x, y=top, width=max(long, 1), height=20, class_=f"gm-bar gm-s{number}",
                    fill=_SERIES[number], stroke="#ffffff",
                )  # fmt: skip
                parts.append(_linked(each.points[at], body))
                x += long
        if lacking[at]:
            parts.append(_frame(x, top, 16))
            x += 16
        parts.append(write(x + 6, top + 15, totals[at], class_="gm-figure", fill=_INK))
    legend, height = _legend(series, left, 56 + 28 * len(names))
    return _chart(caption, [*parts, *legend], height, *_wide_table(caption, series), _describe_series(caption, series))


def tiles(caption: Caption, points: Mapping[str, Point], spots: Mapping[str, Spot] = KOREA) -> Chart:
    """Regions as squares, darker for more, each with its figure in words. One without a place stands in a row below."""
    side, gap = 96, 6
    homeless = [id_ for id_ in points if id_ not in spots]
    last = max((spots[id_].row for id_ in points if id_ in spots), default=-1)
    across = max((spots[id_].column for id_ in points if id_ in spots), default=3) + 1
    placed = {
        **{id_: (spots[id_].column, spots[id_].row) for id_ in points if id_ in spots},
        **{id_: (at % across, last + 1 + at // across) for at, id_ in enumerate(homeless)},
    }
    most = max((one.amount or 0 for one in points.values()), default=0)
    parts = []
    for id_, (column, row) in placed.items():
        one = points[id_]
        x, y = 12 + column * (side + gap), 36 + row * (side + gap)
        name = (spots[id_].ko if caption.language == "ko" else spots[id_].en) if id_ in spots else one.name
        level = None if one.amount is None else min(4, 5 * one.amount // (most + 1)) if one.amount else 0
        if level is None:
            body, ink = _frame(x, y, side, side), _SOFT
        else:
            ink = _ON_LEVELS[level]
            body = tag(
                "rect",
                x=x,
                y=y,
                width=side,
                height=side,
                class_=f"gm-tile gm-l{level}",
                fill=_LEVELS[level],
                stroke=_GRID,
            )
        about = {"text_anchor": "middle", "class_": "gm-none" if level is None else f"gm-on-l{level}", "fill": ink}
        body += write(x + side // 2, y + 40, cut(name, _SIZE, side - 8), font_weight="bold", **about)
        body += write(x + side // 2, y + 64, cut(one.words, 13, side - 6), font_size=13, **about)
        parts.append(_linked(one, body))
    below = max((row for _, row in placed.values()), default=0) + 1
    width = 24 + across * (side + gap)
    rows = tuple((one.name, one.words) for one in points.values())
    described = _describe(caption, tuple(points.values()))
    return _chart(
        caption, parts, 48 + below * (side + gap), (caption.named, caption.unit), rows, described, max(width, 440)
    )


# ---------------------------------------------------------------- parts of pictures


def _chart(
    caption: Caption,
    parts: Sequence[str],
    height: int,
    columns: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    description: str,
    width: int = _WIDTH,
) -> Chart:
    title_id, words_id = f"{caption.key}-title", f"{caption.key}-words"
    unit = write(12, 20, f"{caption.title} ({caption.unit})", class_="gm-title", font_weight="bold", fill=_INK)
    # A picture without links is one image to a screen reader; with links its parts must be reachable.
    linked = any("<a " in part for part in parts)
    svg = tag(
        "svg",
        tag("title", said(caption.title), id=title_id)
        + tag("desc", said(description), id=words_id)
        + unit
        + "".join(parts),
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", width=width, height=height,
        role="group" if linked else "img", aria_labelledby=f"{title_id} {words_id}", class_="gm-chart",
        font_size=_SIZE, lang=caption.language,
    )  # fmt: skip
    return Chart(caption.title, description, svg, columns, rows)


def _room(names: Sequence[str]) -> int:
    return 24 + min(220, max((wide(name, _SIZE) for name in names), default=0))


def _grid(marks: Sequence[int], left: int, room: int, tall: int) -> list[str]:
    places = [left + room * mark // marks[-1] for mark in marks]
    return [tag("line", x1=x, x2=x, y1=30, y2=36 + tall, class_="gm-axis", stroke=_GRID) for x in places]


def _frame(x: int, y: int, width: int, height: int = 20) -> str:
    return tag(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        class_="gm-none",
        fill="none",
        stroke=_SOFT,
        stroke_dasharray="4 3",
    )


def _unknown(x: int, y: int, width: int, words: str) -> str:
    return _frame(x, y, width) + write(x + 8, y + 15, words, class_="gm-none", fill=_SOFT)


def _stroke(a: tuple[int, int], b: tuple[int, int], number: int) -> str:
    return tag(
        "line", x1=a[0], y1=a[1], x2=b[0], y2=b[1], class_=f"gm-line gm-s{number}", stroke=_SERIES[number],
        stroke_width=2, stroke_dasharray=_DASHES[number] or None,
    )  # fmt: skip


def _mark(x: int, y: int, number: int) -> str:
    """A dot, a square, a diamond: lines are told apart without colour."""
    about = {"class_": f"gm-mark gm-s{number}", "fill": _SERIES[number]}
    if number % 3 == 0:
        return tag("circle", cx=x, cy=y, r=4, **about)
    if number % 3 == 1:
        return tag("rect", x=x - 4, y=y - 4, width=8, height=8, **about)
    return tag("polygon", points=f"{x},{y - 5} {x + 5},{y} {x},{y + 5} {x - 5},{y}", **about)


def _legend(series: Sequence[Series], left: int, top: int) -> tuple[list[str], int]:
    parts, x, y = [], left, top
    for number, each in enumerate(series):
        name = cut(each.name, _SIZE, 240)
        need = 32 + wide(name, _SIZE)
        if x > left and x + need > _WIDTH - 12:
            x, y = left, y + 24
        parts += [_mark(x + 6, y - 5, number), write(x + 18, y, name, class_="gm-name", fill=_INK)]
        x += need + 8
    return parts, y + 16


def _linked(point: Point, body: str) -> str:
    if not point.href:
        return body
    return tag("a", tag("title", said(f"{point.name}: {point.words}")) + body, href=point.href)


def _names(series: Sequence[Series]) -> list[str]:
    if len(series) > len(_SERIES):
        raise ValueError("a chart holds at most six series")
    found = [tuple(one.name for one in each.points) for each in series]
    if any(names != found[0] for names in found):
        raise ValueError("every series has a point for each category, in the same order")
    if found and len(found[0]) > _MOST_MARKS:
        raise ValueError("a chart holds at most 120 categories")
    return list(found[0]) if found else []


def _wide_table(caption: Caption, series: Sequence[Series]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    columns = (caption.named, *(f"{each.name} ({caption.unit})" for each in series))
    rows = tuple((name, *(each.points[at].words for each in series)) for at, name in enumerate(_names(series)))
    return columns, rows


# ---------------------------------------------------------------- in words


def _more(caption: Caption, count: int) -> str:
    return f"그 밖에 {count:,}개는 표에 있습니다" if caption.language == "ko" else f"{count:,} more are in the table"


def _describe(caption: Caption, points: Sequence[Point]) -> str:
    """How many figures, which is the highest, and how many are not known."""
    known = [(one.amount, one.name, one.words) for one in points if one.amount is not None]
    missing = len(points) - len(known)
    if not known:
        return (
            "집계된 수치가 없습니다. 아래 표를 보십시오."
            if caption.language == "ko"
            else "No figure is known; see the table."
        )
    most = max(known, key=lambda one: one[0])
    if caption.language == "ko":
        rest = f", 수치가 없는 항목 {missing}개" if missing else ""
        return (
            f"{len(known)}개 항목 중 {most[1]} {most[2]}({caption.unit})이 가장 높음{rest}. 같은 수치의 표가 함께 있음."
        )
    rest = f"; {missing} have no figure" if missing else ""
    return (
        f"{len(known)} figures; highest: {most[1]}, {most[2]} ({caption.unit}){rest}. The table has the same figures."
    )


def _describe_series(caption: Caption, series: Sequence[Series]) -> str:
    said_each = [f"{each.name}: {_describe(caption, each.points)}" for each in series[:3]]
    return " ".join(said_each) or _describe(caption, ())
