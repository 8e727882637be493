"""Kustomizations: references that say a namespace follow what they name, vars are filled in, and
transformer configurations are no unknown kinds."""

from typing import Any

import pytest

from threatmodel.engine.importers import Reading, TextFile, read

_GUARD = """apiVersion: v1
kind: Namespace
metadata: {name: system}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: guard, namespace: system}
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: system}
spec: {selector: {app: guard}, ports: [{port: 443, targetPort: 9443}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: guard, namespace: system}
spec:
  selector: {matchLabels: {app: guard}}
  template:
    metadata: {labels: {app: guard}}
    spec:
      serviceAccountName: guard
      containers:
      - {name: app, image: 'example.com/guard:1', args: [--owner=$(OWNER), --other=$(UNKNOWN)]}
"""
_RULES = """apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: watcher}
rules:
- {apiGroups: [''], resources: [secrets], resourceNames: [keys, others], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: watcher}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: watcher}
subjects:
- {kind: ServiceAccount, name: guard, namespace: system}
- {kind: ServiceAccount, name: guard, namespace: elsewhere}
---
apiVersion: v1
kind: Secret
metadata: {name: keys}
"""
_HOOKS = """apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: judge}
webhooks:
- name: judge.example.com
  clientConfig: {service: {name: hook, namespace: system, path: /judge}}
- name: foreign.example.com
  clientConfig: {service: {name: hook, namespace: elsewhere}}
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.guard.example.com}
spec: {service: {name: hook, namespace: system}, group: guard.example.com, version: v1}
"""
_OVERLAY = "namespace: guarding\nnamePrefix: eu-\nresources: [guard.yaml, rules.yaml, hooks.yaml]\n"
_FIELDS = (
    "nameReference:\n- kind: Service\n  fieldSpecs:\n"
    "  - {kind: ValidatingWebhookConfiguration, path: webhooks/clientConfig/service/name}\n"
    "varReference:\n- path: metadata/annotations\n"
)


def _read(overlay: str = _OVERLAY, **more: str) -> Reading:
    files = {"guard.yaml": _GUARD, "rules.yaml": _RULES, "hooks.yaml": _HOOKS, "kustomization.yaml": overlay}
    files |= {f"{name}.yaml": text for name, text in more.items()}
    return read([TextFile(name, text.encode()) for name, text in files.items()])


def test_a_binding_follows_its_account_into_the_new_namespace() -> None:
    model = _read().model

    bound = model.related("bound_to", "k8s:guarding/ServiceAccount/eu-guard")
    assert [role.name for role in bound] == ["eu-watcher"]
    assert "namespace:system" not in model.elements


def test_an_account_of_another_namespace_stays_there() -> None:
    model = _read().model

    bound = model.related("bound_to", "k8s:elsewhere/ServiceAccount/guard")
    assert [role.name for role in bound] == ["eu-watcher"]


def test_the_api_server_calls_the_service_where_it_went() -> None:
    flows = [f for f in _read().model.flows.values() if f.source == "node:kubernetes"]

    assert [(flow.destination, flow.facts["port"].value) for flow in flows] == [
        ("k8s:guarding/Deployment/eu-guard", 9443)
    ]
    assert "ValidatingWebhookConfiguration" in (flows[0].why or "")
    assert "APIService" in (flows[0].why or "")


def test_a_webhook_of_another_namespace_stays_there() -> None:
    webhooks: Any = _read().model.elements["cluster:kubernetes"].facts["admission_webhooks"].value

    assert [hook["target"] for hook in webhooks] == [
        "eu-hook.guarding",
        "hook.elsewhere",
    ]


def test_names_that_a_role_lists_are_renamed_with_their_objects() -> None:
    rules: Any = _read().model.elements["k8s:/ClusterRole/eu-watcher"].facts["rules"].value

    assert rules[0]["resource_names"] == ["eu-keys", "others"]


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("", "--owner=eu-guard"),
        ("fieldref: {fieldpath: metadata.namespace}", "--owner=guarding"),
        ("fieldref: {fieldpath: 'spec.ports[0].port'}", "--owner=$(OWNER)"),
    ],
)
def test_a_var_means_a_field_of_an_object(field: str, told: str) -> None:
    overlay = f"{_OVERLAY}vars:\n- name: OWNER\n  objref: {{kind: ServiceAccount, name: guard}}\n  {field}\n"
    hosts = _GUARD.replace("--owner=$(OWNER)", "'--upstream-url=http://$(OWNER).example.io/'")
    reading = _read(overlay, guard=hosts)

    assert reading.problems == ()
    host = told.removeprefix("--owner=")
    assert (f"external:{host}.example.io" in reading.model.elements) == ("$" not in host)


def test_no_vars_are_no_problem() -> None:
    assert _read(f"{_OVERLAY}vars:\n").problems == ()


def test_a_configuration_that_changes_nothing_is_not_reported() -> None:
    assert _read(f"{_OVERLAY}configurations: [fields.yaml]\n", fields=_FIELDS).problems == ()


def test_a_configuration_that_no_one_names_is_no_unknown_document() -> None:
    assert _read(fields=_FIELDS).problems == ()


@pytest.mark.parametrize("more", [{}, {"fields": "images:\n- path: spec/image\n"}])
def test_a_configuration_that_is_left_out_is_reported(more: dict[str, str]) -> None:
    reading = _read(f"{_OVERLAY}configurations: [fields.yaml]\n", **more)

    assert "transformer configurations are not supported" in reading.problems[0].message


def test_a_patch_for_what_is_not_in_the_input_is_not_reported_beside_that() -> None:
    overlay = (
        f"{_OVERLAY}patches: [{{target: {{kind: Job}}, patch: '[{{op: remove, path: /spec}}]'}}]\n".replace(
            "hooks.yaml]", "hooks.yaml, 'https://example.com/job?ref=v1']"
        )
    )

    assert ["nothing is fetched" in problem.message for problem in _read(overlay).problems] == [True]


@pytest.mark.parametrize("home", ["system", "guarding"])
def test_a_patch_further_up_knows_an_object_by_the_namespace_it_came_from(home: str) -> None:
    patch = (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: guard, namespace: {home}}}\n"
        "spec: {replicas: 7}\n"
    )
    files = {"base/guard.yaml": _GUARD, "base/kustomization.yaml": _OVERLAY.split("resources", 1)[0]}
    files["base/kustomization.yaml"] += "resources: [guard.yaml]\n"
    files |= {"top/kustomization.yaml": "resources: [../base]\npatches: [{path: more.yaml}]\n"}
    reading = read([TextFile(n, t.encode()) for n, t in {**files, "top/more.yaml": patch}.items()])

    assert reading.problems == ()
    assert reading.model.elements["k8s:guarding/Deployment/eu-guard"].facts["replicas"].value == 7
