"""Reads the file of `--mapping`: what the columns of tables hold."""

from pathlib import Path
from typing import Final

from threatmodel.engine.importers.table_mapping import InvalidMapping, TableMapping, read_mappings
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.limits import YamlLimits
from threatmodel.engine.importers.yaml.reader import read_documents

_MOST_BYTES: Final = 1024 * 1024


def read_mapping_file(path: str) -> tuple[TableMapping, ...]:
    """Return the mappings of a file. Raises InvalidMapping, which names file and fault."""
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as fault:
        raise InvalidMapping(f"{path}: {fault.strerror or fault}") from fault
    limits = YamlLimits(_MOST_BYTES, 100_000, 10, 1)
    found = read_documents(TextFile(path, data), limits)
    for problem in found.problems:
        raise InvalidMapping(f"{path}:{problem.line}: {problem.message}")
    try:
        return read_mappings(found.documents[0])
    except InvalidMapping as fault:
        raise InvalidMapping(f"{path}: {fault}") from None
