"""Whoever asked for files to be read can stop that within one of them."""

import pytest

from threatmodel.engine.importers import TextFile, read


class Stopped(Exception):
    """The reading is no longer wanted."""


def test_reading_stops_within_a_file_and_raises_what_stopped_it() -> None:
    services = "".join(f"  web-{number}: {{image: web}}\n" for number in range(200))
    files = [TextFile("docker-compose.yml", f"services:\n{services}".encode())]
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked == 100:
            raise Stopped

    with pytest.raises(Stopped):
        read(files, check=check)


def test_it_is_asked_between_the_documents_of_a_file() -> None:
    text = "---\n".join(f"a: {number}\n" for number in range(50))
    asked = []

    read([TextFile("many.yaml", text.encode())], check=lambda: asked.append(1))

    assert len(asked) > 50
