"""What Bulkhead makes of each folder of the corpus, as the table in docs/importers.md.

python -m tests.corpus_table        # counts anew and writes the table
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from tests.conftest import corpus_path
from threatmodel.engine.command_line.input_files import read_inputs
from threatmodel.engine.importers import Reading, read

PAGE: Final = Path(__file__).parents[1] / "docs" / "importers.md"
_START: Final = "<!-- corpus: made by python -m tests.corpus_table -->"
_END: Final = "<!-- end of corpus -->"
_IGNORED: Final = re.compile(r"Kind (\w+) of apiVersion .* is not supported, (\d+) document")
_CHART: Final = re.compile(r"This is an unrendered Helm chart; its (\d+) files are ignored")
_SUFFIXES: Final = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Row:
    """One folder: its documents, and what became of them."""

    folder: str
    documents: int
    elements: int
    flows: int
    ignored: str

    def line(self) -> str:
        """The row as Markdown."""
        return f"| {self.folder} | {self.documents} | {self.elements} | {self.flows} | {self.ignored} |"


def rows(corpus: Path) -> Iterator[Row]:
    """Read every folder of the corpus as one input each."""
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        reading = read_folder(folder)
        documents = sum(1 for path in manifests(folder) for _ in documents_of(path))
        model = reading.model
        yield Row(folder.name, documents, len(model.elements), len(model.flows), _ignored(reading))


def read_folder(folder: Path) -> Reading:
    """Read what the command line reads of a folder."""
    return read(read_inputs([str(folder)]).files)


def manifests(folder: Path) -> list[Path]:
    """The YAML files below a folder; hidden folders are left out, as everywhere."""
    found = (path for path in folder.rglob("*") if path.suffix in _SUFFIXES and path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.parts))


def documents_of(path: Path) -> Iterator[Any]:
    """The documents of a file as PyYAML reads them; none when it cannot, as with templates."""
    try:
        found = list(yaml.load_all(path.read_bytes(), Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return iter(())
    return (document for document in found if document is not None)


def table(corpus: Path) -> str:
    """Return the whole table as Markdown."""
    head = "| folder | documents | elements | flows | not supported |\n|---|---:|---:|---:|---|\n"
    return head + "".join(f"{row.line()}\n" for row in rows(corpus))


def table_in_page() -> str:
    """Return the table that stands in the page now."""
    return PAGE.read_text(encoding="utf-8").partition(f"{_START}\n")[2].partition(_END)[0]


def _ignored(reading: Reading) -> str:
    kinds: Counter[str] = Counter()
    charts = strangers = 0
    for problem in reading.problems:
        if (match := _IGNORED.match(problem.message)) is not None:
            kinds[match[1]] += int(match[2])
        elif (match := _CHART.match(problem.message)) is not None:
            charts += int(match[1])
        elif "is neither a compose file" in problem.message or "names no other service" in problem.message:
            strangers += 1
    told = [f"{kind} ({count})" for kind, count in sorted(kinds.items())]
    told += [f"{charts} files of unrendered Helm charts"] if charts else []
    told += [f"{strangers} {'file' if strangers == 1 else 'files'} of other formats"] if strangers else []
    return ", ".join(told) or "nothing"


def main() -> int:
    """Write the table into the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(f"{_START}\n")
    after = rest.partition(_END)[2]
    text = f"{before}{_START}\n{table(corpus_path())}{_END}{after}"
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
