"""A permission counts where its role is bound, and together with what else its holder may do."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.engine.analysis.drawn_models import element, model, values
from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Relation

LIBRARY = load_library()
RBAC = "rbac.authorization.k8s.io"
EVERYTHING = {"verbs": ["*"], "resources": ["*"], "apiGroups": ["*"]}
Rule = Mapping[str, Sequence[str]]


def rule(verbs: str, resources: str, group: str = "", *names: str) -> Rule:
    named = {"resourceNames": names} if names else {}
    return {"verbs": verbs.split(), "resources": resources.split(), "apiGroups": [group], **named}


def bound(rules: Sequence[Rule], *, cluster: bool = True, account: str = "runner", name: str = "it") -> str:
    """A ClusterRole, bound to an account of the namespace ci in the whole cluster or there."""
    kind, namespace = ("ClusterRoleBinding", "") if cluster else ("RoleBinding", ", namespace: ci")
    body = [{key: list(entries) for key, entries in one.items()} for one in rules]
    return f"""
apiVersion: {RBAC}/v1
kind: ClusterRole
metadata: {{name: {name}}}
rules: {body}
---
apiVersion: {RBAC}/v1
kind: {kind}
metadata: {{name: {name}{namespace}}}
roleRef: {{kind: ClusterRole, name: {name}}}
subjects: [{{kind: ServiceAccount, name: {account}, namespace: ci}}]
"""


def threats(*texts: str) -> set[str]:
    """The rules that fire on the role called `it`."""
    found = analyze(read_manifests(*texts).model, LIBRARY).threats
    return {threat.rule for threat in found if threat.element == "k8s:/ClusterRole/it"}


BIND = rule("bind", "clusterroles", RBAC)
CREATE_BINDINGS = rule("create", "clusterrolebindings rolebindings", RBAC)


@pytest.mark.parametrize(
    ("rules", "cluster", "expected"),
    [
        ([BIND], True, set()),
        ([BIND, CREATE_BINDINGS], True, {"role-escalates"}),
        ([BIND, CREATE_BINDINGS], False, {"role-escalates-in-namespace"}),
        ([rule("bind", "clusterroles", RBAC, "view"), CREATE_BINDINGS], True, set()),
        ([rule("bind", "clusterroles", RBAC, "cluster-admin"), CREATE_BINDINGS], True, {"role-escalates"}),
        ([rule("escalate", "clusterroles", RBAC)], True, set()),
        ([rule("escalate update", "clusterroles", RBAC)], True, {"role-escalates"}),
        ([rule("impersonate", "users groups")], True, {"role-impersonates"}),
        ([rule("impersonate", "users groups")], False, set()),
        ([rule("impersonate", "serviceaccounts")], False, {"role-impersonates-accounts"}),
        ([rule("create", "pods/portforward")], False, {"role-forwards-ports"}),
        ([rule("get", "nodes/proxy")], True, {"role-reaches-kubelets"}),
        ([rule("get", "nodes/proxy")], False, set()),
    ],
)
def test_permission_counts_in_its_scope_and_with_what_it_needs(
    rules: Sequence[Rule], cluster: bool, expected: set[str]
) -> None:
    assert threats(bound(rules, cluster=cluster)) - {"role-creates-identities"} == expected


ADMIN = bound([EVERYTHING], account="deployer", name="all")


@pytest.mark.parametrize(
    "needed",
    [
        [rule("create", "pods")],
        [rule("patch", "deployments", "apps")],
        [rule("create", "pods/exec")],
        [rule("create", "serviceaccounts/token")],
        [rule("create", "serviceaccounts/token", "", "deployer")],
        [rule("impersonate", "serviceaccounts")],
        [rule("create get", "secrets")],
        [rule("create", "workflows", "argoproj.io")],
        [rule("create", "services", "serving.knative.dev")],
        [rule("patch", "jobsets", "jobset.x-k8s.io")],
        [rule("bind", "clusterroles", RBAC, "cluster-admin"), rule("create", "rolebindings", RBAC)],
        [rule("escalate update", "roles", RBAC)],
    ],
)
def test_account_beside_one_with_cluster_admin_takes_the_cluster_over(needed: Sequence[Rule]) -> None:
    found = threats(ADMIN, bound(needed, cluster=False))

    assert "role-reaches-cluster-admin" in found
    assert not {"role-starts-pods", "role-issues-tokens", "role-runs-commands-in-pods"} & found


@pytest.mark.parametrize(
    "held",
    [
        [rule("impersonate", "users")],
        [rule("*", "clusterroles", RBAC)],
        [rule("bind", "clusterroles", RBAC), rule("create", "clusterrolebindings", RBAC)],
    ],
)
def test_account_that_can_make_itself_cluster_admin_counts_as_one(held: Sequence[Rule]) -> None:
    admin = bound(held, account="deployer", name="all")
    pods = [rule("create", "pods")]

    assert threats(admin, bound(pods, cluster=False)) == {"role-reaches-cluster-admin"}
    assert threats(admin, bound(pods, cluster=False, account="deployer")) == {"role-starts-pods"}


@pytest.mark.parametrize("held", [[BIND], [rule("impersonate", "users", "", "robot")], [CREATE_BINDINGS]])
def test_account_that_lacks_a_part_of_it_counts_as_none(held: Sequence[Rule]) -> None:
    admin = bound(held, account="deployer", name="all")

    assert threats(admin, bound([rule("create", "pods")], cluster=False)) == {"role-starts-pods"}


@pytest.mark.parametrize(
    "held",
    [
        [rule("create", "eventsources", "argoproj.io")],
        [rule("create", "services", "example.com")],
        [rule("create", "workflows", "argoproj.io", "nightly")],
        [rule("bind", "clusterroles", RBAC, "view"), rule("create", "rolebindings", RBAC)],
        [rule("bind", "clusterroles", RBAC, "cluster-admin")],
        [rule("escalate", "roles", RBAC)],
    ],
)
def test_what_names_no_account_or_grants_nothing_takes_nothing_over(held: Sequence[Rule]) -> None:
    assert "role-reaches-cluster-admin" not in threats(ADMIN, bound(held, cluster=False))


def test_a_token_that_starts_workflows_beside_a_cluster_admin_account_takes_the_cluster_over() -> None:
    pod = """
