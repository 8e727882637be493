"""SPDX 2.3 as tags and values says the same as JSON, and hostile texts are refused."""

import time
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.importers.scanners.reports import COMPOSE, facts_of, file
from threatmodel.engine.importers import Reading, read

HEAD: Final = """\
## Document
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: shop
Creator: Organization: A
Creator: Tool: bills-1.9.0
Created: 2025-01-02T00:00:00Z
"""
LIBRARY: Final = """
PackageName: libc6
SPDXID: SPDXRef-libc
PackageVersion: 2.36
PackageComment: <text>several
PackageName: not-one
</text>
FileName: ./a
SPDXID: SPDXRef-file
"""
ROOT: Final = """
PackageName: nginx
SPDXID: SPDXRef-root
PackageVersion: 1.25.3
PrimaryPackagePurpose: CONTAINER
PackageLicenseDeclared: <text>none</text>
"""
PURL: Final = f"pkg:oci/nginx@sha256:{'a' * 64}?repository_url=index.docker.io/library/nginx&tag=1.25.3"
BY_URL: Final = f"""
PackageName: layers
SPDXID: SPDXRef-root
ExternalRef: PACKAGE-MANAGER purl {PURL}
"""
DESCRIBES: Final = "\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-root\n"


def read_bill(text: str, name: str = "bill.spdx") -> Reading:
    return read([file("compose.yaml", COMPOSE), file(name, text)])


@pytest.mark.parametrize("root", [ROOT, BY_URL], ids=["purpose", "package URL"])
@pytest.mark.parametrize("start", ["", "\ufeff", "# a comment\n\n"], ids=["plain", "mark", "comment"])
def test_an_image_has_a_bill_of_materials(start: str, root: str) -> None:
    reading = read_bill((start + HEAD + LIBRARY + root + DESCRIBES).replace("\n", "\r\n"))

    fact = facts_of(reading)["sbom"]
    assert fact.value is True
    assert fact.source.file == "bill.spdx"
    assert "bills" in fact.source.why
    assert not [one for one in reading.problems if one.severity != "info"]


def test_a_document_without_other_packages_is_no_bill() -> None:
    assert "sbom" not in facts_of(read_bill(HEAD + ROOT + DESCRIBES))


def test_a_document_that_names_no_root_says_nothing_of_an_image() -> None:
    assert "sbom" not in facts_of(read_bill(HEAD + LIBRARY + ROOT))


def test_a_text_without_an_end_is_refused_with_its_line() -> None:
    (problem,) = [one for one in read_bill(f"{HEAD}PackageComment: <text>a\nb\n").problems if one.file]

    assert (problem.severity, problem.line) == ("error", 9)
    assert problem.message == "A text has no </text>; write the report again."


def test_millions_of_lines_are_read_or_refused_at_once() -> None:
    started = time.monotonic()

    read_bill(HEAD + "a:" * 1_000_000 + "\n" + "Relationship: a\n" * 500_000)

    assert time.monotonic() - started < 10


@settings(max_examples=25, deadline=None)
@given(
    lines=st.lists(
        st.sampled_from((HEAD + LIBRARY + BY_URL + DESCRIBES).splitlines()) | st.text(max_size=20),
        max_size=12,
    )
)
def test_lines_in_any_order_are_read_or_refused(lines: list[str]) -> None:
    read_bill("SPDXVersion: SPDX-2.3\n" + "\n".join(lines))
