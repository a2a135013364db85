"""Options that many commands share, so that they read the same everywhere. What does not live here: a command's own."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Language(StrEnum):
    KO = "ko"
    EN = "en"


Config = Annotated[
    Path | None, typer.Option("--config", "-c", help="설정 파일 · settings file (gwanmun.toml)", show_default=False)
]
JSON = Annotated[bool, typer.Option("--json", help="JSON으로 출력 · print JSON")]
CSV = Annotated[bool, typer.Option("--csv", help="CSV로 출력 · print CSV")]
Lang = Annotated[Language, typer.Option("--lang", help="언어 · language")]
