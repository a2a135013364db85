"""Countries as people call them (나라 이름). What lives here: their names in both languages, with or without the code.
What does not: which country a vendor has, or a rule names; those are codes (ISO 3166-1) everywhere else.
"""

_NAMES = {
    "KR": ("대한민국", "Korea"), "US": ("미국", "United States"), "CN": ("중국", "China"), "FR": ("프랑스", "France"),
    "CA": ("캐나다", "Canada"), "SG": ("싱가포르", "Singapore"), "JP": ("일본", "Japan"), "GB": ("영국", "United Kingdom"),
    "IE": ("아일랜드", "Ireland"), "DE": ("독일", "Germany"), "EU": ("유럽연합", "European Union"), "HK": ("홍콩", "Hong Kong"),
    "NL": ("네덜란드", "Netherlands"), "SE": ("스웨덴", "Sweden"), "AU": ("오스트레일리아", "Australia"), "IN": ("인도", "India"),
    "TW": ("대만", "Taiwan"), "IT": ("이탈리아", "Italy"), "IL": ("이스라엘", "Israel"), "RU": ("러시아", "Russia"),
    "unknown": ("알 수 없음", "unknown"),
}  # fmt: skip


def called(code: str) -> tuple[str, str]:
    """In Korean and English; one that has no name here stands by its code."""
    return _NAMES.get(code, (code, code))


def with_code(code: str) -> tuple[str, str]:
    """For officers, who write the code into forms and rules: 미국 (US)."""
    ko, en = called(code)
    return (f"{ko} ({code})", f"{en} ({code})") if len(code) == 2 and ko != code else (ko, en)
