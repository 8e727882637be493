"""What mkdocs does not do by itself: pages from outside docs/, operations of the API, scripts as files.

The Content-Security-Policy of Bulkhead allows no inline script, so those of the theme become files.
"""

import hashlib
import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

_ROOT: Final = Path(__file__).parent.parent.parent
_PROJECT: Final = ("ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
_OPERATIONS: Final = "api-operations.md"
_LINK: Final = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")
_HEADING: Final = re.compile(r"^# (.+)$", re.MULTILINE)
_EMPTY_HEAD: Final = re.compile(r"<thead>\s*<tr>\s*(?:<th[^>]*></th>\s*)+</tr>\s*</thead>")
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_ABSOLUTE: Final = re.compile(r'((?:\b(?:href|src)=|"(?:base|search)": ?)")/(?!/)')
_SCRIPTS: Final = "assets/javascripts/page"
_METHODS: Final = ("get", "post", "put", "patch", "delete")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the project and the list of operations."""
    for name in _PROJECT:
        text = (_ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=text))
    schema = json.loads((_ROOT / "tests" / "openapi.json").read_text(encoding="utf-8"))
    files.append(File.generated(config, _OPERATIONS, content="\n".join(_operations(schema))))
    return files


def on_page_markdown(markdown: str, page: Page, files: Files, **_: Any) -> str:
    """Point links at the pages of the site; what the site does not have becomes plain text."""
    if heading := _HEADING.search(markdown):  # below the way back on generated pages, where mkdocs finds none
        page.meta.setdefault("title", heading[1])
    folder = posixpath.dirname(page.file.src_uri)
    is_project = page.file.src_uri in _PROJECT

    def rewritten(match: re.Match[str]) -> str:
        text, target = match[1], match[2]
        if target.startswith(("http://", "https://", "mailto:", "#")):
            return match[0]
        path, _, anchor = target.partition("#")
        in_repository = posixpath.normpath(posixpath.join("" if is_project else "docs", folder, path))
        wanted = in_repository.removeprefix("docs/")
        if not in_repository.startswith("docs/") and in_repository not in _PROJECT:
            return text
        if files.get_file_from_path(wanted) is None:
            return text
        relative = posixpath.relpath(wanted, folder or ".")
        return f"[{text}]({relative}{'#' if anchor else ''}{anchor})"

    return _LINK.sub(rewritten, markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Leave out heads of tables without words, which Markdown asks for."""
    return _EMPTY_HEAD.sub("", html)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Move inline scripts into files that pages share."""
    return _SCRIPT.sub(lambda match: _as_file(match[1], page.url, Path(config.site_dir)), output)


def on_post_template(output_content: str, config: MkDocsConfig, **_: Any) -> str:
    """Do the same with pages that are made of no Markdown: the one of addresses that are not found.

    It is shown at any address, so its own addresses are absolute.
    """
    below = _ABSOLUTE.sub(r"\1/docs/", output_content)
    return _SCRIPT.sub(lambda match: _as_file(match[1], None, Path(config.site_dir)), below)


def _as_file(script: str, page_url: str | None, site: Path) -> str:
    """Return the element that loads the script. Without a page the address is absolute."""
    name = f"{_SCRIPTS}-{hashlib.sha256(script.encode()).hexdigest()[:12]}.js"
    path = site / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")
    address = f"/docs/{name}" if page_url is None else posixpath.relpath(name, page_url or ".")
    return f'<script src="{address}"></script>'


def _operations(schema: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the page of operations, a table for each first part of the address."""
    yield "# Operations of the API"
    yield ""
    yield "Every operation under `/api/`. The complete schema with parameters, bodies and responses is at"
    yield "`/api/schema/` of your server, in the format OpenAPI 3."
    group = ""
    for path, operations in sorted(schema["paths"].items()):
        if (name := _group(path)) != group:
            group = name
            yield from ("", f"## {group}", "", "| Method | Address | |", "| --- | --- | --- |")
        for method in _METHODS:
            if method in operations:
                text = " ".join(operations[method].get("description", "").split()).replace("|", "\\|")
                yield f"| {method.upper()} | `{path}` | {text} |"


def _group(path: str) -> str:
    """Return the resource that an address is about: what comes after the model or team."""
    parts = [part for part in path.removeprefix("/api/").split("/") if part]
    of_owner = len(parts) > 2 and parts[0] in ("models", "teams")
    name = f"{parts[2]} of a {parts[0].removesuffix('s')}" if of_owner else parts[0]
    return name.replace("-", " ").capitalize()
