"""Ways a value is written otherwise, and places where it stands. Each is a function of a value, or of a label and values.

Used as a matrix: what a detector reads plainly it must read in every one of these too.
"""

import html
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

_HANGUL = "공일이삼사오육칠팔구"
_HANGUL_ZERO = "영일이삼사오육칠팔구"
_CHINESE = "〇一二三四五六七八九"
_FORMAL = "零壹貳參四五六七八九"
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
_BLACK = "⓿❶❷❸❹❺❻❼❽❾"


def _digits(row: str) -> Callable[[str], str]:
    return lambda value: value.translate(str.maketrans("0123456789", row))


def _hyphen(mark: str) -> Callable[[str], str]:
    return lambda value: value.replace("-", mark)


def _between(mark: str) -> Callable[[str], str]:
    """A mark between all characters of the value, its hyphens kept."""
    return mark.join


def wide(value: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)


def _after_third(mark: str) -> Callable[[str], str]:
    return lambda value: value[:3] + mark + value[3:]


#: For values of digits and hyphens.
NUMBERS: dict[str, Callable[[str], str]] = {
    "plain": lambda value: value,
    "full width": wide,
    "en dash": _hyphen("–"),
    "minus": _hyphen("−"),
    "full-width tilde": _hyphen("～"),
    "dots": _hyphen("."),
    "middle dots": _hyphen("·"),
    "katakana dots": _hyphen("・"),
    "underscores": _hyphen("_"),
    "slashes": _hyphen("/"),
    "spaces": _hyphen(" "),
    "wide spaces": _hyphen("\u3000"),
    "no-break spaces": _hyphen("\u00a0"),
    "spaced hyphens": _hyphen(" - "),
    "hyphen and line break": _hyphen("-\n"),
    "hyphen and CRLF": _hyphen("-\r\n"),
    "double hyphens": _hyphen("--"),
    "each digit spaced": lambda value: " ".join(value.replace("-", "")),
    "each digit spaced, hyphens kept": _between(" "),
    "each digit dotted": lambda value: ".".join(value.replace("-", "")),
    "each digit hyphened": lambda value: "-".join(value.replace("-", "")),
    "zero-width space inside": _after_third("\u200b"),
    "zero-width joiners": _between("\u200d"),
    "soft hyphen inside": _after_third("\u00ad"),
    "right-to-left marks": _between("\u200f"),
    "variation selectors": _between("\ufe0e"),
    "circled": _digits(_CIRCLED),
    "black circled": _digits(_BLACK),
    "keycaps": lambda value: "".join(c + "\ufe0f\u20e3" if c.isdigit() else c for c in value),
    "tag characters inside": _after_third("\U000e0031\U000e007f"),
    "superscript": _digits("⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "mathematical": _digits("".join(chr(0x1D7CE + i) for i in range(10))),
    "Arabic-Indic": _digits("".join(chr(0x660 + i) for i in range(10))),
    "spelt": _digits(_HANGUL),
    "spelt with 영": _digits(_HANGUL_ZERO),
    "spelt and spaced": lambda value: " ".join(_digits(_HANGUL)(value).replace("-", "")),
    "Chinese": _digits(_CHINESE),
    "Chinese, formal": _digits(_FORMAL),
    "letters O and l": lambda value: value.replace("0", "O").replace("1", "l"),
    "percent-encoded hyphen": _hyphen("%2D"),
    "percent-encoded": lambda value: "".join(f"%{ord(c):02X}" for c in value),
    "decimal entities": lambda value: "".join(f"&#{ord(c)};" for c in value),
    "hexadecimal entities": lambda value: "".join(f"&#x{ord(c):x};" for c in value),
    "entity hyphen": _hyphen("&#45;"),
    "JSON escapes": lambda value: "".join(f"\\u{ord(c):04x}" for c in value),
    "Markdown bold": lambda value: "**" + value.replace("-", "**-**") + "**",
    "Markdown escapes": _hyphen("\\-"),
    "HTML spans": lambda value: "<span>" + value.replace("-", "</span>-<span>") + "</span>",
    "HTML inside a group": lambda value: value[:3] + "<b>" + value[3:] + "</b>",
    "said as dash": lambda value: value.replace("-", "다시"),
    "said as bar": lambda value: value.replace("-", " 에 "),
    "combining marks": lambda value: "".join(c + "\u0332" if c.isdigit() else c for c in value),
}

#: For addresses with @ and dots.
MAILS: dict[str, Callable[[str], str]] = {
    "plain": lambda value: value,
    "full width": wide,
    "(at)": lambda value: value.replace("@", "(at)"),
    " (at) ": lambda value: value.replace("@", " (at) "),
    "[at] [dot]": lambda value: value.replace("@", "[at]").replace(".", "[dot]"),
    "{at}": lambda value: value.replace("@", "{at}"),
    "<at>": lambda value: value.replace("@", "<at>"),
    "(골뱅이)": lambda value: value.replace("@", "(골뱅이)"),
    "골뱅이": lambda value: value.replace("@", "골뱅이"),
    " 골뱅이 … 점 ": lambda value: value.replace("@", " 골뱅이 ").replace(".", " 점 "),
    "골뱅이 … 닷": lambda value: value.replace("@", "골뱅이").replace(".", "닷"),
    " at … dot ": lambda value: value.replace("@", " at ").replace(".", " dot "),
    " AT … DOT ": lambda value: value.replace("@", " AT ").replace(".", " DOT "),
    "[@] [.]": lambda value: value.replace("@", "[@]").replace(".", "[.]"),
    "spaces around": lambda value: value.replace("@", " @ "),
    "앳": lambda value: value.replace("@", "앳"),
    "＠ alone": lambda value: value.replace("@", "＠"),
    "﹫ alone": lambda value: value.replace("@", "﹫"),
    "percent-encoded sign": lambda value: value.replace("@", "%40"),
    "entity sign": lambda value: value.replace("@", "&#64;"),
    "named entity": lambda value: value.replace("@", "&commat;"),
    "entities": lambda value: "".join(f"&#{ord(c)};" for c in value),
    "JSON escape": lambda value: value.replace("@", "\\u0040"),
    "zero-width": lambda value: value.replace("@", "\u200b@\u200b"),
    "mathematical letters": lambda value: "".join(chr(0x1D5BA + ord(c) - 97) if "a" <= c <= "z" else c for c in value),
    "ideographic full stop": lambda value: value.replace(".", "。"),
    "Markdown escapes": lambda value: value.replace("@", "\\@"),
    "tags": lambda value: value.replace("@", "<span>@</span>"),
}


def decomposed(value: str) -> str:
    return unicodedata.normalize("NFD", value)


def _html_table(labels: list[str], values: list[str]) -> str:
    head = "".join(f"<th>{html.escape(label)}</th>" for label in labels)
    row = "".join(f"<td>{html.escape(value)}</td>" for value in values)
    return f'<table class="t"><thead><tr>{head}</tr></thead>\n<tbody><tr>{row}</tr></tbody></table>'


def _html_styled(labels: list[str], values: list[str]) -> str:
    rows = "".join(
        f'<tr>\n  <th scope="row" style="width:30%">{label}</th>\n  <td class="val" colspan="2">{value}</td>\n</tr>\n'
        for label, value in zip(labels, values, strict=True)
    )
    return f'<table border="1">\n{rows}</table>'


#: For a few labels and their values: one row of a form, an export or a message.
PLACES: dict[str, Callable[[list[str], list[str]], str]] = {
    "colons, a line each": lambda ls, vs: "\n".join(f"{a}: {b}" for a, b in zip(ls, vs, strict=True)),
    "form with bullets": lambda ls, vs: "\n".join(f"○ {a} : {b}" for a, b in zip(ls, vs, strict=True)),
    "numbered form": lambda ls, vs: "\n".join(
        f"{n}. {a} : {b}" for n, (a, b) in enumerate(zip(ls, vs, strict=True), 1)
    ),
    "numbered labels": lambda ls, vs: ", ".join(f"{a}{n}: {b}" for n, (a, b) in enumerate(zip(ls, vs, strict=True), 1)),
    "label above": lambda ls, vs: "\n".join(f"{a}\n{b}" for a, b in zip(ls, vs, strict=True)),
    "label and tab": lambda ls, vs: "\n".join(f"{a}\t{b}" for a, b in zip(ls, vs, strict=True)),
    "label, marks in brackets": lambda ls, vs: "\n".join(f"[{a}] {b}" for a, b in zip(ls, vs, strict=True)),
    "label, arrow": lambda ls, vs: "\n".join(f"{a} -> {b}" for a, b in zip(ls, vs, strict=True)),
    "TSV": lambda ls, vs: "\t".join(["연번", *ls]) + "\n" + "\t".join(["1", *vs]),
    "CSV": lambda ls, vs: ",".join(["연번", *ls]) + "\n" + ",".join(["1", *vs]),
    "CSV quoted": lambda ls, vs: (
        ",".join(f'"{x}"' for x in ["연번", *ls]) + "\n" + ",".join(f'"{x}"' for x in ["1", *vs])
    ),
    "CSV semicolons": lambda ls, vs: ";".join(["연번", *ls]) + "\n" + ";".join(["1", *vs]),
    "Markdown table": lambda ls, vs: (
        "| 연번 | " + " | ".join(ls) + " |\n" + "|---" * (len(ls) + 1) + "|\n| 1 | " + " | ".join(vs) + " |"
    ),
    "Markdown form": lambda ls, vs: (
        "| 항목 | 내용 |\n| --- | --- |\n" + "\n".join(f"| {a} | {b} |" for a, b in zip(ls, vs, strict=True))
    ),
    "Markdown bold": lambda ls, vs: "\n".join(f"- **{a}**: {b}" for a, b in zip(ls, vs, strict=True)),
    "HTML table": _html_table,
    "HTML form": _html_styled,
    "HTML definitions": lambda ls, vs: (
        "<dl>" + "".join(f"<dt>{a}</dt><dd>{b}</dd>" for a, b in zip(ls, vs, strict=True)) + "</dl>"
    ),
    "HTML paragraphs": lambda ls, vs: "".join(f"<p><strong>{a}</strong>: {b}</p>" for a, b in zip(ls, vs, strict=True)),
    "JSON": lambda ls, vs: "{" + ", ".join(f'"{a}": "{b}"' for a, b in zip(ls, vs, strict=True)) + "}",
    "JSON lines": lambda ls, vs: "{\n" + ",\n".join(f'  "{a}" : "{b}"' for a, b in zip(ls, vs, strict=True)) + "\n}",
    "JSON in a string": lambda ls, vs: (
        '"{' + ",".join(f'\\"{a}\\":\\"{b}\\"' for a, b in zip(ls, vs, strict=True)) + '}"'
    ),
    "Python": lambda ls, vs: "{" + ", ".join(f"'{a}': '{b}'" for a, b in zip(ls, vs, strict=True)) + "}",
    "YAML": lambda ls, vs: "person:\n" + "\n".join(f"  {a}: {b}" for a, b in zip(ls, vs, strict=True)),
    "YAML quoted": lambda ls, vs: "\n".join(f"- {a}: '{b}'" for a, b in zip(ls, vs, strict=True)),
    "INI": lambda ls, vs: "[person]\n" + "\n".join(f"{a}={b}" for a, b in zip(ls, vs, strict=True)),
    "XML": lambda ls, vs: "<row>" + "".join(f"<{a}>{b}</{a}>" for a, b in zip(ls, vs, strict=True)) + "</row>",
    "XML CDATA": lambda ls, vs: (
        "<row>" + "".join(f"<{a}><![CDATA[{b}]]></{a}>" for a, b in zip(ls, vs, strict=True)) + "</row>"
    ),
    "SQL insert": lambda ls, vs: (
        "INSERT INTO tb_member (seq, " + ", ".join(ls) + ") VALUES (1, " + ", ".join(f"'{v}'" for v in vs) + ");"  # noqa: S608 - text to examine
    ),
    "SQL insert, two rows": lambda ls, vs: (
        "INSERT INTO `t` ("
        + ", ".join(f"`{x}`" for x in ls)
        + ")\nVALUES\n("
        + ", ".join("'가'" for _ in vs)
        + "),\n("
        + ", ".join(f"'{v}'" for v in vs)
        + ");"
    ),
    "SQL update": lambda ls, vs: (
        "UPDATE t SET " + ", ".join(f"{a} = '{b}'" for a, b in zip(ls, vs, strict=True)) + " WHERE seq = 3"  # noqa: S608 - text to examine
    ),
    "log": lambda ls, vs: (
        "2026-11-22 10:11:12.123 INFO [http-8080-3] c.g.MemberService - "
        + ", ".join(f"{a}={b}" for a, b in zip(ls, vs, strict=True))
    ),
    "log with brackets": lambda ls, vs: (
        "[2026-11-22T10:11:12Z] " + " ".join(f"{a}=[{b}]" for a, b in zip(ls, vs, strict=True))
    ),
    "query": lambda ls, vs: (
        "https://a.go.kr/p?" + "&".join(f"{quote(a)}={quote(b)}" for a, b in zip(ls, vs, strict=True))
    ),
    "chat": lambda ls, vs: "\n".join(f"[오후 3:{21 + n}] {a} {b}" for n, (a, b) in enumerate(zip(ls, vs, strict=True))),
    "chat, asked and answered": lambda ls, vs: "\n".join(
        f"상담원: {a} 알려 주세요\n고객: {b}요" for a, b in zip(ls, vs, strict=True)
    ),
    "mail": lambda ls, vs: "안녕하세요.\n\n> " + "\n> ".join(f"{a}: {b}" for a, b in zip(ls, vs, strict=True)),
    "sentence with 은": lambda ls, vs: "; ".join(f"{a}은(는) {b}입니다" for a, b in zip(ls, vs, strict=True)),
    "brackets": lambda ls, vs: "신청서(" + ", ".join(f"{a} {b}" for a, b in zip(ls, vs, strict=True)) + ") 접수",
    "slashes": lambda ls, vs: " / ".join(f"{a} {b}" for a, b in zip(ls, vs, strict=True)),
    "wide colon": lambda ls, vs: "\n".join(f"{a}：{b}" for a, b in zip(ls, vs, strict=True)),
    "spread label": lambda ls, vs: "\n".join(f"{' '.join(a)} : {b}" for a, b in zip(ls, vs, strict=True)),
}
