"""Writes to the activity of threats what became of the findings that are linked to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from threatmodel.accounts.models import User
from threatmodel.assessments.models import Assessment, AssessmentFinding, AssessmentLink
from threatmodel.assessments.selectors.assessment_labels import assessment_named
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_build
from threatmodel.threats.threats.models import Threat


def threat_events(
    finding: AssessmentFinding, actor: User | None, verb: str, threats: Iterable[Threat | None]
) -> None:
    """Write what became of the finding to the activity of these threats."""
    named = assessment_named(finding.assessment)
    ModelEvent.objects.bulk_create(
        _event(finding, named, actor, verb, threat) for threat in threats if threat is not None
    )


def linked_threat_events(
    assessment: Assessment, findings: Collection[AssessmentFinding], actor: User | None, verb: str
) -> None:
    """Write what became of findings of one assessment to the activity of the threats they are linked to."""
    links = AssessmentLink.objects.filter(finding__in=findings, kind="threat")
    named = assessment_named(assessment)
    ModelEvent.objects.bulk_create(
        _event(link.finding, named, actor, verb, link.threat)
        for link in links.select_related("threat", "finding").order_by("pk")
        if link.threat is not None
    )


def deleted_assessment_events(assessment: Assessment, actor: User | None) -> None:
    """Write to the activity of each threat that the assessment is deleted with its findings about it."""
    titles: dict[Threat, list[str]] = defaultdict(list)
    links = AssessmentLink.objects.filter(finding__assessment=assessment, kind="threat")
    for link in links.select_related("threat", "finding").order_by("pk"):
        if link.threat is not None:
            titles[link.threat].append(link.finding.title)
    named = assessment_named(assessment)
    ModelEvent.objects.bulk_create(
        event_build(
            model_id=assessment.model_id, actor=actor, subject_type="threat", number=threat.number,
            what=f"deleted the {named} with {_findings(found)}",
        )
        for threat, found in titles.items()
    )  # fmt: skip


def linked_threats(finding: AssessmentFinding) -> list[Threat]:
    """The threats that the finding is linked to."""
    links = finding.links.filter(kind="threat").select_related("threat").order_by("pk")
    return [one.threat for one in links if one.threat is not None]


def _event(
    finding: AssessmentFinding, named: str, actor: User | None, verb: str, threat: Threat
) -> ModelEvent:
    return event_build(
        model_id=threat.model_id, actor=actor, subject_type="threat", number=threat.number,
        what=f"{verb} the finding “{finding.title[:100]}” of the {named}",
        after={"status": finding.status},
    )  # fmt: skip


def _findings(titles: Collection[str]) -> str:
    first, *more = titles
    return f"{len(titles)} findings about this threat" if more else f"the finding “{first[:100]}”"
