"""The documentation site has every page, no broken link and no inline script."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database

_ROOT = Path(__file__).parent.parent.parent
_LIBRARY = _ROOT / "threatmodel" / "engine" / "library"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs-site")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=_ROOT / "tools" / "docs_site",
        check=True,
        capture_output=True,
    )
    return folder


def test_every_rule_has_its_page(site: Path) -> None:
    rules = {path.stem for path in (_LIBRARY / "rules").rglob("*.yaml") if ".examples" not in path.name}

    assert rules <= {path.name for path in (site / "rules").glob("*/*") if path.is_dir()}


def test_pages_are_found_by_their_heading(site: Path) -> None:
    entries = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    titles = {one["location"]: one["title"] for one in entries}

    assert titles["rules/rbac/role-escalates/"].startswith("Subjects may escalate privileges")


@pytest.mark.parametrize(
    "page", ["index.html", "404.html", "ARCHITECTURE/index.html", "api-operations/index.html"]
)
def test_pages_have_no_inline_script(site: Path, page: str) -> None:
    html = (site / page).read_text(encoding="utf-8")
    scripts = re.findall(r"<script([^>]*)>", html)

    assert scripts
    assert [one for one in scripts if "src=" not in one and 'type="application/json"' not in one] == []


def test_the_page_of_unknown_addresses_finds_its_files_from_any_of_them(site: Path) -> None:
    html = (site / "404.html").read_text(encoding="utf-8")
    addresses = re.findall(r'(?:\b(?:href|src)=|"(?:base|search)": ?)"(/[^/"][^"]*|/)"', html)

    assert addresses
    assert [one for one in addresses if not one.startswith("/docs/")] == []
    assert [
        one for one in addresses if "assets/" in one and not (site / one.removeprefix("/docs/")).is_file()
    ] == []


def test_tables_without_words_in_their_head_have_none(site: Path) -> None:
    page = (site / "rules" / "rbac" / "role-escalates" / "index.html").read_text(encoding="utf-8")

    assert "<td>Severity</td>" in page
    assert re.findall(r"<th[^>]*></th>", page) == []


def test_every_page_for_users_is_in_the_navigation(site: Path) -> None:
    start = (site / "index.html").read_text(encoding="utf-8")
    navigation = start[start.index("md-nav--primary") :]
    pages = {path.stem for path in (_ROOT / "docs").glob("*.md")} - {"README"}

    assert {page for page in pages if f'href="{page}/"' not in navigation} == set()


def test_scripts_of_a_page_are_files_of_the_site(site: Path) -> None:
    page = site / "rules" / "rbac" / "role-escalates" / "index.html"
    sources = re.findall(r'<script src="([^"]+)"', page.read_text(encoding="utf-8"))

    assert len(sources) > 1
    assert all((page.parent / one).resolve().is_file() for one in sources)


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    html = (site / "index.html").read_text(encoding="utf-8")

    assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="https?://[^"]+"', html) == []


def test_operations_of_the_api_are_listed(site: Path) -> None:
    html = (site / "api-operations" / "index.html").read_text(encoding="utf-8")

    assert "/api/models/{model}/threats/" in html
