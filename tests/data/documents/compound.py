"""A writer of OLE compound files ([MS-CFB] version 3), just enough to make HWP 5 files for the tests."""

import struct

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """A file of these streams; "a/b" stands in the storage a."""
    entries = [["Root Entry", 5, None, b""]]
    children: dict[str, list[int]] = {"": []}
    for path in sorted({p.rpartition("/")[0] for p in streams} - {""}):
        children[""].append(len(entries))
        children[path] = []
        entries.append([path, 1, path, b""])
    for path, content in streams.items():
        folder, _, name = path.rpartition("/")
        children[folder].append(len(entries))
        entries.append([name, 2, None, content])

    sectors: list[bytes] = []
    fat: list[int] = []

    def chain(content: bytes) -> int:
        if not content:
            return END
        first = len(sectors)
        count = -(-len(content) // SECTOR)
        for n in range(count):
            sectors.append(content[n * SECTOR : (n + 1) * SECTOR].ljust(SECTOR, b"\x00"))
            fat.append(first + n + 1 if n + 1 < count else END)
        return first

    mini, minifat, starts = b"", [], {}
    for number, (_, kind, _, content) in enumerate(entries):
        if kind != 2:
            continue
        if len(content) >= CUTOFF:
            starts[number] = chain(content)
        elif content:
            starts[number] = len(minifat)
            count = -(-len(content) // MINI)
            minifat += [len(minifat) + 1 + n if n + 1 < count else END for n in range(count)]
            mini += content.ljust(count * MINI, b"\x00")
        else:
            starts[number] = END
    starts[0] = chain(mini)
    minifat_start = chain(b"".join(struct.pack("<I", n) for n in minifat + [FREE] * (-len(minifat) % 128)))

    def links(members: list[int]) -> tuple[int, dict[int, int]]:
        """The first child, and the right sibling of each: a list in the order that the format asks for."""
        ordered = sorted(members, key=lambda n: (len(entries[n][0]), entries[n][0].upper()))
        return (ordered[0] if ordered else FREE), dict(zip(ordered, [*ordered[1:], FREE], strict=True))

    right: dict[int, int] = {}
    child = {}
    for folder, members in children.items():
        owner = next(n for n, e in enumerate(entries) if (e[2] == folder if folder else e[1] == 5))
        child[owner], more = links(members)
        right |= more
    directory = b""
    for number, (name, kind, _, content) in enumerate(entries):
        raw = name.encode("utf-16-le")
        size = len(mini) if kind == 5 else len(content)
        start = starts.get(number, 0) if kind != 1 else 0
        directory += struct.pack("<64sHBBIII16sIQQIQ", raw, len(raw) + 2, kind, 1, FREE, right.get(number, FREE),
                                 child.get(number, FREE), b"", 0, 0, 0, start, size)  # fmt: skip
    empty = struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, FREE, FREE, FREE, b"", 0, 0, 0, 0, 0)
    directory += empty * (-len(directory) // 128 % 4)
    directory_start = chain(directory)
    count = 1
    while (len(fat) + count) > count * 128:
        count += 1
    first_fat = len(sectors)
    fat += [FAT] * count
    packed = b"".join(struct.pack("<I", n) for n in fat + [FREE] * (count * 128 - len(fat)))
    sectors += [packed[n * SECTOR : (n + 1) * SECTOR] for n in range(count)]
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, count,
        directory_start, 0, CUTOFF, minifat_start, max(1, -(-len(minifat) // 128)) if minifat else 0, END, 0, first_fat,
    )  # fmt: skip
    difat = [first_fat + n for n in range(1, count)]
    head += b"".join(struct.pack("<I", n) for n in difat + [FREE] * (108 - len(difat)))
    return head + b"".join(sectors)
