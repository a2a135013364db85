"""Files that somebody made so that a check looks past something in them: another spelling, another encoding, another name."""

import sys
from pathlib import Path

import pytest

from gwanmun.adapters.documents.reader import read
from gwanmun.adapters.documents.write import masked
from gwanmun.errors import BadDocument

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "data/documents"))
import packages

PHONE = "010-4567-1234"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def problem(content, name):
    with pytest.raises(BadDocument) as refused:
        read(content, name)
    return refused.value.problem


def relations(row):
    return f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" {row}/></Relationships>'


def word(rels, part="word/_rels/document.xml.rels"):
    return packages.docx({}, {part: rels})


IMAGE = f'Type="{KIND}image" Target="http://elsewhere.example/a.png"'
EXTERNAL = {
    "an entity in the mode": word(relations(f'{IMAGE} TargetMode="&#69;xternal"')),
    "UTF-16": word(relations(f'{IMAGE} TargetMode="External"').replace("?>", ' encoding="UTF-16"?>').encode("utf-16")),
    "capitals in the ending": word(relations(f'{IMAGE} TargetMode="External"'), "word/_rels/document.xml.RELS"),
    "another case": word(relations(f'{IMAGE} TargetMode="external"')),
    "a link's type in another attribute": word(relations(f'{IMAGE} TargetMode="External" a="relationships/hyperlink&quot;"')),
    "a link's type in the name": word(relations(f"{IMAGE} TargetMode=\"External\" a='relationships/hyperlink\"'")),
    "the attribute twice": word(relations(f'{IMAGE} TargetMode="External" x:TargetMode="Internal" xmlns:x="x"')),
    "no mode": word(relations(IMAGE)),
    "a share": word(relations(f'Type="{KIND}image" Target="\\\\10.0.0.1\\a.png"')),
    "a template on a share": word(relations(f'Type="{KIND}attachedTemplate" Target="file://10.0.0.1/a.dotm" TargetMode="External"')),
}  # fmt: skip


@pytest.mark.parametrize("how", EXTERNAL)
def test_content_from_outside_is_refused_however_it_is_spelt(how):
    assert problem(EXTERNAL[how], "a.docx") == "external"


@pytest.mark.parametrize(
    "row",
    [
        f'Type="{KIND}hyperlink" Target="https://www.example.go.kr/" TargetMode="External"',
        f'Type="{KIND}attachedTemplate" Target="file:///C:\\Normal.dotm" TargetMode="External"',
        f'Type="{KIND}image" Target="media/image1.png" TargetMode="Internal"',
        f'Type="{KIND}image" Target="/word/media/image1.png"',
    ],
)
def test_links_that_a_person_clicks_and_parts_of_the_package_are_read(row):
    assert "업무" in read(word(relations(row)), "a.docx").body


@pytest.mark.parametrize("part", ["word/media/image1.svg", "word/drawings/v1.vml"])
def test_a_script_in_a_drawing_is_refused_in_every_encoding(part):
    for script in ("<script>a()</script>", "<x:script>a()</x:script>"):
        svg = f'<?xml version="1.0" encoding="UTF-16"?><svg xmlns:x="http://www.w3.org/2000/svg">{script}</svg>'
        assert problem(packages.docx({}, {part: svg.encode("utf-16")}), "a.docx") == "script"


def test_a_drawing_that_runs_something_when_it_is_shown_is_refused():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="a()"/>'
    assert problem(packages.docx({}, {"word/media/image1.svg": svg}), "a.docx") == "script"


@pytest.mark.parametrize("spelt", ["macro&#69;nabled", "vba&#80;roject"])
def test_a_type_of_a_macro_is_one_however_it_is_spelt(spelt):
    content = packages.members(packages.docx({}))
    types = content["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/a.bin" ContentType="application/{spelt}"/></Types>'.encode()
    )
    assert problem(packages.zipped({**content, "[Content_Types].xml": types}), "a.docx") == "macro"  # fmt: skip


@pytest.mark.parametrize(
    "target", [" java\nscript:a()", "java&#9;script:a()", "&#1;javascript:a()", "VB\r\nScript:a", "data:\ttext/html,a"]
)
def test_an_address_that_runs_is_one_with_blanks_in_it_too(target):
    assert problem(f'<html><body><p>안내</p><a href="{target}">열기</a></body></html>'.encode(), "a.html") == "script"


@pytest.mark.parametrize("target", ["data:text/plain,a", "da&#116;a:text/plain,a", "d&#10;ata:text/plain,a"])
def test_letters_packed_into_an_address_stop_the_copy_however_it_is_spelt(target):
    page = f'<html><body><p>안내</p><a href="{target}">열기</a></body></html>'.encode()
    with pytest.raises(BadDocument) as refused:
        masked(page, "a.html", [])
    assert refused.value.problem == "cannot_write"
