"""The comment on a pull request fits, and names in it link, mention and format nothing."""

import re
from typing import Final

import pytest
from markdown_it import MarkdownIt

from tests.engine.exporters.analyze_reports.hostile_report import hostile_report, large_report
from threatmodel.engine.exporters import FORMATS
from threatmodel.engine.exporters.analyze_reports.markdown import MARKER, MOST_CHARACTERS
from threatmodel.engine.markdown import inert, inert_code

PARSER: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# Of what the report itself writes.
OUR_HTML: Final = re.compile(r"<!-- bulkhead -->|</?details>|</?summary>")
REFERENCES: Final = re.compile(r"(?:^|\W)[@#!~%]\w|://|www\.", re.IGNORECASE)


def test_hostile_names_are_text() -> None:
    tokens = PARSER.parse(FORMATS["markdown"](hostile_report()).decode())
    inner = [child for token in tokens for child in token.children or ()]

    assert not {child.type for child in inner} & {"link_open", "image", "em_open", "s_open"}
    html = "".join(one.content for one in (*tokens, *inner) if one.type.startswith("html"))
    assert "<" not in OUR_HTML.sub("", html)
    assert not [child.content for child in inner if child.type == "text" and REFERENCES.search(child.content)]
    headings = [one.children for one in tokens if one.type == "inline" and one.level == 1 and one.children]
    assert not [one for children in headings for one in children if one.content == "heading"]


def test_every_row_of_a_table_has_the_cells_of_its_head() -> None:
    tokens = PARSER.parse(FORMATS["markdown"](hostile_report()).decode())

    cells = [token.type for token in tokens if token.type in {"tr_open", "td_open", "th_open"}]
    rows = "".join({"tr_open": "/", "td_open": "d", "th_open": "h"}[one] for one in cells).split("/")[1:]
    assert len(rows) > 10
    assert {len(row) for row in rows} <= {3, 4}


@pytest.mark.parametrize("count", [0, 3, 500, 6_000])
def test_it_fits_into_a_comment_and_counts_what_is_left_out(count: int) -> None:
    shown = FORMATS["markdown"](large_report(count)).decode()

    assert shown.startswith(MARKER)
    assert len(shown) <= MOST_CHARACTERS
    assert f"{count} threats" in shown
    if count > 200:
        assert f"### Added by this change: {count}" in shown
        assert re.search(r"… and \d+ more; the JSON report lists all\.", shown)


def test_text_stays_readable() -> None:
    assert inert("api runs privileged (v1.2)") == "api runs privileged (v1.2)"
    assert inert("a\n\tb") == "a b"
    assert inert("x" * 300) == "x" * 199 + "…"
    assert inert_code("deploy/api.yaml:21") == "`deploy/api.yaml:21`"
    assert inert_code("a`b") == "a\\`b"