apiVersion: v1
kind: Pod
metadata: {name: runner, namespace: ci}
spec: {serviceAccountName: runner, containers: [{name: main, image: "example/app:1"}]}
"""
    workflows = bound([rule("create", "workflows", "argoproj.io")], cluster=False)
    found = analyze(read_manifests(pod, ADMIN, workflows).model, LIBRARY).threats

    assert ("workload-token-reaches-cluster-admin", "k8s:ci/Pod/runner") in {
        (threat.rule, threat.element) for threat in found
    }


def test_other_accounts_and_namespaces_are_not_in_reach() -> None:
    elsewhere = ADMIN.replace("namespace: ci", "namespace: platform")
    pods = [rule("create", "pods")]

    assert threats(elsewhere, bound(pods, cluster=False)) == {"role-starts-pods"}
    assert threats(elsewhere, bound(pods)) == {"role-reaches-cluster-admin"}
    assert threats(bound(pods, cluster=False)) == {"role-starts-pods"}


def test_account_that_is_cluster_admin_gains_nothing() -> None:
    assert threats(ADMIN, bound([rule("create", "pods")], cluster=False, account="deployer")) == {
        "role-starts-pods"
    }


def test_editors_of_a_namespace_with_a_cluster_admin_reach_it() -> None:
    edit = bound([], cluster=False).replace(
        "roleRef: {kind: ClusterRole, name: it}", "roleRef: {kind: ClusterRole, name: edit}"
    )
    found = analyze(read_manifests(ADMIN, edit).model, LIBRARY).threats

    on_edit = {threat.rule for threat in found if threat.element == "k8s:/ClusterRole/edit"}
    assert on_edit == {"role-reaches-cluster-admin"}


def test_token_that_combines_two_roles_takes_the_cluster_over() -> None:
    pod = """
