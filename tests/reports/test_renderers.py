"""Every format: the same bytes for the same report, and names that are only ever text."""

import io
import re
from html.parser import HTMLParser
from unicodedata import normalize

import pypdf
import pytest
from markdown_it import MarkdownIt

from tests.reports.sample_content import HOSTILE, content, document, empty_content, png
from threatmodel.reports.document import Column, Document, Logo, Paragraph, Run, Section, Table
from threatmodel.reports.renderers import html, markdown, pdf
from threatmodel.reports.renderers.printable_text import breakable, shown
from threatmodel.reports.renderers.registry import RENDERERS, Renderer
from threatmodel.reports.renderers.typst_subprocess import TypstFailed, run_typst

_EVERY = pytest.mark.parametrize("renderer", RENDERERS, ids=[one.id for one in RENDERERS])


def squeezed(text: str) -> str:
    """Text without spaces and places to break: PDF keeps no spaces at the ends of lines."""
    return re.sub(r"[\s\u200b\u00ad]+", "", normalize("NFKC", text))


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


@_EVERY
def test_the_same_report_gives_the_same_bytes(renderer: Renderer) -> None:
    made = document(content())

    assert renderer.render(made) == renderer.render(document(content()))


@_EVERY
def test_an_empty_model_has_a_report(renderer: Renderer) -> None:
    assert renderer.render(document(empty_content()))


@_EVERY
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_break_no_format(renderer: Renderer, name: str) -> None:
    assert renderer.render(document(content(name), sections=("summary", "threats", "diagrams")))


def test_every_hostile_name_is_text_in_a_pdf() -> None:
    rows = tuple((name, (Run(name, href=name),)) for name in HOSTILE)
    made = document(empty_content())
    table = Section("x", "All", (Table((Column("A"), Column("B")), rows), *map(Paragraph, HOSTILE)))

    data = pdf.render(Document(made.title, made.team, made.stamp, (table,)))

    text = squeezed(pdf_text(data))
    for name in HOSTILE:
        if name.isascii() and name.isprintable():
            assert squeezed(name) in text
    reader = pypdf.PdfReader(io.BytesIO(data))
    links = [note for page in reader.pages for note in page.get("/Annots") or ()]
    assert not links
    assert "/JavaScript" not in str(reader.trailer["/Root"])


def test_a_pdf_says_which_state_it_shows() -> None:
    data = pdf.render(document(content("Shop")))

    reader = pypdf.PdfReader(io.BytesIO(data))
    assert reader.metadata is not None
    assert reader.metadata.title == "Shop"
    assert str(reader.metadata.creation_date)[:16] == "2026-03-01 09:30"
    cover = reader.pages[0].extract_text()
    for words in ("Shop (change 7)", "0.1.0 (abc)", "2026-03-01 09:30 UTC", "Internal"):
        assert words in cover
    last = reader.pages[-1].extract_text()
    assert f"Page {len(reader.pages)} of {len(reader.pages)}" in last
    assert reader.outline


def test_a_logo_is_on_the_cover() -> None:
    made = document(content())
    with_logo = Document(made.title, made.team, made.stamp, made.sections[:1], logo=Logo(png()))

    reader = pypdf.PdfReader(io.BytesIO(pdf.render(with_logo)))

    assert reader.pages[0].images
    assert b"data:image/png;base64," in html.render(with_logo)


class _Tags(HTMLParser):
    """Collects tags, and what addresses and scripts they have."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_text_in_html(name: str) -> None:
    page = _Tags()

    page.feed(html.render(document(content(name))).decode())

    assert not page.tags & {"script", "iframe", "object", "embed", "form", "link", "base"}
    assert not any(one.startswith("on") for one in page.attributes)
    for address in page.addresses:
        assert address.startswith(("#", "data:image/", "https://cwe.mitre.org/"))
    assert squeezed(shown(name)) in squeezed(page.text)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_text_in_markdown(name: str) -> None:
    text = markdown.render(document(content(name))).decode()

    page = _Tags()
    page.feed(MarkdownIt("commonmark").enable("table").render(text))

    assert not page.tags & {"script", "img", "style", "iframe"}
    assert set(page.addresses) <= {"https://cwe.mitre.org/data/definitions/250.html"}
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert rows


def test_html_forbids_what_it_does_not_need() -> None:
    text = html.render(document(content())).decode()

    assert "default-src 'none'" in text.replace("&#x27;", "'")
    assert "https://" not in re.sub(r"https://cwe\.mitre\.org\S*", "", text)


def test_long_names_may_break() -> None:
    broken = breakable("k8s:shop/Deployment/cart-with-a-name")

    assert broken.replace("\u200b", "") == "k8s:shop/Deployment/cart-with-a-name"
    assert max(map(len, re.split("\u200b| ", broken))) <= 14
    assert breakable("short words stay as they are") == "short words stay as they are"


def test_hidden_characters_are_shown() -> None:
    assert shown("a\u202eb\x07") == "a\ufffdb\ufffd"


def test_rows_beyond_those_in_cells_follow_as_lines() -> None:
    rows = tuple((f"T{number}", "web", number) for number in range(400))
    table = Table((Column("No."), Column("Element"), Column("Score", "number")), rows)
    made = document(empty_content())

    text = pdf_text(pdf.render(Document(made.title, made.team, made.stamp, (Section("x", "All", (table,)),))))

    assert "T399 · web · 399" in text
    assert all(f"T{number}" in text for number in range(400))


def test_data_that_the_template_cannot_read_is_a_failure() -> None:
    with pytest.raises(TypstFailed, match="ended with 1"):
        run_typst(b'{"title": 1}', timestamp=1)


def test_long_words_in_heads_of_narrow_columns_are_hyphenated() -> None:
    titles = ("Unawareness and unintervenability", "Denial of service", *map(str, range(7)))
    table = Table(tuple(Column(title, "number") for title in titles), (("",) * len(titles),))
    made = document(empty_content())

    text = pdf_text(pdf.render(Document(made.title, made.team, made.stamp, (Section("x", "All", (table,)),))))

    assert "unintervenability" not in text
    assert "unintervenability" in squeezed(text).replace("-", "").replace("\u2010", "")
    assert "service" in text
