"""The Pod Security levels of a model: by version, with what is in the way and what namespaces enforce."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, import_files, import_text
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch

Json = dict[str, Any]
POD = """\
---
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop}}
spec:
  containers:
    - name: main
      image: example/app:1
      securityContext: {{{context}}}
"""
HARDENED = (
    "allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: {drop: [ALL]}, "
    "seccompProfile: {type: RuntimeDefault}"
)
MANIFESTS = (
    "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n"
    "  labels: {pod-security.kubernetes.io/enforce: baseline}\n"
    + POD.format(name="agent", context="privileged: true")
    + POD.format(name="web", context="runAsNonRoot: true")
    + POD.format(name="till", context=HARDENED)
)
pytestmark = pytest.mark.imports({"shop.yaml": MANIFESTS, "docker-compose.yml": COMPOSE})


@pytest.fixture
def cluster(imported: ThreatModel) -> ThreatModel:
    """Three pods in a namespace that enforces baseline, and a compose service beside them."""
    return imported


def listed(client: APIClient, model: ThreatModel, **query: Any) -> Json:
    answer = client.get(f"/api/models/{model.pk}/pod-security/", query)
    assert answer.status_code == 200, answer.content
    body: Json = answer.json()
    return body


def names(answer: Json) -> list[str]:
    return [row["subject"]["name"] for row in answer["results"]]


def test_workloads_come_worst_first_with_how_many_stand_where(vera: APIClient, cluster: ThreatModel) -> None:
    answer = listed(vera, cluster)

    assert names(answer) == ["agent", "web", "till"]
    assert answer["levels"] == {"privileged": 1, "baseline": 1, "restricted": 1, "unknown": 0}
    assert answer["refused"] == 1
    assert answer["version"] == answer["versions"][0]


def test_what_is_in_the_way_has_its_container_file_and_line(vera: APIClient, cluster: ThreatModel) -> None:
    row = listed(vera, cluster)["results"][0]

    assert (row["level"], row["certain"], row["namespace"]["name"]) == ("privileged", True, "shop")
    (blocker,) = row["blockers"]
    main = Element.objects.get(uid="k8s:shop/Pod/agent/main")
    assert blocker["element"] == {
        "type": "element", "id": str(main.pk), "uid": main.uid, "name": "agent/main", "kind": "container",
    }  # fmt: skip
    place = {key: blocker[key] for key in ("field", "wants", "value", "file", "line")}
    assert place == {
        "field": "securityContext.privileged", "wants": "must be false or absent", "value": True,
        "file": "shop.yaml", "line": 14,
    }  # fmt: skip
    assert row["enforced"] == {"level": "baseline", "version": row["version"], "verdict": "refused"}


FILTERS: list[tuple[Json, list[str]]] = [
    ({"level": "baseline"}, ["web"]),
    ({"level": ["privileged", "restricted"]}, ["agent", "till"]),
    ({"level": "unknown"}, []),
    ({"refused": True}, ["agent"]),
    ({"refused": False}, ["web", "till"]),
    ({"search": "TILL"}, ["till"]),
    ({"search": "shop"}, ["agent", "web", "till"]),
    ({"page": 2, "page_size": 2}, ["till"]),
]


@pytest.mark.parametrize(("query", "found"), FILTERS)
def test_the_list_is_filtered_and_the_counts_stay(
    vera: APIClient, cluster: ThreatModel, query: Json, found: list[str]
) -> None:
    answer = listed(vera, cluster, **query)

    assert names(answer) == found
    assert sum(answer["levels"].values()) == 3


def test_an_older_version_asks_less(vera: APIClient, cast: People, empty: ThreatModel) -> None:
    unconfined = HARDENED.replace("RuntimeDefault", "Unconfined")
    import_files(empty, cast.bob, {"shop.yaml": POD.format(name="web", context=unconfined)})

    levels = {
        version: listed(vera, empty, version=version)["results"][0]["level"] for version in ("1.18", "latest")
    }

    assert levels == {"1.18": "restricted", "latest": "privileged"}


@pytest.mark.parametrize("query", [{"version": "newest"}, {"level": "tight"}, {"refused": "perhaps"}])
def test_what_cannot_be_asked_is_refused(vera: APIClient, model: ThreatModel, query: Json) -> None:
    assert vera.get(f"/api/models/{model.pk}/pod-security/", query).status_code == 400


def test_a_stranger_finds_nothing(charlie: APIClient, model: ThreatModel) -> None:
    assert charlie.get(f"/api/models/{model.pk}/pod-security/").status_code == 404


def test_services_of_compose_and_models_without_workloads_have_no_levels(
    vera: APIClient, cast: People, empty: ThreatModel
) -> None:
    assert listed(vera, empty)["count"] == 0
    import_text(empty, cast.bob)
    assert listed(vera, empty)["count"] == 0


def test_a_workload_tells_its_level_on_its_own_page(vera: APIClient, cluster: ThreatModel) -> None:
    def page(uid: str) -> Json | None:
        element = Element.objects.get(uid=uid)
        row: Json | None = vera.get(f"/api/models/{cluster.pk}/elements/{element.pk}/").json()["pod_security"]
        return row

    web = page("k8s:shop/Pod/web")
    assert web is not None
    assert (web["level"], web["enforced"]["verdict"]) == ("baseline", "admitted")
    assert {one["check"] for one in web["blockers"]} == {
        "privilege-escalation", "seccomp-restricted", "capabilities-restricted",
    }  # fmt: skip
    assert page("compose:shop") is None
    assert page("k8s:shop/Pod/web/main") is None


def test_what_a_person_draws_is_unknown_until_it_is_told(
    vera: APIClient, cast: People, cluster: ThreatModel
) -> None:
    drawn = {"kind": "workload", "name": "new", "parent": "namespace:shop"}
    ops: tuple[Json, ...] = ({"op": "set", "on": "element", "uid": "new", "props": drawn},)
    apply(model_id=cluster.pk, actor=cast.bob, batch=Batch("draw", ops))

    answer = listed(vera, cluster, level="unknown")

    assert names(answer) == ["new"]
    assert answer["levels"]["unknown"] == 1
    (row,) = answer["results"]
    assert (row["certain"], row["enforced"]["verdict"]) == (False, "unknown")
    assert row["unknown"][0]["label"] == "Containers"
