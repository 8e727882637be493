"""The Pod Security levels of a model's workloads, and whether their namespaces admit them.

Levels are computed on request, from the few kinds of elements that the standards cover, because they depend
on the requested Kubernetes version.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast, get_args

from django.db.models import Q, QuerySet

from threatmodel.architecture.api.selectors.threat_subjects import subject_row
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.engine.analysis.pod_security import (
    Admission,
    Blocker,
    PodSecurity,
    UnknownFact,
    Version,
    admission,
    evaluate,
    has_pods,
    read_version,
)
from threatmodel.engine.model import CATALOGUE, Model
from threatmodel.engine.model import Element as EngineElement
from threatmodel.engine.model.serialization import facts_from_json, source_from_json

Row = dict[str, Any]
Standing = Literal["privileged", "baseline", "restricted", "unknown"]
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)
_PARTS: Final = ("container", "init-container", "volume")
_ZONES: Final = tuple(kind.id for kind in CATALOGUE.kinds.values() if kind.boundary)
_WORKLOAD: Final = "workload"


@dataclass(frozen=True, slots=True)
class PodSecurityList:
    """The workloads that a query finds, worst first, and the number of all workloads by standing."""

    version: str
    levels: Mapping[str, int]
    refused: int
    rows: Sequence[Row]


def pod_security_of(*, model: ThreatModel, query: Mapping[str, Any]) -> PodSecurityList:
    """The level of every workload that Kubernetes runs, filtered by PodSecurityQuery. One query.

    Raises UnknownVersion.
    """
    release = read_version(query["version"])
    elements = Element.objects.filter(model=model, kind__in=(_WORKLOAD, *_PARTS, *_ZONES))
    pods = _Pods(elements)
    rows = [pods.row(uid, release) for uid in pods.uids]
    rows.sort(
        key=lambda row: (STANDINGS.index(_standing(row)), -len(row["blockers"]), row["subject"]["name"])
    )
    return PodSecurityList(
        f"{release[0]}.{release[1]}",
        {name: count[name] for count in [Counter(map(_standing, rows))] for name in STANDINGS},
        sum(_is_refused(row) for row in rows),
        [row for row in rows if _is_wanted(row, query)],
    )


def pod_security_about(*, model: ThreatModel, element_id: uuid.UUID, kind: str) -> Row | None:
    """The level shown on an element's page; None without one. One query, none for other kinds."""
    if kind != _WORKLOAD:
        return None
    inside = Q(parent_id=element_id, kind__in=_PARTS)
    pods = _Pods(Element.objects.filter(Q(pk=element_id) | inside | Q(kind__in=_ZONES), model=model))
    return next((pods.row(uid, read_version("")) for uid in pods.uids), None)


def _standing(row: Row) -> Standing:
    return cast("Standing", row["level"] if row["certain"] else "unknown")


def _is_refused(row: Row) -> bool:
    return row["enforced"] is not None and row["enforced"]["verdict"] == "refused"


def _is_wanted(row: Row, query: Mapping[str, Any]) -> bool:
    if query["level"] and _standing(row) not in query["level"]:
        return False
    if query["refused"] is not None and _is_refused(row) is not query["refused"]:
        return False
    words = query["search"].strip().lower()
    names = (row["subject"]["name"], row["subject"]["uid"], (row["namespace"] or {}).get("name", ""))
    return not words or any(words in name.lower() for name in names)


class _Pods:
    """The workloads of some rows, with what the standards look at around them."""

    def __init__(self, elements: QuerySet[Element]) -> None:
        columns = ("id", "uid", "kind", "name", "parent_id", "facts", "source")
        rows = list(elements.filter(gone_at__isnull=True).order_by("uid").values(*columns))
        self._ids: dict[str, uuid.UUID] = {row["uid"]: row["id"] for row in rows}
        self._model = Model(_engine_elements(rows))
        workloads = (self._model.elements[uid] for uid in self._model.of_kind(_WORKLOAD))
        self.uids = [element.uid for element in workloads if has_pods(self._model, element)]

    def row(self, uid: str, release: Version) -> Row:
        """The level of one workload, what keeps it from the next, and what its namespace enforces."""
        found, enforced = evaluate(self._model, uid, release), admission(self._model, uid)
        namespace = self._model.enclosing(uid, "namespace")
        return {
            "subject": self._subject(uid),
            "namespace": self._subject(namespace) if namespace else None,
            **self._found(found),
            "enforced": self._enforced(enforced) if enforced else None,
        }

    def _found(self, found: PodSecurity) -> Row:
        return {
            "level": found.level,
            "certain": found.is_certain,
            "version": found.version,
            "blockers": [self._blocker(one) for one in found.blockers],
            "unknown": [self._unknown(one) for one in found.unknown],
        }

    def _enforced(self, enforced: Admission) -> Row:
        return {
            "level": enforced.enforced,
            "version": enforced.found.version,
            "verdict": enforced.verdict,
        }

    def _blocker(self, blocker: Blocker) -> Row:
        return {
            "check": blocker.check,
            "level": blocker.level,
            "field": blocker.field,
            "wants": blocker.wants,
            "element": self._subject(blocker.element),
            "value": blocker.value,
            "file": blocker.file,
            "line": blocker.line,
        }

    def _unknown(self, unknown: UnknownFact) -> Row:
        element = self._model.elements[unknown.element]
        known = CATALOGUE.fact(element.kind, unknown.fact)
        label = known.label if known else unknown.fact.replace("_", " ").capitalize()
        return {"element": self._subject(unknown.element), "fact": unknown.fact, "label": label}

    def _subject(self, uid: str) -> Row:
        element = self._model.elements[uid]
        return subject_row(self._ids[uid], uid=uid, name=self._model.called(uid), kind=element.kind)


def _engine_elements(rows: Iterable[Row]) -> dict[str, EngineElement]:
    kept = list(rows)
    uids = {row["id"]: row["uid"] for row in kept}
    return {
        row["uid"]: EngineElement(
            row["uid"],
            row["kind"],
            row["name"],
            uids.get(row["parent_id"]),
            facts_from_json(row["facts"]),
            source_from_json(row["source"]),
        )
        for row in kept
    }
