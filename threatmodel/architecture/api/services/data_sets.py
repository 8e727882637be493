"""Writes data sets: what each is, and which elements and flows hold or carry it.

Each takes the lock of the model first: it reads which data sets an element names and writes the list anew.
"""

import re
import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, NamedTuple

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.data_sets import KIND, data_set_uses, data_sets
from threatmodel.architecture.api.services.architecture_edits import (
    Edited,
    InvalidEdit,
    edit_write,
    model_lock,
)
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.batch import Json

NAMED_IN_EVENT: Final = 50  # places
_NAME_IN_EVENT: Final = 150  # characters
_NAME_IN_UID: Final = 80
_UNKNOWN: Final = "unknown"


class Subject(NamedTuple):
    """An element or flow, by its uid."""

    on: str
    uid: str


class Placement(NamedTuple):
    """That an element or flow holds or carries a data set, by uids."""

    on: str
    uid: str
    data_set: str


@transaction.atomic
def data_set_create(
    *, model: ThreatModel, actor: User, name: str, facts: Mapping[str, Any], on: Collection[Subject] = ()
) -> tuple[Edited, uuid.UUID]:
    """Write a data set, and that these elements and flows hold or carry it; return its id as well.

    Raises InvalidEdit, TooManyJobs.
    """
    model_lock(model)
    _check_name(model, name)
    _check_facts(facts)
    known = {key: value for key, value in facts.items() if value is not None}
    uid = free_uid(model, name)
    ops = [data_set_op(uid, {"kind": KIND, "name": name}, known)]
    ops += placement_ops(model, add=[Placement(*subject, uid) for subject in on], fresh=[uid])
    changed = edit_write(model=model, actor=actor, ops=ops, event=_event("added", name, after=known))
    return changed, data_sets(model_id=model.pk).get(uid=uid).pk


@transaction.atomic
def data_set_update(
    *, model: ThreatModel, actor: User, data_set_id: uuid.UUID, name: str | None, facts: Mapping[str, Any]
) -> Edited:
    """Change what is named; a fact that is null becomes unknown.

    Raises Element.DoesNotExist, InvalidEdit, TooManyJobs.
    """
    model_lock(model)
    row = data_sets(model_id=model.pk).get(pk=data_set_id)
    present = {key: fact["value"] for key, fact in row.facts.items()}
    if name is not None:
        _check_name(model, name, besides=row)
    _check_facts({**present, **facts})
    differing = {key: value for key, value in facts.items() if value != present.get(key)}
    renamed = {} if name in (None, row.name) else {"name": name}
    ops = [data_set_op(row.uid, renamed, differing)] if renamed or differing else []
    before = {key: row.name if key == "name" else present.get(key) for key in (*renamed, *differing)}
    after = {**renamed, **differing}
    event = _event("changed", row.name, before=_shown(before), after=_shown(after))
    return edit_write(model=model, actor=actor, ops=ops, event=event)


@transaction.atomic
def data_set_delete(*, model: ThreatModel, actor: User, data_set_id: uuid.UUID) -> Edited:
    """Delete the data set, and its uid from every element and flow.

    Raises Element.DoesNotExist, TooManyJobs.
    """
    model_lock(model)
    row = data_sets(model_id=model.pk).get(pk=data_set_id)
    places = [place for place in data_set_uses(model_id=model.pk) if row.uid in place.data_sets]
    ops = placement_ops(model, remove=[Placement(place.on, place.uid, row.uid) for place in places])
    ops.append({"op": "del", "on": "element", "uid": row.uid})
    before = {"places": [place.name for place in places[:NAMED_IN_EVENT]]} if places else {}
    event = _event("deleted", row.name, before=before)
    return edit_write(model=model, actor=actor, ops=ops, event=event)


@transaction.atomic
def data_sets_place(
    *, model: ThreatModel, actor: User, add: Collection[Placement], remove: Collection[Placement]
) -> Edited:
    """Add and remove data sets of elements and flows. What is already so stays.

    Where none is left, the fact becomes unknown. Raises InvalidEdit, TooManyJobs.
    """
    model_lock(model)
    ops = placement_ops(model, add=add, remove=remove)
    placements = {"placed": [_words(one) for one in add], "removed": [_words(one) for one in remove]}
    after = {key: value[:NAMED_IN_EVENT] for key, value in placements.items() if value}
    event = {"subject_type": KIND, "what": "stated the places of data sets", "after": after}
    return edit_write(model=model, actor=actor, ops=ops, event=event)


def _event(done: str, name: str, *, before: Json | None = None, after: Json | None = None) -> Json:
    """Return the parts of an event about one data set."""
    what = f"{done} the data set {name[:_NAME_IN_EVENT]}"
    return {"subject_type": KIND, "what": what, "before": before or {}, "after": after or {}}


def _shown(facts: Mapping[str, Any]) -> Json:
    """Return the facts for the event; unknown ones are null."""
    return {name: _UNKNOWN if value is None else value for name, value in facts.items()}


