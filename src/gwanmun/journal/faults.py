"""What a journal can be found guilty of. All are `IntegrityFault`: never handled, always alarmed.

The words name places and numbers of records, never their content.
"""

from gwanmun.errors import IntegrityFault


class AlteredRecord(IntegrityFault):
    """A record, or what proves it, is not what was written. `index` is the first one found so."""

    ko = "{index}번 기록이 변경되었거나 손상되었습니다: {what}"
    en = "Record {index} was altered or damaged: {what}"

    def __init__(self, index: int, what: str, where: str = "") -> None:
        self.index = index
        super().__init__(where, index=index, what=what)


class BrokenTree(IntegrityFault):
    """Hashes, tiles or proofs do not fit together."""

    def __init__(self, problem: str, where: str = "") -> None:
        super().__init__(where, problem=problem)


class BadCheckpoint(IntegrityFault):
    """A checkpoint is malformed, not signed by the key expected, of another journal, or behind one already signed."""

    def __init__(self, problem: str, where: str = "") -> None:
        super().__init__(where, problem=problem)


class BrokenSegment(IntegrityFault):
    """A segment is altered (not merely torn), or does not continue the one before it."""

    def __init__(self, problem: str, where: str = "") -> None:
        super().__init__(where, problem=problem)
