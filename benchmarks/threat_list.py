"""How long lists and dashboards of a model take: the threat list, the board of mitigations, posture and risk.

Run with `python -m benchmarks.threat_list`. Prints figures beside their bounds; a miss exits with 1.
Peer on the same stack: 2.0 s and 4.2 MB for the threats of 100 components.
"""

import sys
from datetime import date, timedelta
from typing import Any, Final

from benchmarks.database import scratch_database
from benchmarks.reads import read_measured
from benchmarks.save_and_analyze import missed, new_model, show

_SIZES: Final = (1_000, 10_000, 100_000)
_SECONDS_MOST: Final = 0.1
_TRIAGE_SECONDS_MOST: Final = 0.15
_BYTES_MOST: Final = 60_000
_QUERIES_MOST: Final = 12
_PAGES: Final = {
    "first page": "?roll_up=true",
    "first page of the possible ones": "?roll_up=true&certainty=possible",
    "both": "?roll_up=true&certainty=found&certainty=possible",
    "possible and open": "?roll_up=true&certainty=possible&status=open",
    "flat": "",
    "filtered and sorted": "?severity=critical&status=open&method=stride&ordering=-severity,title",
    "searched": "?search=service-7",
}
# Beside the list, each with the bound of triage.
_OTHERS: Final = {
    "board of mitigations": "mitigations/board/",
    "board of mitigations, mine": "mitigations/board/?owner=me",
    "mitigations": "mitigations/",
    "posture": "posture/",
    "risk": "risk/",
}
# Of who deals with what until when; each has a bound.
_TRIAGE: Final = {
    "mine": "?owner=me",
    "without an owner": "?owner=none",
    "overdue": "?due=overdue",
    "due soon, by cause": "?due=soon&roll_up=true",
    "by date": "?ordering=due",
    "of a tag": "?tag=tag-3",
    "without a mitigation": "?mitigation=none",
    "grouped by element": "?group_by=element",
    "grouped by owner": "?group_by=owner",
    "grouped by mitigation": "?group_by=mitigation",
    "grouped by hardening": "?group_by=hardening",
}


def main() -> None:
    with scratch_database() as vendor:
        for size in _SIZES:
            model = model_with_threats(size)
            print(f"{size} threats, half of them possible, on {vendor}")
            for name, query in _PAGES.items():
                _measure(name, model, query)
            for name, path in ({key: f"threats/{query}" for key, query in _TRIAGE.items()} | _OTHERS).items():
                used = read_measured(model, path).processor
                show(f"{name}: processor time", used, _TRIAGE_SECONDS_MOST, "s")
    sys.exit(1 if missed else 0)


def _measure(name: str, model: Any, query: str) -> None:
    read = read_measured(model, f"threats/{query}")
    # The bounds are those of what people see first; other lists may cost more.
    if not name.startswith("first page"):
        print(
            f"  {name}: {read.processor:.3g} s of processor time, {read.size} bytes, {read.queries} queries"
        )
        return
    show(f"{name}: processor time", read.processor, _SECONDS_MOST, "s")
    show(f"{name}: size", read.size, _BYTES_MOST, "bytes")
    show(f"{name}: queries", read.queries, _QUERIES_MOST, "")


def model_with_threats(size: int) -> Any:
    """A model with this many threats, every second one possible; some are owned, dated and tagged."""
    from django.db import connection  # noqa: PLC0415

    from threatmodel.architecture.models import Element  # noqa: PLC0415
    from threatmodel.threats.analysis.models import ModelCounters  # noqa: PLC0415
    from threatmodel.threats.mitigations.models import Mitigation, Treatment  # noqa: PLC0415
    from threatmodel.threats.threats.models import Threat  # noqa: PLC0415
    from threatmodel.threats.triage.models import ThreatTag  # noqa: PLC0415

    model = new_model()
    elements = [
        Element(model=model, uid=f"k8s:shop/Deployment/service-{n}", kind="workload", name=f"service-{n}")
        for n in range(max(1, size // 10))
    ]
    Element.objects.bulk_create(elements, batch_size=1000)
    threats = [_threat(model, elements, n) for n in range(size)]
    Threat.objects.bulk_create(threats, batch_size=1000)
    ModelCounters.objects.filter(model=model).update(last_threat=size, last_mitigation=1)
    mitigation = Mitigation.objects.create(model=model, number=1, title="Run as a user without privileges")
    Treatment.objects.bulk_create(
        Treatment(mitigation=mitigation, threat=threat) for threat in threats[:2000]
    )
    ThreatTag.objects.bulk_create(
        (
            ThreatTag(model=model, threat=threat, name=f"tag-{place % 20}")
            for place, threat in enumerate(threats[::5])
        ),
        batch_size=1000,
    )
    model.team.due_days = {"critical": 3, "high": 7, "medium": 30}
    model.team.save()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # As autovacuum does after such a load. Tests do not wait until commits are on disk, so the first
            # one finds few rows that all may see, without which no index is read alone.
            cursor.execute("VACUUM")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
    return model


def _threat(model: Any, elements: list[Any], n: int) -> Any:
    """The threat of this number; every second one is possible, and one of each eight of these leads."""
    from django.utils import timezone  # noqa: PLC0415

    from threatmodel.library.choices import SEVERITIES  # noqa: PLC0415
    from threatmodel.threats.threats.models import Threat  # noqa: PLC0415

    element, is_possible, severity = elements[n // 10 % len(elements)], n % 2 == 1, SEVERITIES[n * 7 % 5]
    missing = [{"element": element.uid, "fact": "criticality"}] if is_possible else []
    return Threat(
        model=model, number=n + 1, fingerprint=f"{n:032x}", rule=f"rule-{n % 60}",
        title=f"A title of the usual length about {element.name} and what it does",
        severity=severity, score=n * 31 % 101, element=element,
        subject_uid=element.uid, subject_name=element.name,
        hardening_of=element.uid if n * 7 % 5 > 1 else "",
        subject_kind="workload", category_bits=(n % 60 * 2654435761 >> 7) % 8192, evidence=[],
        status=("open", "open", "open", "needs-info", "not-applicable")[n % 5],
        certainty="possible" if is_possible else "found", waits_for=missing,
        answers={"applies": [[{**one, "value": "high"} for one in missing]]} if is_possible else {},
        folded_under=f"{n - n % 16 + 1:032x}" if is_possible and n % 16 != 1 else "",
        first_seen_at=timezone.now() - timedelta(days=n % 40),
        owner=model.created_by if n % 4 == 0 else None,
        due=date(2026, 1, 1) + timedelta(days=n % 900) if n % 3 == 0 else None,
    )  # fmt: skip


if __name__ == "__main__":
    main()
