"""A volume that all mount read-only is not written."""

import pytest

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.importers import TextFile, read

COMPOSE = """services:
  a: {image: example.com/a:1, volumes: ['/srv/shop:/data:ro']}
  b: {image: example.com/b:1, volumes: ['/srv/shop:/dataMODE']}
"""


@pytest.mark.parametrize(("mode", "expected"), [(":ro", False), ("", True), (":rw", True)])
def test_a_volume_is_written_where_one_mount_is_not_read_only(mode: str, expected: bool) -> None:
    model = read([TextFile("compose.yaml", COMPOSE.replace("MODE", mode).encode())]).model

    assert ContextBuilder(model).values_of("compose:volume/bind:/srv/shop")["written"] is expected
