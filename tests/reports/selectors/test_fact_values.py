"""Values of facts are words in reports, whatever their structure."""

from typing import Any

import pytest

from threatmodel.reports.selectors.fact_values import value_text

MOUNT = {"source": "/var/run/docker.sock", "target": "", "read_only": False, "options": []}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true"),
        (8080, "8080"),
        ("nginx:1.27", "nginx:1.27"),
        ("sh -c\n  start", "sh -c start"),
        ("", "empty"),
        ([], "none"),
        ({}, "none"),
        (["NET_ADMIN", "SYS_TIME"], "NET_ADMIN; SYS_TIME"),
        (MOUNT, "source /var/run/docker.sock, read only false"),
        ([MOUNT, {"source": "data"}], "source /var/run/docker.sock, read only false; source data"),
        ({"ports": [80, 443]}, "ports 80; 443"),
    ],
)
def test_a_value_is_words(value: Any, words: str) -> None:
    assert value_text(value) == words
