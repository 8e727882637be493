"""How long dashboards and lists take over a team of 300 models with 100,000 threats.

Run with `python -m benchmarks.portfolio`. Prints processor time beside its bounds; a miss exits with 1.
"""

import os
import sys
from datetime import timedelta
from typing import Any, Final

from benchmarks.database import scratch_database
from benchmarks.reads import get_measured
from benchmarks.save_and_analyze import missed, new_model, show

_MODELS: Final = 300
_THREATS: Final = 100_000
_DAYS: Final = 91
_PORTFOLIO_SECONDS_MOST: Final = 0.3
_SECONDS_MOST: Final = 0.15
_PORTFOLIO: Final = {
    "posture over 13 weeks": "portfolio/posture/",
    "posture of a tag": "portfolio/posture/?tag=tag-3",
    "models, most at risk first": "portfolio/models/?ordering=-at_risk&page_size=200",
    "models by tag": "portfolio/groups/?by=tag",
    "models by owner": "portfolio/groups/?by=owner",
}
_TEAM: Final = {
    "risk": "portfolio/risk/?team={team}",
    "risk of a folder": "portfolio/risk/?team={team}&folder=none",
    "list of models": "teams/{team}/models/?ordering=favorite,-updated_at",
    "list of models, most critical first": "teams/{team}/models/?ordering=-open_critical",
    "filters of the list of models": "teams/{team}/models/facets/",
    "threats of all models": "portfolio/threats/",
    "threats at risk": "portfolio/threats/?status=open&status=needs-info&status=accepted",
    "critical and open": "portfolio/threats/?status=open&severity=critical&team={team}",
    "open, overdue": "portfolio/threats/?due=overdue",
    "threats of a rule without a mitigation": "portfolio/threats/?rule=image-mutable-tag&mitigation=none",
    "likely and grave": "portfolio/threats/?likelihood=5&impact=5",
    "my work": "my-work/",
    "my work, overdue": "my-work/?due=overdue",
}


def main() -> None:
    with scratch_database() as vendor:
        model = team_with_models()
        load = os.getloadavg()[0]
        print(f"{_MODELS} models with {_THREATS} threats on {vendor}, load {load:.1f}")
        for bound, paths in ((_PORTFOLIO_SECONDS_MOST, _PORTFOLIO), (_SECONDS_MOST, _TEAM)):
            for name, path in paths.items():
                read = get_measured(model.created_by, f"/api/{path.format(team=model.team_id)}")
                show(f"{name}: processor time, {read.queries} queries", read.processor, bound, "s")
    sys.exit(1 if missed else 0)


def team_with_models() -> Any:
    """The first of the models of a team; each has threats, mitigations, tags and 13 weeks of figures."""
    from django.db import connection  # noqa: PLC0415 (Django is set up by scratch_database)

    from threatmodel.architecture.models import ModelTag, ThreatModel  # noqa: PLC0415
    from threatmodel.threats.analysis.models import ModelCounters  # noqa: PLC0415

    first = new_model()
    others = [
        ThreatModel(
            team=first.team,
            name=f"Service {n}",
            created_by=first.created_by,
            owner=first.created_by if n % 3 else None,
        )
        for n in range(1, _MODELS)
    ]
    models = [first, *ThreatModel.objects.bulk_create(others)]
    ModelCounters.objects.bulk_create(ModelCounters(model=one) for one in others)
    ModelTag.objects.bulk_create(
        ModelTag(model=one, name=f"tag-{(n + more) % 12}") for n, one in enumerate(models) for more in (0, 5)
    )
    _threats_write(models)
    _snapshots_write(models)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return first


def _threats_write(models: list[Any]) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from threatmodel.engine.library.loader import load_library  # noqa: PLC0415
    from threatmodel.library.choices import SEVERITIES  # noqa: PLC0415
    from threatmodel.threats.mitigations.models import Mitigation, Treatment  # noqa: PLC0415
    from threatmodel.threats.threats.models import Threat  # noqa: PLC0415

    rules = [rule.id for rule in load_library().rules][:60]
    statuses = ("open", "open", "open", "needs-info", "not-applicable", "accepted", "mitigated")
    now = timezone.now()
    threats = [
        Threat(
            model=models[n % _MODELS], number=n // _MODELS + 1, fingerprint=f"{n:032x}", rule=rules[n % 60],
            title=f"A title of the usual length about service {n} and what it does",
            severity=SEVERITIES[n * 7 % 5], score=n * 31 % 101, likelihood=n % 5 + 1, impact=n // 5 % 5 + 1,
            subject_uid=f"service-{n}", subject_name=f"service-{n}", subject_kind="workload", evidence=[],
            category_bits=(n % 60 * 2654435761 >> 7) % 8192, status=statuses[n % 7],
            certainty="possible" if n % 2 else "found", first_seen_at=now - timedelta(days=n % 40),
            owner=models[0].created_by if n % 11 == 0 else None,
        )
        for n in range(_THREATS)
    ]  # fmt: skip
    Threat.objects.bulk_create(threats, batch_size=1000)
    mitigations = [
        Mitigation(model=one, number=n, title="Run as a user", status=("planned", "implemented")[n % 2])
        for one in models
        for n in (1, 2)
    ]
    Mitigation.objects.bulk_create(mitigations)
    Treatment.objects.bulk_create(
        (
            Treatment(mitigation=mitigations[n % _MODELS * 2 + n % 4 // 2], threat=threats[n])
            for n in range(0, _THREATS, 10)
        ),
        batch_size=1000,
    )


def _snapshots_write(models: list[Any]) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from threatmodel.dashboards.models import PostureSnapshot  # noqa: PLC0415

    now = timezone.now()
    PostureSnapshot.objects.bulk_create(
        (
            PostureSnapshot(
                model=one, day=(now - timedelta(days=day)).date(), taken_at=now, complete=day > 0,
                open_critical=n % 7, open_high=day % 9, open_medium=12, found=1,
            )
            for n, one in enumerate(models)
            for day in range(_DAYS)
        ),
        batch_size=1000,
    )  # fmt: skip


if __name__ == "__main__":
    main()
