"""Policies of Kyverno and Gatekeeper: what they reject is known of the namespaces that they judge."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests, value

SHOP = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
LAB = "apiVersion: v1\nkind: Namespace\nmetadata: {name: lab}\n"
BASELINE = "podSecurity: {level: baseline, version: latest}"
SAFE = "[{=(securityContext): {=(privileged): 'false', =(capabilities): {X(add): 'null'}}}]"
PATTERN = (
    "pattern: {spec: {=(hostPID): 'false', =(hostIPC): 'false', =(hostNetwork): 'false', "
    f"containers: {SAFE}, "
    f"=(initContainers): {SAFE}, =(ephemeralContainers): {SAFE}, =(volumes): [{{X(hostPath): 'null'}}]}}}}"
)
KINDS = ("K8sPSPPrivilegedContainer", "K8sPSPHostFilesystem", "K8sPSPHostNamespace", "K8sPSPCapabilities")
SCOPED = (
    "enforcementAction: scoped, "
    "scopedEnforcementActions: [{action: deny, enforcementPoints: [{name: validation.gatekeeper.sh}]}]"
)
PODS = "match: {any: [{resources: {kinds: [Pod]}}]}"


EXCEPTION = (
    "apiVersion: kyverno.io/v2\nkind: PolicyException\nmetadata: {name: one, namespace: shop}\n"
    "spec: {exceptions: [{policyName: safe-pods, ruleNames: [one]}], "
    "match: {any: [{resources: {kinds: [Pod]}}]}}\n"
)


def policy(validate: str, *, action: str = "Enforce", match: str = PODS, more: str = "") -> str:
    return (
        "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: safe-pods}\n"
        f"spec:\n  validationFailureAction: {action}\n"
        f"  rules: [{{name: one, {match}, validate: {{{validate}}}{more}}}]\n"
    )


def constraint(kind: str, spec: str = "") -> str:
    return (
        f"apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: {kind}\nmetadata: {{name: {kind.lower()}}}\n"
        f"spec: {{{spec}}}\n"
    )


@pytest.mark.parametrize("validate", [BASELINE, BASELINE.replace("baseline", "restricted"), PATTERN])
@pytest.mark.parametrize("action", ["Enforce", "enforce"])
def test_an_enforced_policy_against_unsafe_pods_is_known_of_cluster_and_namespace(
    validate: str, action: str
) -> None:
    reading = read_manifests(SHOP, policy(validate, action=action))

    assert value(reading, "namespace:shop", "admission_policy") is True
    assert value(reading, "cluster:kubernetes", "admission_policy") is True
    assert messages(reading) == []


@pytest.mark.parametrize(
    "text",
    [
        policy(BASELINE, action="Audit"),
        policy("pattern: {spec: {containers: [{=(securityContext): {=(privileged): 'false'}}]}}"),
        policy("pattern: {metadata: {labels: {team: '?*'}}}"),
        policy("podSecurity: {level: privileged}"),
        policy("podSecurity: {level: baseline, exclude: [{controlName: HostPath Volumes}]}"),
        policy(BASELINE, match="match: {any: [{resources: {kinds: [Deployment]}}]}"),
        policy(
            BASELINE, match="match: {any: [{resources: {kinds: [Pod], selector: {matchLabels: {a: b}}}}]}"
        ),
        policy(BASELINE, match="match: {any: [{resources: {kinds: [Pod], operations: [DELETE]}}]}"),
        policy(BASELINE, more=", exclude: {any: [{resources: {selector: {matchLabels: {trusted: 'yes'}}}}]}"),
        policy(BASELINE, more=", exclude: {any: [{subjects: [{kind: User, name: ann}]}]}"),
        policy(BASELINE, more=", preconditions: {all: [{key: a, operator: Equals, value: b}]}"),
        policy(
            BASELINE, match="match: {any: [{resources: {kinds: [Pod]}, subjects: [{kind: User, name: a}]}]}"
        ),
        policy(BASELINE, match="match: {resources: {kinds: [Pod]}, clusterRoles: [edit]}"),
        policy(BASELINE + ", failureActionOverrides: [{action: Audit, namespaces: [shop]}]"),
        policy(BASELINE).replace("spec:", "spec:\n  admission: false"),
        policy(PATTERN.replace("=(privileged)", "(privileged)")),
        policy(PATTERN.replace("X(hostPath)", "(hostPath)")),
        policy(PATTERN.replace("=(initContainers)", "=(sidecars)")),
        policy("podSecurity: {level: baseline, exclude: [{controlName: Capabilities}]}"),
        policy(BASELINE) + "---\n" + EXCEPTION,
        constraint("K8sPSPPrivilegedContainer"),
        "---\n".join(
            constraint(kind, "parameters: {exemptImages: ['*']}" if kind == KINDS[0] else "")
            for kind in KINDS
        ),
    ],
)
def test_a_policy_that_reports_exempts_or_rejects_less_answers_nothing(text: str) -> None:
    reading = read_manifests(SHOP, text)

    assert value(reading, "namespace:shop", "admission_policy") is None
    assert value(reading, "cluster:kubernetes", "admission_policy") is None


@pytest.mark.parametrize(
    ("match", "more"),
    [
        (PODS, ", exclude: {any: [{resources: {namespaces: [lab, kube-system]}}]}"),
        (PODS, ", exclude: {resources: {namespaces: [l*]}}"),
        ("match: {any: [{resources: {kinds: [Pod], namespaces: [sh*]}}]}", ""),
        ("match: {resources: {kinds: [v1/Pod], namespaces: [shop]}}", ""),
    ],
)
def test_a_policy_is_known_of_the_namespaces_that_it_judges(match: str, more: str) -> None:
    reading = read_manifests(SHOP, LAB, policy(BASELINE, match=match, more=more))

    assert value(reading, "namespace:shop", "admission_policy") is True
    assert value(reading, "namespace:lab", "admission_policy") is None
    assert value(reading, "cluster:kubernetes", "admission_policy") is None


def test_namespaces_of_the_system_may_be_exempt() -> None:
    exempt = ", exclude: {any: [{resources: {namespaces: [kube-system]}}]}"

    reading = read_manifests(SHOP, policy(BASELINE, more=exempt))

    assert value(reading, "cluster:kubernetes", "admission_policy") is True


def test_a_policy_inside_a_namespace_judges_that_alone() -> None:
    text = (
        policy(BASELINE).replace("ClusterPolicy", "Policy").replace("safe-pods", "safe-pods, namespace: shop")
    )

    reading = read_manifests(SHOP, LAB, text)

    assert value(reading, "namespace:shop", "admission_policy") is True
    assert value(reading, "namespace:lab", "admission_policy") is None


@pytest.mark.parametrize("spec", ["", SCOPED])
def test_constraints_of_gatekeeper_count_together(spec: str) -> None:
    reading = read_manifests(SHOP, *(constraint(kind, spec) for kind in KINDS))

    assert value(reading, "namespace:shop", "admission_policy") is True
    assert {one["policy"] for one in value(reading, "cluster:kubernetes", "admission_policies")} == {
        kind.lower() for kind in KINDS
    }


@pytest.mark.parametrize(
    "spec",
    [
        "enforcementAction: dryrun",
        "enforcementAction: warn",
        SCOPED.replace("validation", "audit"),
        "match: {labelSelector: {matchLabels: {a: b}}}",
        "match: {excludedNamespaces: [shop]}",
        "match: {namespaces: [lab]}",
        "match: {kinds: [{apiGroups: [apps], kinds: [Deployment]}]}",
        "parameters: {allowedHostPaths: [{pathPrefix: /}]}",
    ],
)
def test_a_constraint_that_leaves_pods_out_answers_nothing_of_them(spec: str) -> None:
    paths = constraint("K8sPSPHostFilesystem", spec)
    others = map(constraint, ("K8sPSPPrivilegedContainer", "K8sPSPHostNamespace", "K8sPSPCapabilities"))

    reading = read_manifests(SHOP, *others, paths)

    assert value(reading, "namespace:shop", "admission_policy") is None


@pytest.mark.parametrize(("action", "enforced"), [("Audit", False), ("Enforce", True)])
def test_policies_of_kyverno_are_listed_with_whether_they_are_enforced(
    action: str, *, enforced: bool
) -> None:
    listed = value(
        read_manifests(policy(BASELINE, action=action)), "cluster:kubernetes", "admission_policies"
    )

    assert listed == [
        {
            "policy": "safe-pods",
            "changes_objects": False,
            "bound": True,
            "enforced": enforced,
            "fails_open": False,
            "resources": ["pods"],
        }
    ]


def test_a_policy_that_only_changes_objects_is_not_listed() -> None:
    text = policy(BASELINE).replace("validate: {podSecurity", "mutate: {podSecurity")

    assert value(read_manifests(SHOP, text), "cluster:kubernetes", "admission_policies") is None
