"""`--mapping` says what the columns of a table hold; what is wrong with the file is said with its place."""

import json
from pathlib import Path

import pytest

from threatmodel.engine.command_line.analyze import main

MAPPING = (
    "tables:\n  - columns: {Risk: title, Where: element, Rating: severity}\n    severities: {P1: critical}\n"
)
TABLE = "Risk;Where;Rating\nFloods;shop;P1\nTheft;Store;P1\n"


@pytest.fixture
def table(tmp_path: Path) -> list[str]:
    (tmp_path / "risks.csv").write_text(TABLE)
    (tmp_path / "compose.yaml").write_text("services:\n  shop: {image: a}\n")
    return [str(tmp_path / "compose.yaml"), str(tmp_path / "risks.csv"), "--format", "json"]


def test_a_mapped_table_is_read(table: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mapping.yaml").write_text(MAPPING)

    assert main([*table, "--mapping", str(tmp_path / "mapping.yaml")]) == 0

    out, err = capsys.readouterr()
    assert [(one["title"], one["severity"]) for one in json.loads(out)["imported_threats"]] == [
        ("Floods", "critical"),
        ("Theft", "critical"),
    ]
    assert "no element or several are called so: Store." in err


def test_without_a_mapping_the_table_cannot_be_used(
    table: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(table) == 2

    assert (
        "risks.csv:1: Nothing says what the columns of this table hold (Risk, Where, Rating)."
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            MAPPING.replace("title", "headline"),
            "mapping.yaml: tables[0].columns[...]: Invalid enum value 'headline'.",
        ),
        ("tables: [", "mapping.yaml:2: Invalid YAML"),
        (None, "mapping.yaml: No such file"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_said(
    text: str | None, said: str, table: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (tmp_path / "mapping.yaml").write_text(text)

    assert main([*table, "--mapping", str(tmp_path / "mapping.yaml")]) == 2

    assert said in capsys.readouterr().err
