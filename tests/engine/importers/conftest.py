"""What the tests of importers share: reading texts."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import settings

from threatmodel.engine.importers import Reading, TextFile, read

# How long one example takes depends on what else the machine does.
settings.register_profile("importers", deadline=None)
settings.load_profile("importers")


@pytest.fixture(scope="session")
def read_texts() -> Callable[[Mapping[str, str] | str], Reading]:
    """Read one compose file, or several files by name."""

    def reader(texts: Mapping[str, str] | str) -> Reading:
        named = {"compose.yaml": texts} if isinstance(texts, str) else texts
        return read([TextFile(name, text.encode()) for name, text in named.items()])

    return reader
