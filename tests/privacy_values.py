"""Made-up values with check digits computed here: no number of a real person is written down."""


def rrn(birth: str, rest: str = "12345", gender: str = "1") -> str:
    """A resident number whose check digit holds: YYMMDD-GNNNNNC."""
    body = birth + gender + rest
    total = sum(w * int(d) for w, d in zip((2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), body, strict=True))
    return f"{birth}-{gender}{rest}{(11 - total % 11) % 10}"


def rrn_without_check(birth: str, rest: str = "12345", gender: str = "1") -> str:
    """The same with a check digit that fails."""
    good = rrn(birth, rest, gender)
    return good[:-1] + str((int(good[-1]) + 1) % 10)


def frn(birth: str, rest: str = "12345", gender: str = "5") -> str:
    body = birth + gender + rest
    total = sum(w * int(d) for w, d in zip((2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), body, strict=True))
    return f"{birth}-{gender}{rest}{(13 - total % 11) % 10}"


def card(body: str) -> str:
    """Fifteen (or fourteen) digits and their Luhn digit, in groups of four."""
    total = 0
    for place, digit in enumerate(reversed(body + "0")):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    value = body + str((10 - total % 10) % 10)
    return "-".join(value[i : i + 4] for i in range(0, len(value), 4)) if len(value) == 16 else value


def brn(body: str) -> str:
    total = sum(w * int(d) for w, d in zip((1, 3, 7, 1, 3, 7, 1, 3, 5), body, strict=True)) + int(body[8]) * 5 // 10
    value = body + str((10 - total % 10) % 10)
    return f"{value[:3]}-{value[3:5]}-{value[5:]}"


def crn(body: str) -> str:
    total = sum(int(d) * (1 + i % 2) for i, d in enumerate(body))
    value = body + str((10 - total % 10) % 10)
    return f"{value[:6]}-{value[6:]}"
