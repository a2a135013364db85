"""How people hide or mangle a value: on purpose, to get past a filter, or by phone keyboards, scanners and word processors.

Pure functions of a value and a seeded generator. The disguised value is the gold span, whole.
"""

import random
import unicodedata

HANGUL = dict(zip("0123456789", "공일이삼사오육칠팔구", strict=True))
CIRCLED = dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True))
ZERO_WIDTH = ["\u200b", "\u200c", "\u2060", "\ufeff"]

SEPARATORS = {
    "gaps": " - ", "dots": ".", "middot": "·", "slash": "/", "under": "_", "tilde": "~", "endash": "–", "emdash": "—", "fwdash": "－", "minus": "−",
    "bare": "", "space": " ", "newline": "-\n", "comma": ",", "bullet": "•", "nbsp": "\u00a0", "star": "*", "figure": "‒", "hangulbar": "ㅡ", "colon": ":", "fullstop": "．", "spacedots": " . ",
}  # fmt: skip
NUMERIC = [
    "spaced", "spaced", "gaps", "dots", "middot", "slash", "under", "endash", "fwdash", "minus", "bare", "space", "full", "full", "circled", "hangul", "hangul", "hangulgap",
    "mix", "mix", "oh", "zero", "zeroall", "newline", "brackets", "nbsp", "emdash", "hangulbar", "tilde", "yeong", "spacedots",
]  # fmt: skip
STYLES = {
    "EMAIL": ["at", "sqat", "goalbaengi", "fwat", "loose", "dotword", "zero", "full", "korean"],
    "NAME": ["spaced", "zero", "middot_letters", "nfd", "slash_letters"],
    "PASSPORT": ["full", "spaced", "zero", "low", "letter_gap"],
    "PCCC": ["full", "spaced", "zero", "low", "letter_gap"],
    "PLATE": ["spaced", "full", "dots_letters", "zero", "loose_plate", "hangul_plate"],
    "BRN": NUMERIC, "RRN": NUMERIC, "FRN": NUMERIC, "PHONE": [*NUMERIC, "paren", "paren"],
    "CARD": ["spaced", "gaps", "dots", "slash", "bare", "space", "full", "circled", "hangul", "zero", "newline", "mix", "fwdash", "middot"],
    "ACCOUNT": ["spaced", "gaps", "dots", "bare", "space", "full", "hangul", "zero", "mix", "fwdash", "newline", "circled"],
    "DRIVER": ["gaps", "dots", "space", "full", "zero", "bare", "newline", "fwdash", "endash"],
    "CRN": ["gaps", "bare", "space", "full", "zero", "newline", "endash", "fwdash"],
    "HEALTH_INS": ["gaps", "space", "full", "zero", "spaced", "bare"], "MILITARY_NO": ["gaps", "space", "full", "zero", "endash", "fwdash", "dots"], "MRN": ["spaced", "full", "zero", "circled"],
    "ADDRESS": ["zero", "full", "tightaddress"], "IP": ["full", "zero"], "MAC": ["full", "zero", "bare"], "BIRTHDATE": ["full", "zero"],
    "GPS": ["full"], "PASSWORD": ["full"], "SECRET": ["zero", "newline_mid"], "MARKING": ["spaced", "zero"],
}  # fmt: skip


def disguise(rng: random.Random, value: str, label: str, style: str) -> str:
    """The value as its writer hides it. An unknown style is an error; a style of `halves:…` joins the two parts by words."""
    style = style or rng.choice(STYLES[label])
    if style.startswith("halves:"):
        return style.removeprefix("halves:").join(value.split("-", 1))
    if style in SEPARATORS:
        return value.replace("-", SEPARATORS[style]) if "-" in value else value.replace(":", "-")
    return _letters(rng, value, style)


