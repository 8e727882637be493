"""What one token or one role leads to is one row of a list, and is said once at its worst."""

import pytest

from tests.engine.analysis.test_role_bindings import EVERYTHING, Rule, bound, rule
from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.analysis.cause_groups import group_by_cause
from threatmodel.engine.analysis.rule_evaluation import Threat, analyze
from threatmodel.engine.library.loader import load_library

LIBRARY = load_library()
POD = """
apiVersion: v1
kind: Pod
metadata: {name: runner, namespace: ci}
spec: {serviceAccountName: runner, containers: [{name: main, image: 'runner:1'}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: runner, namespace: ci}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: installer, namespace: ci}
"""
ADMIN = bound([EVERYTHING], account="installer", name="admin")
SECRETS = rule("list", "secrets")


def of_token(*texts: str) -> dict[str, Threat]:
    """The threats of the pod's token by rule."""
    found = analyze(read_manifests(POD, *texts).model, LIBRARY).threats
    return {one.rule: one for one in found if one.rule.startswith("workload-token-")}


@pytest.mark.parametrize(
    ("rules", "severity"),
    [
        ([rule("create", "pods"), SECRETS], "low"),
        ([rule("patch", "deployments", "apps"), SECRETS], "low"),
        ([rule("get", "pods/exec"), SECRETS], "low"),
        ([rule("get", "*"), SECRETS], "low"),
        ([rule("get", "*", "apps"), SECRETS], "high"),
        ([rule("create", "serviceaccounts/token"), SECRETS], "low"),
        ([rule("create", "pods", "", "one"), SECRETS], "high"),
        ([SECRETS], "high"),
    ],
)
def test_a_token_that_reaches_cluster_admin_has_that_threat_first(rules: list[Rule], severity: str) -> None:
    found = of_token(bound(rules), ADMIN)

    assert found["workload-token-reads-all-secrets"].severity == severity
    assert ("workload-token-reaches-cluster-admin" in found) is (severity == "low")


def test_without_an_account_of_an_administrator_what_the_token_may_do_is_one_row() -> None:
    found = of_token(bound([rule("create", "pods"), SECRETS]))

    rows = group_by_cause(found.values())
    assert [(row.id, len(row.threats)) for row in rows if row.worst.severity == "high"] == [
        ("powerful-tokens", 2)
    ]


def test_ways_to_cluster_admin_are_one_row_with_the_roles_that_open_them() -> None:
    found = analyze(read_manifests(POD, bound([rule("create", "pods")]), ADMIN).model, LIBRARY).threats

    rows = [row for row in group_by_cause(found) if row.worst.severity == "critical"]
    assert [row.id for row in rows] == ["ways-to-cluster-admin"]
    assert {"workload-token-reaches-cluster-admin", "role-reaches-cluster-admin"} <= set(rows[0].rules)


@pytest.mark.parametrize(
    ("kind", "severity"), [("Job", "low"), ("CronJob", "medium"), ("Deployment", "medium")]
)
def test_a_permission_that_only_a_job_has_weighs_less(kind: str, severity: str) -> None:
    containers = "containers: [{name: main, image: 'runner:1'}]"
    pod = f"{{metadata: {{labels: {{app: it}}}}, spec: {{serviceAccountName: runner, {containers}}}}}"
    job = f"{{schedule: '@daily', jobTemplate: {{spec: {{template: {pod}}}}}}}"
    spec = job if kind == "CronJob" else f"{{template: {pod}}}"
    group = "apps" if kind == "Deployment" else "batch"
    workload = f"apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: run, namespace: ci}}\nspec: {spec}\n"

    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner, namespace: ci}\n"
    role = bound([rule("get create", "secrets")], cluster=False)
    found = analyze(read_manifests(workload, account, role).model, LIBRARY).threats

    of_role = {one.rule: one.severity for one in found if one.element == "k8s:/ClusterRole/it"}
    assert (of_role["role-creates-secrets"], of_role["role-reads-secrets"]) == (severity, severity)
