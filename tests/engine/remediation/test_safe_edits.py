"""What a patch writes is what Kubernetes takes, allows no more than before, and quotes no credential."""

import json

import pytest

from tests.engine.remediation.applying import changed_lines, fixed, search
from threatmodel.engine.remediation.manifest_changes import Change, Place
from threatmodel.engine.remediation.patch_formats import merge_patches

ROOT = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    runAsUser: 0
  containers:
    - name: app
      image: nginx:1.29
"""
UNCONFINED = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    container.apparmor.security.beta.kubernetes.io/app: unconfined
    team: shop
spec:
  containers:
    - name: app
      image: nginx:1.29
"""
STORE = """\
apiVersion: v1
kind: Pod
metadata: {name: store, labels: {app: store}}
spec:
  containers:
    - name: redis
      image: redis:7
---
apiVersion: v1
kind: Service
metadata: {name: store}
spec:
  type: LoadBalancer
  allocateLoadBalancerNodePorts: true
  healthCheckNodePort: 31000
  loadBalancerClass: cloud
  externalTrafficPolicy: Local
  selector: {app: store}
  ports:
    - {name: tcp, port: 6379, protocol: TCP, nodePort: 30079}
    - {name: udp, port: 6379, protocol: UDP, nodePort: 30079}
"""
BINDING = """\
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: reader}
roleRef: {kind: ClusterRole, name: reader, apiGroup: rbac.authorization.k8s.io}
subjects: [{kind: ServiceAccount, name: job, namespace: shop}]
"""
ROLE = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules:
  - apiGroups: [""]
    resources: ["configmaps"]
    verbs: ["get"]
  - apiGroups: [""]
    resources: ["secrets"]
    verbs: ["get"]
"""
SECRETS = """\
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Secret
    metadata: {name: shop}
    data: {blob: aHVudGVyMi1odW50ZXIyLWh1bnRlcjI=}
