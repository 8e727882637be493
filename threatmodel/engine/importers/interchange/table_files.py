"""Which files hold tables, by their names."""

from typing import Final

from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

TEXT_SUFFIXES: Final = (".csv", ".tsv")
_WORKBOOK_SUFFIXES: Final = (".xlsx", ".xlsm")
OTHER_SUFFIXES: Final = (".xls", ".xlsb", ".ods")


class TableFile(Record, frozen=True):
    """A file that holds tables by its name."""

    file: TextFile


def table_file(file: TextFile) -> TableFile | None:
    """Return the file when its name is that of a spreadsheet and it holds something."""
    is_table = file.name.lower().endswith((*TEXT_SUFFIXES, *_WORKBOOK_SUFFIXES, *OTHER_SUFFIXES))
    return TableFile(file) if is_table and file.data else None
