"""An export of the command line has what bulkhead.yaml says of threats: status, reason and mitigations."""

from datetime import date

from threatmodel.engine.command_line.input_files import InputFiles
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.exporters.interchange.export_data_types import ExportedMitigation, ExportedThreat
from threatmodel.engine.exporters.interchange.from_report import content_of_report
from threatmodel.engine.importers import TextFile

COMPOSE = b"services: {web: {image: nginx, privileged: true, network_mode: host}}\n"
STATED = b"""\
schema: bulkhead.model/1
threats:
  - {rule: container-privileged, element: compose:web/web, status: not-applicable, reason: Needs devices}
  - {rule: image-mutable-tag, element: image:nginx, status: needs-info}
manual_threats:
  laptop: {title: Stolen laptop, severity: low}
  thief: {title: Thief, severity: high}
mitigations:
  M1: {title: Encrypt disks, status: verified, reduction: partly, threats: [{manual: laptop}]}
acceptances:
  A1:
    justification: Guarded building
    residual_risk: low
    expires: 2027-03-31
    requested_by: Ana
    approved_by: Ben
    threats: [{manual: thief}]
"""


def exported(stated: bytes = STATED) -> dict[str, ExportedThreat]:
    files = (TextFile("compose.yaml", COMPOSE), TextFile("bulkhead.yaml", stated))
    report = build_report(InputFiles(files, frozenset()), today=date(2027, 1, 1))
    return {one.rule or one.title: one for one in content_of_report(report).threats}


def test_threats_have_the_status_that_people_gave_them() -> None:
    found = exported()

    assert {name: (one.status, one.reason) for name, one in found.items() if one.status != "open"} == {
        "container-privileged": ("not-applicable", "Needs devices"),
        "image-mutable-tag": ("needs-info", ""),
        "Stolen laptop": ("mitigated", ""),
        "Thief": ("accepted", "Guarded building (until 2027-03-31)"),
    }


def test_threats_have_the_mitigations_that_people_state() -> None:
    found = exported()

    assert found["Stolen laptop"].mitigations == (
        ExportedMitigation("M1", "Encrypt disks", "", "verified", 0.5),
    )
    assert {one.status for one in found["container-privileged"].mitigations} == {"suggested"}


def test_without_statements_every_threat_is_open() -> None:
    assert {one.status for one in exported(b"schema: bulkhead.model/1\n").values()} == {"open"}
