"""The responses of the demo shop: an exercise that was closed, and a leaked secret that is being handled."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.incident_response.models import ResponseRun, ResponseStep
from threatmodel.incident_response.services.runs import run_close, run_start
from threatmodel.incident_response.services.steps import note_add, step_change

People = Mapping[str, User]

_CHECKOUT: Final = "k8s:shop/Deployment/checkout/checkout"
_SECRET: Final = "k8s:shop/Secret/mailer-smtp"  # noqa: S105 (a name)
_EXERCISE_AGO: Final = timedelta(days=41)
_SKIPPED: Final = {
    "rotate-secrets": "Not rotated in an exercise; the owners are known.",
    "limit-api-access": "The service account has no permissions.",
}
_LEAK_NOTES: Final = (
    "Found in a build log of the mailer. The log is saved, and its link is with the incident.",
    "The mail provider shows no login from unknown addresses since Monday.",
)


def shop_responses(model: ThreatModel, people: People) -> None:
    """Carry out the exercise, and the first steps after the leak."""
    lead, member = people["Tomasz Becker"], people["Priya Nair"]
    _exercise(model, lead)
    leak = run_start(
        model=model, actor=member, playbook="leaked-secret", element=_SECRET,
        title="SMTP password in a build log",
    )  # fmt: skip
    for place, text in enumerate(_LEAK_NOTES):
        note_add(model=model, actor=member, run_id=leak.pk, place=place, text=text)
        _change(leak, place, member, state="done")
    for place, owner in ((2, lead), (3, member), (4, lead)):
        _change(leak, place, member, owner=owner.pk)


def _exercise(model: ThreatModel, lead: User) -> None:
    run = run_start(
        model=model, actor=lead, playbook="compromised-container", element=_CHECKOUT,
        title="Exercise: shell in checkout", exercise=True,
    )  # fmt: skip
    for step in run.steps.order_by("place"):
        reason = _SKIPPED.get(step.key, "")
        _change(run, step.place, lead, state="skipped" if reason else "done", reason=reason)
    outcome = (
        "Isolated after 9 minutes. The checkpoint failed: the runtime of the nodes does not support it yet."
    )
    run_close(model=model, actor=lead, run_id=run.pk, outcome=outcome)
    _backdate(run)


def _change(run: ResponseRun, place: int, actor: User, **changes: object) -> None:
    version = run.steps.values_list("version", flat=True).get(place=place)
    step_change(
        model=run.model, actor=actor, run_id=run.pk, place=place, version=version, changes=changes
    )  # fmt: skip


def _backdate(run: ResponseRun) -> None:
    """Let the exercise be some weeks ago, its steps a few minutes after each other."""
    start = timezone.now() - _EXERCISE_AGO
    steps = list(ResponseStep.objects.filter(run=run).order_by("place"))
    for step in steps:
        step.finished_at = start + timedelta(minutes=3 * (step.place + 1))
    ResponseStep.objects.bulk_update(steps, ["finished_at"])
    ended = start + timedelta(minutes=3 * len(steps) + 10)
    ResponseRun.objects.filter(pk=run.pk).update(started_at=start, closed_at=ended)
