"""Verifies and reopens mitigations after an import: the only place where one is verified automatically.

A mitigation is verified when the files show that the facts which its control changes have changed, and the
condition of the rule is false by the files alone. What the files contradict is reopened, whoever verified it.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F, Q
from django.utils import timezone

from threatmodel.architecture.importing.fact_overrides import files_model
from threatmodel.architecture.importing.import_scope import ImportScope
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.rule_evaluation import Analysis
from threatmodel.engine.analysis.threat_verification import FileEvidence, FileStatus, uids_with_stated_facts
from threatmodel.engine.importers import Problem
from threatmodel.engine.importers.import_problems import doubtful_lines
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import Model
from threatmodel.history.models import ModelEvent
from threatmodel.imports.services.verification_outcomes import VerificationResult, outcomes_write
from threatmodel.library.choices import TEAM_PREFIX
from threatmodel.library.selectors.team_library import rules_enabled
from threatmodel.library.services.rule_sandbox import evaluate_sandboxed
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.decisions.selectors.resolutions import facts_resolved, rule_by_id
from threatmodel.threats.decisions.services.status_recompute import statuses_recompute
from threatmodel.threats.decisions.services.threat_resolution import event_about, mitigations_reopen
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
_PROVABLE: Final = ("proposed", "planned", "in-progress", "implemented", "verified")


@dataclass(frozen=True, slots=True)
class ImportEvidence:
    """The architecture as the files describe it, and the team's rules that fire on it."""

    view: FileEvidence
    own_threats: frozenset[str]  # fingerprints
    spoken: frozenset[str]  # uids of elements and flows with facts stated by people
    gone: frozenset[str]  # uids of what the files no longer hold


@dataclass(slots=True)
class Verified:
    """Numbers of the mitigations that an import verified, reopened, or contradicted while they are done."""

    verified: list[int] = field(default_factory=list)
    reopened: list[int] = field(default_factory=list)
    contradicted: list[int] = field(default_factory=list)

    def counts(self) -> Json:
        """Return the numbers as the job shows them."""
        return {"verified": self.verified, "reopened": self.reopened, "contradicted": self.contradicted}


def import_evidence(
    *,
    model_id: uuid.UUID,
    model: Model,
    overlay: WorkingCopy,
    analysis: Analysis,
    reach: ImportScope,
    problems: Iterable[Problem],
) -> ImportEvidence:
    """Return the evidence of the files; `analysis` is that of `model`, with the rules of the team.

    Where people have stated facts, rules of the team are evaluated on the files' facts in the sandbox.
    """
    stated = files_model(model, overlay)
    view = FileEvidence(stated, reach.files, whole=reach.scope == "all", doubts=doubtful_lines(problems))
    threats = [*analysis.threats] if stated is model else []
    unjudged = [one for one in view.models if one is not model]
    if unjudged and (own := rules_enabled(model_id=model_id)):
        threats += (threat for one in unjudged for threat in evaluate_sandboxed(one, own).analysis.threats)
    return ImportEvidence(
        view=view,
        own_threats=frozenset(one.fingerprint for one in threats if one.rule.startswith(TEAM_PREFIX)),
        spoken=uids_with_stated_facts(model),
        gone=frozenset(
            uid
            for rows in (overlay.elements, overlay.flows)
            for uid, row in rows.items()
            if row.gone_at is not None
        ),
    )


def mitigations_verify(
    *, model_id: uuid.UUID, file_evidence: ImportEvidence, evidence: str, batch: str, since: int
) -> Verified:
    """Record what the files show of threats and mitigations; call it after the analysis of the import.

    `evidence` names the import in the history, `batch` is its id, and `since` the last event before it. The
    counters are locked.
    """
    proving = _Verifier(model_id, file_evidence, evidence)
    proving.resolve()
    proving.look()
    proving.conclude()
    outcomes_write(model_id=model_id, batch=batch, since=since, found=proving.result())
    return proving.proof


