"""Texts of issues: what people wrote stays text, whatever the tracker makes of it."""

import pytest

from threatmodel.trackers.providers.atlassian_document import document_of, text_of
from threatmodel.trackers.providers.provider_protocol import Json
from threatmodel.trackers.services.issue_templates import (
    BODY_LENGTH,
    IN_BODY,
    IN_TITLE,
    TITLE_LENGTH,
    Code,
    InvalidTemplate,
    body_of,
    check_template,
    default_body,
    title_of,
)

pytestmark = pytest.mark.no_database
LAST = "Bulkhead: 1"


def body(text: str, kind: str, *, template: str = "$description") -> str:
    return body_of(template, {"description": text}, kind=kind, last_line=LAST)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("$titel", "Unknown placeholder \\$titel. Known are \\$number"),
        ("a\nb $ c", "Line 2: a dollar without a name"),
        ("${title", "Line 1: a dollar"),
        ("$fix", "Unknown placeholder"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_with_its_place(template: str, said: str) -> None:
    with pytest.raises(InvalidTemplate, match=said):
        check_template(template, allowed=IN_TITLE)


@pytest.mark.parametrize("kind", ["github", "gitlab", "jira-cloud", "jira-data-center"])
def test_the_default_is_valid_and_ends_with_the_marker(kind: str) -> None:
    check_template(default_body(kind), allowed=IN_BODY)

    assert body_of(default_body(kind), {}, kind=kind, last_line=LAST).endswith(f"\n\n{LAST}")


def test_a_title_is_one_line_that_mentions_nobody_and_is_short_enough() -> None:
    title = title_of("$number $title", {"number": "T1", "title": "a\nb @all " + "x" * 500})

    assert "\n" not in title
    assert "@all" not in title
    assert len(title) <= TITLE_LENGTH + 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/close", r"\/close"),
        ("  /assign me", r"\/assign me"),
        ("- a\n+ b", "\\- a\n\\+ b"),
        ("# x", r"\# x"),
        ("![a](b) <b> #12", r"\!\[a\]\(b\) \<b\> \#12"),
        ("`code` *x*", r"\`code\` \*x\*"),
    ],
)
def test_markdown_of_people_is_text(text: str, shown: str) -> None:
    assert body(text, "gitlab") == f"{shown}\n\n{LAST}"


def test_nobody_is_mentioned() -> None:
    assert "@all" not in body("@all look", "github")


def test_wiki_text_of_people_is_text() -> None:
    assert body("{code} [x|y] *b*", "jira-data-center").startswith(r"\{code\} \[x\|y\] \*b\*")


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_code_does_not_end_its_block(kind: str) -> None:
    values = {"fix": [Code("Compose", "a: b\n```\n# x")]}

    text = body_of("$fix", values, kind=kind, last_line=LAST)

    assert text.startswith("Compose:\n\n````\na: b\n```\n# x\n````")


def test_a_long_text_is_cut_and_keeps_the_marker() -> None:
    text = body("x" * 100_000, "github")

    assert len(text) < BODY_LENGTH + 100
    assert text.endswith(LAST)


def test_a_value_with_a_dollar_fills_nothing() -> None:
    values = {"description": "$title", "title": "secret"}

    assert "secret" not in body_of("$description", values, kind="jira-cloud", last_line=LAST)


def test_a_document_has_paragraphs_lists_headings_links_and_code() -> None:
    text = "One\ntwo https://x.example/a.\n\n## Head\n\n- a\n- b\n\n````\nc: d\n\n- e\n````\n\nBulkhead: 1"

    found = document_of(text)

    kinds = [node["type"] for node in found["content"]]
    assert kinds == ["paragraph", "heading", "bulletList", "codeBlock", "paragraph"]
    link = found["content"][0]["content"][3]
    assert link["marks"] == [{"type": "link", "attrs": {"href": "https://x.example/a"}}]
    assert "c: d\n\n- e" in text_of(found)
    assert text_of(found).rstrip().endswith("Bulkhead: 1")


@pytest.mark.parametrize("text", ["", "\n\n", "```", "- ", "## ", "- a\ntext\n- b"])
def test_a_document_has_no_empty_text(text: str) -> None:
    def nodes(node: Json) -> list[Json]:
        return [node, *(deep for child in node.get("content", ()) for deep in nodes(child))]

    found = nodes(document_of(text))

    assert all(one["text"] for one in found if one["type"] == "text")


def test_a_document_of_outsiders_that_is_too_deep_is_cut() -> None:
    deep: Json = {"type": "text", "text": "x"}
    for _ in range(5_000):
        deep = {"type": "paragraph", "content": [deep]}

    assert text_of(deep).strip() == ""
    assert text_of({"content": "x"}) == text_of(None) == text_of({"content": [1, None]}) == ""
