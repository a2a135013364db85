"""`gwanmun extract`: its options. What does not live here: what it does (`document_commands.py`, which is imported only when the
command runs, so that `--help` stays quick).
"""

from enum import StrEnum
from importlib import import_module
from typing import Annotated

import typer


class Language(StrEnum):
    KO = "ko"
    EN = "en"


File = Annotated[
    str, typer.Argument(help="문서 · a document: HWP, HWPX, PDF, DOCX, XLSX, PPTX, CSV, TXT, MD, HTML, EML, ZIP")
]
Everything = Annotated[
    bool,
    typer.Option("--all", help="문서 정보와 기술 정보도 · also what stands beside the text: properties, links, styles"),
]
JSON = Annotated[bool, typer.Option("--json", help="JSON으로 출력 · print JSON")]
Lang = Annotated[Language, typer.Option("--lang", help="언어 · language")]


def add_to(app: typer.Typer) -> None:
    app.command("extract")(extract)


def extract(file: File, *, everything: Everything = False, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """문서의 글을 마크다운으로 · the text of a document as Markdown; refused unless all of it can be read."""
    commands = import_module("gwanmun.entrypoints.document_commands")
    raise typer.Exit(commands.extract(file, everything=everything, as_json=as_json, lang=lang.value))
