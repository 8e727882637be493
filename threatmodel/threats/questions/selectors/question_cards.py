"""The open questions of a model as cards: those that wait for a person come after the others."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.api.selectors.threat_subjects import subject_row
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.engine.analysis.question_cards import (
    AskedQuestion,
    Card,
    CardEntry,
    CardPart,
    compose_project,
    group_questions,
    origin_of,
)
from threatmodel.engine.library.question_cards import CARD_TYPES, CARDS_SHOWN
from threatmodel.engine.model import CATALOGUE
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors.questions import (
    SUBJECT,
    question_type,
    questions_searched,
    subject_of,
)

Row = dict[str, Any]
_SHOWN: Final = 100  # elements listed of one fact of a card; its count includes the others
_INTERNET: Final = "internet"
_ACTOR: Final = "actor"
_TRUSTED: Final = "flow__source__facts__trusted__value"
_IMAGE: Final = ("facts__registry__value", "facts__repository__value")
_REGISTRY: Final = ("facts__host__value",)
_QUESTION: Final = (
    "id", "fact", "weight", "could_raise", "deferred_at", "deferred_by_id", "assigned_at", "assigned_by_id",
    "assigned_to_id",
)  # fmt: skip
_PEOPLE: Final = ("deferred_by_id", "assigned_by_id", "assigned_to_id")
_PLACE: Final = (
    "element__parent_id", "element__parent__uid",
    "element__parent__parent__name", "element__parent__parent__kind",
    "flow__source__kind", _TRUSTED, "flow__source__parent__kind", "flow__source__parent__name",
    "flow__source__parent__parent__name", "flow__source__parent__parent__kind",
    "flow__destination_id", "flow__destination__uid", "flow__destination__kind",
    "flow__destination__parent_id", "flow__destination__parent__uid",
    "flow__destination__parent__name", "flow__destination__parent__kind",
    "flow__destination__parent__parent__name", "flow__destination__parent__parent__kind",
)  # fmt: skip
_ANSWERS: Final = {card.id: card.answers for card in CARD_TYPES}


@dataclass(frozen=True, slots=True)
class CardList:
    """Cards in their order, and the rows of their questions by key."""

    cards: tuple[Card, ...]
    rows: Mapping[str, Row]

    def waits(self, card: Card) -> bool:
        """Whether all its questions are deferred, or were handed to somebody."""
        return all(self.waits_for(key) for part in card.parts for key in keys_of(part))

    def waits_for(self, key: str) -> bool:
        """Whether this question is deferred, or was handed to somebody."""
        return bool(self.rows[key]["deferred_at"] or self.rows[key]["assigned_to_id"])


@dataclass(frozen=True, slots=True)
class CardScope:
    """A card of a model, as a search or one element or flow narrows it, among all cards or the first ones."""

    card: str
    search: str = ""
    subject: uuid.UUID | None = None
    every: bool = False


def card_questions(*, model: ThreatModel, scope: CardScope) -> dict[str, list[uuid.UUID]]:
    """The open questions of a card, by part; none where it is not open any more."""
    listed = cards_of(model=model, search=scope.search, subject=scope.subject, every=scope.every)
    card = next((card for card in listed.cards if card.id == scope.card), None)
    return {part.id: [uuid.UUID(key) for key in keys_of(part)] for part in card.parts} if card else {}


def keys_of(part: CardPart) -> Iterable[str]:
    """The questions of a part."""
    return (key for entry in part.entries for key in entry.questions)


def cards_of(
    *, model: ThreatModel, search: str = "", subject: uuid.UUID | None = None, every: bool = False
) -> CardList:
    """The cards of a model, of what a search finds, or of one element or flow. Five queries at most.

    With `every`, each exposed workload and each place that images come from has its own.
    """
    asked = questions_searched(model, search)
    if subject:
        asked = asked.filter(Q(element_id=subject) | Q(flow_id=subject))
    rows = {str(row["id"]): row for row in _rows(asked)}
    around = _Surroundings(model, rows.values())
    asked_ones = (around.asked(key, row) for key, row in rows.items())
    cards = group_questions(asked_ones, most=None if every else CARDS_SHOWN)
    listed = CardList(cards, rows)
    return CardList(tuple(sorted(cards, key=listed.waits)), rows)


def _rows(asked: QuerySet[Question]) -> QuerySet[Question, Row]:
    rows: QuerySet[Question, Row] = asked.order_by().values(*_QUESTION, *SUBJECT, *_PLACE)
    return rows


class _Surroundings:
    """What decides on the cards of questions and is not in their rows: exposure, neighbors, registries."""

    def __init__(self, model: ThreatModel, rows: Iterable[Row]) -> None:
        kinds: dict[str, set[uuid.UUID]] = defaultdict(set)
        for row in rows:
            kinds[row["element__kind"] or "flow"].add(row["element_id"])
        self._exposed = _exposed(model)
        images = kinds["image"] | kinds["registry"]
        self._origins = _origins(model) if images else {}
        self._lonely = _workloads_of_one_container(model) if kinds["container"] else frozenset()

    def asked(self, key: str, row: Row) -> AskedQuestion:
        """A row as the engine groups it."""
        end = "flow__destination" if row["flow_id"] else "element"
        inside = row[f"{end}__parent__kind"] == "workload" and row[f"{end}__kind"] != "workload"
        place = f"{end}__parent" if inside else end
        kind, subject = row["element__kind"] or "flow", subject_of(row)
        is_only = kind == "container" and row["element__parent_id"] in self._lonely
        return AskedQuestion(
            key=key,
            fact=row["fact"],
            kind=kind,
            subject=subject["uid"],
            name=subject["name"],
            same_as=row["element__parent__uid"] if is_only else subject["uid"],
            owner=row[f"{place}__uid"],
            owner_name=row[f"{place}__name"],
            exposed=self._is_exposed(row, row[f"{place}_id"]),
            origin=self._origins.get(row["element_id"], ""),
            weight=row["weight"],
            could_raise=tuple(row["could_raise"].items()),
            place=_place(row, row[f"{place}__uid"]),
        )

    def _is_exposed(self, row: Row, owner: uuid.UUID) -> bool:
        if row["flow_id"]:
            untrusted = row["flow__source__kind"] == _ACTOR and row[_TRUSTED] is False
            return untrusted or _INTERNET in (row["flow__source__kind"], row["flow__source__parent__kind"])
        return bool({row["element_id"], owner} & self._exposed)


def _place(row: Row, owner: str) -> str:
    """The namespaces that a flow starts and ends in where they differ, else the one; that of an element.

    Without namespaces, the compose project of the service that it is of.
    """
    start, end, own = (_namespace(row, one) for one in ("flow__source", "flow__destination", "element"))
    if start:
        return f"from {start} to {end}" if end and end != start else f"from {start}"
    place = end or own or compose_project(owner)
    return f"in {place}" if place else ""


def _namespace(row: Row, of: str) -> str:
    around = (f"{of}__parent", f"{of}__parent__parent")
    return next((str(row[f"{up}__name"]) for up in around if row[f"{up}__kind"] == "namespace"), "")


def _exposed(model: ThreatModel) -> frozenset[uuid.UUID]:
    """The elements that the internet, what is inside it, or an actor outside of the organization calls."""
    outside = Q(source__kind=_INTERNET) | Q(source__parent__kind=_INTERNET)
    outside |= Q(source__kind=_ACTOR, source__facts__trusted__value=False)
    called = Flow.objects.filter(outside, model=model, gone_at=None).exclude(facts__review__value="rejected")
    return frozenset(called.values_list("destination_id", flat=True))


def _origins(model: ThreatModel) -> dict[uuid.UUID, str]:
    """Where images come from, and where registries are."""
    images = Element.objects.filter(model=model, kind="image").values_list("id", *_IMAGE)
    registries = Element.objects.filter(model=model, kind="registry").values_list("id", "name", *_REGISTRY)
    origins = {key: origin_of(host or name, "") for key, name, host in registries}
    return origins | {key: origin_of(host or "", path or "") for key, host, path in images}


def _workloads_of_one_container(model: ThreatModel) -> frozenset[uuid.UUID]:
    inside = Element.objects.filter(
        model=model, kind__in=CATALOGUE.containers, parent__kind="workload", gone_at=None
    )
    counted = inside.order_by().values_list("parent_id").annotate(count=Count("id"))
    return frozenset(parent for parent, count in counted if count == 1 and parent)


# --- rows of the API ---------------------------------------------------------------------------


def card_rows(cards: Sequence[Card], *, listed: CardList) -> list[Row]:
    """Cards as the API lists them, at most 100 elements of each fact. One query."""
    named = {row[column] for row in listed.rows.values() for column in _PEOPLE}
    people = {user.pk: person_row(user) for user in User.objects.filter(pk__in=named - {None})}
    return [_card_row(card, listed, people) for card in cards]


def _card_row(card: Card, listed: CardList, people: Mapping[Any, Any]) -> Row:
    rows = [listed.rows[key] for part in card.parts for key in keys_of(part)]
    return {
        "id": card.id,
        "type": card.type,
        "title": card.title,
        "why": card.why,
        "count": card.count,
        "weight": card.weight,
        "shared_by": card.shared_by,
        "could_raise": dict(card.could_raise),
        "waiting": listed.waits(card),
        "deferred": _deferred(rows, people),
        "assigned": _assigned(rows, people),
        "answers": _answers(card),
        "parts": [_part_row(part, listed, people) for part in card.parts],
    }


def _answers(card: Card) -> list[Row]:
    """What may be said of several facts at once; of one alone its own control says it."""
    found = []
    for answer in _ANSWERS[card.type]:
        parts = [part for part in card.parts if part.fact in answer.values]
        if len(parts) > 1:
            values = {part.id: answer.values[part.fact] for part in parts}
            count = sum(part.count for part in parts)
            found.append({"label": answer.label, "values": values, "count": count})
    return found


def _part_row(part: CardPart, listed: CardList, people: Mapping[Any, Any]) -> Row:
    return {
        "id": part.id,
        **question_type(part.kind, part.fact),
        "fact": part.fact,
        "kind": part.kind,
        "text": part.text,
        "count": part.count,
        "could_raise": dict(part.could_raise),
        "entries": [_entry_row(entry, listed, people) for entry in part.entries[:_SHOWN]],
        "entry_count": len(part.entries),
    }


def _entry_row(entry: CardEntry, listed: CardList, people: Mapping[Any, Any]) -> Row:
    rows = [listed.rows[key] for key in entry.questions]
    shown = next((row for row in rows if subject_of(row)["uid"] == entry.subject), rows[0])
    subject = subject_of(shown)
    return {
        "subject": subject_row(subject["id"], uid=entry.subject, name=entry.name, kind=entry.kind),
        "questions": [row["id"] for row in rows],
        "deferred": _deferred(rows, people),
        "assigned": _assigned(rows, people),
    }


def _deferred(rows: Sequence[Row], people: Mapping[Any, Any]) -> Row | None:
    """Who deferred them last, when, and how many of them are."""
    deferred = [row for row in rows if row["deferred_at"]]
    if not deferred:
        return None
    last = max(deferred, key=lambda row: row["deferred_at"])
    by = people.get(last["deferred_by_id"])
    return {"count": len(deferred), "at": last["deferred_at"], "by": by}


def _assigned(rows: Sequence[Row], people: Mapping[Any, Any]) -> list[Row]:
    """Whom they were handed to, by whom and since when, and how many."""
    to: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        if row["assigned_to_id"]:
            to[row["assigned_to_id"]].append(row)
    return [
        {
            "to": people[key],
            "by": people.get(some[0]["assigned_by_id"]),
            "at": min(row["assigned_at"] for row in some),
            "count": len(some),
        }
        for key, some in to.items()
    ]
