"""Files of Falco become findings on the workloads that they name; hostile ones are refused or read."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from tests.assessments.assessment_client import add, alert, change_finding, lines, read, upload
from tests.people import People, client_of
from tests.shop_model import SOCKET_RULE
from threatmodel.architecture.models import ThreatModel
from threatmodel.assessments.models import Assessment, AssessmentFinding, AssessmentLink
from threatmodel.assessments.services import alert_import as service
from threatmodel.engine.importers.scanners.falco import read_alerts
from threatmodel.engine.library.loader import load_library

Json = dict[str, Any]
CLUSTER = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: registry.example.com/web:1.2
"""
pytestmark = pytest.mark.imports({"web.yaml": CLUSTER})
IN_POD = {"k8s_ns_name": "shop", "k8s_pod_name": "web-6c9f7d5b8d-x7k2p", "container_name": "app"}


@pytest.fixture
def cluster(imported: ThreatModel) -> ThreatModel:
    return imported


def test_alerts_of_the_pods_of_a_workload_are_one_finding_on_its_container(
    bob: APIClient, cluster: ThreatModel
) -> None:
    other = {**IN_POD, "k8s_pod_name": "web-6c9f7d5b8d-z4b2c", "time": "2026-03-02T08:00:00Z"}

    made = upload(bob, cluster, lines(alert(**IN_POD), alert(**other, priority="Critical"))).json()

    (finding,) = made["findings"]
    assert (made["kind"], made["tester"], made["performed_on"]) == ("runtime-alerts", "Falco", "2026-03-02")
    assert (finding["title"], finding["severity"]) == ("Terminal shell in container", "critical")
    assert (finding["alert_count"], finding["status"]) == (2, "open")
    assert finding["first_seen"].startswith("2026-03-01T12:00:00")
    assert finding["last_seen"].startswith("2026-03-02T08:00:00")
    assert [one["uid"] for one in finding["subjects"]] == ["k8s:shop/Deployment/web/app"]
    assert [one["id"] for one in finding["techniques"]] == ["T1059"]
    assert made["alerts"] == {
        "read": 2, "skipped": 0, "left_out": 0, "no_room": 0, "repeated": 0, "unmapped": [],
    }  # fmt: skip


def test_what_the_model_does_not_have_is_listed(bob: APIClient, cluster: ThreatModel) -> None:
    unknown = {**IN_POD, "k8s_pod_name": "other-6c9f7d5b8d-x7k2p"}

    made = upload(bob, cluster, lines(alert(**unknown), {"no": "alert"})).json()

    assert made["alerts"]["unmapped"] == [{"name": "shop/other", "alerts": 1}]
    assert made["alerts"]["skipped"] == 1
    assert made["findings"][0]["subjects"] == []


def test_the_same_file_again_counts_nothing_and_later_alerts_reopen(
    bob: APIClient, cluster: ThreatModel
) -> None:
    first = lines(alert(**IN_POD))
    made = upload(bob, cluster, first).json()
    again = upload(bob, cluster, first, made).json()
    change_finding(bob, cluster, made, again["findings"][0], status="fixed")
    soon = (timezone.now() + timedelta(minutes=1)).isoformat()
    later = upload(bob, cluster, lines(alert(**IN_POD, time=soon)), made).json()

    assert again["findings"][0]["alert_count"] == 1
    (finding,) = later["findings"]
    assert (finding["alert_count"], finding["status"]) == (2, "open")
    assert Assessment.objects.count() == 1


def test_a_threat_with_the_technique_on_the_same_workload_is_suggested_and_not_linked(
    bob: APIClient, model: ThreatModel
) -> None:
    rule = load_library().rule(SOCKET_RULE)
    assert rule is not None
    technique = next(one for one in rule.references if one.startswith("attack:T")).removeprefix("attack:")

    made = upload(bob, model, lines(alert(container_name="shop-proxy-1", tags=[technique]))).json()

    (finding,) = made["findings"]
    assert [one["uid"] for one in finding["subjects"]] == ["compose:proxy"]
    assert finding["threats"] == []
    assert finding["suggested"]


