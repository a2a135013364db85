"""`gwanmun extract` and `gwanmun draft`: their options. What does not live here: what they do (`document_commands.py`, `draft_commands.py`,
which are imported only when the command runs, so that `--help` stays quick).
"""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from gwanmun.entrypoints.options import JSON, Lang, Language

File = Annotated[
    str, typer.Argument(help="문서 · a document: HWP, HWPX, PDF, DOCX, XLSX, PPTX, CSV, TXT, MD, HTML, EML, ZIP")
]
Everything = Annotated[
    bool,
    typer.Option("--all", help="문서 정보와 기술 정보도 · also what stands beside the text: properties, links, styles"),
]
OCR = Annotated[
    bool,
    typer.Option(
        "--ocr", help="그림의 글자 인식 (tesseract, 불확실) · recognise letters in scans: a guess, to be checked"
    ),
]

Answer = Annotated[str, typer.Argument(help="답변 (마크다운) · an answer in Markdown")]
Output = Annotated[Path, typer.Option("--output", "-o", help="만들 문서 (.hwpx, .docx) · the document to write")]
Title = Annotated[str, typer.Option("--title", help="제목 (없으면 첫 제목 줄) · title, else the first heading")]
Department = Annotated[str, typer.Option("--department", help="부서 · department")]
Day = Annotated[str, typer.Option("--date", help="날짜 (없으면 오늘) · date, else today: 2026-11-22")]
Service = Annotated[str, typer.Option("--service", help="쓴 서비스 · the service that answered, for the AI label")]
Original = Annotated[
    str,
    typer.Option(
        "--original", help="가려서 보낸 원본: 값을 되돌림 · what was masked and asked about: puts values back"
    ),
]


def add_to(app: typer.Typer) -> None:
    app.command("extract")(extract)
    app.command("draft")(draft)


def extract(
    file: File,
    *,
    everything: Everything = False,
    ocr: OCR = False,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """문서의 글을 마크다운으로 · the text of a document as Markdown; refused unless all of it can be read."""
    commands = import_module("gwanmun.entrypoints.document_commands")
    raise typer.Exit(commands.extract(file, everything=everything, as_json=as_json, lang=lang.value, ocr=ocr))


def draft(
    file: Answer,
    output: Output,
    *,
    title: Title = "",
    department: Department = "",
    day: Day = "",
    service: Service = "",
    original: Original = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """답변을 보고서 양식의 HWPX·DOCX로 · an answer as a document in Korean report form, with the AI label."""
    commands = import_module("gwanmun.entrypoints.draft_commands")
    wish = commands.Wish(file, output, title, department, day, service, original, as_json, lang.value)
    raise typer.Exit(commands.draft(wish))
