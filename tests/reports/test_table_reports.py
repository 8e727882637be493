"""Reports of tables alone: workbooks and CSV archives, made as other reports are."""

import io
import zipfile

import openpyxl
import pytest
from rest_framework.test import APIClient

from tests.reports.test_reports import address, made
from threatmodel.architecture.models import ThreatModel


def test_a_workbook_has_all_tables_without_any_section(bob: APIClient, model: ThreatModel) -> None:
    report = made(bob, model, format="xlsx", sections=[], classification="Internal")

    assert (report["state"], report["sections"]) == ("ready", [])
    file = bob.get(address(model, report, "file"))
    assert file["Content-Disposition"].endswith('.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert book.sheetnames[:3] == ["About", "Threats", "Mitigations"]
    assert book["Threats"]["A2"].value.startswith("T")


@pytest.mark.parametrize("form", ["xlsx", "csv", "docx"])
def test_the_same_state_gives_the_same_file(form: str, bob: APIClient, model: ThreatModel) -> None:
    first, second = (made(bob, model, format=form, sections=["summary"]) for _ in range(2))

    assert first["sha256"] == second["sha256"] != ""


def test_an_archive_has_a_file_for_each_table(bob: APIClient, model: ThreatModel) -> None:
    report = made(bob, model, format="csv", sections=[])

    with zipfile.ZipFile(io.BytesIO(bob.get(address(model, report, "file")).content)) as archive:
        assert archive.namelist() == [
            "threats.csv", "mitigations.csv", "accepted-risks.csv", "open-questions.csv",
            "elements.csv", "flows.csv", "data-sets.csv",
        ]  # fmt: skip
