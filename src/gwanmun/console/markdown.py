"""An answer's Markdown as HTML that can do no harm (생성물 표시): parsed, then cleaned by an allow list.

No HTML of the answer's own, no image, nothing loaded from anywhere, no link that carries a query or a fragment: an address
is a way by which an answer could take restored values out with one click (OWASP LLM02). Such a link is shown as its text.
"""

from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_LONGEST = 512 * 1024
#: An answer's own headings stand below those of the page.
_LOWER = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_parser.disable(["image", "autolink", "html_block", "html_inline"])


def html_of(text: str) -> str:
    """Safe HTML; the same text gives the same HTML."""
    tokens = _parser.parse(text[:_LONGEST])
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = _LOWER[token.tag]
    found = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        found,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_attribute,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "a" and name == "href":
        try:
            parts = urlsplit(value)
        except ValueError:
            return None
        return None if parts.query or parts.fragment or not parts.scheme else value
    return value if name == "start" and value.isdecimal() and len(value) < 7 else None
