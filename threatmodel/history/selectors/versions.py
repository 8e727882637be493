"""Named versions, the approved one, and the names by which states of the architecture are requested."""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, Exists, OuterRef, Prefetch, QuerySet, Value, When

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import Change, ThreatModel
from threatmodel.history.models import Approval, ModelEvent, Version

Row = dict[str, Any]
STATE: Final = re.compile(r"(now|approved|import|[0-9]{1,18}|version:[0-9a-f-]{36})\Z")


class UnknownState(ValueError):
    """The model has no state of this name."""


@dataclass(frozen=True, slots=True)
class NamedState:
    """A requested state by its seq; `version` is set where it was requested by a version."""

    name: str
    seq: int
    version: Version | None = None
    kind: str = ""  # of the version


def versions_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Version]:
    """Versions of a model, the latest state first, with their approvals."""
    found = Version.objects.filter(model=model, name__icontains=query["search"])
    return _shown(found).order_by("-seq", "-created_at", "id")


def version_rows(versions: Iterable[Version]) -> list[Row]:
    """Versions as the API shows them."""
    return [version_row(version) for version in versions]


def version_detail(*, model: ThreatModel, version_id: uuid.UUID) -> Row | None:
    """A version, or None. Two queries."""
    found = _shown(Version.objects.filter(model=model, pk=version_id)).first()
    return version_row(found) if found else None


def version_row(version: Version) -> Row:
    """Return a version that was loaded by this module."""
    approvals = [
        {"by": person_row(one.by), "at": one.at, "ended_at": one.ended_at} for one in version.approvals.all()
    ]
    return {
        "id": version.pk,
        "seq": version.seq,
        "name": version.name,
        "note": version.note,
        "created_by": person_row(version.created_by),
        "created_at": version.created_at,
        "kind": "approved" if any(one["ended_at"] is None for one in approvals) else "plain",
        "approvals": approvals,
    }


def _shown(versions: QuerySet[Version]) -> QuerySet[Version]:
    approvals = Approval.objects.select_related("by").order_by("-at")
    return versions.select_related("created_by").prefetch_related(Prefetch("approvals", approvals))


def version_approved(*, model: ThreatModel) -> Version | None:
    """The version that is the baseline for drift, or None. One query."""
    approval = Approval.objects.filter(model=model, ended_at=None).select_related("version").first()
    return approval.version if approval else None


def approval_row(*, model: ThreatModel) -> Row | None:
    """The approval that holds, with its version, or None. One query."""
    one = Approval.objects.filter(model=model, ended_at=None).select_related("version", "by").first()
    if one is None:
        return None
    return {
        "version": {**_brief(one.version, "approved"), "seq": one.version.seq, "note": one.version.note},
        "by": person_row(one.by),
        "at": one.at,
    }


def versions_by_seq(*, model: ThreatModel, seqs: Iterable[int]) -> dict[int, list[Row]]:
    """Names of the versions of these states. One query."""
    found: dict[int, list[Row]] = {}
    rows = _with_kind(Version.objects.filter(model=model, seq__in=list(seqs))).order_by("created_at")
    for version in rows:
        found.setdefault(version.seq, []).append(_brief(version, version.shown_kind))
    return found


def _with_kind(versions: QuerySet[Version]) -> QuerySet[Any]:
    """Note on each version whether it is the approved one."""
    holding = Approval.objects.filter(version=OuterRef("pk"), ended_at=None)
    kind = Case(When(Exists(holding), then=Value("approved")), default=Value("plain"))
    return versions.annotate(shown_kind=kind)


def _brief(version: Version, kind: str) -> Row:
    return {"id": version.pk, "name": version.name, "kind": kind}


# --- what a state is called ------------------------------------------------------------------------


def state_named(*, model: ThreatModel, name: str) -> NamedState:
    """Return the state that is called so: now, a seq, version:<id>, approved, import (the latest one).

    Raises UnknownState. At most one query.
    """
    if name == "now":
        return NamedState(name, model.seq)
    if name == "import":
        if (latest := import_latest(model=model)) is None:
            raise UnknownState("Nothing has been imported yet.")
        return NamedState(name, latest["seq"])
    if name.isdecimal():
        if int(name) > model.seq:
            raise UnknownState(f"Change {name} does not exist yet.")
        return NamedState(name, int(name))
    version, kind = _version_named(model, name)
    return NamedState(name, version.seq, version, kind)


def _version_named(model: ThreatModel, name: str) -> tuple[Version, str]:
    """Return the version that is called so, and its kind. One query."""
    if name == "approved":
        if (approved := version_approved(model=model)) is None:
            raise UnknownState("No version is approved.")
        return approved, "approved"
    try:
        key = uuid.UUID(name.removeprefix("version:"))
    except ValueError as fault:
        raise UnknownState(f"{name[:80]!r} is not a state.") from fault
    found = _with_kind(Version.objects.filter(model=model, pk=key)).first()
    if found is None:
        raise UnknownState("Unknown version.")
    return found, found.shown_kind


def state_rows(*, model: ThreatModel, states: Iterable[NamedState]) -> list[Row]:
    """States as the API shows them. One query."""
    states = list(states)
    times = changes_at(model=model, seqs=[state.seq for state in states])
    return [
        {
            "name": state.name,
            "seq": state.seq,
            "at": times.get(state.seq, model.created_at),
            "version": _brief(state.version, state.kind) if state.version else None,
        }
        for state in states
    ]


def changes_at(*, model: ThreatModel, seqs: Iterable[int]) -> dict[int, datetime]:
    """When these changes were made. One query."""
    changes = Change.objects.filter(model=model, seq__in=list(seqs))
    return dict(changes.values_list("seq", "created_at"))


def import_latest(*, model: ThreatModel) -> Row | None:
    """The seq, time and files of the latest import that changed something, or None. One query."""
    imports = ModelEvent.objects.filter(model=model, subject_type="import").order_by("-id")
    row = imports.values_list("at", "after").first()
    if row is None or "seq" not in row[1]:
        return None
    return {"seq": row[1]["seq"], "at": row[0], "files": row[1].get("files", [])}
