"""Settings in the INI file that a service mounts count like the variables that mean the same."""

import pytest

from threatmodel.engine.importers import TextFile, is_known_by_name, read
from threatmodel.engine.model import Fact

COMPOSE = """
services:
  grafana:
    image: grafana/grafana:11.1.0
    ports: ["3000:3000"]
    volumes: ["./grafana.ini:/etc/grafana/grafana.ini:ro"]
    environment: [%s]
"""
OPEN = "[auth.anonymous]\nenabled = true\norg_role = Admin\n"


def facts_of(ini: str, *, variables: str = "") -> dict[str, Fact]:
    files = [TextFile("compose.yaml", (COMPOSE % variables).encode()), TextFile("grafana.ini", ini.encode())]
    return dict(read(files).model.elements["compose:grafana"].facts)


def test_a_file_lets_callers_in_as_administrators() -> None:
    facts = facts_of(OPEN)

    assert facts["authentication_required"].value is False
    assert facts["login_disabled"].value is True
    assert facts["administered_by_callers"].value is True
    source = facts["administered_by_callers"].source
    assert (source.file, source.line) == ("grafana.ini", 3)


@pytest.mark.parametrize(
    ("ini", "variables"),
    [
        (OPEN.replace("true", "false"), ""),
        (OPEN.replace("Admin", "Viewer"), ""),
        ("; a comment\n", ""),
        (OPEN, "GF_AUTH_ANONYMOUS_ENABLED=false"),  # a variable wins
        (OPEN, "GF_AUTH_ANONYMOUS_ORG_ROLE=Viewer"),
    ],
)
def test_otherwise_callers_are_no_administrators(ini: str, variables: str) -> None:
    assert "administered_by_callers" not in facts_of(ini, variables=variables)


def test_the_line_is_that_of_the_file_of_variables_that_overrules_the_ini_file() -> None:
    compose = COMPOSE % "" + "    env_file: g.env\n"
    files = {
        "compose.yaml": compose,
        "grafana.ini": OPEN.replace("true", "false"),
        "g.env": "TZ=UTC\nGF_AUTH_ANONYMOUS_ENABLED=true\n",
    }
    reading = read([TextFile(name, text.encode()) for name, text in files.items()])
    facts = reading.model.elements["compose:grafana"].facts

    assert facts["login_disabled"].value is True
    for name in ("authentication_required", "login_switch"):
        assert (facts[name].source.file, facts[name].source.line) == ("g.env", 2)


def test_ini_files_of_folders_are_read() -> None:
    assert is_known_by_name("monitoring/grafana.ini")
    assert not is_known_by_name("monitoring/readme.txt")
