"""The example of the documentation is read as it is, and says something about the shop."""

import re
from datetime import date
from pathlib import Path
from typing import Final

import jsonschema_rs
import orjson
import yaml

from threatmodel.engine.command_line.input_files import InputFiles
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.exporters.bulkhead_yaml import render_bulkhead_yaml
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.bulkhead_yaml.schema import editor_schema_text

PAGE: Final = Path(__file__).parents[4] / "docs" / "model-as-text.md"
EXAMPLE: Final = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)[0]
COMPOSE: Final = """\
services:
  proxy:
    image: traefik
    ports: ["443:443"]
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
  shop: {image: "registry.example.com/shop:1.4", environment: {DATABASE_HOST: db}}
  db: {image: "postgres:16", user: root}
"""


def test_the_example_is_read_without_a_problem_and_decides() -> None:
    files = [TextFile("compose.yaml", COMPOSE.encode()), TextFile("bulkhead.yaml", EXAMPLE.encode())]

    report = build_report(InputFiles(tuple(files), frozenset()), today=date(2026, 12, 1))

    assert [one for one in report.problems if one.file == "bulkhead.yaml"] == []
    assert {(one.threat.rule, one.status) for one in report.decided} == {
        ("image-mutable-tag", "not-applicable"),
        ("manual-threat", "mitigated"),
        ("container-runs-as-root", "accepted"),
    }
    assert len(report.needs_info) == 1


def test_editors_accept_the_example() -> None:
    validator = jsonschema_rs.validator_for(orjson.loads(editor_schema_text()))
    content = yaml.safe_load(re.sub(r"(\d{4}-\d{2}-\d{2})", r"'\1'", EXAMPLE))

    assert [error.message for error in validator.iter_errors(content)] == []


def test_the_example_is_in_the_form_that_is_written() -> None:
    statements = read([TextFile("bulkhead.yaml", EXAMPLE.encode())]).statements
    assert statements is not None

    lines = set(render_bulkhead_yaml(statements).decode().splitlines())

    assert {line for line in EXAMPLE.splitlines() if not line.startswith("#")} - lines == set()