"""


def test_a_pod_of_user_0_gets_another_user_and_not_a_ban_on_its_own() -> None:
    after, _ = fixed("container-runs-as-root", web_yaml=ROOT)

    assert "runAsUser: 65532" in after


def test_a_profile_replaces_the_annotation_that_contradicts_it() -> None:
    after, _ = fixed("container-apparmor-unconfined", web_yaml=UNCONFINED)

    assert "appArmorProfile:\n          type: RuntimeDefault\n" in after
    assert "unconfined" not in after
    assert "team: shop" in after


def test_an_internal_service_keeps_nothing_that_only_open_ones_may_have() -> None:
    after, _ = fixed("store-open-to-the-internet", store_yaml=STORE)

    assert "type: ClusterIP" in after
    for key in ("nodePort", "NodePort", "loadBalancer", "externalTrafficPolicy"):
        assert key not in after


def test_a_rule_of_a_role_is_left_out_and_not_replaced_by_others() -> None:
    after, _ = fixed("role-reads-secrets", role_yaml=ROLE + BINDING)

    assert "secrets" not in after
    assert "pods" not in after
    assert '    resources: ["configmaps"]\n' in after


def test_a_rule_for_all_resources_keeps_no_more_verbs_than_it_had() -> None:
    role = ROLE.replace('"secrets"', '"*"')

    after, _ = fixed("role-wildcard-resources", role_yaml=role + BINDING)

    assert '    resources: ["pods", "services", "endpoints"]\n    verbs: ["get"]\n' in after


def test_items_of_a_list_on_one_line_are_not_mistaken_for_each_other() -> None:
    rules = [
        {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]},
        {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
    ]
    meta = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "all"}}
    found = search(role_yaml=json.dumps({**meta, "rules": rules}) + "\n" + BINDING.replace("reader", "all"))

    fixes = found.fixes_of([one for one in found.analysis.threats if one.rule == "role-equals-cluster-admin"])

    assert ['"configmaps"' in text.file().data.decode() for text in fixes.texts] == [True]


def test_a_secret_of_a_list_is_quoted_only_for_whoever_asks() -> None:
    found = search(quote=False, secret_yaml=SECRETS)
    threats = [one for one in found.analysis.threats if one.rule == "secret-values-in-manifest"]

    fixes = found.fixes_of(threats)

    assert fixes.texts == ()
    assert len(fixes.withheld) == 1


@pytest.mark.parametrize(
    "near",
    [
        'args: ["--password", "hunter2-hunter2"]',
        'env: [{name: DB_PASSWORD, value: "${DB_PASSWORD:-hunter2-hunter2}"}]',
    ],
)
def test_an_argument_or_a_default_is_a_credential_too(near: str) -> None:
    pod = ROOT.replace("  securityContext:\n    runAsUser: 0\n", "")
    pod = f"{pod}      {near}\n      securityContext: {{privileged: true}}\n"
    found = search(quote=False, web_yaml=pod)
    threats = [one for one in found.analysis.threats if one.rule == "container-privileged"]

    fixes = found.fixes_of(threats)

    assert len(fixes.withheld) == 1


def test_the_digest_of_an_image_is_no_credential() -> None:
    pod = ROOT.replace("nginx:1.29", f"nginx:1.29@sha256:{'0b' * 32}")

    after, _ = fixed("container-runs-as-root", quote=False, web_yaml=pod)

    assert "runAsUser: 65532" in after


def test_a_policy_goes_where_its_workload_goes_and_says_that_nobody_calls() -> None:
    pod = ROOT.replace("  name: web\n", "  name: web\n  labels: {app: web}\n")

    after, fixes = fixed("workload-incoming-traffic-open", web_yaml=pod)

    assert "  name: web-traffic\nspec:" in after
    assert any("refuses all incoming traffic" in note for note in fixes.notes)


def test_a_binding_without_a_namespace_is_not_that_of_another_namespace() -> None:
    role = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers}
roleRef: {kind: Role, name: reader, apiGroup: rbac.authorization.k8s.io}
subjects:
  - {kind: Group, name: system:unauthenticated, apiGroup: rbac.authorization.k8s.io}
  - {kind: ServiceAccount, name: job, namespace: shop}
"""
    other = role.replace("{name: reader}", "{name: reader, namespace: other}").replace(
        "{name: readers}", "{name: readers, namespace: other}"
    )
    found = search(readers_yaml=f"{role}---\n{other}")
    threats = [one for one in found.analysis.threats if one.element == "k8s:default/Role/reader"]

    texts = found.fixes_of(threats).texts

    first, second = texts[0].file().data.decode().split("{name: readers, namespace: other}")
    assert "system:unauthenticated" not in first
    assert "system:unauthenticated" in second


def test_a_published_port_stays_in_its_quotes() -> None:
    compose = 'services:\n  db:\n    image: redis:7\n    ports:\n      - "6379:6379"\n'

    _, fixes = fixed("store-open-to-the-internet", compose_yaml=compose)

    assert '+      - "127.0.0.1:6379:6379"' in changed_lines(compose, fixes)


def test_a_deleted_file_is_taken_out_of_its_kustomization_by_hand() -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: shop}\ndata: {blob: aHVudGVyMi1odW50ZXIy}\n"

    _, fixes = fixed(
        "secret-values-in-manifest",
        secret_yaml=secret,
        web_yaml=ROOT,
        kustomization_yaml="resources: [secret.yaml, web.yaml]\n",
    )

    assert any("kustomization" in note for note in fixes.notes)


def test_a_name_leads_to_no_folder_outside_of_the_archive() -> None:
    place = Place("kubernetes", "Pod", "../../etc/cron.d/x", "default")

    names = merge_patches(((Change(place, ("spec", "hostPID"), "set", value=False),),))

    assert ["/" in name for name in names] == [False]


def test_two_objects_whose_names_are_written_alike_have_a_file_each() -> None:
    places = [Place("kubernetes", "Deployment", "c", "a-b"), Place("kubernetes", "Deployment", "b-c", "a")]

    patches = merge_patches(tuple((Change(place, ("spec", "replicas"), "set", value=2),) for place in places))

    assert [*patches] == ["deployment-a-b-c.yaml", "deployment-a-b-c-2.yaml"]
    assert [text.count("name: b-c") for text in patches.values()] == [0, 1]
