"""PDF files for the tests, object by object: Korean text in a font that readers bring along, and whatever else holds text."""

import zlib

UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /T def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
)


def string(text):
    return b"<FEFF" + text.encode("utf-16-be").hex().encode() + b">"


def stream(content, extra=b""):
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), extra, packed)


def shown(text, mode=0):
    lines = b"".join(
        b"<%s> Tj T* " % text[at : at + 40].encode("utf-16-be").hex().encode() for at in range(0, len(text), 40)
    )
    return b"BT /F 12 Tf %d Tr 14 TL 50 780 Td %s ET" % (mode, lines)


def pdf(places, *, encrypted=False):
    objects = [b"", b"", b"<< /Type /Font /Subtype /Type0 /BaseFont /HYGoThic-Medium-UniKS-UCS2-H /Encoding /UniKS-UCS2-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
               b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HYGoThic-Medium /CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >> /DW 1000 >>",
               stream(UNICODE)]  # fmt: skip

    def add(content):
        objects.append(content)
        return len(objects)

    pages, catalog, trailer = [], b"", b""
    content = b""
    annotations = b""
    resources = b"<< /Font << /F 3 0 R >> >>"
    if set(places) - {"image", "numbered", "strips", "stamped"}:
        content = shown("보고서 본문")
    for where, text in places.items():
        match where:
            case "page":
                content = shown("보고서 본문 " + text)
            case "invisible":
                content += b" " + shown(text, mode=3)
            case "white":
                content += b" q 1 1 1 rg " + shown(text) + b" Q"
            case "outside":
                content += b" q 1 0 0 1 5000 5000 cm " + shown(text) + b" Q"
            case "tiny":
                content += b" q .001 0 0 .001 0 0 cm " + shown(text) + b" Q"
            case "covered":
                content += b" " + shown(text) + b" q 0 0 0 rg 0 0 595 842 re f Q"
            case "clipped":
                content += b" q 0 0 1 1 re W n " + shown(text) + b" Q"
            case "layer":
                layer = add(b"<< /Type /OCG /Name (hidden) >>")
                catalog += b"/OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] /BaseState /OFF >> >> " % (
                    layer,
                    layer,
                )
                resources = b"<< /Font << /F 3 0 R >> /Properties << /L %d 0 R >> >>" % layer
                content += b" /OC /L BDC " + shown(text) + b" EMC"
            case "form_object":
                form = add(
                    stream(
                        shown(text),
                        b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F 3 0 R >> >>",
                    )
                )
                resources = b"<< /Font << /F 3 0 R >> /XObject << /X %d 0 R >> >>" % form
                content += b" /X Do"
            case "pattern":
                pattern = add(
                    stream(
                        shown(text),
                        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 600 800] /XStep 600 /YStep 800 "
                        b"/Resources << /Font << /F 3 0 R >> >>",
                    )
                )
                resources = b"<< /Font << /F 3 0 R >> /Pattern << /P %d 0 R >> >>" % pattern
                content += b" /Pattern cs /P scn 0 0 600 700 re f"
            case "soft_mask":
                form = add(
                    stream(
                        shown(text),
                        b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Group << /S /Transparency /CS /DeviceGray >> "
                        b"/Resources << /Font << /F 3 0 R >> >>",
                    )
                )
                state = b"<< /SMask << /S /Luminosity /G %d 0 R >> >>" % form
                resources = b"<< /Font << /F 3 0 R >> /ExtGState << /G %s >> >>" % state
                content += b" /G gs 0 0 600 700 re f"
            case "hidden_field":
                n = add(b"<< /Type /Annot /Subtype /Widget /F 2 /FT /Tx /T (f) /V %s /Rect [0 0 0 0] >>" % string(text))
                annotations += b"%d 0 R " % n
                catalog += b"/AcroForm << /Fields [%d 0 R] >>" % n
            case "choice":
                n = add(
                    b"<< /Type /Annot /Subtype /Widget /FT /Ch /T (f) /Opt [[(1) %s]] /Rect [9 9 9 9] >>" % string(text)
                )
                annotations += b"%d 0 R " % n
                catalog += b"/AcroForm << /Fields [%d 0 R] >>" % n
            case "alternative":
                catalog += b"/StructTreeRoot << /Type /StructTreeRoot /K << /S /Figure /Alt %s >> >> " % string(text)
            case "layer_name":
                catalog += b"/OCProperties << /OCGs [%d 0 R] /D << >> >> " % add(
                    b"<< /Type /OCG /Name %s >>" % string(text)
                )
            case "attachment_note":
                file = add(stream(b"memo", b"/Type /EmbeddedFile"))
                spec = add(b"<< /Type /Filespec /F (memo.txt) /Desc %s /EF << /F %d 0 R >> >>" % (string(text), file))
                catalog += b"/Names << /EmbeddedFiles << /Names [(memo.txt) %d 0 R] >> >>" % spec
            case "attached_pdf":
                file = add(stream(pdf({"page": text}), b"/Type /EmbeddedFile"))
                spec = add(b"<< /Type /Filespec /F (memo.pdf) /UF (memo.pdf) /EF << /F %d 0 R >> >>" % file)
                catalog += b"/Names << /EmbeddedFiles << /Names [(memo.pdf) %d 0 R] >> >>" % spec
            case "page_label":
                catalog += b"/PageLabels << /Nums [0 << /P %s >>] >> " % string(text)
            case "field":
                n = add(b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f) /V %s /Rect [50 50 200 70] >>" % string(text))
                annotations += b"%d 0 R " % n
                catalog += b"/AcroForm << /Fields [%d 0 R] >>" % n
            case "note":
                annotations += b"%d 0 R " % add(
                    b"<< /Type /Annot /Subtype /Text /Contents %s /Rect [50 50 70 70] >>" % string(text)
                )
            case "annotation":
                form = add(
                    stream(shown(text), b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources " + resources)
                )
                annotations += b"%d 0 R " % add(
                    b"<< /Type /Annot /Subtype /Stamp /F 4 /Rect [0 0 600 800] /AP << /N %d 0 R >> >>" % form
                )
            case "link":
                address = text.replace(" ", "/").encode().hex().encode()
                annotations += b"%d 0 R " % add(
                    b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI <%s> >> >>" % address
                )
            case "info":
                trailer += b"/Info %d 0 R " % add(b"<< /Title %s >>" % string(text))
            case "outline":
                n = add(b"")
                item = add(b"<< /Title %s /Parent %d 0 R >>" % (string(text), n))
                objects[n - 1] = b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count 1 >>" % (item, item)
                catalog += b"/Outlines %d 0 R " % n
            case "metadata":
                xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:title>{text}</dc:title></x:xmpmeta>".encode()
                catalog += b"/Metadata %d 0 R " % add(
                    b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(xmp), xmp)
                )
            case "attachment":
                file = add(stream(text.encode(), b"/Type /EmbeddedFile"))
                spec = add(b"<< /Type /Filespec /F (memo.txt) /UF (memo.txt) /EF << /F %d 0 R >> >>" % file)
                catalog += b"/Names << /EmbeddedFiles << /Names [(memo.txt) %d 0 R] >> >>" % spec
            case "script":
                catalog += b"/OpenAction << /S /JavaScript /JS (%s) >> " % text.encode()
            case "launch":
                catalog += b"/OpenAction << /S /Launch /F (a.exe) >> "
            case "xfa":
                catalog += b"/AcroForm << /Fields [] /XFA %d 0 R >> " % add(stream(b"<xdp/>"))
            case "image" | "numbered" | "strips" | "stamped":
                image = add(
                    stream(
                        b"\x80" * 64,
                        b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8 /ColorSpace /DeviceGray",
                    )
                )
                placed = b"q 500 0 0 700 50 50 cm /I Do Q"
                if where == "stamped":
                    placed = b"q 595 0 0 842 0 0 cm /I Do Q"
                if where == "strips":
                    placed = b" ".join(b"q 500 0 0 175 50 %d cm /I Do Q" % at for at in range(50, 750, 175))
                drawn = add(stream(placed + (b"" if where == "image" else b" " + shown(text))))
                pages.append(
                    add(
                        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /I %d 0 R >> /Font << /F 3 0 R >> >> /Contents %d 0 R >>"
                        % (image, drawn)
                    )
                )
    if content:
        body = add(stream(content))
        notes = b"/Annots [%s]" % annotations if annotations else b""
        pages.insert(
            0,
            add(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %s /Contents %d 0 R %s >>"
                % (resources, body, notes)
            ),
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), b" ".join(b"%d 0 R" % n for n in pages))
    if encrypted:
        trailer += b"/ID [<00> <00>] /Encrypt %d 0 R " % add(
            b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -44 >>" % (b"ab" * 32, b"cd" * 32)
        )
    out = bytearray(b"%PDF-1.7\n")
    starts = []
    for number, one in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % n for n in starts)
    return bytes(
        out + b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, at)
    )


def whole(pages, *, beside=(b"", ()), annotated=False):
    """A file of these pages' drawings. `beside`: an object, and others that it calls @1, @2; `annotated`: the first is on the page."""
    one, others = beside
    fonts = [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /HYGoThic-Medium-UniKS-UCS2-H /Encoding /UniKS-UCS2-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HYGoThic-Medium /CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >> /DW 1000 >>",
        stream(UNICODE),
    ]
    objects = [b"", b"", *fonts, *others]
    for number in range(len(others)):
        one = one.replace(b"@%d" % (number + 1), b"%d 0 R" % (6 + number))
    objects.append(one or b"null")
    noted = len(objects)
    kids = []
    for page in pages:
        objects.append(stream(page))
        notes = b"/Annots [%d 0 R]" % noted if annotated else b""
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents %d 0 R %s >>"
            % (len(objects), notes)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R /Kept %d 0 R >>" % noted
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % at for at in places
    )
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
