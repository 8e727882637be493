"""Webhooks and policies that judge objects: facts of the cluster, and calls of the API server."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests, value
from threatmodel.engine.importers import Reading

API = "apiVersion: admissionregistration.k8s.io/v1\n"
HOOK_POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: guard, namespace: policy, labels: {app: guard}}\n"
    "spec: {containers: [{name: c, image: guard, ports: [{name: tls, containerPort: 9443}]}]}\n"
)
SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: guard, namespace: policy}\n"
    "spec: {selector: {app: guard}, ports: [{port: 443, targetPort: tls}]}\n"
)


def webhook(more: str = "", *, kind: str = "Validating", api: str = API, client: str = "") -> str:
    client = client or "service: {name: guard, namespace: policy}"
    return (
        f"{api}kind: {kind}WebhookConfiguration\nmetadata: {{name: guard}}\n"
        f"webhooks:\n- {{name: pods.guard.io, clientConfig: {{{client}}}, "
        f"rules: [{{operations: [CREATE], resources: [pods], apiGroups: ['']}}]{more}}}\n"
    )


def first(reading: Reading) -> dict[str, object]:
    (record,) = value(reading, "cluster:kubernetes", "admission_webhooks")
    assert isinstance(record, dict)
    return record


@pytest.mark.parametrize(
    ("more", "api", "fails_open"),
    [
        ("", API, False),
        (", failurePolicy: Ignore", API, True),
        (", failurePolicy: Fail", API.replace("v1", "v1beta1"), False),
        ("", API.replace("v1", "v1beta1"), True),  # the default of the old version
    ],
)
def test_a_webhook_fails_open_or_closed(more: str, api: str, *, fails_open: bool) -> None:
    assert first(read_manifests(webhook(more, api=api)))["fails_open"] is fails_open


def test_a_webhook_is_reported_with_what_it_sees_and_exempts() -> None:
    reading = read_manifests(
        webhook(", namespaceSelector: {matchLabels: {a: b}}, timeoutSeconds: 3", kind="Mutating")
    )

    assert first(reading) == {
        "configuration": "guard",
        "webhook": "pods.guard.io",
        "changes_objects": True,
        "fails_open": False,
        "target": "guard.policy",
        "outside": False,
        "resources": ["pods"],
        "operations": ["CREATE"],
        "limited": True,
        "timeout_seconds": 3,
    }
    fact = reading.model.elements["cluster:kubernetes"].facts["admission_webhooks"]
    assert (fact.source.file, fact.item_lines) == ("1.yaml", (5,))


def test_the_api_server_calls_the_pods_behind_the_service() -> None:
    reading = read_manifests(webhook(), HOOK_POD, SERVICE)

    (flow,) = reading.model.flows.values()
    assert (flow.source, flow.destination) == ("node:kubernetes", "k8s:policy/Pod/guard")
    assert flow.name == "API server → guard"
    assert "extends_api" not in reading.model.elements["k8s:policy/Pod/guard"].facts
    facts = {name: fact.value for name, fact in flow.facts.items()}
    assert facts == {
        "port": 9443,
        "protocol": "https",
        "encrypted": True,
        "certificate_verified": True,
        "confidence": "high",
    }


def test_a_webhook_outside_of_the_cluster_is_added_without_its_login() -> None:
    reading = read_manifests(webhook(client="url: 'https://u:canary@hooks.vendor.io:8443/x?token=canary'"))

    (flow,) = reading.model.flows.values()
    assert (flow.destination, flow.facts["port"].value) == ("external:hooks.vendor.io", 8443)
    assert first(reading)["outside"] is True
    assert "canary" not in repr(reading)


def test_an_extension_of_the_api_is_called_too() -> None:
    reading = read_manifests(
        "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.metrics.k8s.io}\n"
        "spec: {service: {name: guard, namespace: policy}, insecureSkipTLSVerify: true}\n",
        HOOK_POD,
        SERVICE,
    )

    (flow,) = reading.model.flows.values()
    assert flow.facts["certificate_verified"].value is False
    assert reading.model.elements["k8s:policy/Pod/guard"].facts["extends_api"].value is True
    assert not messages(reading)


@pytest.mark.parametrize(
    ("bindings", "bound", "enforced"),
    [
        ((), False, False),
        (("[Deny]",), True, True),
        (("[Warn, Audit]",), True, False),
        (("[Audit]", "[Deny]"), True, True),
    ],
)
def test_a_policy_is_enforced_by_a_binding_that_denies(
    bindings: tuple[str, ...], *, bound: bool, enforced: bool
) -> None:
    policy = (
        f"{API}kind: ValidatingAdmissionPolicy\nmetadata: {{name: p}}\nspec: {{failurePolicy: Ignore, "
        "matchConstraints: {resourceRules: [{resources: [Deployments]}]}}\n"
    )
    bound_by = [
        f"{API}kind: ValidatingAdmissionPolicyBinding\nmetadata: {{name: b{number}}}\n"
        f"spec: {{policyName: p, validationActions: {actions}}}\n"
        for number, actions in enumerate(bindings)
    ]

    reading = read_manifests(policy, *bound_by)

    assert value(reading, "cluster:kubernetes", "admission_policies") == [
        {
            "policy": "p",
            "changes_objects": False,
            "bound": bound,
            "enforced": enforced,
            "fails_open": True,
            "resources": ["deployments"],
        }
    ]


@pytest.mark.parametrize(
    ("more", "required"),
    [
        ("", ["pods"]),
        (", failurePolicy: Fail, namespaceSelector: {matchLabels: {a: b}}", ["pods"]),
        (", failurePolicy: Ignore", None),
        (", objectSelector: {matchLabels: {judged: 'yes'}}", None),  # only what opts in
    ],
)
def test_a_server_knows_what_waits_for_it(more: str, required: list[str] | None) -> None:
    reading = read_manifests(HOOK_POD, SERVICE, webhook(more))

    assert value(reading, "k8s:policy/Pod/guard", "admission_required_for") == required


def test_what_several_webhooks_require_is_told_together() -> None:
    other = (
        webhook()
        .replace("name: guard}\nwebhooks", "name: other}\nwebhooks")
        .replace("[pods]", "[secrets, pods]")
    )

    reading = read_manifests(HOOK_POD, SERVICE, webhook(), other)

    assert value(reading, "k8s:policy/Pod/guard", "admission_required_for") == ["pods", "secrets"]


NAMESPACES = (
    "apiVersion: v1\nkind: Namespace\nmetadata: {name: policy}\n",
    "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {inject: enabled}}\n",
)


def reviews(*more: str, kind: str = "Mutating") -> list[dict[str, object]]:
    reading = read_manifests(*NAMESPACES, HOOK_POD, SERVICE, *(webhook(one, kind=kind) for one in more))
    fact = reading.model.elements["k8s:policy/Pod/guard"].facts.get("admission_reviews")
    found = [] if fact is None else fact.value
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("selector", "scopes"),
    [
        ("", ["cluster"]),
        (", namespaceSelector: {}", ["cluster"]),
        (", namespaceSelector: {matchLabels: {inject: enabled}}", ["shop"]),
        (", namespaceSelector: {matchExpressions: [{key: inject, operator: DoesNotExist}]}", ["policy"]),
        (", namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}", []),
    ],
)
def test_the_workload_behind_a_webhook_reviews_objects_of_the_namespaces_that_are_selected(
    selector: str, scopes: list[str]
) -> None:
    assert [one["scope"] for one in reviews(selector)] == scopes


@pytest.mark.parametrize("kind", ["Mutating", "Validating"])
def test_a_review_says_whether_it_may_change_objects(kind: str) -> None:
    assert reviews("", kind=kind) == [
        {
            "configuration": "guard",
            "changes_objects": kind == "Mutating",
            "api_groups": [""],
            "resources": ["pods"],
            "operations": ["CREATE"],
            "scope": "cluster",
        }
    ]


@pytest.mark.parametrize(
    ("limit", "count"),
    [
        (", objectSelector: {matchLabels: {inject: 'true'}}", 0),
        (", objectSelector: {matchExpressions: [{key: inject, operator: NotIn, values: ['false']}]}", 1),
        (", matchConditions: [{name: c, expression: 'true'}]", 0),
    ],
)
def test_a_webhook_for_certain_objects_reviews_no_others(limit: str, count: int) -> None:
    assert len(reviews(limit)) == count


def test_a_webhook_without_rules_reviews_nothing() -> None:
    hook = webhook("")
    assert "rules: [" in hook
    head, _, tail = hook.partition("rules: [")

    reading = read_manifests(*NAMESPACES, HOOK_POD, SERVICE, f"{head}rules: [], x: [{tail}")

    assert "admission_reviews" not in reading.model.elements["k8s:policy/Pod/guard"].facts
