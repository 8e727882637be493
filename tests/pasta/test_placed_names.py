"""Elements of one name are told apart by where they are."""

from types import SimpleNamespace

import pytest

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.importers import TextFile, read
from threatmodel.pasta.selectors.stage_inputs import System

pytestmark = pytest.mark.no_database

POD = """
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: SPACE}
spec: {containers: [{name: db, image: "postgres:16"}]}
---
"""


def _system(*pods: tuple[str, str]) -> System:
    text = "".join(POD.replace("NAME", name).replace("SPACE", space) for name, space in pods)
    system = System(ThreatModel())
    graph = read([TextFile("pods.yaml", text.encode())]).model
    system.__dict__["loaded"] = SimpleNamespace(graph=graph)
    return system


def test_pods_of_one_name_are_named_with_their_namespace() -> None:
    system = _system(("orders", "shop"), ("orders", "billing"), ("stock", "shop"))

    names = [
        system.placed_name(f"k8s:{one}")
        for one in ("shop/Pod/orders", "billing/Pod/orders", "shop/Pod/stock")
    ]

    assert names == ["orders in shop", "orders in billing", "stock"]


def test_what_is_not_there_keeps_its_uid() -> None:
    assert _system(("orders", "shop")).placed_name("k8s:shop/Pod/gone") == "k8s:shop/Pod/gone"
