"""What one request was, as use is counted: who, by what, decided how. No text, no name: people are pseudonyms."""

from msgspec import Struct


class Sight(Struct, frozen=True, gc=False):
    """What one request was, seen when it was sent or refused; its end is added to the same cells."""

    day: str
    agency: str
    department: str
    person: str
    service: str
    family: str
    model: str
    decision: str
    task: str
    device: str
    at_us: int
    held: int = 0
