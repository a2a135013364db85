"""Text files that a command is given (파일 읽기): what is wrong with one is said as it is: not there, a folder, not ours to
read, too long, not UTF-8. What does not live here: documents (`extract_cli.py`), what the text means.
"""

from pathlib import Path

from gwanmun.errors import BadCommand


def text_of(path: Path, most: int) -> str:
    """A text of at most so many bytes. Raises `BadCommand` naming the file."""
    try:
        with path.open("rb") as opened:
            data = opened.read(most + 1)
    except FileNotFoundError:
        raise _wrong(path, "그런 파일이 없습니다", "there is no such file", *_PATH) from None
    except IsADirectoryError:
        raise _wrong(path, "파일이 아니라 폴더입니다", "that is a folder, not a file", *_PATH) from None
    except PermissionError:
        raise _wrong(path, "파일을 읽을 권한이 없습니다", "the file may not be read", *_RIGHTS) from None
    except (OSError, ValueError) as error:
        raise _wrong(path, "파일을 읽을 수 없습니다", "the file cannot be read", *_PATH) from error
    if len(data) > most:
        limit = f"{most:,}"
        raise _wrong(
            path, f"파일이 너무 큽니다 ({limit}바이트까지)", f"the file is too large (at most {limit} bytes)", *_SPLIT
        )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _wrong(path, "UTF-8 텍스트가 아닙니다", "that is not UTF-8 text", *_UTF8) from error


_PATH = ("경로를 확인하십시오", "check its path")
_RIGHTS = ("파일의 권한을 확인하십시오", "check its permissions")
_SPLIT = ("나누어 보내십시오", "split it")
_UTF8 = ("UTF-8로 저장하십시오", "save it as UTF-8")


def _wrong(path: Path, ko: str, en: str, next_ko: str, next_en: str) -> BadCommand:
    return BadCommand(str(path), problem_ko=ko, problem_en=en, next_ko=next_ko, next_en=next_en)
