"""What the tests of importers share: reading texts."""

from collections.abc import Callable, Mapping

import pytest

from threatmodel.engine.importers import Reading, TextFile, read


@pytest.fixture(scope="session")
def read_texts() -> Callable[[Mapping[str, str] | str], Reading]:
    """Read one compose file, or several files by name."""

    def reader(texts: Mapping[str, str] | str) -> Reading:
        named = {"compose.yaml": texts} if isinstance(texts, str) else texts
        return read([TextFile(name, text.encode()) for name, text in named.items()])

    return reader
