"""Manifests that are imported one by one: a call ends at what is behind the Service, whichever came first."""

from collections.abc import Iterable
from itertools import permutations

import pytest

from tests.imports.test_import_decisions import change
from tests.people import People
from tests.shop_model import import_files
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.engine.importers import TextFile, read
from threatmodel.imports.services.imports import Imported
from threatmodel.imports.services.previews import import_preview
from threatmodel.threats.threats.models import Threat

CALLER = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: main, image: 'web:1', env: [{name: CART_ADDR, value: 'cart:7070'}]}
"""
SILENT = CALLER.replace("cart:7070", "off")
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{port: 7070, targetPort: 8080}]}
"""
CALLED = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec: {containers: [{name: main, image: 'cart:1', ports: [{containerPort: 8080}]}]}
"""
FILES = {"web.yaml": CALLER, "cart.yaml": f"{SERVICE}---\n{CALLED}"}
WEB, CART = "k8s:shop/Deployment/web", "k8s:shop/Deployment/cart"
CART_SERVICE = "k8s:shop/Service/cart"
CALL = f"flow:{WEB}->{CART_SERVICE}:7070"


def ends(model: ThreatModel) -> list[tuple[str, str]]:
    found = Flow.objects.filter(model=model, gone_at=None).order_by("uid")
    return list(found.values_list("source__uid", "destination__uid"))


def figures(imported: Imported) -> tuple[int, int, int]:
    return imported.added, imported.changed, imported.gone


def one_by_one(model: ThreatModel, cast: People, names: Iterable[str] = FILES) -> list[Imported]:
    return [import_files(model, cast.bob, {name: FILES[name]}) for name in names]


def test_a_call_ends_at_the_service_until_its_workload_is_known(cast: People, empty: ThreatModel) -> None:
    one_by_one(empty, cast, ["web.yaml"])

    assert ends(empty) == [(WEB, CART_SERVICE)]


@pytest.mark.parametrize("names", [*permutations(FILES)])
def test_a_call_ends_at_the_workload_whichever_file_came_first(
    cast: People, empty: ThreatModel, names: tuple[str, ...]
) -> None:
    one_by_one(empty, cast, names)

    assert ends(empty) == [(WEB, CART)]
    assert Element.objects.get(model=empty, uid=CART_SERVICE).source["file"] == "cart.yaml"


@pytest.mark.parametrize("names", [*permutations(FILES)])
def test_importing_each_file_again_changes_nothing(
    cast: People, empty: ThreatModel, names: tuple[str, ...]
) -> None:
    one_by_one(empty, cast, names)

    again = one_by_one(empty, cast, names)

    assert [figures(imported) for imported in again] == [(0, 0, 0), (0, 0, 0)]
    assert ends(empty) == [(WEB, CART)]


def test_a_call_that_its_file_names_no_more_is_gone(cast: People, empty: ThreatModel) -> None:
    one_by_one(empty, cast)

    import_files(empty, cast.bob, {"web.yaml": SILENT})

    assert ends(empty) == []


def test_what_people_said_of_a_call_outlasts_that_its_end_is_found(cast: People, empty: ThreatModel) -> None:
    one_by_one(empty, cast, ["web.yaml"])
    change(empty, cast.bob, CALL, on="flow", facts={"encrypted": {"value": True}})

    one_by_one(empty, cast, ["cart.yaml"])
    together = import_files(empty, cast.bob, FILES)

    call = Flow.objects.get(model=empty, gone_at=None)
    assert call.uid == CALL
    assert call.facts["encrypted"]["value"] is True
    assert (together.added, together.gone) == (0, 0)


def test_an_end_that_a_person_chose_stays(cast: People, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, {**FILES, "web.yaml": SILENT})
    one_by_one(empty, cast, ["web.yaml"])
    change(empty, cast.bob, CALL, on="flow", destination=CART_SERVICE)

    again = one_by_one(empty, cast)

    assert [figures(imported) for imported in again] == [(0, 0, 0), (0, 0, 0)]
    assert ends(empty) == [(WEB, CART_SERVICE)]


def test_a_service_of_two_workloads_stays_the_end(cast: People, empty: ThreatModel) -> None:
    canary = CALLED.replace("name: cart,", "name: cart-canary,")
    one_by_one(empty, cast, ["web.yaml"])

    import_files(empty, cast.bob, {"cart.yaml": f"{SERVICE}---\n{CALLED}---\n{canary}"})

    assert ends(empty) == [(WEB, CART_SERVICE)]


def test_the_caller_as_the_whole_system_calls_a_service_again(cast: People, empty: ThreatModel) -> None:
    one_by_one(empty, cast)

    import_files(empty, cast.bob, {"web.yaml": CALLER}, scope="all")
    again = import_files(empty, cast.bob, {"web.yaml": CALLER}, scope="all")

    assert ends(empty) == [(WEB, CART_SERVICE)]
    assert figures(again) == (0, 0, 0)


def test_each_file_alone_after_all_together_changes_nothing(cast: People, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, FILES)

    alone = [*one_by_one(empty, cast), *one_by_one(empty, cast)]
    together = import_files(empty, cast.bob, FILES)

    assert [figures(imported) for imported in (*alone, together)] == [(0, 0, 0)] * 5
    assert ends(empty) == [(WEB, CART)]


@pytest.mark.parametrize("names", [*permutations(FILES)])
def test_what_was_told_together_outlasts_the_caller_alone(
    cast: People, empty: ThreatModel, names: tuple[str, ...]
) -> None:
    one_by_one(empty, cast, names)
    import_files(empty, cast.bob, FILES)
    told = Flow.objects.get(model=empty, gone_at=None).facts

    again = one_by_one(empty, cast, names)

    assert [figures(imported) for imported in again] == [(0, 0, 0), (0, 0, 0)]
    assert Flow.objects.get(model=empty, gone_at=None).facts == told
    assert told["port"]["value"] == 8080


def test_the_caller_alone_tells_what_it_does_otherwise_now(cast: People, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, FILES)

    import_files(empty, cast.bob, {"web.yaml": CALLER.replace("cart:7070", "https://cart:7070")})

    call = Flow.objects.get(model=empty, gone_at=None)
    assert (call.facts["encrypted"]["value"], call.facts["port"]["value"]) == (True, 8080)


def test_what_a_person_said_of_a_call_outlasts_the_caller_alone(cast: People, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, FILES)
    uid = Flow.objects.get(model=empty).uid
    change(empty, cast.bob, uid, on="flow", facts={"encrypted": {"value": True}})
    told = Flow.objects.get(model=empty).facts

    again = one_by_one(empty, cast, ["web.yaml"])

    assert figures(again[0]) == (0, 0, 0)
    assert Flow.objects.get(model=empty, gone_at=None).facts == told


def test_two_services_of_one_workload_are_called_once(cast: People, empty: ThreatModel) -> None:
    both = "value: 'cart:7070'}, {name: BASKET_ADDR, value: 'basket:7070'}"
    caller = CALLER.replace("value: 'cart:7070'}", both)
    basket = SERVICE.replace("name: cart,", "name: basket,")
    import_files(empty, cast.bob, {"web.yaml": caller, "cart.yaml": f"{SERVICE}---\n{basket}---\n{CALLED}"})

    again = import_files(empty, cast.bob, {"web.yaml": caller})

    assert figures(again) == (0, 0, 0)
    assert ends(empty) == [(WEB, CART)]


@pytest.mark.parametrize("names", [*permutations(FILES)])
def test_a_service_without_a_workload_is_called_once(
    cast: People, empty: ThreatModel, names: tuple[str, ...]
) -> None:
    files = {**FILES, "cart.yaml": SERVICE}
    import_files(empty, cast.bob, files)
    call = Flow.objects.get(model=empty).uid

    alone = [import_files(empty, cast.bob, {name: files[name]}) for name in names]

    assert [figures(imported) for imported in alone] == [(0, 0, 0), (0, 0, 0)]
    assert Flow.objects.get(model=empty, gone_at=None).uid == call


def test_a_container_is_called_by_its_workload_too(cast: People, empty: ThreatModel) -> None:
    reading = read([TextFile("web.yaml", CALLER.encode())])
    previewed = import_preview(model_id=empty.pk, actor=cast.bob, reading=reading, files=["web.yaml"])
    one_by_one(empty, cast, ["web.yaml"])

    parts = {part["uid"]: part["name"] for part in previewed.result["preview"]["added"]}
    threats = Threat.objects.filter(model=empty, element__uid=f"{WEB}/main")
    assert parts[f"{WEB}/main"] == "web/main"
    assert set(threats.values_list("subject_name", flat=True)) == {"web/main"}
    assert threats.filter(title__contains="web/main").count() == threats.count() > 0
