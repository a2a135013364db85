"""Letters of fonts that a PDF names and does not bring along are read, whatever is installed."""

import pytest

pytest.importorskip("pypdfium2")
from gwanmun.adapters.documents.child import ChildDocuments
from gwanmun.adapters.documents.reader import read
from gwanmun.adapters.documents.write_pdf import _file, write_pdf

WORDS = "성명 남궁솔 010-2345-6789"


def letter_by_letter(font: bytes) -> bytes:
    """As printer drivers write: each letter put at its own place."""
    parts = []
    for at, c in enumerate(WORDS):
        parts.append(b"BT /F 10 Tf %d 700 Td <%s> Tj ET" % (57 + 10 * at, c.encode("utf-16-be").hex().encode()))
    content = b"\n".join(parts)
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 4 0 R >> >> /Contents 5 0 R >>"
    )
    return _file([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page,
        b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /UniKS-UCS2-H /DescendantFonts [6 0 R] >>" % font,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) "
        b"/Supplement 1 >> /DW 1000 >>" % font,
    ])  # fmt: skip


@pytest.mark.parametrize("font", [b"HYGoThic-Medium", b"NobodyHasThis", b"Batang"])
async def test_letters_that_stand_alone_are_read_in_the_child_too(font):
    content = letter_by_letter(font)
    documents = ChildDocuments(children=1)
    try:
        there = await documents.read(content, "a.pdf", warm=False)
    finally:
        await documents.close()
    assert there.body == read(content, "a.pdf").body
    assert "".join(WORDS.split()) == "".join(there.body.split())


def test_one_letter_on_a_page_is_read():
    assert read(write_pdf("줄"), "a.pdf").body.strip() == "줄"
