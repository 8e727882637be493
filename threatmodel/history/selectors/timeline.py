"""The changes of an architecture, line by line, newest first.

Moves are frequent: the moves of one person, or with one API token of theirs, within one minute of the clock
are one line, at the position of the last. The minute is part of the key, so a line is the same on every page.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from typing import Any, Final, NamedTuple

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncMinute

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import Change, ChangedSubject, ThreatModel
from threatmodel.architecture.operations.change_summary import subject_key
from threatmodel.history.models import ModelEvent
from threatmodel.history.selectors.versions import versions_by_seq

Row = dict[str, Any]
Key = tuple[uuid.UUID | None, str, datetime]  # who, with which token, and the minute
_CHUNKS: Final = (200, 1_000)  # rows read at once: mostly the first are enough
_READ_MOST: Final = 5_000  # changes read for one page; the next page goes on behind them
_MOVES_NAMED: Final = 3
_SHOWN: Final = (
    "seq", "structural", "batch_id", "token", "origin", "what", "counts", "created_at",
    "actor_id", "actor__id", "actor__email", "actor__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Files:
    """The first files of an import by name, and how many it had."""

    names: tuple[str, ...] = ()
    count: int = 0


class _Scanned(NamedTuple):
    """What decides in which line a change is. Thousands are read for a page, so these are no Change."""

    seq: int
    actor_id: uuid.UUID | None
    token: str
    origin: str
    structural: bool
    what: str
    created_at: datetime

    @property
    def is_move(self) -> bool:
        return not self.structural and self.origin == "person"

    @property
    def key(self) -> Key:
        return self.actor_id, self.token, self.created_at.astimezone(UTC).replace(second=0, microsecond=0)


@dataclass(slots=True)
class _Line:
    """One line: a change, or the moves of a person in one minute."""

    newest: _Scanned
    first_seq: int
    changes: int = 1
    whats: list[str] = field(default_factory=list)


def timeline(*, model: ThreatModel, query: Mapping[str, Any]) -> Row:
    """Return one page of lines and the cursor of the next, None at the end. At most eight queries."""
    found = _filtered(model, query)
    lines, cursor = _lines(found, query)
    _complete(found, lines)
    return {"next": cursor, "results": _rows(model, lines)}


def _filtered(model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Change]:
    found = Change.objects.filter(model=model)
    if query["person"]:
        found = found.filter(actor_id=query["person"])
    if query["origin"]:
        found = found.filter(origin__in=query["origin"])
    if query["subject"]:
        key = subject_key(query["subject"])
        found = found.filter(seq__in=ChangedSubject.objects.filter(model=model, subject=key).values("seq"))
    if query["search"]:
        found = found.filter(what__icontains=query["search"])
    if query["moves"] is False:
        found = found.filter(structural=True)
    return found


def _lines(found: QuerySet[Change], query: Mapping[str, Any]) -> tuple[list[_Line], int | None]:
    """Return the lines of the page, and the seq below which the next one starts."""
    lines: list[_Line] = []
    open_: dict[Key, _Line | None] = {}  # None: the line is on an earlier page
    below, size = query["before"], query["page_size"]
    for place, change in enumerate(_changes(found, below)):
        if place == 0 and below is not None:
            open_ = dict.fromkeys(_moving_above(found, below, change.created_at))
        key = change.key if change.is_move else None
        if key is not None and key in open_:
            _join(open_[key], change)
            continue
        if len(lines) == size or place >= _READ_MOST:
            return lines, change.seq + 1
        line = _Line(change, change.seq, whats=[change.what])
        lines.append(line)
        if key is not None:
            open_[key] = line
    return lines, None


def _changes(found: QuerySet[Change], below: int | None) -> Iterator[_Scanned]:
    """Yield changes newest first."""
    rows = found.values_list(*_Scanned._fields).order_by("-seq")
    for size in chain(_CHUNKS, repeat(_CHUNKS[-1])):
        chunk = [
            _Scanned._make(row) for row in (rows if below is None else rows.filter(seq__lt=below))[:size]
        ]
        yield from chunk
        if len(chunk) < size:
            return
        below = chunk[-1].seq


def _moving_above(found: QuerySet[Change], below: int, at: datetime) -> Iterable[Key]:
    """Who moved something on earlier pages in the minute in which this page begins."""
    minute = at.astimezone(UTC).replace(second=0, microsecond=0)
    moves = found.filter(
        seq__gte=below, structural=False, origin="person", created_at__lt=minute + timedelta(minutes=1)
    )
    return [(*who, minute) for who in moves.order_by().values_list("actor_id", "token").distinct()]


def _join(line: _Line | None, change: _Scanned) -> None:
    if line is not None and change.what not in line.whats:
        line.whats.append(change.what)


def _complete(found: QuerySet[Change], lines: Sequence[_Line]) -> None:
    """Count what belongs to lines of moves, also what lies below the page. No query without such lines."""
    moving = {line.newest.key: line for line in lines if line.newest.is_move}
    if not moving:
        return
    minutes = [minute for *_, minute in moving]
    counted = (
        found.filter(
            structural=False,
            origin="person",
            created_at__gte=min(minutes),
            created_at__lt=max(minutes) + timedelta(minutes=1),
        )
        .annotate(minute=TruncMinute("created_at", tzinfo=UTC))
        .order_by()
        .values_list("actor_id", "token", "minute")
        .annotate(n=Count("id"), first=Min("seq"))
    )
    for *key, number, first in counted:
        if (line := moving.get(tuple(key))) is not None:
            line.changes, line.first_seq = number, first


def _rows(model: ThreatModel, lines: Sequence[_Line]) -> list[Row]:
    changes = _shown(model, [line.newest.seq for line in lines])
    restored = {seq: _restored(change) for seq, change in changes.items()}
    wanted = {*restored, *(seq for seq in restored.values() if seq is not None)}
    versions = versions_by_seq(model=model, seqs=wanted) if lines else {}
    files = _files(model, [seq for seq, change in changes.items() if change.origin == "import"])
    return [
        _row(
            line,
            change=changes[seq],
            files=files.get(seq, _Files()),
            versions=versions.get(seq, []),
            restored=_name_of(restored[seq], versions),
        )
        for line in lines
        if (seq := line.newest.seq) in changes  # the oldest may have been removed meanwhile
    ]


def _shown(model: ThreatModel, seqs: Sequence[int]) -> dict[int, Change]:
    """The newest changes of lines by seq, with who made them. One query."""
    rows = Change.objects.filter(model=model, seq__in=seqs).select_related("actor").only(*_SHOWN)
    return {change.seq: change for change in rows}


def _row(line: _Line, *, change: Change, files: _Files, versions: Sequence[Row], restored: str) -> Row:
    return {
        "seq": change.seq,
        "first_seq": line.first_seq,
        "changes": line.changes,
        "at": change.created_at,
        "actor": person_row(change.actor),
        "token": change.token,
        "origin": change.origin,
        "what": _what(line, change, files, restored),
        "counts": change.counts,
        "is_move": not change.structural,
        "files": files.names,
        "file_count": files.count,
        "versions": versions,
    }


def _what(line: _Line, change: Change, files: _Files, restored: str) -> str:
    if change.origin == "import":
        return f"imported {_named_files(files)}{f': {change.what}' if change.what else ''}"
    if change.origin == "restore":
        return f"restored {restored}: {change.what}"
    return _moves(line.whats) if line.changes > 1 else change.what


def _moves(whats: Sequence[str]) -> str:
    """Join the texts of several moves: "moved cart", "moved db" become "moved cart, db"."""
    moved = [what.removeprefix("moved ") for what in whats]
    if len(moved) > _MOVES_NAMED:
        return f"moved {', '.join(moved[: _MOVES_NAMED - 1])} and others"
    return f"moved {', '.join(moved)}"


def _named_files(files: _Files) -> str:
    if not files.count:
        return "files"
    return files.names[0] if files.count == 1 else f"{files.count} files"


def _files(model: ThreatModel, seqs: Sequence[int]) -> dict[int, _Files]:
    """The files of imports by seq. One query, none without imports."""
    if not seqs:
        return {}
    events = ModelEvent.objects.filter(model=model, subject_type="import", after__seq__in=list(seqs))
    return {after["seq"]: _files_of(after) for after in events.values_list("after", flat=True)}


def _files_of(after: Mapping[str, Any]) -> _Files:
    names = tuple(after.get("files", ()))
    return _Files(names, after.get("file_count", len(names)))


def _restored(change: Change) -> int | None:
    """The seq that a restore went back to, which its batch is named after."""
    if change.origin != "restore":
        return None
    seq = change.batch_id.split("-")[1:2]
    return int(seq[0]) if seq and seq[0].isdecimal() else None


def _name_of(seq: int | None, versions: Mapping[int, Sequence[Row]]) -> str:
    if seq is None:
        return "an earlier state"
    return f"the version {versions[seq][0]['name']}" if versions.get(seq) else f"the state of change {seq}"
