"""The examiner's child process: long texts in, findings out, over its standard streams (adapters/examiner.py).

It holds no keys, opens no files and no sockets, and ends when its parent closes the pipe.
"""

import os
import resource
import sys
from typing import BinaryIO

import msgspec

from gwanmun.domain.prompts import Context
from gwanmun.privacy.find import find, find_all
from gwanmun.privacy.seen import Seen

_MEMORY_BYTES = 2 * 1024**3
_LARGEST_FRAME = 256 * 1024 * 1024


def run(source: BinaryIO, sink: BinaryIO) -> int:
    """Answer frames until the source ends."""
    look = Seen(find, os.urandom(32))
    decoder = msgspec.msgpack.Decoder(tuple[list[str], list[Context | None], str])
    while True:
        head = source.read(4)
        if len(head) < 4:
            return 0
        size = int.from_bytes(head, "big")
        if size > _LARGEST_FRAME:
            return 2
        body = source.read(size)
        if len(body) < size:
            return 0
        texts, contexts, person = decoder.decode(body)
        found = find_all(texts, contexts, look, person)
        rows = [[(f.start, f.end, f.kind.value, f.certainty, f.why) for f in row] for row in found]
        frame = msgspec.msgpack.encode(rows)
        sink.write(len(frame).to_bytes(4, "big") + frame)
        sink.flush()


if __name__ == "__main__":
    os.nice(5)  # long texts never take the gate's turn
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(run(sys.stdin.buffer, sys.stdout.buffer))
