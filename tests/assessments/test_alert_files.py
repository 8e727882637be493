"""Later and earlier files of alerts: what is counted, kept, adopted and opened again."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.assessments.assessment_client import alert, change_finding, lines, read, upload
from tests.people import People
from tests.shop_model import import_files, socket_threat
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.assessments.models import Assessment, AssessmentFinding
from threatmodel.history.models import ModelEvent
from threatmodel.threats.acceptances.selectors import current_day

Json = dict[str, Any]
WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: app, image: registry.example.com/web:1.2}
        - {name: proxy, image: registry.example.com/proxy:1.2}
"""
APP = "k8s:shop/Deployment/web/app"
IN_POD = {"k8s_ns_name": "shop", "k8s_pod_name": "web-6c9f7d5b8d-x7k2p", "container_name": "app"}
IN_PROXY = {**IN_POD, "container_name": "proxy"}


def at(hour: int, day: int = 1, **more: Any) -> Json:
    return {"time": f"2026-03-{day:02}T{hour:02}:00:00Z", **more}


def on_node(node: str, *alerts: Json) -> bytes:
    return lines(*({**one, "hostname": node} for one in alerts))


def only(made: Any) -> Json:
    (finding,) = made.json()["findings"]
    return dict(finding)


def test_a_finding_is_adopted_once_the_model_has_its_workload(
    bob: APIClient, cast: People, empty: ThreatModel
) -> None:
    data = lines(alert(**IN_POD))
    made = upload(bob, empty, data).json()
    before = made["findings"][0]
    change_finding(bob, empty, made, before, status="confirmed", description="A person looked at it.")
    import_files(empty, cast.bob, {"web.yaml": WEB})

    again = only(upload(bob, empty, data, made))
    later = only(upload(bob, empty, lines(alert(**IN_POD, **at(8, 2))), made))

    assert (before["place"], before["subjects"]) == ("shop/web", [])
    assert (again["id"], again["status"], again["alert_count"]) == (before["id"], "confirmed", 1)
    assert (again["place"], [one["uid"] for one in again["subjects"]]) == (APP, [APP])
    assert (later["id"], later["alert_count"]) == (before["id"], 2)


def test_a_finding_stays_when_its_workload_is_gone_and_when_it_is_back(
    bob: APIClient, cast: People, empty: ThreatModel
) -> None:
    import_files(empty, cast.bob, {"web.yaml": WEB})
    data = lines(alert(**IN_POD))
    made = upload(bob, empty, data).json()
    Element.objects.filter(model=empty).update(gone_at=timezone.now())

    gone = only(upload(bob, empty, data, made))
    Element.objects.filter(model=empty).update(gone_at=None)
    back = only(upload(bob, empty, lines(alert(**IN_POD, **at(8, 2))), made))

    assert {one["id"] for one in (gone, back)} == {made["findings"][0]["id"]}
    assert (gone["place"], gone["alert_count"]) == ("shop/web", 1)
    assert (back["place"], back["alert_count"], len(back["subjects"])) == (APP, 2, 1)


def test_alerts_of_two_containers_stay_in_the_finding_that_has_them(
    bob: APIClient, cast: People, empty: ThreatModel
) -> None:
    data = lines(alert(**IN_POD), alert(**IN_POD), alert(**IN_PROXY))
    made = upload(bob, empty, data).json()
    import_files(empty, cast.bob, {"web.yaml": WEB})

    again = upload(bob, empty, data, made).json()
    fresh = upload(bob, empty, data).json()

    assert [one["alert_count"] for one in again["findings"]] == [3]
    assert len(again["findings"][0]["subjects"]) == 2
    assert again["alerts"]["repeated"] == 3
    assert [one["alert_count"] for one in fresh["findings"]] == [2, 1]


def test_files_of_two_nodes_count_in_any_order(bob: APIClient, empty: ThreatModel) -> None:
    there = {"container_name": "web"}
    made = upload(bob, empty, on_node("a", alert(**there, **at(10)), alert(**there, **at(12)))).json()
    earlier = on_node("b", alert(**there, **at(8)), alert(**there, **at(11)))

    added = upload(bob, empty, earlier, made).json()
    again = upload(bob, empty, earlier, made).json()

    (finding,) = added["findings"]
    assert (finding["alert_count"], added["alerts"]["repeated"]) == (4, 0)
    assert finding["first_seen"].startswith("2026-03-01T08")
    assert finding["last_seen"].startswith("2026-03-01T12")
    assert (again["findings"][0]["alert_count"], again["alerts"]["repeated"]) == (4, 2)


@pytest.mark.parametrize("wrong", ["9999-12-31T00:00:00Z", "0999-01-01T00:00:00Z", "soon", None])
def test_a_time_that_cannot_be_is_none_and_hides_nothing(
    bob: APIClient, empty: ThreatModel, wrong: Any
) -> None:
    data = lines(alert(**IN_POD, time=wrong), alert(**IN_POD, **at(8)))
    made = upload(bob, empty, data).json()

    again = only(upload(bob, empty, data, made))
    later = only(upload(bob, empty, lines(alert(**IN_POD, **at(9))), made))

    assert again["alert_count"] == 2
    assert later["alert_count"] == 3
    assert later["last_seen"].startswith("2026-03-01T09")


def test_later_alerts_move_the_day_and_end_what_was_due(bob: APIClient, empty: ThreatModel) -> None:
    made = upload(bob, empty, lines(alert(**IN_POD))).json()
    Assessment.objects.update(next_due="2026-03-05")

    before = upload(bob, empty, lines(alert(**IN_POD, **at(8, 4))), made).json()
    after = upload(bob, empty, lines(alert(**IN_POD, **at(8, 7))), made).json()
    earlier = upload(bob, empty, lines(alert(**IN_POD, time="2026-01-01T08:00:00Z")), made).json()

    assert (before["performed_on"], before["next_due"]) == ("2026-03-04", "2026-03-05")
    assert (after["performed_on"], after["next_due"]) == ("2026-03-07", None)
    assert earlier["performed_on"] == "2026-03-07"


def test_a_finding_is_open_again_for_alerts_after_the_fix_alone(bob: APIClient, model: ThreatModel) -> None:
    fields = {"container_name": "shop-proxy-1"}
    made = upload(bob, model, lines(alert(**fields))).json()
    number = socket_threat(model).number
    change_finding(bob, model, made, made["findings"][0], status="fixed", threats=[number])

    older = only(upload(bob, model, lines(alert(**fields, **at(8, 9))), made))
    AssessmentFinding.objects.update(fixed_at=timezone.now() - timedelta(days=1))
    now = timezone.now().isoformat()
    later = only(upload(bob, model, lines(alert(**fields, time=now)), made))

    assert (older["status"], older["alert_count"]) == ("fixed", 2)
    assert (later["status"], later["alert_count"]) == ("open", 3)
    event = ModelEvent.objects.filter(subject_type="threat", subject_number=number).latest("id")
    assert event.what.startswith("reopened the finding “Terminal shell in container” of the runtime alerts")
    assert read(bob, model, made)["performed_on"] == str(current_day.today())


def test_a_finding_may_be_relinked_by_hand_and_stays_so(
    bob: APIClient, cast: People, empty: ThreatModel
) -> None:
    import_files(empty, cast.bob, {"web.yaml": WEB})
    data = lines(alert(**IN_POD))
    made = upload(bob, empty, data).json()
    change_finding(bob, empty, made, made["findings"][0], subjects=[])

    assert only(upload(bob, empty, data, made))["subjects"] == []
