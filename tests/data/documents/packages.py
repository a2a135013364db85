"""Office packages for the tests: the smallest whole ones, with a value in one named place."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
H = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head" xmlns:opf="http://www.idpf.org/2007/opf/"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument."


def zipped(members, flags=0):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as out:
        for name, content in members.items() if isinstance(members, dict) else members:
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            out.writestr(info, content.encode() if isinstance(content, str) else content)
    content = sink.getvalue()
    if flags:
        at = content.rindex(b"PK\x01\x02")
        content = content[: at + 8] + flags.to_bytes(2, "little") + content[at + 10 :]
    return content


def _types(main, kind):
    return f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main}" ContentType="{kind}"/></Types>'


def _rels(*rows):
    return (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target={quoteattr(target)}{mode}/>'
            for n, (kind, target, mode) in enumerate(rows, 1)
        )
        + "</Relationships>"
    )


def _core(words):
    return f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>{escape(words)}</dc:description></cp:coreProperties>'


EXTERNAL = ' TargetMode="External"'


def docx(places, more=None, kind=OFFICE + "wordprocessingml.document.main+xml"):
    def p(words):
        return f"<w:p><w:r><w:t>{escape(words)}</w:t></w:r></w:p>"

    get = {where: escape(words) for where, words in places.items()}
    body = "" if "empty" in places else p("업무 보고")
    parts = {}
    for where, t in get.items():
        match where:
            case "body":
                body += p(places["body"])
            case "split":
                body += f"<w:p><w:r><w:t>{t[:9]}</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/></w:rPr><w:t>{t[9:]}</w:t></w:r></w:p>"
            case "table":
                body += f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>비고</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc>{p(places[where])}</w:tc></w:tr></w:tbl>"
            case "nested_table":
                inner = f"<w:tbl><w:tr><w:tc>{p(places[where])}</w:tc></w:tr></w:tbl>"
                body += f"<w:tbl><w:tr><w:tc>{p('밖')}{inner}</w:tc></w:tr></w:tbl>"
            case "header" | "footer":
                tag = "hdr" if where == "header" else "ftr"
                parts[f"word/{where}1.xml"] = f"{HEAD}<w:{tag} {W}>{p(places[where])}</w:{tag}>"
            case "footnote" | "endnote":
                parts[f"word/{where}s.xml"] = (
                    f'{HEAD}<w:{where}s {W}><w:{where} w:id="1">{p(places[where])}</w:{where}></w:{where}s>'
                )
            case "comment" | "comment_author":
                author, words = ("나", places[where]) if where == "comment" else (places[where], "메모")
                parts["word/comments.xml"] = (
                    f'{HEAD}<w:comments {W}><w:comment w:id="1" w:author={quoteattr(author)}>{p(words)}</w:comment></w:comments>'
                )
            case "raw":
                body += places[where]
            case "deleted":
                body += f'<w:p><w:r><w:t>앞 </w:t></w:r><w:del w:id="1" w:author="나"><w:r><w:delText>{t}</w:delText></w:r></w:del><w:r><w:t>뒤</w:t></w:r></w:p>'
            case "inserted":
                body += f'<w:p><w:ins w:id="1" w:author="나"><w:r><w:t>{t}</w:t></w:r></w:ins></w:p>'
            case "textbox":
                box = f"<w:txbxContent>{p(places[where])}</w:txbxContent>"
                body += f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>'
            case "alt":
                body += f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="그림" descr={quoteattr(places[where])}/></wp:inline></w:drawing></w:r></w:p>'
            case "link":
                parts["word/_rels/document.xml.rels"] = _rels(
                    ("hyperlink", "https://example.go.kr/" + places[where].replace(" ", "/"), EXTERNAL)
                )
            case "field":
                body += f'<w:p><w:r><w:instrText xml:space="preserve"> HYPERLINK "tel:{t}" </w:instrText></w:r></w:p>'
            case "control":
                body += f'<w:sdt><w:sdtPr><w:alias w:val="칸"/><w:placeholder/></w:sdtPr><w:sdtContent>{p(places[where])}</w:sdtContent></w:sdt>'
            case "vanish":
                body += f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{t}</w:t></w:r></w:p>"
            case "core":
                parts["docProps/core.xml"] = _core(places[where])
            case "custom":
                parts["docProps/custom.xml"] = (
                    f'{HEAD}<Properties><property name="메모"><vt:lpwstr xmlns:vt="v">{t}</vt:lpwstr></property></Properties>'
                )
            case "custom_xml":
                parts["customXml/item1.xml"] = f"{HEAD}<data><memo>{t}</memo></data>"
            case "xml_comment":
                body += f"<!-- {t} -->"
            case "document_variable":
                parts["word/settings.xml"] = (
                    f'{HEAD}<w:settings {W}><w:docVars><w:docVar w:name="a" w:val={quoteattr(places[where])}/></w:docVars></w:settings>'
                )
            case "chart":
                parts["word/charts/chart1.xml"] = (
                    f'{HEAD}<c:chartSpace xmlns:c="c"><c:pt><c:v>{t}</c:v></c:pt></c:chartSpace>'
                )
            case "glossary":
                parts["word/glossary/document.xml"] = (
                    f"{HEAD}<w:glossaryDocument {W}>{p(places[where])}</w:glossaryDocument>"
                )
    main = "word/document.xml"
    document = f"{HEAD}<w:document {W}><w:body>{body}</w:body></w:document>"
    start = {
        "[Content_Types].xml": _types(main, kind),
        "_rels/.rels": _rels(("officeDocument", main, "")),
        main: document,
    }
    return zipped({**start, **parts, **(more or {})})


def xlsx(places, more=None):
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>항목</t></is></c><c r="B1" t="inlineStr"><is><t>내용</t></is></c></row>'
    second, tail, names, state, title = "", "", "", "visible", "자료"
    parts, strings, formats = (
        {},
        [],
        '<numFmts count="1"><numFmt numFmtId="170" formatCode="000000\\-0000000"/></numFmts>',
    )

    def row(number, cell, extra=""):
        return f'<row r="{number}"{extra}><c r="A{number}" t="inlineStr"><is><t>값</t></is></c>{cell}</row>'

    def inline(number, t):
        return f'<c r="B{number}" t="inlineStr"><is><t>{t}</t></is></c>'

    for where, words in places.items():
        t = escape(words)
        match where:
            case "shared":
                strings.append(f"<si><t>{t}</t></si>")
                rows += row(2, '<c r="B2" t="s"><v>0</v></c>')
            case "rich":
                strings.append(f"<si><r><t>{t[:9]}</t></r><r><rPr><b/></rPr><t>{t[9:]}</t></r></si>")
                rows += row(2, '<c r="B2" t="s"><v>0</v></c>')
            case "inline":
                rows += row(2, inline(2, t))
            case "string_formula":
                rows += row(2, f'<c r="B2" t="str"><f>A1</f><v>{t}</v></c>')
            case "formula":
                rows += row(2, f'<c r="B2"><f>"{t}"&amp;A1</f><v>0</v></c>')
            case "number":
                rows += row(2, f'<c r="B2" s="1"><v>{t}</v></c>').replace("<t>값</t>", "<t>주민등록번호</t>")
            case "date":
                rows += row(2, f'<c r="B2" s="2"><v>{t}</v></c>').replace("<t>값</t>", "<t>생년월일</t>")
            case "hidden_sheet" | "second_sheet":
                second, state = row(1, inline(1, t)), "veryHidden" if where == "hidden_sheet" else "visible"
            case "hidden_row":
                rows += row(2, inline(2, t), ' hidden="1"')
            case "comment":
                parts["xl/comments1.xml"] = (
                    f'{HEAD}<comments {S}><authors><author>나</author></authors><commentList><comment ref="A1" authorId="0"><text><t>{t}</t></text></comment></commentList></comments>'
                )
            case "threaded":
                parts["xl/threadedComments/threadedComment1.xml"] = (
                    f'{HEAD}<ThreadedComments><threadedComment ref="A1"><text>{t}</text></threadedComment></ThreadedComments>'
                )
            case "defined_name":
                names = f'<definedNames><definedName name="메모">"{t}"</definedName></definedNames>'
            case "validation":
                tail += f'<dataValidations count="1"><dataValidation type="list" sqref="A1" prompt={quoteattr(words)}><formula1>"가,나"</formula1></dataValidation></dataValidations>'
            case "page_header":
                tail += f"<headerFooter><oddHeader>&amp;C{t}</oddHeader></headerFooter>"
            case "drawing":
                parts["xl/drawings/drawing1.xml"] = (
                    f'{HEAD}<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><xdr:sp><xdr:txBody><a:p><a:r><a:t>{t}</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>'
                )
            case "raw":
                tail += words
            case "sheet_name":
                title = words
            case "pivot":
                parts["xl/pivotCache/pivotCacheDefinition1.xml"] = (
                    f'{HEAD}<pivotCacheDefinition {S}><cacheFields count="1"><cacheField name="가"><sharedItems><s v={quoteattr(words)}/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
                )
            case "link":
                parts["xl/externalLinks/externalLink1.xml"] = (
                    f'{HEAD}<externalLink {S}><externalBook><sheetDataSet><sheetData><row><cell r="A1"><v>{t}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
                )
            case "core":
                parts["docProps/core.xml"] = _core(words)

    def sheet(content, extra=""):
        return f"{HEAD}<worksheet {S}><sheetData>{content}</sheetData>{extra}</worksheet>"

    sheets = f'<sheet name={quoteattr(title)} sheetId="1" r:id="rId1"/>'
    relations = [
        ("worksheet", "worksheets/sheet1.xml", ""),
        ("sharedStrings", "sharedStrings.xml", ""),
        ("styles", "styles.xml", ""),
    ]
    if second:
        sheets += f'<sheet name="둘째" sheetId="2" state="{state}" r:id="rId4"/>'
        relations.append(("worksheet", "worksheets/sheet2.xml", ""))
        parts["xl/worksheets/sheet2.xml"] = sheet(second)
    main = "xl/workbook.xml"
    start = {
        "[Content_Types].xml": _types(main, OFFICE + "spreadsheetml.sheet.main+xml"),
        "_rels/.rels": _rels(("officeDocument", main, "")),
        main: f"{HEAD}<workbook {S}><sheets>{sheets}</sheets>{names}</workbook>",
        "xl/_rels/workbook.xml.rels": _rels(*relations),
        "xl/worksheets/sheet1.xml": sheet(rows, tail),
        "xl/sharedStrings.xml": f'{HEAD}<sst {S} count="{len(strings)}">{"".join(strings)}</sst>',
        "xl/styles.xml": f'{HEAD}<styleSheet {S}>{formats}<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    return zipped({**start, **parts, **(more or {})})


def pptx(places, more=None):
    def p(words):
        return f"<a:p><a:r><a:t>{escape(words)}</a:t></a:r></a:p>"

    def shape(inner, name="제목", descr=""):
        return f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{name}" descr={quoteattr(descr)}/></p:nvSpPr><p:txBody>{inner}</p:txBody></p:sp>'

    tree, parts, show = shape(p("사업 보고")), {}, ""
    for where, words in places.items():
        match where:
            case "slide":
                tree += shape(p(words))
            case "table":
                tree += f"<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody>{p('비고')}</a:txBody></a:tc></a:tr><a:tr><a:tc><a:txBody>{p(words)}</a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>"
            case "notes":
                parts["ppt/notesSlides/notesSlide1.xml"] = f"{HEAD}<p:notes {P}>{shape(p(words))}</p:notes>"
            case "hidden":
                tree, show = tree + shape(p(words)), ' show="0"'
            case "comment":
                parts["ppt/comments/comment1.xml"] = (
                    f'{HEAD}<p:cmLst {P}><p:cm authorId="0"><p:text>{escape(words)}</p:text></p:cm></p:cmLst>'
                )
            case "master" | "layout":
                folder = f"slide{where.title()}"
                parts[f"ppt/{folder}s/{folder}1.xml"] = (
                    f"{HEAD}<p:sld{where.title()} {P}>{shape(p(words))}</p:sld{where.title()}>"
                )
            case "alt":
                tree += shape("", descr=words)
            case "group":
                tree += f"<p:grpSp>{shape(p(words))}</p:grpSp>"
            case "core":
                parts["docProps/core.xml"] = _core(words)
            case "link":
                parts["ppt/slides/_rels/slide1.xml.rels"] = _rels(
                    ("hyperlink", "mailto:" + words.replace(" ", "."), EXTERNAL)
                )
            case "field":
                tree += shape(f'<a:p><a:fld id="1" type="slidenum"><a:t>{escape(words)}</a:t></a:fld></a:p>')
    main = "ppt/presentation.xml"
    start = {
        "[Content_Types].xml": _types(main, OFFICE + "presentationml.presentation.main+xml"),
        "_rels/.rels": _rels(("officeDocument", main, "")),
        main: f'{HEAD}<p:presentation {P}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _rels(("slide", "slides/slide1.xml", "")),
        "ppt/slides/slide1.xml": f"{HEAD}<p:sld {P}{show}><p:cSld><p:spTree>{tree}</p:spTree></p:cSld></p:sld>",
    }
    return zipped({**start, **parts, **(more or {})})


def hwpx(places, more=None):
    def t(words):
        return f'<hp:run charPrIDRef="0"><hp:t>{escape(words)}</hp:t></hp:run>'

    def p(words):
        return f'<hp:p id="1" paraPrIDRef="0" styleIDRef="0">{t(words)}</hp:p>'

    def hung(tag, words, extra=""):
        return f'<hp:p id="2"><hp:run><hp:ctrl><hp:{tag}{extra}><hp:subList>{p(words)}</hp:subList></hp:{tag}></hp:ctrl></hp:run>{t("본문")}</hp:p>'

    body, parts, meta = p("기안 문서"), {}, ""
    bullet = ""
    for where, words in places.items():
        x = escape(words)
        match where:
            case "body":
                body += p(words)
            case "split":
                body += f"<hp:p>{t(words[:9])}{t(words[9:])}</hp:p>"
            case "table" | "cell_name":
                inner, name = (words, "") if where == "table" else ("값", words)
                body += f'<hp:p><hp:run><hp:tbl rowCnt="1" colCnt="1"><hp:tr><hp:tc name={quoteattr(name)}><hp:subList>{p(inner)}</hp:subList><hp:cellAddr colAddr="0" rowAddr="0"/><hp:cellSpan colSpan="1" rowSpan="1"/></hp:tc></hp:tr></hp:tbl></hp:run></hp:p>'
            case "header" | "footer":
                body += hung(where, words)
            case "footnote" | "endnote":
                body += hung(where.replace("note", "Note"), words)
            case "hidden_comment":
                body += hung("hiddenComment", words)
            case "raw":
                body += words
            case "memo":
                body += f'<hp:p><hp:run><hp:ctrl><hp:fieldBegin id="1" type="MEMO"><hp:subList>{p(words)}</hp:subList></hp:fieldBegin></hp:ctrl></hp:run>{t("본문")}</hp:p>'
            case "textbox":
                body += f"<hp:p><hp:run><hp:rect><hp:drawText><hp:subList>{p(words)}</hp:subList></hp:drawText></hp:rect></hp:run></hp:p>"
            case "caption":
                body += f"<hp:p><hp:run><hp:pic><hp:caption><hp:subList>{p(words)}</hp:subList></hp:caption></hp:pic></hp:run></hp:p>"
            case "equation":
                body += f"<hp:p><hp:run><hp:equation><hp:script>{x}</hp:script></hp:equation></hp:run></hp:p>"
            case "link":
                body += f'<hp:p><hp:run><hp:ctrl><hp:fieldBegin id="1" type="HYPERLINK"><hp:parameters><hp:stringParam name="Command">{x}</hp:stringParam></hp:parameters></hp:fieldBegin></hp:ctrl></hp:run>{t("연결")}</hp:p>'
            case "form":
                body += f'<hp:p><hp:run><hp:edit name="칸"><hp:text>{x}</hp:text></hp:edit></hp:run></hp:p>'
            case "deleted":
                body += f'<hp:p><hp:run><hp:t>앞 <hp:deleteBegin Id="1"/>{x}<hp:deleteEnd Id="1"/> 뒤</hp:t></hp:run></hp:p>'
            case "metadata":
                meta = f'<opf:meta name="description" content="text">{x}</opf:meta>'
            case "preview":
                parts["Preview/PrvText.txt"] = words
            case "masterpage":
                parts["Contents/masterpage0.xml"] = (
                    f"{HEAD}<hm:masterPage xmlns:hm='m' {H}><hp:subList>{p(words)}</hp:subList></hm:masterPage>"
                )
            case "shape_comment":
                body += f"<hp:p><hp:run><hp:pic><hp:shapeComment>{x}</hp:shapeComment></hp:pic></hp:run></hp:p>"
            case "bullet":
                bullet = f'<hh:bullets><hh:bullet id="1" char={quoteattr(words)}/></hh:bullets>'
            case "svg":
                parts["BinData/image1.svg"] = f'<svg xmlns="http://www.w3.org/2000/svg"><text>{x}</text></svg>'
    start = {
        "mimetype": "application/hwp+zip",
        "version.xml": f'{HEAD}<hv:HCFVersion xmlns:hv="v" major="5"/>',
        "META-INF/manifest.xml": f'{HEAD}<odf:manifest xmlns:odf="m"/>',
        "Contents/content.hpf": f"{HEAD}<opf:package {H}><opf:metadata><opf:title/>{meta}</opf:metadata></opf:package>",
        "Contents/header.xml": f'{HEAD}<hh:head {H}>{bullet}<hh:styles><hh:style id="0" name="바탕글"/></hh:styles></hh:head>',
        "Contents/section0.xml": f"{HEAD}<hs:sec {H}>{body}</hs:sec>",
        "Scripts/sourceScripts": "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n".encode("utf-16-le"),
    }
    return zipped({**start, **parts, **(more or {})})


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
