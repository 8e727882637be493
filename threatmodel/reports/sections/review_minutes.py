"""The minutes of a review as a document: who decided what, who does what until when, and what is open."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from threatmodel.reports.document import (
    Block,
    Column,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Section,
    Stamp,
    Table,
    Value,
)
from threatmodel.reports.sections.labels import counted, severity_run, words
from threatmodel.reviews.minutes_markdown import clock, duration, item_state

Row = Mapping[str, Any]
_FORMER: Final = "A former member"
_DECISIONS: Final = (
    Column("No.", "code", 0.6),
    Column("Threat", width=2.6),
    Column("Severity", "severity", 1),
    Column("Decision", width=1.6),
    Column("Reason", width=2.4),
    Column("Owner", width=1.1),
    Column("Due", "date", 1.1),
)
_MITIGATIONS: Final = (
    Column("No.", "code", 0.6),
    Column("Mitigation", width=5),
    Column("Status", "status", 1.3),
    Column("Owner", width=1.8),
    Column("Due", "date", 1.2),
)
_ACCEPTANCES: Final = (
    Column("No.", "code", 0.6),
    Column("Risk", width=4),
    Column("Threats", "number", 0.8),
    Column("Requested by", width=1.6),
    Column("Approvers", width=1.8),
    Column("Until", "date", 1.2),
)
_AGENDA: Final = (
    Column("Item", width=5.5),
    Column("Severity", "severity", 1.1),
    Column("State", "status", 1.1),
    Column("Time", width=1),
)


def minutes_document(minutes: Row, *, model: str, team: str) -> Document:
    """Return the minutes of an ended session."""
    session = minutes["session"]
    day = session["started_at"].date().isoformat()
    version = session["reviewed"] or {"seq": 0, "name": ""}
    return Document(
        title=model,
        subtitle="Minutes of a review",
        team=team,
        stamp=Stamp(version["seq"], version["name"], "", session["ended_at"].replace(microsecond=0)),
        foot=f"Minutes of the review of {day}",
        facts=tuple(_facts(session)),
        sections=(Section("minutes", "Minutes", tuple(_blocks(minutes))),),
    )


def _facts(session: Row) -> Iterator[tuple[str, Value]]:
    start, end = session["started_at"], session["ended_at"]
    yield "Date", f"{start.date().isoformat()}, {clock(start)} to {clock(end)} UTC"
    changes = f"Changes since {session['baseline'] or 'the sign-off'}"
    yield "Scope", changes if session["scope"] == "changed" else "The whole model"
    presented = [_person(one["person"]) for one in session["attendances"] if one["presented"]]
    yield "Presented by", ", ".join(presented) or "None"
    if version := session["reviewed"]:
        yield "Version", f"{version['name']} (change {version['seq']})"
    signed = session["signed_off"]
    day = f"{_person(signed['by'])}, {signed['at'].date().isoformat()}" if signed else "Not signed off yet"
    yield "Sign-off", day
    if signed and session["sign_off_note"]:
        yield "Note", session["sign_off_note"]


def _blocks(minutes: Row) -> Iterator[Block]:
    session = minutes["session"]
    yield Heading("Attendees")
    yield _listed(map(_attendee, session["attendances"]))
    yield Heading("Decisions")
    yield _table(_DECISIONS, map(_decision, minutes["decisions"]))
    if more := minutes["more_decisions"]:
        yield Paragraph(f"{counted(more, 'more decision')} not listed.", style="note")
    yield Heading("Mitigations")
    yield _table(_MITIGATIONS, map(_mitigation, minutes["mitigations"]))
    yield Heading("Acceptances requested")
    yield _table(_ACCEPTANCES, map(_acceptance, minutes["acceptances"]))
    yield Heading("Open questions")
    yield _listed(_open_questions(minutes))
    yield Heading("Agenda")
    yield _table(_AGENDA, map(_item, session["items"]))
    yield from _notes(session)


def _listed(items: Iterable[str]) -> Block:
    shown = tuple(items)
    return ListBlock(shown) if shown else Paragraph("None.")


def _table(columns: tuple[Column, ...], rows: Iterable[tuple[Value, ...]]) -> Block:
    shown = tuple(rows)
    return Table(columns, shown) if shown else Paragraph("None.")


def _attendee(one: Row) -> str:
    presented = ", presented" if one["presented"] else ""
    left = f" to {clock(one['left_at'])}" if one["left_at"] else ""
    return f"{_person(one['person'])}, {clock(one['joined_at'])}{left} UTC{presented}"


def _decision(one: Row) -> tuple[Value, ...]:
    was = f" (was {_plain(one['before'])})" if one["before"] != one["status"] else ""
    return (
        f"T{one['number']}",
        one["title"],
        severity_run(one["severity"]),
        f"{words(one['status'])}{was}, by {one['by']}",
        one["reason"],
        one["owner"],
        one["due"],
    )


def _mitigation(one: Row) -> tuple[Value, ...]:
    return (f"M{one['number']}", one["title"], words(one["status"]), one["owner"], one["due"])


def _acceptance(one: Row) -> tuple[Value, ...]:
    approvers = ", ".join(one["approvers"]) or "None"
    number = f"A{one['number']}"
    return (
        number, one["title"], one["threat_count"], one["requested_by"], approvers, one["expires_on"]
    )  # fmt: skip


def _open_questions(minutes: Row) -> Iterator[str]:
    for card in minutes["questions"]:
        asked = f", {card['asked']} assigned or put off" if card["asked"] else ""
        yield f"{card['title']} ({card['count']} open{asked})"
    for one in minutes["waiting"]:
        yield f"T{one['number']} {one['title']}: {one['asked']} was asked"


def _item(one: Row) -> tuple[Value, ...]:
    subject = f" ({one['subject']})" if one["subject"] else ""
    severity = severity_run(one["severity"]) if one["severity"] else None
    return (
        f"{one['title']}{subject}",
        severity,
        item_state(one["state"]).capitalize(),
        duration(one["seconds"]),
    )


def _notes(session: Row) -> Iterator[Block]:
    noted = [one for one in session["items"] if one["notes"]]
    if noted:
        yield Heading("Notes")
    for one in noted:
        yield Heading(one["title"], level=3)
        for note in one["notes"]:
            yield Paragraph(
                (Run(f"{_person(note['person'])}: ", bold=True), Run(" ".join(note["text"].split())))
            )


def _person(person: Row | None) -> str:
    return str(person["name"] or person["email"]) if person else _FORMER


def _plain(status: str) -> str:
    return status.replace("-", " ")
