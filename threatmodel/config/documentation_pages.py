"""Shows the pages of docs/ where the site that `make docs-site` makes of them is not built, as in a checkout.

Same addresses, without search and navigation: docs/handbook/threats.md is at /docs/handbook/threats/.
"""

import posixpath
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

DOCS_URL: Final = "/docs/"
_PICTURES: Final = {".png": "image/png", ".svg": "image/svg+xml"}
_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Bulkhead documentation</title>
<style>
:root {{ color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent);
  --code: color-mix(in srgb, currentColor 7%, transparent); }}
body {{ font: 16px/1.6 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }}
nav {{ display: flex; gap: 1.25rem; font-size: 0.875rem; }}
h1, h2, h3 {{ line-height: 1.25; margin: 2em 0 0.5em; }}
h1 {{ margin-top: 1rem; }}
img {{ max-width: 100%; border: 1px solid var(--line); border-radius: 6px; }}
pre, table {{ display: block; overflow-x: auto; }}
pre {{ padding: 0.75rem 1rem; background: var(--code); border-radius: 6px; }}
code {{ font-size: 0.875em; overflow-wrap: anywhere; }}
pre code {{ overflow-wrap: normal; }}
table {{ border-collapse: collapse; }}
th, td {{ text-align: start; vertical-align: top; padding: 0.35rem 0.75rem;
  border: 1px solid var(--line); }}
</style></head>
<body><nav aria-label="Documentation"><a href="/docs/">Documentation</a><a href="/docs/handbook/">Handbook</a>
<a href="/">Bulkhead</a></nav>
<main>
{content}</main></body></html>
"""


def documentation_page(address: str) -> str | None:
    """Return the page of an address under /docs/ as HTML; None where docs/ has no such page."""
    name = address.removeprefix(DOCS_URL).strip("/")
    found = next(filter(None, map(_file, (f"{name}.md", f"{name}/README.md".lstrip("/")))), None)
    if found is None:
        return None
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(found.read_text(encoding="utf-8"))
    title = _prepare(tokens, found.parent.relative_to(settings.DOCS).as_posix())
    content = markdown.renderer.render(tokens, markdown.options, {})
    return _PAGE.format(title=escape(title), content=content)


def documentation_picture(address: str) -> tuple[bytes, str] | None:
    """Return a picture of the pages with its media type; None where docs/ has none at the address."""
    found = _file(address.removeprefix(DOCS_URL))
    media_type = _PICTURES.get(found.suffix) if found else None
    return (found.read_bytes(), media_type) if found and media_type else None


def _file(name: str) -> Path | None:
    """A file of docs/ by its name there; nothing for one that is not in it."""
    root: Path = settings.DOCS
    try:
        path = (root / name).resolve()
        return path if path.is_relative_to(root.resolve()) and path.is_file() else None
    except (OSError, ValueError):  # too long, or with a NUL
        return None


def _prepare(tokens: list[Token], folder: str) -> str:
    """Give headings their anchors, and links and pictures their addresses; return the title."""
    title = ""
    for token, following in zip(tokens, [*tokens[1:], Token("", "", 0)], strict=True):
        if token.type == "heading_open":
            token.attrSet("id", _slug(_text(following)))
            title = title or _text(following)
        for child in token.children or ():
            if child.type == "link_open":
                _point(child, "href", folder)
            elif child.type == "image":
                _point(child, "src", folder)
    return title or "Documentation"


def _point(token: Token, attribute: str, folder: str) -> None:
    """Turn the path of a file beside the page into an address; what is outside of docs/ leads nowhere."""
    target = str(token.attrs.get(attribute, ""))
    if re.match(r"[a-z]+:|#", target):
        return
    path, _, anchor = target.partition("#")
    inside = posixpath.normpath(posixpath.join(folder, path))
    if inside.startswith(".."):
        del token.attrs[attribute]
        return
    if inside.endswith(".md"):
        inside = inside.removesuffix(".md").removesuffix("README")
        inside = f"{inside.rstrip('/')}/" if inside else ""
    token.attrSet(attribute, f"{DOCS_URL}{inside}{'#' if anchor else ''}{anchor}")


def _text(inline: Token) -> str:
    return "".join(_words(inline))


def _words(inline: Token) -> Iterator[str]:
    for child in inline.children or ():
        if child.type in {"text", "code_inline"}:
            yield child.content
        elif child.type == "softbreak":
            yield " "


def _slug(heading: str) -> str:
    """The anchor of a heading, as the site has it."""
    words = re.sub(r"[^\w\s-]", "", heading).strip().lower()
    return re.sub(r"[-\s]+", "-", words)
