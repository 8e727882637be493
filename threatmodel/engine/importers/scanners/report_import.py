"""What scanners found, as facts of the images and workloads of the model.

Reports of Trivy and Grype, bills of materials (CycloneDX, SPDX), assessments (VEX) and SARIF. They are read
last: an image is known by then, and a report only adds facts to it. The same vulnerability on one image is
one record, whoever found it; the later report of a scanner replaces its earlier one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.scanners.finding_locations import LocationIndex
from threatmodel.engine.importers.scanners.finding_types import Finding, Remark, Scan, Statement
from threatmodel.engine.importers.scanners.image_matching import Artifact, ImageIndex, ImageNotFound
from threatmodel.engine.importers.scanners.json_document import (
    InvalidReport,
    JsonDocument,
    ReportLimits,
    read_json,
)
from threatmodel.engine.importers.scanners.recognition import is_json, is_tag_value
from threatmodel.engine.importers.scanners.registry import REPORT_FORMATS, SPDX_2, ReportFormat
from threatmodel.engine.importers.scanners.scan_facts import image_facts, remark_facts
from threatmodel.engine.importers.scanners.spdx_tag_value import read_tag_value
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

_LEAKS_TOLD: Final = 20


class UnreadableReport(Record, frozen=True):
    """A file that looks like a report and cannot be read."""


class Report(Record, frozen=True):
    """A report that was recognized and read."""

    document: JsonDocument
    format: ReportFormat


def recognized(file: TextFile, context: ImportContext) -> Report | UnreadableReport | None:
    """Return the report that a file holds; what is wrong with one is reported."""
    try:
        return read_report(file, ReportLimits(max_bytes=context.limits.import_bytes))
    except InvalidReport as fault:
        context.builder.report(file.name, fault.line, "error", str(fault))
        return UnreadableReport()


def read_report(file: TextFile, limits: ReportLimits) -> Report | None:
    """Read a file that is a report of a known format; None when it is none.

    Raises InvalidReport when it looks like one and cannot be read.
    """
    if is_tag_value(file.data):
        return Report(read_tag_value(file, limits), SPDX_2)
    if not is_json(file.data):
        return None
    for known in REPORT_FORMATS:
        if all(hint in file.data for hint in known.hints):
            document = read_json(file, known.markers, limits)
            if known.matches(document.content):
                return Report(document, known)
    return None


def import_reports(claims: Iterable[Report | UnreadableReport], builder: ModelBuilder) -> None:
    """Give the images and workloads of the model what the reports say of them."""
    reports = [one for one in claims if isinstance(one, Report)]
    scans = [scan for report in reports for scan in report.format.read(report.document)]
    scans.sort(key=lambda scan: (scan.at, scan.file, scan.line))
    if not scans:
        return
    _import_images(scans, ImageIndex(builder), builder)
    _import_remarks(scans, LocationIndex(builder), builder)


class _ByImage:
    """The last scan of each scanner for each image: a later one takes the place of an earlier one."""

    def __init__(self) -> None:
        self.scans: dict[str, dict[tuple[str, ...], Scan]] = defaultdict(dict)
        self.serials: dict[str, str] = {}  # of bills of materials, and the image each describes

    def put(self, scan: Scan, artifact: Artifact) -> None:
        """Note a scan of an image; by tag, for several tags may be in use."""
        if scan.serial:
            self.serials[scan.serial] = artifact.uid
        slot = (scan.scanner, scan.kind, artifact.tag, "" if scan.folder is None else "files")
        self.scans[artifact.uid][slot] = scan


def _import_images(scans: Sequence[Scan], images: ImageIndex, builder: ModelBuilder) -> None:
    """Scans of images and of the folders they are built from, and what assessments say of both."""
    found = _ByImage()
    for scan in scans:
        if scan.folder is not None:
            _put_files(scan, found, images, builder)
        elif scan.kind != "assessment" or scan.names:
            try:
                found.put(scan, images.of_scan(scan))
            except ImageNotFound as fault:
                builder.report(scan.file, scan.line, "warning", str(fault))
    everywhere, of_image = _statements(scans, images, found.serials, builder)
    for uid, by_slot in sorted(found.scans.items()):
        statements = sorted([*everywhere, *of_image.get(uid, ())], key=lambda one: one.at)
        builder.images.describe(uid, image_facts(tuple(by_slot.values()), statements))


def _put_files(scan: Scan, found: _ByImage, images: ImageIndex, builder: ModelBuilder) -> None:
    """What a scan of a folder finds in packages belongs to the image that is built from there."""
    unmatched = 0
    of_image: dict[str, list[Finding]] = defaultdict(list)
    for finding in scan.findings:
        uid = images.of_files(scan.folder or "", finding.path, scan.file)
        if uid is None:
            unmatched += 1
        else:
            of_image[uid].append(finding)
    for uid, findings in of_image.items():
        part = replace(scan, names=(scan.folder or ".",), findings=tuple(findings), leaks=())
        found.put(part, Artifact(uid))
    if unmatched:
        message = (
            f"{counted(unmatched, 'vulnerability', 'vulnerabilities')} in files without a "
            "known image; import their Dockerfile, or scan the image."
        )
        builder.report(scan.file, scan.line, "warning", message)
    for leak in scan.leaks[:_LEAKS_TOLD]:
        place = f"{leak.path}:{leak.start}" if leak.start else leak.path
        kind = f" ({leak.kind})" if leak.kind else ""
        message = f"{scan.scanner} found a credential{kind} in {place}. Remove it, and revoke it."
        builder.report(scan.file, leak.line, "warning", message)


def _statements(
    scans: Iterable[Scan], images: ImageIndex, serials: Mapping[str, str], builder: ModelBuilder
) -> tuple[list[Statement], dict[str, list[Statement]]]:
    """What assessments say of packages wherever they are, and of certain images."""
    everywhere: list[Statement] = []
    of_image: dict[str, list[Statement]] = defaultdict(list)
    for scan in scans:
        unmatched = 0
        for statement in scan.statements:
            products = statement.products
            named = {
                uid for product in products if (uid := serials.get(product) or images.of_product(product))
            }
            for uid in named:
                of_image[uid].append(statement)
            if not products and statement.packages:
                everywhere.append(statement)
            elif not named:
                unmatched += 1
        if unmatched:
            message = (
                f"{counted(unmatched, 'statement', 'statements')} about products that are not "
                "an image in the input; name an image by its reference or as pkg:oci."
            )
            builder.report(scan.file, scan.line, "warning", message)
    return everywhere, of_image


def counted(number: int, one: str, several: str) -> str:
    """A number and what it counts."""
    return f"{number:,} {one if number == 1 else several}"


def _import_remarks(scans: Sequence[Scan], places: LocationIndex, builder: ModelBuilder) -> None:
    """What tools say of manifests and Dockerfiles, on the element at that place."""
    found: dict[str, list[tuple[Scan, Remark]]] = defaultdict(list)
    last = {(scan.scanner, remark.path): scan.at for scan in scans for remark in scan.remarks}
    for scan in scans:
        unmatched = unplaced = 0
        for remark in scan.remarks:
            uid = places.of(remark)
            if uid is None and not remark.path and not remark.uid:
                unplaced += 1
            elif uid is None:
                unmatched += 1
            elif scan.at == last[scan.scanner, remark.path]:
                found[uid].append((scan, remark))
        if unmatched:
            message = (
                f"{counted(unmatched, 'finding', 'findings')} of {scan.scanner} about files "
                "or objects that are not a workload, container or Dockerfile in the input; "
                "ignored."
            )
            builder.report(scan.file, scan.line, "info", message)
        if unplaced:
            message = f"{counted(unplaced, 'finding', 'findings')} of {scan.scanner} without a file; ignored."
            builder.report(scan.file, scan.line, "info", message)
    for uid, remarks in sorted(found.items()):
        if builder.kind_of(uid):
            builder.add_facts(uid, remark_facts(remarks))
        else:  # images get their facts at the end
            builder.images.describe(uid, remark_facts(remarks))
