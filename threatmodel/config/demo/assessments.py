"""The assessments of the demo shop: a penetration test, an audit that is overdue, and alerts of Falco."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import orjson
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.assessments.services.alert_import import alerts_import
from threatmodel.assessments.services.assessments import assessment_create
from threatmodel.assessments.services.findings import finding_create
from threatmodel.threats.threats.models import Threat

People = Mapping[str, User]


@dataclass(frozen=True, slots=True)
class _Finding:
    """What the testers found. It is linked to the first open threats of the rule."""

    title: str
    severity: str
    status: str
    description: str
    evidence: str
    rule: str
    subjects: tuple[str, ...] = ()


_FINDINGS: Final = (
    _Finding(
        "SMTP password in the deployment repository",
        "high",
        "confirmed",
        "The password of the mail provider is in a manifest that every developer can read.",
        "Signed in to the mail provider with it from outside the cluster, and signed out at once.",
        "secret-values-in-manifest",
    ),
    _Finding(
        "Any pod reaches services of other teams",
        "medium",
        "open",
        "From a shell in one pod, the ports of workloads without a network policy answer.",
        "Port scan from a test pod in the namespace shop; the list is in section 4.2 of the report.",
        "workload-incoming-traffic-open",
    ),
    _Finding(
        "Stack traces on the storefront",
        "low",
        "fixed",
        "A malformed request returned a stack trace with versions of libraries.",
        "Tested again after the release of the next day: a plain error page.",
        "",
        ("k8s:shop/Deployment/storefront",),
    ),
)
_THREATS_MOST: Final = 2  # of one finding


@dataclass(frozen=True, slots=True)
class _Alert:
    """One rule of Falco at one pod, and how many hours ago it raised alerts."""

    rule: str
    priority: str
    tags: tuple[str, ...]
    pod: str
    container: str
    program: str
    hours: tuple[int, ...]


_ALERTS: Final = (
    _Alert(
        "Terminal shell in container", "Notice", ("container", "shell", "mitre_execution", "T1059"),
        "checkout-6c9f7d5b8d-x7k2p", "checkout", "bash", (97, 96, 51, 50, 49, 26),
    ),
    _Alert(
        "Debugfs Launched in Privileged Container", "Warning",
        ("container", "mitre_privilege_escalation", "T1611"),
        "legacy-stock-import-7xk2p", "import", "debugfs", (50, 49),
    ),
    _Alert(
        "Redirect STDOUT/STDIN to Network Connection in Container", "Notice",
        ("network", "mitre_execution", "T1059"), "debug-tools", "debug-tools", "nc", (75, 74, 73),
    ),
)  # fmt: skip


def shop_assessments(model: ThreatModel, people: People) -> None:
    """Record the assessments, the oldest first."""
    lead, member = people["Tomasz Becker"], people["Priya Nair"]
    today = timezone.localdate()
    audit = {
        "kind": "audit",
        "title": "CIS benchmark of the cluster",
        "tester": "Platform team",
        "performed_on": today - timedelta(days=212),
        "next_due": today - timedelta(days=30),
        "scope": "Control plane and nodes. Workloads were not part of it.",
    }
    assessment_create(model=model, actor=lead, values=audit)
    _penetration_test(model, member)
    data = b"\n".join(orjson.dumps(alert) for alert in _alerts())
    alerts_import(model=model, actor=lead, data=data, title="Falco alerts of the last week")


def _penetration_test(model: ThreatModel, actor: User) -> None:
    day = timezone.localdate() - timedelta(days=47)
    values = {
        "kind": "penetration-test",
        "title": "Penetration test before the holiday season",
        "tester": "Example Security Ltd.",
        "performed_on": day,
        "next_due": day + timedelta(days=365),
        "scope": "Storefront and checkout from the internet; the namespace shop from inside a pod.",
        "report_url": "https://reports.shop.example/penetration-test.pdf",
    }
    made = assessment_create(model=model, actor=actor, values=values)
    for one in _FINDINGS:
        there = Threat.objects.filter(model=model, rule=one.rule).exclude(rule="")
        numbers = there.order_by("-score", "number").values_list("number", flat=True)[:_THREATS_MOST]
        content = {
            "title": one.title,
            "severity": one.severity,
            "status": one.status,
            "description": one.description,
            "evidence": one.evidence,
            "threats": list(numbers),
            "subjects": list(one.subjects),
        }
        finding_create(model=model, actor=actor, assessment_id=made.pk, values=content)


def _alerts() -> Iterator[dict[str, object]]:
    now = timezone.now().replace(microsecond=0)
    for one in _ALERTS:
        for hours in one.hours:
            yield {
                "rule": one.rule,
                "priority": one.priority,
                "tags": one.tags,
                "source": "syscall",
                "time": (now - timedelta(hours=hours)).isoformat(),
                "output_fields": {
                    "k8s.ns.name": "shop",
                    "k8s.pod.name": one.pod,
                    "container.name": one.container,
                    "proc.name": one.program,
                },
            }
