"""A document as it was read: the texts to examine, and what of it was not text.

What lives here: values that pass between the reader's child process and whoever asked, and a file as a request brings
it. What does not: formats (`adapters/documents/`), findings. Offsets are code points of the text named.
"""

from msgspec import Struct


class ReadDocument(Struct, frozen=True):
    """`body` is what a reader of the document sees, in its order, as Markdown; this alone may go to a model.

    `rest` is what stands beside it (document information, masters, formulas, link targets), `technical` names of fonts,
    styles and parts: both are examined like the body. `pictures` and `dropped` name what was not read and never leaves:
    images, and binary parts that hold no text.
    """

    format: str
    body: str
    rest: str
    technical: str
    pictures: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what a person should know: hidden sheets, tracked changes, …
    parts: int = 0  # pages of a PDF, members of a package or an archive; else 1
    reader: str = ""  # what read it, with its version
    recognised: tuple[
        str, ...
    ] = ()  # places whose letters a recogniser guessed: low certainty, shown to a person before use

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.body, self.rest, self.technical


class Edit(Struct, frozen=True):
    """Replace `texts[text][start:end]` by `by`."""

    text: int
    start: int
    end: int
    by: str


class Upload(Struct, frozen=True):
    """A file in a request, not read yet. Passages `at` to `at + 3` of its prompt wait for it: name, body, rest, technical.

    `data` is base64, or the text itself when `plain`. `context`: what the request says of the file beside it.
    """

    pointer: str
    at: int
    name: str
    media: str  # as the caller says, in lower case; "" when nothing is said
    data: str
    plain: bool = False
    context: str = ""