class _Verifier:
    """The verification of one import."""

    def __init__(self, model_id: uuid.UUID, file_evidence: ImportEvidence, evidence: str) -> None:
        self.model_id = model_id
        self.file_evidence = file_evidence
        self.evidence = evidence
        self.proof = Verified()
        self.rules: dict[str, Rule | None] = {}
        counting = Treatment.objects.filter(mitigation__model_id=model_id)
        # An attack scenario follows from the whole model, later; files show what it rests on.
        counting = counting.exclude(mitigation__status="rejected").exclude(
            threat__rule__startswith=RULE_PREFIX
        )
        self.treatments = list(counting.select_related("threat", "mitigation").order_by("pk"))
        self.news: dict[uuid.UUID, list[Treatment]] = defaultdict(list)  # contradicted now and not before
        self.ended: list[tuple[Threat, list[Mapping[str, Any]]]] = []  # by facts that changed in files

    def result(self) -> VerificationResult:
        """Return what the page of the import shows."""
        news = [one.threat for treated in self.news.values() for one in treated]
        proof = self.proof
        return VerificationResult(proof.verified, proof.contradicted, self.treatments, self.ended, news)

    def rule(self, rule_id: str) -> Rule | None:
        if rule_id not in self.rules:
            self.rules[rule_id] = rule_by_id(model_id=self.model_id, rule_id=rule_id)
        return self.rules[rule_id]

    def shown(self, rule: Rule, threat: Threat) -> FileStatus:
        """What the files show of a threat; no condition of the team is evaluated in this process."""
        if not threat.rule.startswith(TEAM_PREFIX):
            return self.file_evidence.view.shown(rule, threat.subject_uid)
        if self.file_evidence.view.scope(threat.subject_uid) is None:
            return "absent"
        return "holds" if threat.fingerprint in self.file_evidence.own_threats else "resolved"

    # --- reasons of gone threats --------------------------------------------------------------------

    def resolve(self) -> None:
        """Record for gone threats whether the files show it, or only a person states it."""
        treated = {one.threat_id for one in self.treatments}
        newest = ModelCounters.objects.values_list("last_run", flat=True).get(model_id=self.model_id)
        asked = Q(pk__in=treated) | Q(resolution="statement")
        asked |= Q(
            resolution="other", last_changed_run__number=newest
        )  # of earlier ones it was looked for then
        asked |= Q(resolution="file", subject_uid__in=self._spoken_of())
        moved: dict[str, list[uuid.UUID]] = defaultdict(list)
        for threat in Threat.objects.filter(asked, model_id=self.model_id, status="resolved"):
            reason = self._resolution(threat)
            if reason != threat.resolution:
                moved[reason].append(threat.pk)
        for reason, keys in moved.items():
            Threat.objects.filter(pk__in=keys).update(resolution=reason)
        reasons = {key: reason for reason, keys in moved.items() for key in keys}
        for one in self.treatments:
            one.threat.resolution = reasons.get(one.threat_id, one.threat.resolution)

    def _spoken_of(self) -> list[str]:
        """Subjects of threats resolved by files that people have stated facts about since."""
        if not self.file_evidence.spoken:
            return []
        ended = Threat.objects.filter(model_id=self.model_id, status="resolved", resolution="file")
        scopes = {
            uid: self.file_evidence.view.scope(uid)
            for uid in ended.values_list("subject_uid", flat=True).distinct()
        }
        return [
            uid
            for uid, scope in scopes.items()
            if scope and not self.file_evidence.spoken.isdisjoint(scope.holders.values())
        ]

    def _resolution(self, threat: Threat) -> str:
        rule = self.rule(threat.rule)
        if rule is None or threat.resolution == "rule":
            return threat.resolution
        shown = self.shown(rule, threat)
        if shown == "absent":
            return threat.resolution
        if shown == "holds":
            return "statement"
        facts = [(spec.holder, spec.fact) for spec in rule.evidence]
        changed = self.file_evidence.view.changed(rule, threat.subject_uid, facts, threat.evidence)
        if shown != "resolved" or not changed:
            return threat.resolution
        if threat.resolution != "file":
            self.ended.append((threat, _rows(changed)))
        return "file"

    # --- what the files show of each treatment ---------------------------------------------------

    def look(self) -> None:
        """Record for each treatment what this import shows; treatments without evidence in it stay."""
        changed = [one for one in self.treatments if self._look(one)]
        Treatment.objects.bulk_update(changed, ("seen", "seen_at", "seen_facts"))

    def _look(self, treatment: Treatment) -> bool:
        threat = treatment.threat
        if treatment.seen == "faulty" and threat.subject_uid in self.file_evidence.gone:
            return self._forget(treatment)
        rule = self.rule(threat.rule)
        facts = facts_resolved(rule, treatment.mitigation.control) if rule else None
        if rule is None or not facts:
            return False
        shown = self.shown(rule, threat)
        if shown == "holds" and (stated := self.file_evidence.view.stated(threat.subject_uid, facts)):
            return self._note(treatment, "faulty", stated)
        if shown == "resolved" and threat.status == "resolved":
            proved = self.file_evidence.view.proved(rule, threat.subject_uid, facts, threat.evidence)
            return bool(proved) and self._note(treatment, "fixed", proved)
        return False

    def _forget(self, treatment: Treatment) -> bool:
        """The files showed the fault on what they do not hold any more."""
        treatment.seen, treatment.seen_at, treatment.seen_facts = "", None, []
        return True

    def _note(self, treatment: Treatment, seen: str, facts: Sequence[Evidence]) -> bool:
        if seen == "faulty" and treatment.seen != seen:
            self.news[treatment.mitigation_id].append(treatment)
        rows = _rows(facts)
        if (treatment.seen, treatment.seen_facts) == (seen, rows):
            return False
        treatment.seen, treatment.seen_at, treatment.seen_facts = seen, timezone.now(), rows
        return True

    # --- what follows for mitigations ------------------------------------------------------------

    def conclude(self) -> None:
        """Verify what is shown fixed, reopen what is contradicted, record what the files do not show."""
        by_mitigation: dict[Mitigation, list[Treatment]] = defaultdict(list)
        for one in self.treatments:
            by_mitigation[one.mitigation].append(one)
        self._verify([row for row, treated in by_mitigation.items() if self._is_shown_fixed(row, treated)])
        faulty = [row for row, treated in by_mitigation.items() if any(t.seen == "faulty" for t in treated)]
        self._reopen([row for row in faulty if row.status == "verified"])
        self._flag([row for row in faulty if row.status == "implemented"])

    def _is_shown_fixed(self, row: Mitigation, treated: Iterable[Treatment]) -> bool:
        """All its threats of rules are gone, one at least by facts it changes in files, none by statements.

        What a person deleted may still be in a file: it has to be shown as well, or removed from the
        mitigation.
        """
        if row.status not in _PROVABLE or row.verified_by_evidence:
            return False
        gone = all(one.threat.status == "resolved" for one in treated)
        ended = [
            one for one in treated if one.seen == "faulty" or one.threat.resolution not in ("removal", "rule")
        ]
        seen = [one.seen == "fixed" for one in ended if one.seen or self._is_to_end(one)]
        return gone and any(seen) and all(seen)

    def _is_to_end(self, treatment: Treatment) -> bool:
        rule = self.rule(treatment.threat.rule)
        return bool(rule and facts_resolved(rule, treatment.mitigation.control))

    def _verify(self, rows: Sequence[Mitigation]) -> None:
        after = {"status": "verified", "evidence": self.evidence}
        ModelEvent.objects.bulk_create(
            event_about(row, what="verified by an import", before={"status": row.status}, after=after)
            for row in rows
        )
        Mitigation.objects.filter(pk__in=[row.pk for row in rows]).update(
            status="verified",
            verified_by_evidence=True,
            verified_by=None,
            verified_at=None,
            version=F("version") + 1,
            updated_at=timezone.now(),
        )
        self.proof.verified = sorted(row.number for row in rows)

    def _reopen(self, rows: Sequence[Mitigation]) -> None:
        what = "reopened: an import shows that the files still have the fault"
        mitigations_reopen(mitigations=rows, what=what, after={"evidence": self.evidence})
        self.proof.reopened = sorted(row.number for row in rows)
        touched = Treatment.objects.filter(mitigation__in=rows).values_list("threat_id", flat=True)
        statuses_recompute(model_id=self.model_id, threat_ids=touched, actor=None)

    def _flag(self, rows: Sequence[Mitigation]) -> None:
        """Record once for each mitigation that counts as done that the files still show the fault."""
        self.proof.contradicted = sorted(row.number for row in rows)
        ModelEvent.objects.bulk_create(
            event_about(
                row,
                what="an import still shows the fault",
                before={},
                after={
                    "threats": sorted(t.threat.number for t in self.news[row.pk]),
                    "evidence": self.evidence,
                },
            )
            for row in rows
            if row.pk in self.news
        )


def _rows(facts: Sequence[Evidence]) -> list[Mapping[str, Any]]:
    return [
        {"fact": one.fact, "element": one.element, "value": one.value, "file": one.file, "line": one.line}
        for one in facts
    ]
