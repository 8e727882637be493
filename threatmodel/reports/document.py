"""What a report consists of, whatever its format: sections build these values and renderers read them.

All text is plain text. A renderer escapes it for its format; nothing in it is ever markup. The same
model gives the same document, and the same document the same bytes.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Severity: TypeAlias = Literal["critical", "high", "medium", "low", "info"]
SEVERITY_ORDER: Final[tuple[Severity, ...]] = ("critical", "high", "medium", "low", "info")
# Print colors of severities: (background, text). Each pair has a contrast of 4.5:1 or more, and on a
# black-and-white printer the backgrounds still go from dark to light.
SEVERITY_COLORS: Final[dict[str, tuple[str, str]]] = {
    "critical": ("#8b1a1a", "#ffffff"),
    "high": ("#c2410c", "#ffffff"),
    "medium": ("#f2b134", "#1f2328"),
    "low": ("#cfe3f5", "#1f2328"),
    "info": ("#eaecef", "#1f2328"),
}


class InvalidTable(ValueError):
    """A row of a table has another number of values than the table has columns."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. `href` is `#id` of a section or heading, or an address with http or https."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""
    severity: str = ""  # shown as a label in the color of this severity


Inline: TypeAlias = tuple[Run, ...]
# What stands in a cell or beside a key. A date stays a date, so that tables of other programs sort it.
Value: TypeAlias = str | int | float | dt.date | dt.datetime | Inline | None
ColumnKind: TypeAlias = Literal["text", "number", "date", "severity", "status", "code"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section: level 2 or 3, as the title of the section is level 1."""

    text: str
    level: int = 2
    id: str = ""  # what links point to


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. A note is set off from the text around it; a lead is larger."""

    content: str | Inline
    style: Literal["normal", "note", "lead"] = "normal"


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list, with numbers where it is ordered."""

    items: tuple[str | Inline, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is its share of the width of the page beside the others."""

    title: str
    kind: ColumnKind = "text"
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table; each row has one value for each column. Its header row is repeated on each page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    caption: str = ""
    to_fill_in: bool = False  # printed with high empty cells that people write into

    def __post_init__(self) -> None:
        """Raise InvalidTable unless all rows have as many values as there are columns."""
        width = len(self.columns)
        wrong = next((row for row in self.rows if len(row) != width), None)
        if not width or wrong is not None:
            raise InvalidTable(f"a table of {width} columns has a row of {len(wrong or ())} values")


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Names with values below each other."""

    rows: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is shown large."""

    label: str
    value: int | str
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers beside each other."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A vector picture: SVG that this program drew, never a file of a person. Sizes are of the drawing."""

    svg: bytes
    alt: str
    width_pt: float
    height_pt: float
    caption: str = ""


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of a file or a command."""

    text: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block: TypeAlias = (
    Heading | Paragraph | ListBlock | Table | KeyValues | Figures | Picture | CodeBlock | PageBreak
)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a report. `id` is its name among the sections that can be chosen."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False  # for wide tables and pictures


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which state of a model a report is about."""

    seq: int
    version_name: str  # empty where the state was not saved as a version
    library_version: str
    at: dt.datetime  # when the model was saved in this state; also the date of the file

    @property
    def label(self) -> str:
        """The name of the version, else the number of the change."""
        return f"{self.version_name} (change {self.seq})" if self.version_name else f"Change {self.seq}"


@dataclass(frozen=True, slots=True)
class Logo:
    """The logo of a team: a PNG."""

    png: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report."""

    title: str
    team: str
    stamp: Stamp
    sections: tuple[Section, ...]
    subtitle: str = ""
    classification: str = ""  # a line of the team's own, as "Confidential"; shown on each page
    logo: Logo | None = None
    facts: tuple[tuple[str, Value], ...] = field(default=())  # on the cover, below the title
    foot: str = ""  # of each page, in place of the state
    site: str = ""  # address of this server, the only one that spreadsheets link to; empty: no links


def plain_text(value: Value) -> str:
    """Return a value as text without any look: dates in ISO 8601, nothing for None."""
    match value:
        case None:
            return ""
        case str():
            return value
        case tuple():
            return "".join(run.text for run in value)
        case dt.datetime():
            return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def inline(content: Value) -> Inline:
    """Return a value as runs; text of its own is one plain run."""
    return content if isinstance(content, tuple) else (Run(plain_text(content)),)
