"""Whether a Service checks its callers is asked only where nothing says it of the workloads behind it."""

import pytest

from tests.engine.importers.kubernetes.manifests import deployment, read_manifests
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library

SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: SELECTED}, ports: [{port: 3000}]}
"""
RULE = "service-open-without-authentication"


def is_asked(image: str, selected: str = "web") -> bool:
    workload = deployment(f"image: '{image}', ports: [{{containerPort: 3000}}]")
    text = workload + SERVICE.replace("SELECTED", selected)
    found = analyze(read_manifests(text).model, load_library())
    return RULE in {one.rule for one in found.possible}


@pytest.mark.parametrize("image", ["grafana/grafana:12.0.0", "apachepulsar/pulsar-all:4.0.0"])
def test_products_that_are_known_to_ask_for_a_login_or_not_raise_no_question(image: str) -> None:
    assert not is_asked(image)


def test_other_workloads_raise_one() -> None:
    assert is_asked("example.com/shop/web:1.2.3")


def test_a_service_without_workloads_raises_one() -> None:
    assert is_asked("grafana/grafana:12.0.0", selected="other")
