"""Files of tables that the console is sent (표 파일): read in a thread, with the limits of `adapters/tables.py`."""

import asyncio
import csv
import io

import msgspec

from gwanmun.adapters.tables import table_of
from gwanmun.budget.sheet import read_charges
from gwanmun.console.ports import Charges


class FileTables:
    """Port `tables` of the console."""

    async def text(self, name: str, data: bytes) -> str:
        return await asyncio.to_thread(_text, name, data)

    async def charges(self, name: str, data: bytes) -> Charges:
        return await asyncio.to_thread(_charges, name, data)


def _text(name: str, data: bytes) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(row.cells for row in table_of(name, data).rows)
    return out.getvalue()


def _charges(name: str, data: bytes) -> Charges:
    opened = table_of(name, data)
    sheet = read_charges(opened.rows, from_1904=opened.from_1904)
    return Charges(
        opened.digest,
        tuple(msgspec.to_builtins(one) for one in sheet.rows),
        tuple((one.row, one.column, one.ko, one.en) for one in sheet.faults),
        sheet.fault_count,
        sheet.left_out,
        sum(one.micro_won for one in sheet.rows),
    )
