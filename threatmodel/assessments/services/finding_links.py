"""Ties findings to threats, elements, flows and goals of attack paths, all of the same model."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.threat_subjects import subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.assessments.models import AssessmentFinding, AssessmentLink
from threatmodel.assessments.services.assessments import InvalidAssessment
from threatmodel.assessments.services.threat_events import threat_events
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.selectors.runs import newest_run
from threatmodel.threats.threats.models import Threat

_NAME_MOST: Final = 600
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """What a finding is to be linked to; None leaves the links of this kind as they are."""

    threats: Collection[int] | None = None
    subjects: Collection[str] | None = None
    goals: Collection[str] | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "LinkTargets":
        """Take those of a request."""
        return cls(*(values.get(name) for name in ("threats", "subjects", "goals")))


@dataclass(slots=True)
class _Plan:
    """The links that a finding has from now on, and the kinds that they replace."""

    kinds: set[str] = field(default_factory=set)
    links: dict[_Key, AssessmentLink] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)


def links_set(*, model: ThreatModel, actor: User, finding: AssessmentFinding, targets: LinkTargets) -> bool:
    """Replace the links of each kind that is given; return whether any changed.

    What a finding is linked to already may stay when it was deleted meanwhile. Raises InvalidAssessment.
    """
    old = {(one.kind, one.key): one for one in finding.links.select_related("threat")}
    plan = _plan(model, finding, targets, old)
    if plan.problems:
        raise InvalidAssessment(plan.problems)
    gone = [one for key, one in old.items() if one.kind in plan.kinds and key not in plan.links]
    new = [one for key, one in plan.links.items() if key not in old]
    AssessmentLink.objects.filter(pk__in=[one.pk for one in gone]).delete()
    AssessmentLink.objects.bulk_create(new)
    threat_events(finding, actor, "linked", (one.threat for one in new))
    threat_events(finding, actor, "unlinked", (one.threat for one in gone))
    return bool(gone or new)


def _plan(
    model: ThreatModel, finding: AssessmentFinding, targets: LinkTargets, old: Mapping[_Key, AssessmentLink]
) -> _Plan:
    plan = _Plan()
    wanted: tuple[tuple[str, str, Collection[Any] | None, Any], ...] = (
        ("threats", "threat", targets.threats, _threats),
        ("subjects", "subject", targets.subjects, _subjects),
        ("goals", "goal", targets.goals, _goals),
    )
    for name, kind, keys, find in wanted:
        if keys is None:
            continue
        plan.kinds.add(kind)
        found = {(kind, one.key): one for one in find(model, keys)}
        for key in dict.fromkeys(str(one) for one in keys):
            link = old.get((kind, key)) or found.get((kind, key))
            if link is None:
                plan.problems[name] = [f"The model has no {kind} {key[:100]}."]
            else:
                link.finding = finding
                plan.links[kind, key] = link
    return plan


def _threats(model: ThreatModel, numbers: Collection[int]) -> Iterator[AssessmentLink]:
    for threat in Threat.with_possible.filter(model=model, number__in=numbers):
        name = threat.title[:_NAME_MOST]
        yield AssessmentLink(kind="threat", key=str(threat.number), name=name, threat=threat)


def _subjects(model: ThreatModel, uids: Collection[str]) -> Iterator[AssessmentLink]:
    for uid, subject in subjects_by_uid(model_id=model.pk, uids=uids).items():
        name = subject.name[:_NAME_MOST]
        yield AssessmentLink(kind="subject", key=uid, name=name, subject_kind=subject.kind)


def _goals(model: ThreatModel, keys: Collection[str]) -> Iterator[AssessmentLink]:
    run = newest_run(model=model)
    for goal in GoalResult.objects.filter(run=run, key__in=keys).defer("content") if run else ():
        yield AssessmentLink(kind="goal", key=goal.key, name=str(goal)[:_NAME_MOST])
