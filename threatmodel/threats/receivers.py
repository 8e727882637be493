"""Follows the apps below: changes, facts that were removed, answers in comments, members who left."""

import uuid
from datetime import timedelta
from typing import Any, Final

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from threatmodel.accounts.models import Membership, Team, User
from threatmodel.architecture.api.model_jobs import model_job_request
from threatmodel.architecture.api.signals import facts_removed
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.signals import model_changed
from threatmodel.comments.signals import thread_answered
from threatmodel.jobs.choices import JobKind
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.questions.services.question_sync import questions_reopen
from threatmodel.threats.triage.services.departed_members import member_threats_release
from threatmodel.threats.triage.services.info_request_answers import info_request_answer

_TOGETHER: Final = timedelta(seconds=0.25)


@receiver(model_changed, dispatch_uid="threats.analysis_ask")
def change_analyze(
    *, model_id: uuid.UUID, actor: User | None, origin: str, structural: bool, **_rest: Any
) -> None:
    """Have the model analyzed. An import runs its own analysis, and positions have no threats."""
    if origin != "import" and structural:
        model_job_request(model_id=model_id, kind=JobKind.ANALYZE, actor=actor, together=_TOGETHER)


@receiver(facts_removed, dispatch_uid="threats.removed_facts_ask")
def removed_facts_question(*, model: ThreatModel, seq: int, **_rest: Any) -> None:
    """Ask again for facts that an undo, a restore or a withdrawn statement removed."""
    questions_reopen(model=model, seq=seq)


@receiver(post_save, sender=ThreatModel, dispatch_uid="threats.counters_create")
def counters_create(*, instance: ThreatModel, created: bool, raw: bool, **_rest: Any) -> None:
    """Give a new model its counters; `raw` rows come from a fixture that has them."""
    if created and not raw:
        ModelCounters.objects.create(model=instance)


@receiver(thread_answered, dispatch_uid="threats.info_request_answer")
def question_answered(*, model: ThreatModel, thread_id: uuid.UUID, actor: User, **_rest: Any) -> None:
    """End the wait for an answer about threats that was given in a comment."""
    info_request_answer(model=model, thread_id=thread_id, actor=actor)


@receiver(post_delete, sender=Membership, dispatch_uid="threats.member_threats_release")
def member_left(*, instance: Membership, **_rest: Any) -> None:
    """Take the threats from who leaves a team; a team that is deleted needs none of that."""
    if Team.objects.filter(pk=instance.team_id, deleted_at__isnull=True).exists():
        member_threats_release(team_id=instance.team_id, user=instance.user)
