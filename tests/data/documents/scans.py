"""Scans: what a machine with a Korean font draws of a text, as a picture and as a PDF of pictures.

Drawn in a process of its own: the readers of this project use no font of the machine (`box_font`).
"""

import subprocess
import sys
import zlib

from gwanmun.adapters.documents.pictures import grey_png
from gwanmun.adapters.documents.write_pdf import _file, write_pdf

_DRAW = (
    "import sys, pypdfium2\n"
    "bitmap = pypdfium2.PdfDocument(sys.stdin.buffer.read())[0].render(scale=3, grayscale=True)\n"
    "sys.stdout.buffer.write(b'%d %d %d\\n' % (bitmap.width, bitmap.height, bitmap.stride) + bytes(bitmap.buffer))"
)


def _drawn(text):
    done = subprocess.run(
        [sys.executable, "-c", _DRAW], input=write_pdf(text), capture_output=True, timeout=60, check=True
    )
    head, _, raw = done.stdout.partition(b"\n")
    width, height, stride = map(int, head.split())
    return width, height, [raw[at * stride : at * stride + width] for at in range(height)]


def png(text):
    width, height, rows = _drawn(text)
    return grey_png(width, height, b"".join(b"\0" + row for row in rows))


def pdf(texts):
    """A page of nothing but a picture for each text."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for text in texts:
        width, height, rows = _drawn(text)
        packed = zlib.compress(b"".join(rows))
        objects.append(
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
            b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (width, height, len(packed), packed)
        )
        objects.append(b"<< /Length 30 >>\nstream\nq 595 0 0 842 0 0 cm /I Do Q \nendstream")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /I %d 0 R >> >> "
            b"/Contents %d 0 R >>" % (len(objects) - 1, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects)