def test_no_message_command_line_or_secret_is_kept(bob: APIClient, cluster: ThreatModel) -> None:
    token = "ghp_" + "a1B2" * 9
    fields = {"proc_cmdline": "curl -u root:hunter2-canary", "proc_name": "curl", "fd_name": "hunter2-canary"}

    upload(bob, cluster, lines(alert(**IN_POD, **fields), alert(f"Rule {token}", k8s_pod_name=token)))

    kept = json.dumps(
        [*AssessmentFinding.objects.values(), *Assessment.objects.values(), *AssessmentLink.objects.values()],
        default=str,
    )
    assert "curl" in kept
    assert "hunter2" not in kept
    assert token not in kept


@pytest.mark.parametrize(
    "data", [b"", b"no json", b"[]", b"{}", b"[[[[", b"\xff\xfe\x00", b'{"rule": 7}', b"[" * 5_000, b"null"]
)
def test_a_file_without_alerts_is_refused(bob: APIClient, cluster: ThreatModel, data: bytes) -> None:
    refused = upload(bob, cluster, data)

    assert (refused.status_code, list(refused.json())) == (400, ["file"])
    assert not Assessment.objects.exists()


def test_alerts_are_for_assessments_of_alerts_alone(bob: APIClient, cluster: ThreatModel) -> None:
    refused = upload(bob, cluster, lines(alert(**IN_POD)), add(bob, cluster))

    assert (refused.status_code, list(refused.json())) == (400, ["file"])


def test_findings_beyond_the_bound_are_left_out_and_counted(
    bob: APIClient, cluster: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FINDINGS_MOST", 2)

    made = upload(bob, cluster, lines(*(alert(f"Rule {number}", **IN_POD) for number in range(5)))).json()

    assert (len(made["findings"]), made["alerts"]["no_room"]) == (2, 3)


def test_many_findings_cost_few_queries(
    bob: APIClient, cluster: ThreatModel, django_assert_max_num_queries: Any
) -> None:
    data = lines(*(alert(f"Rule {number}", **IN_POD) for number in range(100)))

    with django_assert_max_num_queries(60, connection=connection):
        made = upload(bob, cluster, data).json()

    assert len(made["findings"]) == 100


def test_a_file_is_read_before_the_transaction(
    bob: APIClient, cluster: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    depths: list[int] = []

    def reading(data: bytes) -> Any:
        depths.append(len(connection.savepoint_ids))
        return read_alerts(data)

    outside = len(connection.savepoint_ids)
    monkeypatch.setattr(service, "read_alerts", reading)

    upload(bob, cluster, lines(alert(**IN_POD)))

    assert depths == [outside]


def test_viewers_import_nothing(cast: People, cluster: ThreatModel) -> None:
    assert upload(client_of(cast.vera), cluster, lines(alert(**IN_POD))).status_code == 403


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = ("rule", "priority", "time", "tags", "hostname", "output_fields", "output")
FIELDS = (
    "k8s.ns.name", "k8s.pod.name", "container.name", "container.id", "container.image.repository",
    "container.image.tag", "proc.name",
)  # fmt: skip


@st.composite
def hostile_alerts(draw: st.DrawFn) -> Any:
    """Anything at any place of an alert, so that some are read."""
    fields = draw(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=7))
    values = draw(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=7))
    named = {"rule": draw(st.text(max_size=30)), "priority": "Notice"} if draw(st.booleans()) else {}
    return draw(st.sampled_from([values, {**values, **named, "output_fields": fields}]))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(alerts=st.lists(hostile_alerts() | JSON, max_size=4), as_lines=st.booleans())
def test_any_json_is_refused_or_read(
    bob: APIClient, cluster: ThreatModel, alerts: list[Any], as_lines: bool
) -> None:
    dumped = [json.dumps(one).encode() for one in alerts]

    answer = upload(bob, cluster, b"\n".join(dumped) if as_lines else b"[" + b",".join(dumped) + b"]")

    assert answer.status_code in {201, 400}
    if answer.status_code == 201:
        assert read(bob, cluster, answer.json())["findings"]
        Assessment.objects.all().delete()
