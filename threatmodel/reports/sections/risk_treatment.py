"""What people do about threats: mitigations by owner, acceptances of risk, open questions, and signatures."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from threatmodel.reports.document import Block, Column, Heading, KeyValues, Paragraph, Section, Table, Value
from threatmodel.reports.sections.labels import counted, numbers, severity_run, words
from threatmodel.reports.selectors.report_data_types import (
    AcceptanceContent,
    MitigationContent,
    QuestionContent,
    ReportContent,
)

_NO_OWNER: Final = "No owner"
_PROOFS: Final = {
    "import": "An import shows it",
    "approver": "Verified by a person",
    "not-seen": "Not yet seen in the files",
    "contradicted": "An import contradicts it",
    "manual": "Files cannot show it",
}


_MITIGATIONS_THEN: Final = (
    "Status, owner, due date and threats of the day of the version. What showed by then that a mitigation "
    "was done is not kept, so the column Evidence is empty."
)


def mitigations_section(content: ReportContent) -> Section:
    """Return mitigations by owner, those without one last."""
    return Section("mitigations", "Mitigations by owner", tuple(_mitigations(content)))


def _mitigations(content: ReportContent) -> Iterator[Block]:
    if content.earlier:
        yield Paragraph(_MITIGATIONS_THEN, "note")
    if not content.mitigations:
        yield Paragraph("There are no mitigations.")
        return
    owners: dict[str, list[MitigationContent]] = defaultdict(list)
    for one in content.mitigations:
        owners[one.owner].append(one)
    columns = (
        Column("No.", "code", 0.7),
        Column("Mitigation", width=3.1),
        Column("Status", "status", 1.35),
        Column("Due", "date", 1.2),
        Column("Worst threat", "severity", 1.1),
        Column("Effort", width=0.7),
        Column("Threats", "code", 1.8),
        Column("Evidence", width=1.8),
    )
    for owner, some in sorted(owners.items(), key=lambda item: (not item[0], item[0].casefold())):
        yield Heading(f"{owner or _NO_OWNER} ({len(some):,})")
        yield Table(columns, tuple(_mitigation(one) for one in some))


def _mitigation(one: MitigationContent) -> tuple[Value, ...]:
    return (
        f"M{one.number}",
        one.title,
        words(one.status),
        one.due,
        severity_run(one.severity) if one.severity else None,
        one.effort,
        numbers("T", one.threats),
        _PROOFS.get(one.proof, ""),
    )


_THEN: Final = (
    "What was decided by the day of the version. Requests that were submitted again since are left out."
)


def acceptances_section(content: ReportContent) -> Section:
    """Return requests to accept risk with what was decided."""
    blocks: list[Block] = [Paragraph(_THEN, "note")] if content.earlier else []
    for one in content.acceptances:
        blocks += [Heading(f"A{one.number} {one.title}"), KeyValues(tuple(_acceptance(one)))]
    if not content.acceptances:
        blocks.append(Paragraph("No risk has been accepted."))
    return Section("acceptances", "Accepted risk", tuple(blocks))


def _acceptance(one: AcceptanceContent) -> Iterator[tuple[str, Value]]:
    yield "Status", words(one.status)
    yield "Severity", severity_run(one.severity)
    yield "Residual risk", severity_run(one.residual_risk)
    yield "Threats", numbers("T", one.threats)
    yield "Justification", one.justification
    if one.conditions:
        yield "Conditions", one.conditions
    yield "Expires on", one.expires_on
    yield "Requested", f"{one.requested_by or 'A former member'}, {one.requested_at.date().isoformat()}"
    if one.decided_at:
        yield "Decided", f"{one.decided_by or 'A former member'}, {one.decided_at.date().isoformat()}"
    if one.decision_note:
        yield "Note", one.decision_note


def questions_section(content: ReportContent) -> Section:
    """Return the open questions, those that decide most first."""
    columns = (
        Column("Element", width=2),
        Column("Question", width=4.5),
        Column("Could raise", width=2),
        Column("Assigned to", width=1.5),
    )
    rows = tuple(
        (one.subject, one.text, _could_raise(one), one.assigned_to or "None") for one in content.questions
    )
    count = counted(len(rows), "question")
    blocks: tuple[Block, ...] = (
        (Paragraph(f"{count} about facts that no file states."), Table(columns, rows))
        if rows
        else (Paragraph("No question is open."),)
    )
    return Section("questions", "Open questions", blocks)


def _could_raise(one: QuestionContent) -> str:
    return ", ".join(f"{count} {severity}" for severity, count in one.could_raise) or "None"


def sign_off_section(content: ReportContent) -> Section:
    """Return a page to sign, with the approvals that hold."""
    blocks: list[Block] = [
        Paragraph(
            f"The signatures below are about the model {content.name} in the state "
            f"{content.stamp.label}, saved {content.stamp.at:%Y-%m-%d %H:%M} UTC."
        )
    ]
    withdrawn = any(one.withdrawn_at for one in content.approvals)
    if content.approvals:
        blocks += [
            Heading("Approved versions"),
            Table(
                (
                    Column("Version", width=2),
                    Column("Approved by", width=2),
                    Column("On", "date"),
                    *((Column("Withdrawn", "date"),) if withdrawn else ()),
                ),
                tuple(
                    (
                        one.version,
                        one.by or "A former member",
                        one.at.date(),
                        *((one.withdrawn_at.date() if one.withdrawn_at else None,) if withdrawn else ()),
                    )
                    for one in content.approvals
                ),
            ),
        ]
    columns = (
        Column("Role", width=1.6),
        Column("Name", width=2),
        Column("Date", width=1.2),
        Column("Signature", width=2.4),
    )
    roles = ("Owner of the system", "Security", "Risk owner")
    blocks += [
        Heading("Signatures"),
        Table(columns, tuple((role, "", "", "") for role in roles), to_fill_in=True),
    ]
    return Section("sign-off", "Sign-off", tuple(blocks))
