"""Diagnostics: one JSON line per event on standard error, for operators. Not the journal: nothing here is evidence.

No prompt text, no personal data, no secret: callers pass names, codes, counts and request numbers only; texts are cut.
"""

import sys
import time
from collections.abc import Mapping
from typing import TextIO

import orjson

_LONGEST = 200


class Diagnostics:
    """Writes whole lines; a closed or full standard error never stops the gate."""

    def __init__(self, process: str, stream: TextIO | None = None) -> None:
        self._process = process
        self._stream = stream or sys.stderr

    def __call__(self, event: str, fields: Mapping[str, object]) -> None:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        safe = {
            k: v if isinstance(v, int | float | bool) or v is None else str(v)[:_LONGEST] for k, v in fields.items()
        }
        line = orjson.dumps({"at": stamp, "process": self._process, "event": event, **safe}).decode()
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except (OSError, ValueError):
            return


def type_and_place(error: BaseException) -> dict[str, object]:
    """What may be told of a fault of the program. Its text and its values may hold what a caller sent: never those."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "?" if trace is None else f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
    return {"type": type(error).__name__, "place": place}
