"""What the workspace is asked and answers (업무 도우미의 값): files, single places, turns, copies, what may be looked at again.

Values only. The port they belong to is `Workspace` in `ports.py`; what stands behind it: `entrypoints/workspace.py`.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that a person decided about, wherever it stands: kept as it is, or masked by hand."""

    kind: str
    value: str

    @property
    def written(self) -> str:
        return f"{self.kind}:{self.value}"

    @classmethod
    def read(cls, written: str) -> "Mark":
        kind, _, value = written.partition(":")
        return cls(kind, value)


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said before in the same conversation: the same values get the same tokens again."""

    text: str
    answer: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was read and waits to be sent. `uncertain`: places whose letters were recognised in pictures."""

    id: str
    name: str
    format: str
    characters: int
    pictures: int = 0
    uncertain: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of personal data, in words."""

    kind: str
    word_ko: str
    word_en: str


@dataclass(frozen=True, slots=True)
class Overruled:
    """What a choice tells whoever keeps the lists: kind and rule, never the value."""

    kind: str
    missed: bool
    rule: str
    times: int


@dataclass(frozen=True, slots=True)
class Copied:
    """A text to be carried to a web service by hand, and under which number the answer is restored."""

    id: str
    text: str
    decision: str
    service: str
    grade: str
    masked: int
    near: str = ""
    overruled: tuple[Overruled, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """An answer with its values back. `left`: tokens in it that stand for nothing we know."""

    text: str
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """A conversation as it is kept. `until_day`: when it is deleted by itself; "" while it is only in memory."""

    id: str
    task: str
    model: str
    began_us: int
    turns: tuple[Turn, ...] = ()
    until_day: str = ""
    keep: tuple[Mark, ...] = field(default=())
    hide: tuple[Mark, ...] = field(default=())
