"""Threats that models of other tools list become manual threats with their mitigations.

A threat is known by the id in its file, so importing the file again changes nothing that people have edited
since: it updates what they left as it was. What a person deleted comes back, as elements do; what a file no
longer lists stays. A status counts when the threat comes; later a team decides.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.threat_subjects import Subject, subjects_by_uid
from threatmodel.architecture.models import Element
from threatmodel.engine.analysis.threat_score import BASE_SCORES
from threatmodel.engine.importers.interchange.named_subjects import with_named_subjects
from threatmodel.engine.model.imported_threats import ImportedMitigation, ImportedThreat
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_build
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.choices import CLOSED, DECIDABLE, NEEDS_REASON, category_bits
from threatmodel.threats.coverage.services.manual_cells import grids_count_manual
from threatmodel.threats.decisions.services.status_recompute import statuses_recompute
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.risk.services.risk_columns import rater_of
from threatmodel.threats.threats.models import ManualThreat, Threat
from threatmodel.threats.threats.selectors.manual_references import reference_problems
from threatmodel.threats.threats.services.manual_threats import MANUAL_MOST, MODEL, threats_announce

_NAMESPACE: Final = uuid.UUID("6f1d1b4e-8a53-4d1c-9b0e-3f5a0c7e2d91")  # of the ids made here; never changes


@dataclass(slots=True)
class ImportedThreats:
    """How many threats were added and updated, and how many a model has no room for."""

    added: int = 0
    updated: int = 0
    left_out: int = 0

    def messages(self) -> tuple[str, ...]:
        """What to tell who imports, a sentence each."""
        found = []
        if self.added or self.updated:
            found.append(
                f"The files list threats: {self.added:,} added, {self.updated:,} updated, as manual threats."
            )
        if self.left_out:
            found.append(
                f"{self.left_out:,} threats were left out: at most {MANUAL_MOST:,} are manual in a model."
            )
        return tuple(found)


def fingerprint_of(threat_id: str) -> str:
    """The fingerprint of an imported threat: that of its id."""
    return uuid.uuid5(_NAMESPACE, f"threat:{threat_id}").hex


def imported_threats_merge(
    *, model_id: uuid.UUID, actor: User | None, threats: Sequence[ImportedThreat]
) -> ImportedThreats:
    """Add the threats that are new, and update those that nobody has edited. No query without threats.

    Call it inside the transaction of the import.
    About ten queries, whatever their number, and two more for those that differ.
    """
    if not threats:
        return ImportedThreats()
    return _Merge(model_id, actor, counters_lock(model_id)).run(threats)


class _Merge:
    """One merge; its steps share state."""

    def __init__(self, model_id: uuid.UUID, actor: User | None, counters: ModelCounters) -> None:
        self.model_id = model_id
        self.actor = actor
        self.counters = counters
        self.rater = rater_of(model_id)
        self.result = ImportedThreats()

    def run(self, threats: Sequence[ImportedThreat]) -> ImportedThreats:
        threats = self._with_subjects(threats)
        rows = self._present(threats)
        subjects = subjects_by_uid(
            model_id=self.model_id, uids={one.subject for one in threats if one.subject}
        )
        room = MANUAL_MOST - Threat.objects.filter(model_id=self.model_id, rule="").count()
        new = [one for one in threats if fingerprint_of(one.id) not in rows]
        self.result.left_out = max(0, len(new) - max(0, room))
        added = self._add(new[: max(0, room)], subjects)
        self._update(
            [(one, rows[key]) for one in threats if (key := fingerprint_of(one.id)) in rows], subjects
        )
        everything = {**rows, **{row.fingerprint: row for row in added}}
        changed = self._mitigate(threats, everything, {row.pk for row in added})
        if self.result.added or self.result.updated or changed:
            self.counters.save(update_fields=["last_threat", "last_mitigation"])
            treated = {*changed, *(row.pk for row in added)}
            statuses_recompute(model_id=self.model_id, threat_ids=treated, actor=self.actor)
            grids_count_manual(model_id=self.model_id)
            threats_announce(self.model_id)
        return self.result

    def _with_subjects(self, threats: Sequence[ImportedThreat]) -> Sequence[ImportedThreat]:
        """The threats, with the element of the model that each names. One query where one does."""
        rows = Element.objects.filter(model_id=self.model_id, gone_at=None)
        return with_named_subjects(threats, rows.values_list("uid", "name", "parent__uid"))

    def _present(self, threats: Iterable[ImportedThreat]) -> dict[str, Threat]:
        keys = [fingerprint_of(one.id) for one in threats]
        rows = Threat.with_possible.filter(model_id=self.model_id, fingerprint__in=keys, rule="")
        return {row.fingerprint: row for row in rows.select_related("manual")}

    # --- threats ------------------------------------------------------------------------------------

    def _add(self, new: Sequence[ImportedThreat], subjects: Mapping[str, Subject]) -> list[Threat]:
        rows, words, events = [], [], []
        for one in new:
            self.counters.last_threat += 1
            decided = one.status if one.status in DECIDABLE else "open"
            row = Threat(
                model_id=self.model_id,
                number=self.counters.last_threat,
                fingerprint=fingerprint_of(one.id),
                first_seen_at=timezone.now(),
                decided=decided,
                status=decided,
                status_reason=one.reason if decided in NEEDS_REASON else "",
                closed_at=timezone.now() if decided in CLOSED else None,
            )
            _assign(row, one, subjects)
            self.rater.assign(row)
            rows.append(row)
            words.append(ManualThreat(threat=row, created_by=self.actor, **_words(one)))
            events.append(self._event("threat", row.number, "imported the threat", _shown(one)))
        Threat.objects.bulk_create(rows)
        ManualThreat.objects.bulk_create(words)
        ModelEvent.objects.bulk_create(events)
        self.result.added = len(rows)
        return rows

    def _update(
        self, present: Iterable[tuple[ImportedThreat, Threat]], subjects: Mapping[str, Subject]
    ) -> None:
        for one, row in present:
            before, words = _columns(row), _words(one)
            if row.version:  # a person has edited it since
                continue
            was = {"title": row.title, "severity": row.severity, "description": row.manual.description}
            _assign(row, one, subjects)
            said = {key: getattr(row.manual, key) for key in words}
            if _columns(row) == before and said == words:
                continue
            self.rater.assign(row)
            row.save()
            ManualThreat.objects.filter(pk=row.pk).update(**words)
            self._event("threat", row.number, "updated the threat by an import", _shown(one), was).save()
            self.result.updated += 1

    # --- mitigations --------------------------------------------------------------------------------

    def _mitigate(
        self, threats: Sequence[ImportedThreat], rows: Mapping[str, Threat], added: set[uuid.UUID]
    ) -> set[uuid.UUID]:
        """Add, update and link the mitigations; return the threats whose mitigations have changed."""
        users: dict[uuid.UUID, list[uuid.UUID]] = {}
        listed: dict[uuid.UUID, ImportedMitigation] = {}
        for one in threats:
            row = rows.get(fingerprint_of(one.id))
            for mitigation in one.mitigations if row else ():
                key = uuid.uuid5(_NAMESPACE, f"{self.model_id}:{mitigation.id}")
                listed.setdefault(key, mitigation)
                users.setdefault(key, []).append(row.pk if row else key)
        known = {row.pk: row for row in Mitigation.objects.filter(pk__in=list(listed))}
        changed = self._update_mitigations(listed, known, users)
        new = [self._mitigation(key, one) for key, one in listed.items() if key not in known]
        Mitigation.objects.bulk_create(new)
        ModelEvent.objects.bulk_create(
            self._event(
                "mitigation",
                row.number,
                "imported the mitigation",
                {"title": row.title, "status": row.status},
            )
            for row in new
        )
        links = [
            Treatment(mitigation_id=key, threat_id=threat)
            for key, threat_ids in users.items()
            for threat in dict.fromkeys(threat_ids)
            if key not in known or threat in added
        ]
        Treatment.objects.bulk_create(links, ignore_conflicts=True)
        return changed | {link.threat_id for link in links}

    def _mitigation(self, key: uuid.UUID, one: ImportedMitigation) -> Mitigation:
        self.counters.last_mitigation += 1
        return Mitigation(
            id=key,
            model_id=self.model_id,
            number=self.counters.last_mitigation,
            title=one.title,
            description=one.description,
            status=one.status,
            created_by=self.actor,
        )

    def _update_mitigations(
        self,
        listed: Mapping[uuid.UUID, ImportedMitigation],
        known: Mapping[uuid.UUID, Mitigation],
        users: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    ) -> set[uuid.UUID]:
        changed: set[uuid.UUID] = set()
        for key, row in known.items():
            said = {name: getattr(listed[key], name) for name in ("title", "description", "status")}
            was = {name: getattr(row, name) for name in said}
            if row.version or was == said:
                continue
            Mitigation.objects.filter(pk=key).update(**said, updated_at=timezone.now())
            self._event("mitigation", row.number, "updated the mitigation by an import", said, was).save()
            changed.update(users[key])
        return changed

    def _event(
        self,
        subject: str,
        number: int,
        what: str,
        after: Mapping[str, object],
        before: Mapping[str, object] | None = None,
    ) -> ModelEvent:
        return event_build(
            model_id=self.model_id,
            actor=self.actor,
            subject_type=subject,
            number=number,
            what=what,
            before=before,
            after=after,
        )


def _assign(row: Threat, one: ImportedThreat, subjects: Mapping[str, Subject]) -> None:
    subject = subjects.get(one.subject)
    place = subject or MODEL
    row.element_id, row.flow_id = place.element_id, place.flow_id
    row.subject_uid = one.subject if subject else ""
    row.subject_name, row.subject_kind = place.name, place.kind
    row.title, row.severity = one.title, one.severity
    row.score = BASE_SCORES[one.severity]
    row.factors = [{"factor": "severity", "points": row.score, "element": "", "fact": "", "value": None}]
    row.category_bits = category_bits(one.categories)


def _columns(row: Threat) -> tuple[object, ...]:
    return (row.title, row.severity, row.category_bits, row.subject_uid)


def _words(one: ImportedThreat) -> dict[str, object]:
    """What the file says beside the columns of the list."""
    references = list(one.references)
    return {
        "description": one.description,
        "references": [] if reference_problems(references) else references,
    }


def _shown(one: ImportedThreat) -> dict[str, object]:
    return {"title": one.title, "severity": one.severity, "tool": one.tool, "file": one.file}
