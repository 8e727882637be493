"""Documents of Word: real headings, tables and pictures, and names that stay text."""

import io
import re
import zipfile
from typing import Any

import docx
from docx.oxml.ns import qn

from tests.reports.renderers.documents import AT, HOSTILE, document, everything, table_of
from threatmodel.reports.document import Block, CodeBlock, Heading, Paragraph, Picture, Run, Section
from threatmodel.reports.renderers.docx import writer


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def part(content: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_headings_are_headings() -> None:
    made = opened(writer.render(everything()))

    headings = [(one.style.name, one.text) for one in made.paragraphs if one.style.name.startswith("Heading")]
    assert headings == [
        ("Heading 1", "Summary"),
        ("Heading 2", "Worst threats"),
        ("Heading 1", "Diagrams"),
        ("Heading 1", "Sign-off"),
    ]


def test_contents_are_a_field_with_links_to_the_headings() -> None:
    text = part(writer.render(everything()))

    assert 'TOC \\o "1-2" \\h \\z \\u' in text
    named = set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="(b\d+)"', text))
    linked = set(re.findall(r'w:hyperlink w:anchor="(b\d+)"', text))
    assert linked == named
    assert text.count('w:fldCharType="begin"') == text.count('w:fldCharType="end"') == 1


def test_header_has_the_classification_and_footer_the_pages() -> None:
    made = opened(writer.render(everything()))

    first = made.sections[0]
    assert first.header.paragraphs[0].text == "Confidential · Web shop"
    footer = first.footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    assert [one.orientation for one in made.sections] == [0, 1, 0]
    assert not made.sections[1].different_first_page_header_footer


def test_header_row_of_a_table_is_repeated_and_severity_has_its_color() -> None:
    made = opened(writer.render(everything()))

    worst = next(one for one in made.tables if one.cell(0, 0).text == "Number")
    assert [cell.text for cell in worst.rows[1].cells] == ["T1", "Critical", "91", "2026-12-01"]
    assert worst.rows[0]._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
    assert worst.rows[1]._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is None
    assert 'w:fill="8B1A1A"' in worst.cell(1, 1)._tc.xml


def test_picture_is_a_png_with_its_alternative_text() -> None:
    made = opened(writer.render(everything()))

    [picture] = made.inline_shapes
    assert picture._inline.docPr.get("descr") == "A box with a circle"
    assert (picture.width.pt, picture.height.pt) == (200, 100)
    [image] = [one for one in made.part.related_parts.values() if one.content_type == "image/png"]
    assert image.blob.startswith(b"\x89PNG")


def test_a_picture_that_cannot_be_drawn_is_told_in_words() -> None:
    broken = document(Section("d", "Diagrams", (Picture(b"<svg", "The flows", 10, 10),)))

    assert "This picture could not be drawn: The flows" in [
        one.text for one in opened(writer.render(broken)).paragraphs
    ]


def test_lists_with_numbers_begin_anew() -> None:
    made = opened(writer.render(everything()))

    numbers = [one._p.pPr.numPr.numId.val for one in made.paragraphs if one.style.name == "List Number"]
    assert len(numbers) == 3
    assert numbers[0] == numbers[1] != numbers[2]


def test_hostile_names_are_text() -> None:
    runs = tuple(Run(name, href="javascript:alert(1)") for name in HOSTILE)
    blocks: tuple[Block, ...] = (
        Paragraph(runs),
        *(Heading(name, 2, name) for name in HOSTILE),
        *(CodeBlock(name) for name in HOSTILE),
    )
    content = writer.render(document(Section("a", HOSTILE[0], blocks), table_of(HOSTILE).sections[0]))

    made = opened(content)
    text = part(content)
    instructions = re.findall(r"<w:instrText[^>]*>([^<]*)<", text)
    assert [one.split()[0] for one in instructions] == ["TOC"]
    assert "javascript:" not in "".join(
        part(content, name) for name in ("word/_rels/document.xml.rels", "word/document.xml")
    )
    assert "</w:t></w:r><w:instrText>DDEAUTO</w:instrText>" in [one.text for one in made.paragraphs]
    assert len(made.tables[-1].rows) == len(HOSTILE) + 1


def test_same_report_gives_the_same_bytes() -> None:
    content = writer.render(everything())

    assert content == writer.render(everything())
    properties = opened(content).core_properties
    assert (properties.title, properties.author) == ("Web shop", "Bulkhead")
    assert properties.created.replace(tzinfo=None) == AT.replace(tzinfo=None)
