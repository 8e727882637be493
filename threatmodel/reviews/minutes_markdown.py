"""The minutes of a session as Markdown. What people wrote is text there, and never a link, markup or HTML."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from threatmodel.api.markdown_escaping import escaped

Row = Mapping[str, Any]


def minutes_markdown(minutes: Row, *, model: str) -> str:
    """Return the minutes of an ended session."""
    session = minutes["session"]
    blocks = [
        f"# Review of {escaped(model)}",
        *_head(session),
        *_section("Attendees", (_attendee(one) for one in session["attendances"])),
        *_section("Decisions", (_decision(one) for one in minutes["decisions"])),
        *_more(minutes["more_decisions"]),
        *_section("Mitigations", (_mitigation(one) for one in minutes["mitigations"])),
        *_section("Acceptances requested", (_acceptance(one) for one in minutes["acceptances"])),
        *_section("Open questions", _open_questions(minutes)),
        *_section("Agenda and notes", (_item(one) for one in session["items"])),
    ]
    return "\n\n".join(blocks) + "\n"


def minutes_file_name(session: Row, *, suffix: str = ".md") -> str:
    """Return the name of the file: the day says enough, and no name of a model is fit for all systems."""
    return f"review-{session['started_at'].date().isoformat()}{suffix}"


def clock(at: datetime) -> str:
    """Return the time of the day, as "09:05"."""
    return at.astimezone(UTC).strftime("%H:%M")


def item_state(state: str) -> str:
    """Return what came of an item by the end of the session."""
    return "not discussed" if state == "waiting" else state


def duration(seconds: int) -> str:
    """Return how long an item was shown, as "2:05 min"."""
    return f"{seconds // 60}:{seconds % 60:02d} min"


def _head(session: Row) -> Iterator[str]:
    start, end = session["started_at"], session["ended_at"]
    yield f"{start.date().isoformat()}, {clock(start)} to {clock(end)} UTC"
    if session["scope"] == "changed":
        yield f"Scope: changes since {escaped(session['baseline']) or 'the sign-off'}"
    if session["reviewed"]:
        yield f"Version: {escaped(session['reviewed']['name'])} (change {session['reviewed']['seq']})"
    if signed := session["signed_off"]:
        note = f": {escaped(session['sign_off_note'])}" if session["sign_off_note"] else ""
        yield f"Signed off by {_person(signed['by'])} on {signed['at'].date().isoformat()}{note}"
    else:
        yield "Not signed off yet"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    listed = [f"- {line}" for line in lines]
    yield f"## {title}"
    yield "\n".join(listed) if listed else "None."


def _more(decisions: int) -> Iterator[str]:
    if decisions:
        yield f"{decisions:,} more {'decision' if decisions == 1 else 'decisions'} not listed."


def _attendee(one: Row) -> str:
    presented = ", presented" if one["presented"] else ""
    left = clock(one["left_at"]) if one["left_at"] else ""
    return f"{_person(one['person'])} ({clock(one['joined_at'])} to {left}{presented})"


def _decision(one: Row) -> str:
    changed = one["before"] != one["status"]
    status = f"{_words(one['before'])} to {_words(one['status'])}" if changed else _words(one["status"])
    reason = f" Reason: {escaped(one['reason'])}" if one["reason"] else ""
    title = f"T{one['number']} {escaped(one['title'])} ({one['severity']})"
    return f"{title}: {status}, by {escaped(one['by'])}.{_work(one)}{reason}"


def _mitigation(one: Row) -> str:
    return f"M{one['number']} {escaped(one['title'])}: {_words(one['status'])}.{_work(one)}"


def _acceptance(one: Row) -> str:
    asked = ", ".join(map(escaped, one["approvers"])) or "none"
    what = f"A{one['number']} {escaped(one['title'])} ({one['threat_count']} threats)"
    return (
        f"{what}: until {one['expires_on']}, requested by {escaped(one['requested_by'])}, approvers: {asked}"
    )


def _open_questions(minutes: Row) -> Iterator[str]:
    for card in minutes["questions"]:
        asked = f", {card['asked']} assigned or put off" if card["asked"] else ""
        yield f"{escaped(card['title'])} ({card['count']} open{asked})"
    for one in minutes["waiting"]:
        yield f"T{one['number']} {escaped(one['title'])}: {escaped(one['asked'])} was asked"


def _item(one: Row) -> str:
    subject = f" ({escaped(one['subject'])})" if one["subject"] else ""
    head = f"{escaped(one['title'])}{subject}: {item_state(one['state'])}, {duration(one['seconds'])}"
    notes = [f"  - {_person(note['person'])}: {escaped(note['text'])}" for note in one["notes"]]
    return "\n".join([head, *notes])


def _work(one: Row) -> str:
    owner = f" Owner: {escaped(one['owner'])}." if one["owner"] else ""
    return f"{owner} Due: {one['due']}." if one["due"] else owner


def _person(person: Row | None) -> str:
    return escaped(person["name"] or person["email"]) if person else "A former member"


def _words(status: str) -> str:
    return status.replace("-", " ")
