"""Data grades of N2SF 1.0 (국가 망 보안체계, 30 Sep 2025): C 기밀, S 민감, O 공개. Mixed content takes the highest.

C is 정보공개법 제9조 제1항 제1–4호, S is 제5–8호, O is the rest.
"""

from enum import StrEnum


class Grade(StrEnum):
    O = "O"  # noqa: E741 - the standard's own letter
    S = "S"
    C = "C"

    @property
    def rank(self) -> int:
        return _RANK[self]


_RANK = {Grade.O: 0, Grade.S: 1, Grade.C: 2}


def highest(*grades: Grade) -> Grade:
    """The highest of several grades; O when there is none."""
    return max(grades, key=_RANK.__getitem__, default=Grade.O)
