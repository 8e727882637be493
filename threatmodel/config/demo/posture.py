"""Three months of figures of the demo: an earlier state of the shop, two reviews, fixes, and a regression.

Services only know the present, so the days on which things happened are moved into the past, and the figures
of each day are counted from them, as the snapshots of those days would have been.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Team, User
from threatmodel.architecture.models import ThreatModel
from threatmodel.dashboards.models import PostureSnapshot
from threatmodel.dashboards.selectors.daily_figures import events_of_day
from threatmodel.dashboards.services.snapshots import posture_take
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.jobs.services import UploadedFile
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.acceptances.selectors.acceptances import EXPIRING_DAYS
from threatmodel.threats.choices import AT_RISK
from threatmodel.threats.mitigations.services import mitigation_create, mitigation_update
from threatmodel.threats.threats.models import Threat

BEGUN_DAYS: Final = 91  # before today: the first import
FIRST_REVIEW_DAYS: Final = 63
SECOND_REVIEW_DAYS: Final = 28
_REGRESSION_DAYS: Final = 12  # the import that brought the privileged job
_DUE_DAYS: Final = {"critical": 30, "high": 60, "medium": 120}
# What the files said before the first review; each has its place in fixtures/demo/shop-kubernetes.
_EARLIER: Final = {
    "checkout.yaml": {"allowPrivilegeEscalation: false": "allowPrivilegeEscalation: true"},
    "postgres.yaml": {"allowPrivilegeEscalation: false": "allowPrivilegeEscalation: true"},
    "payments.yaml": {
        "allowPrivilegeEscalation: false": "allowPrivilegeEscalation: true",
        "readOnlyRootFilesystem: true": "readOnlyRootFilesystem: false",
        "runAsNonRoot: true": "runAsNonRoot: false",
    },
    "catalogue.yaml": {
        "readOnlyRootFilesystem: true": "readOnlyRootFilesystem: false",
        'drop: ["ALL"]': "drop: []",
    },
    "jobs.yaml": {"privileged: true": "privileged: false"},
}
_ESCALATION_RULE: Final = "container-privilege-escalation-allowed"
_ESCALATION_CONTROL: Final = "no-new-privileges"


def earlier_files(files: list[UploadedFile]) -> list[UploadedFile]:
    """Return the files of the shop as they were before the first review."""
    return [UploadedFile(one.name, _earlier(one)) for one in files]


def _earlier(file: UploadedFile) -> bytes:
    text = file.data.decode()
    for now, then in _EARLIER.get(file.name, {}).items():
        text = text.replace(now, then)
    return text.encode()


def escalation_mitigate(model: ThreatModel, people: Mapping[str, User]) -> None:
    """Implement what the next import shows in the files, and so verifies."""
    found = Threat.objects.filter(model=model, rule=_ESCALATION_RULE).order_by("number")
    # Those that a file allows; the default of the platform stays.
    numbers = [one.number for one in found if all(fact["origin"] == "file" for fact in one.evidence)]
    values: dict[str, Any] = {
        "threats": numbers,
        "control": _ESCALATION_CONTROL,
        "title": "",
        "description": "",
        "owner": people["Tomasz Becker"].pk,
        "due": timezone.localdate() - dt.timedelta(days=SECOND_REVIEW_DAYS),
        "status": "proposed",
    }
    made = mitigation_create(model=model, actor=people["Tomasz Becker"], role=Role.EDITOR, values=values)
    mitigation_update(
        model=model,
        actor=people["Tomasz Becker"],
        role=Role.EDITOR,
        number=made.number,
        changes={"status": "implemented"},
    )


def posture_write(team: Team, *, regressed: Mapping[Any, int]) -> None:
    """Move what happened into the past, and write the figures of each day since.

    `regressed` has the number of the last threat before the newest import, of models with an earlier one.
    """
    Team.objects.filter(pk=team.pk).update(due_days=_DUE_DAYS)
    team.due_days = _DUE_DAYS
    models = ThreatModel.objects.filter(team=team)
    for model in models:
        _move_into_past(model, regressed.get(model.pk))
    posture_take(models=models)
    for model in models:
        _write_days(team, model)


def _move_into_past(model: ThreatModel, last_before: int | None) -> None:
    now = timezone.now()
    threats = Threat.with_possible.filter(model=model)
    threats.update(first_seen_at=now - dt.timedelta(days=BEGUN_DAYS))
    if last_before is not None:
        later = threats.filter(number__gt=last_before).exclude(rule__startswith=RULE_PREFIX)
        later.exclude(rule="").update(first_seen_at=now - dt.timedelta(days=_REGRESSION_DAYS))
        later.filter(rule="").update(first_seen_at=now - dt.timedelta(days=SECOND_REVIEW_DAYS))
    closed = threats.filter(closed_at__isnull=False)
    closed.filter(status="not-applicable").update(closed_at=now - dt.timedelta(days=FIRST_REVIEW_DAYS))
    for threat in closed.exclude(status="not-applicable"):
        # Week after week between the reviews and after the second one.
        days = max(1, FIRST_REVIEW_DAYS - 7 - threat.number % 8 * 7)
        threat.closed_at = max(now - dt.timedelta(days=days), threat.first_seen_at)
        threat.save(update_fields=["closed_at"])


def _write_days(team: Team, model: ThreatModel) -> None:
    today = PostureSnapshot.objects.get(model=model, day=timezone.localdate())
    rows = []
    for before in range(BEGUN_DAYS, 0, -1):
        day = today.day - dt.timedelta(days=before)
        events = events_of_day(team=team, model_ids=[model.pk], day=day).get(model.pk, {})
        figures = {**_threats_on(model, team, day), **_review_on(today, before), **events}
        taken_at = dt.datetime.combine(day, dt.time(23, 30), dt.UTC)
        rows.append(PostureSnapshot(model=model, day=day, taken_at=taken_at, complete=True, **figures))
    PostureSnapshot.objects.bulk_create(rows)


def _threats_on(model: ThreatModel, team: Team, day: dt.date) -> dict[str, int]:
    """Threats at risk at the end of a day by severity, and those past their date."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, dt.UTC)
    active = RiskAcceptance.objects.filter(model=model, decided_at__lt=end, expires_on__gte=day)
    active = active.exclude(status="rejected")
    accepted = set(active.values_list("accepted__threat", flat=True))
    figures = {f"{state}_{severity}": 0 for state in ("open", "accepted") for severity in SEVERITIES}
    figures["overdue"] = 0
    threats = Threat.objects.filter(model=model, first_seen_at__lt=end)
    columns = ("pk", "severity", "first_seen_at", "closed_at", "due", "status")
    for key, severity, seen, closed_at, due, status in threats.values_list(*columns):
        if (closed_at is not None and closed_at < end) or (closed_at is None and status not in AT_RISK):
            continue
        state = "accepted" if key in accepted else "open"
        figures[f"{state}_{severity}"] += 1
        if state == "open" and severity in team.due_days:
            last = due or timezone.localdate(seen) + dt.timedelta(days=team.due_days[severity])
            figures["overdue"] += last < day
    soon = day + dt.timedelta(days=EXPIRING_DAYS)
    figures["expiring"] = active.filter(expires_on__lte=soon).count()
    return figures


def _review_on(today: PostureSnapshot, before: int) -> dict[str, int]:
    """Coverage grows with each review; the fixes after the second one take an attack path away."""
    per_cent = 78 if before > FIRST_REVIEW_DAYS else 90 if before > SECOND_REVIEW_DAYS else 100
    return {
        "cells_settled": today.cells_settled * per_cent // 100,
        "cells_applicable": today.cells_applicable,
        "jewels": today.jewels,
        "jewels_reached": min(today.jewels, today.jewels_reached + (before > SECOND_REVIEW_DAYS)),
        "jewel_score": today.jewel_score,
        "overdue_mitigations": today.overdue_mitigations if before < 5 else 0,
    }
