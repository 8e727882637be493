"""Documents that the tests of renderers share."""

import datetime as dt
from typing import Final

from threatmodel.reports.document import (
    CodeBlock,
    Column,
    Document,
    Figure,
    Figures,
    Heading,
    KeyValues,
    ListBlock,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Section,
    Stamp,
    Table,
    Value,
)

SITE: Final = "https://bulkhead.example.org"
AT: Final = dt.datetime(2026, 11, 3, 9, 30, tzinfo=dt.UTC)
STAMP: Final = Stamp(seq=17, version_name="Release 4", library_version="0.1.0-abc", at=AT)
HOSTILE: Final = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tcmd",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "#REF!",
    "</w:t></w:r><w:instrText>DDEAUTO</w:instrText>",
    "]]><script>alert(1)</script>&amp;",
    "nul\x00bell\x07lone\ud800end\uffff",
    "_x0041_\n=next line",
    "\u202ereversed",
    "x" * 40_000,
)
SVG: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">'
    b'<rect width="200" height="100" fill="#cfe3f5"/><circle cx="50" cy="50" r="40" fill="#8b1a1a"/></svg>'
)


def table_of(values: tuple[Value, ...], title: str = "Threats") -> Document:
    """A document with one table of one column."""
    table = Table((Column("Name", width=3),), tuple((value,) for value in values))
    return document(Section("threats", title, (table,)))


def document(*sections: Section) -> Document:
    """A document with these sections."""
    return Document(
        title="Web shop",
        team="Payments",
        stamp=STAMP,
        sections=sections,
        subtitle="Threat model report",
        classification="Confidential",
        facts=(("Model", "Web shop"), ("State", STAMP.label), ("Saved", AT)),
        site=SITE,
    )


def everything() -> Document:
    """A document with each kind of block."""
    typed = Table(
        (Column("Number"), Column("Severity", "severity"), Column("Score", "number"), Column("Due", "date")),
        (
            ("T1", "critical", 91, dt.date(2026, 12, 1)),
            ("T2", "low", 12, None),
            (((Run("T3", href=f"{SITE}/m/1/threats/3")),), "Medium", 40, dt.date(2027, 1, 15)),
        ),
        caption="Worst threats",
    )
    return document(
        Section(
            "summary",
            "Summary",
            (
                Paragraph("What was found.", "lead"),
                Figures((Figure("Critical", 3, "critical"), Figure("Open", 12))),
                Paragraph(
                    (
                        Run("See "),
                        Run("the list", href="#worst"),
                        Run(" or "),
                        Run("CWE", href="https://cwe.mitre.org/"),
                    ),
                    "note",
                ),
                ListBlock(("first", (Run("second", bold=True),))),
                ListBlock(("one", "two"), ordered=True),
                ListBlock(("one again",), ordered=True),
                Heading("Worst threats", 2, "worst"),
                typed,
                KeyValues((("Analyzed", AT), ("Owner", "Anna"))),
                CodeBlock("kind: Pod\n  name: web", "deploy.yaml"),
                PageBreak(),
            ),
        ),
        Section(
            "diagrams",
            "Diagrams",
            (Picture(SVG, "A box with a circle", 200, 100, "Overview"),),
            landscape=True,
        ),
        Section(
            "sign-off", "Sign-off", (Table((Column("Name"), Column("Date")), (("", ""),), to_fill_in=True),)
        ),
    )