apiVersion: v1
kind: Pod
metadata: {name: runner, namespace: ci}
spec: {serviceAccountName: runner, containers: [{name: main, image: "example/app:1"}]}
"""
    apart = (bound([BIND], name="one"), bound([CREATE_BINDINGS], name="two"))
    found = analyze(read_manifests(pod, *apart).model, LIBRARY).threats

    assert "workload-token-can-take-over-cluster" in {
        t.rule for t in found if t.element == "k8s:ci/Pod/runner"
    }


def record(**fields: Any) -> dict[str, Any]:
    return {
        "verbs": ["*"],
        "resources": ["*"],
        "api_groups": ["*"],
        "resource_names": [],
        "role": "",
        **fields,
    }


def test_drawn_role_applies_where_it_is_drawn() -> None:
    found = model(
        element("ns", "namespace"),
        element("inside", "role", "ns"),
        element("outside", "role"),
        element("free", "role"),
        element("tool", "service-account", "ns"),
        element("root", "service-account", "ns", rules=[record(scope="cluster")]),
        element("other", "service-account", rules=[record(scope="ns")]),
        relations=(Relation("bound_to", "tool", "inside"), Relation("bound_to", "tool", "outside")),
    )

    assert {
        uid: tuple(values(found, uid)[fact] for fact in ("bound", "bound_cluster_wide", "admin_accounts"))
        for uid in ("inside", "outside", "free")
    } == {
        "inside": (True, False, ["root"]),
        "outside": (True, True, ["root"]),
        "free": (False, False, []),
    }


@pytest.mark.parametrize(("namespace", "reached"), [("ci", True), ("shop", False)])
def test_token_beside_a_cluster_admin_account_takes_the_cluster_over(namespace: str, reached: bool) -> None:
    pod = """
apiVersion: v1
kind: Pod
metadata: {name: runner, namespace: ci}
spec: {serviceAccountName: runner, containers: [{name: main, image: "example/app:1"}]}
"""
    admin = ADMIN.replace("namespace: ci", f"namespace: {namespace}")
    found = analyze(
        read_manifests(pod, admin, bound([rule("create", "pods")], cluster=False)).model, LIBRARY
    ).threats

    on_pod = {threat.rule for threat in found if threat.element == "k8s:ci/Pod/runner"}
    assert ("workload-token-reaches-cluster-admin" in on_pod) is reached


SECRETS = rule("create get", "secrets")


@pytest.mark.parametrize(
    ("rules", "cluster", "expected"),
    [
        ([rule("*", "secrets")], True, True),
        ([rule("create", "secrets"), rule("list", "secrets")], True, True),
        ([rule("create", "serviceaccounts/token")], True, True),
        ([SECRETS], False, False),
        ([rule("create", "secrets")], True, False),
        ([rule("get list", "secrets")], True, False),
        ([rule("create get", "secrets", "", "one")], True, False),
    ],
)
def test_an_account_creates_tokens_by_secrets_or_requests(
    rules: Sequence[Rule], cluster: bool, expected: bool
) -> None:
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner, namespace: ci}\n"
    found = read_manifests(bound(rules, cluster=cluster), account).model

    assert values(found, "k8s:ci/ServiceAccount/runner")["creates_tokens"] is expected


POD = """
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: ci}
spec:
  serviceAccountName: runner
  containers: [{name: main, image: "acme/agent:1", securityContext: {privileged: FLAG}}]
"""


@pytest.mark.parametrize(
    ("flags", "expected"),
    [(["true"], True), (["true", "true"], True), (["true", "false"], False), ([], False)],
)
def test_a_role_is_of_workloads_that_control_their_host(flags: list[str], expected: bool) -> None:
    pods = [POD.replace("NAME", f"p{number}").replace("FLAG", flag) for number, flag in enumerate(flags)]
    found = read_manifests(bound([SECRETS]), *pods).model

    assert values(found, "k8s:/ClusterRole/it")["used_by_host_workloads"] is expected


def test_what_a_role_lets_workloads_be_needs_no_token_and_what_it_lets_them_do_does() -> None:
    pod = POD.replace("NAME", "p").replace("FLAG", "true")
    without_token = pod.replace("runner\n", "runner\n  automountServiceAccountToken: false\n")
    facts = values(read_manifests(bound([SECRETS]), without_token).model, "k8s:/ClusterRole/it")

    assert (facts["used_by_host_workloads"], facts["used_by_workloads_alone"]) == (True, False)
