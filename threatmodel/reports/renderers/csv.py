"""Tables as CSV files: one for each table, in one archive. No cell is a formula."""

import re
from collections.abc import Iterator
from typing import Final

from threatmodel.api.streaming import csv_parts
from threatmodel.engine.reproducible_zip import zip_of
from threatmodel.reports.document import Document, Value, plain_text
from threatmodel.reports.renderers.sheets import Sheet, own_address, sheets_of

_NOT_IN_FILE_NAMES: Final = re.compile(r"[^a-z0-9]+")


def render(document: Document) -> bytes:
    """Return an archive with a file for each table of the report."""
    return zip_of((_file_name(sheet), _content(sheet, document.site)) for sheet in sheets_of(document))


def csv_of(sheet: Sheet, site: str) -> Iterator[str]:
    """Yield the lines of a table, its header first. `site` is the server that cells may link to."""
    rows = ([_cell(value, site) for value in row] for row in sheet.rows)
    return csv_parts([column.title for column in sheet.columns], rows)


def _content(sheet: Sheet, site: str) -> bytes:
    return "".join(csv_of(sheet, site)).encode("utf-8", "replace")


def _file_name(sheet: Sheet) -> str:
    return _NOT_IN_FILE_NAMES.sub("-", sheet.name.lower()).strip("-") + ".csv"


def _cell(value: Value, site: str) -> str | int | float:
    if isinstance(value, int | float):
        return value
    return own_address(value, site) or plain_text(value)
