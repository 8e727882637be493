"""Namespaces in which hardly a workload has a security context."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library


def pod(name: str, *, spec: str = "", container: str = "") -> str:
    return f"""
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop}}
spec:
  {spec}
  containers:
    - name: main
      image: example.org/{name}:1
      {container}
"""


def count_beside_two_others(third: str) -> int:
    model = read_manifests(pod("a"), pod("b"), third).model
    (namespace,) = (uid for uid in model.of_kind("namespace") if model.elements[uid].name == "shop")
    found: int = ContextBuilder(model).values_of(namespace)["unrestricted_workloads"]
    return found


def test_workloads_with_nothing_set_count() -> None:
    assert count_beside_two_others(pod("c")) == 3


@pytest.mark.parametrize(
    "third",
    [
        pod("c", spec="securityContext: {runAsUser: 1000}"),
        pod("c", spec="securityContext: {runAsNonRoot: true}"),
        pod("c", container="securityContext: {capabilities: {drop: [ALL]}}"),
        pod("c", container="securityContext: {capabilities: {add: [NET_ADMIN]}}"),
        pod("c", container="securityContext: {privileged: true}"),
        pod("c", container="securityContext: {readOnlyRootFilesystem: true}"),
        pod("c", container="securityContext: {allowPrivilegeEscalation: false}"),
        pod("c", container="securityContext: {seccompProfile: {type: RuntimeDefault}}"),
    ],
)
def test_one_workload_in_three_with_a_setting_is_enough_for_none_to_count(third: str) -> None:
    assert count_beside_two_others(third) == 0


@pytest.mark.parametrize(
    "third",
    [
        pod("c", spec="automountServiceAccountToken: false"),
        pod("c", container="resources: {limits: {memory: 64Mi, cpu: 100m}}"),
    ],
)
def test_limits_and_tokens_are_no_security_context(third: str) -> None:
    assert count_beside_two_others(third) == 3


@pytest.mark.parametrize(("unset", "found"), [(4, 4), (3, 0)])
def test_one_workload_in_five_may_have_settings_of_its_own(unset: int, found: int) -> None:
    hardened = pod("z", spec="securityContext: {runAsNonRoot: true}")
    model = read_manifests(hardened, *(pod(f"a{number}") for number in range(unset))).model

    assert ContextBuilder(model).values_of("namespace:shop")["unrestricted_workloads"] == found


def test_the_namespace_is_one_threat() -> None:
    threats = analyze(read_manifests(pod("a"), pod("b"), pod("c")).model, load_library()).threats

    (found,) = (one for one in threats if one.rule == "namespace-workloads-unrestricted")
    assert (found.title, found.severity) == ("Pods of shop run without a securityContext", "medium")