def _words(one: Placement) -> str:
    return f"{one.data_set} on {one.uid}"


def _check_name(model: ThreatModel, name: str, *, besides: Element | None = None) -> None:
    others = data_sets(model_id=model.pk).filter(name__iexact=name)
    if (others.exclude(pk=besides.pk) if besides else others).exists():
        raise InvalidEdit({"name": ["A data set with this name already exists."]})


def _check_facts(facts: Mapping[str, Any]) -> None:
    if facts.get("personal_data") is False and facts.get("personal_data_categories"):
        message = "Categories and data subjects require personal data: set it, or remove them."
        raise InvalidEdit({"personal_data_categories": [message]})


# --- operations --------------------------------------------------------------------------------


def data_set_op(uid: str, props: Json, facts: Mapping[str, Any]) -> Json:
    """Return the operation that makes or changes a data set; a fact that is null is taken away."""
    stated = {name: None if value is None else {"value": value} for name, value in facts.items()}
    return {"op": "set", "on": "element", "uid": uid, "props": {**props, "facts": stated}}


@dataclass(slots=True)
class _SubjectChange:
    """The change of one element or flow: data sets added and removed, suggestions declined."""

    add: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    decline: list[str] = field(default_factory=list)

    def facts(self, present: Json, known: Collection[str]) -> Json:
        """Return the facts that differ. Names of data sets that are no more are left out on the way."""
        differing: Json = {}
        before = _value(present, "data_sets")
        named = [uid for uid in before if uid in known and uid not in self.remove]
        named += [uid for uid in self.add if uid not in named]
        if (self.add or self.remove) and named != before:
            differing["data_sets"] = {"value": named} if named else None
        declined = _value(present, "data_sets_declined")
        if fresh := [template for template in self.decline if template not in declined]:
            differing["data_sets_declined"] = {"value": [*declined, *fresh]}
        return differing


def _value(facts: Json, name: str) -> list[str]:
    return list(facts[name]["value"]) if name in facts else []


def placement_ops(
    model: ThreatModel,
    *,
    add: Collection[Placement] = (),
    remove: Collection[Placement] = (),
    decline: Iterable[tuple[Subject, str]] = (),
    fresh: Collection[str] = (),
) -> list[Json]:
    """Return one operation for each element or flow whose data sets change.

    `decline` are suggestions by their template, `fresh` uids of data sets that the same batch makes.
    Raises InvalidEdit for unknown ones.
    """
    wanted: dict[Subject, _SubjectChange] = defaultdict(_SubjectChange)
    for one in dict.fromkeys(add):
        wanted[Subject(one.on, one.uid)].add.append(one.data_set)
    for one in remove:
        wanted[Subject(one.on, one.uid)].remove.append(one.data_set)
    for subject, template in decline:
        wanted[subject].decline.append(template)
    present = facts_of(model, wanted)
    known = {*data_sets(model_id=model.pk).values_list("uid", flat=True), *fresh}
    unknown = dict.fromkeys(one.data_set for one in add if one.data_set not in known)
    if problems := [*missing(present, wanted), *(f"Unknown data set {uid}." for uid in unknown)]:
        raise InvalidEdit({"places": problems})
    return [
        {"op": "set", "on": subject.on, "uid": subject.uid, "props": {"facts": facts}}
        for subject, one in wanted.items()
        if (facts := one.facts(present[subject], known))
    ]


def facts_of(model: ThreatModel, subjects: Iterable[Subject]) -> dict[Subject, Json]:
    """Return the facts of those that are in the model. One query for elements, one for flows."""
    uids: dict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        uids[subject.on].append(subject.uid)
    found: dict[Subject, Json] = {}
    if uids["element"]:
        elements = Element.objects.filter(model=model, uid__in=uids["element"], gone_at__isnull=True)
        found |= {Subject("element", uid): facts for uid, facts in elements.values_list("uid", "facts")}
    if uids["flow"]:
        flows = Flow.objects.filter(model=model, uid__in=uids["flow"], gone_at__isnull=True)
        found |= {Subject("flow", uid): facts for uid, facts in flows.values_list("uid", "facts")}
    return found


def missing(present: Collection[Subject], wanted: Iterable[Subject]) -> list[str]:
    """Return a message about the wanted that do not exist."""
    return [f"Unknown {one.on} {one.uid}." for one in dict.fromkeys(wanted) if one not in present]


def free_uid(model: ThreatModel, name: str, *, taken: Collection[str] = ()) -> str:
    """Return data:<the name in kebab-case>, with a number behind it when something is called so already."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = "data:" + (re.sub(r"[^a-z0-9]+", "-", plain)[:_NAME_IN_UID].strip("-") or "set")
    used = {*Element.objects.filter(model=model, uid__startswith=stem).values_list("uid", flat=True), *taken}
    return next(uid for uid in _candidates(stem) if uid not in used)


def _candidates(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))