def _letters(rng: random.Random, value: str, style: str) -> str:
    match style:
        case "spaced":
            return " ".join(value.replace(" ", "").replace("-", " " if rng.random() < 0.4 else "-")).replace(
                "   ", "  "
            )
        case "full":
            return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)
        case "circled":
            return "".join(CIRCLED.get(c, c) for c in value)
        case "hangul":
            return "".join(
                HANGUL.get(c, c)
                for c in value.replace("-", rng.choice(["-", "", " ", "에 "]) if value.startswith("010") else "-")
            )
        case "hangulgap":
            return " ".join("".join(HANGUL.get(c, c) for c in part) for part in value.split("-"))
        case "yeong":
            return "".join({**HANGUL, "0": "영"}.get(c, c) for c in value.replace("-", rng.choice(["-", " ", ""])))
        case "mix":
            parts = value.split("-")
            chosen = rng.randrange(len(parts))
            return "-".join(
                "".join(HANGUL.get(c, c) for c in part) if i == chosen else part for i, part in enumerate(parts)
            )
        case "oh":
            return (
                value.replace("0", "O").replace("1", rng.choice(["1", "l", "I"]))
                if "0" in value
                else value.replace("1", "l")
            )
        case "zero":
            at = rng.randrange(2, len(value) - 1) if len(value) > 3 else 1
            return value[:at] + rng.choice(ZERO_WIDTH) + value[at:]
        case "zeroall":
            return rng.choice(ZERO_WIDTH).join(value)
        case "brackets":
            return rng.choice([" ", "", "-"]).join(f"[{part}]" for part in value.split("-"))
        case "paren":
            head, _, rest = value.partition("-")
            return rng.choice(
                [f"({head}){rest}", f"{head}){rest}", f"({head}) {rest.replace('-', ' ')}", f"({head})-{rest}"]
            )
        case "letter_gap":
            return f"{value[0]} {value[1:]}"
        case "low":
            return value.lower()
        case "middot_letters":
            return "·".join(value.replace(" ", ""))
        case "slash_letters":
            return rng.choice(["/", "_", "-", "."]).join(value.replace(" ", ""))
        case "dots_letters":
            return value.replace(" ", "")[:-4] + "." + value[-4:]
        case "nfd":
            return unicodedata.normalize("NFD", value)
        case "loose_plate":
            return (
                f"{value[:-5].strip()} {value[-5]}  {value[-4:]}"
                if value[-5] != " "
                else f"{value[:-6]} {value[-6]} - {value[-4:]}"
            )
        case "hangul_plate":
            return "".join(HANGUL.get(c, c) for c in value)
        case "tightaddress":
            return value.replace(" ", "")
        case "newline_mid":
            middle = len(value) // 2
            return f"{value[:middle]}\n{value[middle:]}"
        case _:
            return _email(rng, value, style)


def _email(rng: random.Random, value: str, style: str) -> str:
    local, _, host = value.partition("@")
    match style:
        case "at":
            return f"{local}{rng.choice(['(at)', ' (at) ', '(AT)', '<at>', '{at}'])}{host}"
        case "sqat":
            return f"{local}{rng.choice(['[at]', ' [at] ', '[AT]', '[@]'])}{host}"
        case "goalbaengi":
            return f"{local}{rng.choice(['골뱅이', ' 골뱅이 ', '(골뱅이)', '[골뱅이]'])}{host}"
        case "fwat":
            return f"{local}{rng.choice('＠﹫')}{host}"
        case "loose":
            return f"{local} @ {host}"
        case "dotword":
            return f"{local}@{host.replace('.', rng.choice(['(dot)', '[.]', ' . ', '[dot]', '(점)', ' 점 ']))}"
        case "korean":
            spoken = {"naver.com": "네이버 점 컴", "gmail.com": "지메일닷컴", "daum.net": "다음 점 넷"}.get(
                host, host.replace(".", " 점 ")
            )
            return f"{local} 골뱅이 {spoken}"
        case _:
            raise ValueError(f"no such disguise: {style}")
