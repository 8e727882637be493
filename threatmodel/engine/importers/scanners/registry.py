"""The reports of scanners that are read, in the order in which they are tried."""

from collections.abc import Callable, Iterator
from typing import Final

from threatmodel.engine.importers.scanners import cyclonedx, grype, openvex, sarif, spdx, trivy
from threatmodel.engine.importers.scanners.finding_types import Scan
from threatmodel.engine.importers.scanners.json_document import Json, JsonDocument
from threatmodel.engine.model.struct_base import Record


class ReportFormat(Record, frozen=True):
    """One format: how it is known, which keys of its objects mark their line, and what it says."""

    id: str
    label: str
    hints: tuple[bytes, ...]  # all of these are in every such report
    markers: tuple[str, ...]
    matches: Callable[[Json], bool]
    read: Callable[[JsonDocument], Iterator[Scan]]


SPDX_2: Final = ReportFormat("spdx-2", "SPDX", (b'"spdxVersion"',), spdx.MARKERS, spdx.matches_2, spdx.read_2)
REPORT_FORMATS: Final[tuple[ReportFormat, ...]] = (
    ReportFormat(
        "cyclonedx", "CycloneDX", (b'"bomFormat"',), cyclonedx.MARKERS, cyclonedx.matches, cyclonedx.read
    ),
    SPDX_2,
    ReportFormat("spdx-3", "SPDX", (b'"@graph"', b"spdx.org"), spdx.MARKERS, spdx.matches_3, spdx.read_3),
    ReportFormat("openvex", "OpenVEX", (b"openvex.dev/ns",), openvex.MARKERS, openvex.matches, openvex.read),
    ReportFormat("sarif", "SARIF", (b'"runs"', b'"tool"'), sarif.MARKERS, sarif.matches, sarif.read),
    ReportFormat("grype", "Grype", (b'"matches"',), grype.MARKERS, grype.matches, grype.read),
    ReportFormat("trivy", "Trivy", (b'"ArtifactName"',), trivy.MARKERS, trivy.matches, trivy.read),
    ReportFormat("trivy-cluster", "Trivy", (b'"ClusterName"',), trivy.MARKERS, trivy.matches, trivy.read),
)
