"""Each fix resolves its threat in a small manifest, changes the wanted lines alone, and raises nothing."""

import pytest

from tests.engine.remediation.applying import changed_lines, fixed, search

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  hostPID: true  # to see processes
  containers:
    - name: app
      image: nginx:1.29
      securityContext:
        privileged: true
        capabilities:
          add: [SYS_ADMIN, NET_BIND_SERVICE]
      volumeMounts:
        - {name: sock, mountPath: /var/run/docker.sock}
        - name: data
          mountPath: /data
      env:
        - name: DB_PASSWORD
          value: hunter2-hunter2
        - name: MODE
          value: fast
  volumes:
    - name: sock
      hostPath: {path: /var/run/docker.sock}
    - name: data
      hostPath:
        path: /srv/data
"""


def test_a_privileged_container_becomes_unprivileged_and_is_hardened() -> None:
    after, fixes = fixed("container-privileged", web_yaml=POD)

    assert "privileged: false" in after
    assert "allowPrivilegeEscalation: false" in after
    assert all(one.severity in {"medium", "low", "info"} for one in fixes.uncovered)
    assert any("privileged mode" in note for note in fixes.notes)


def test_a_host_namespace_is_left_with_its_comment() -> None:
    after, _ = fixed("workload-host-pid", web_yaml=POD)

    assert "  hostPID: false  # to see processes\n" in after


def test_only_the_capability_of_the_threat_is_removed() -> None:
    pod = POD.replace("        privileged: true\n", "")

    after, _ = fixed("container-capability-sys-admin", web_yaml=pod)

    assert "add: [NET_BIND_SERVICE]" in after


def test_a_runtime_socket_is_removed_with_its_volume() -> None:
    pod = POD.replace("        privileged: true\n", "")

    after, _ = fixed("container-runtime-socket-mounted", web_yaml=pod)

    assert "docker.sock" not in after
    assert "/data" in after


def test_a_folder_of_the_host_becomes_a_temporary_volume() -> None:
    pod = POD.replace("        privileged: true\n", "").replace("  hostPID: true  # to see processes\n", "")

    after, fixes = fixed("container-host-path-writable", web_yaml=pod)

    assert "emptyDir:\n        sizeLimit: 1Gi\n" in after
    assert any("PersistentVolumeClaim" in note for note in fixes.notes)


CLAIM = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: app, image: "nginx:1.29", volumeMounts: [{name: data, mountPath: /data}]}
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {volumeName: data}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: data}
spec: {hostPath: {path: /srv/data}}
"""


def test_a_claim_stays_where_its_volume_is_a_folder_of_the_host() -> None:
    found = search(web_yaml=CLAIM)
    threats = [one for one in found.analysis.threats if one.rule.startswith("container-host-path")]

    assert threats
    assert found.fixes_of(threats).texts == ()


def test_a_literal_credential_becomes_a_reference() -> None:
    after, fixes = fixed("container-plaintext-credential", web_yaml=POD)

    assert "hunter2" not in after
    assert "secretKeyRef" in after
    assert "value: fast" in after
    assert any("create the Secret web-credentials" in note for note in fixes.notes)


def test_a_diff_that_quotes_a_credential_is_made_only_for_whoever_asks() -> None:
    found = search(quote=False, web_yaml=POD)
    threats = [one for one in found.analysis.threats if one.rule == "container-plaintext-credential"]

    fixes = found.fixes_of(threats)

    assert fixes.withheld == tuple(threats)
    assert fixes.texts == ()


SECRET = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Secret
metadata: {name: db}
stringData:
  password: n0t-s0-easy-to-gu3ss
"""


def test_a_secret_leaves_the_file_and_the_rest_stays() -> None:
    after, _ = fixed("secret-values-in-manifest", web_yaml=SECRET)

    assert after == SECRET.partition("---\n")[0]


def test_a_file_that_holds_nothing_else_is_deleted() -> None:
    secret = SECRET.partition("---\n")[2]

    _, fixes = fixed("secret-values-in-manifest", other_yaml=SECRET.partition("---\n")[0], db_yaml=secret)

    assert [text.name for text in fixes.texts if text.is_empty] == ["db.yaml"]


ROLE = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: deployer}
rules:
  - apiGroups: [""]
    resources: [pods, secrets]  # all of them
    verbs: [get, list, create]
  - apiGroups: [apps]
    resources: [deployments]
    verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: deployer}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: deployer}
subjects: [{kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}]
"""


def test_a_role_keeps_what_its_threat_is_not_about() -> None:
    after, _ = fixed("role-reads-secrets", web_yaml=ROLE)

    assert "resources: [pods, secrets]  # all of them\n    verbs: [create]\n" in after
    assert "resources: [deployments]" in after


def test_the_binding_to_cluster_admin_becomes_one_that_reads() -> None:
    binding = ROLE.partition("---\n")[2].replace(
        "name: deployer}\nsubjects", "name: cluster-admin}\nsubjects"
    )

    after, fixes = fixed("role-cluster-admin-bound", web_yaml=binding)

    assert "name: view}" in after
    assert any("delete the binding" in note for note in fixes.notes)


COMPOSE = """\
services:
  web:
    image: nginx:1.29   # keep
    privileged: true
    pid: host
    cap_add: [SYS_ADMIN]
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
      - data:/data
    ports: ["9200:9200"]
volumes: {data: {}}
"""


@pytest.mark.parametrize(
    ("rule", "gone"),
    [
        ("container-privileged", "privileged"),
        ("workload-host-pid", "pid: host"),
        ("container-runtime-socket-mounted", "docker.sock"),
    ],
)
def test_compose_services_lose_what_is_dangerous(rule: str, gone: str) -> None:
    compose = COMPOSE if rule == "container-privileged" else COMPOSE.replace("    privileged: true\n", "")

    after, fixes = fixed(rule, compose_yaml=compose)

    assert gone not in after
    assert "    image: nginx:1.29   # keep\n" in after
    assert all("# keep" not in line for line in changed_lines(compose, fixes))


def test_a_published_store_is_bound_to_its_host() -> None:
    compose = 'services:\n  db:\n    image: elasticsearch:7.1.0\n    ports: ["9200:9200"]\n'
    found = search(compose_yaml=compose)
    threats = [one for one in found.analysis.threats if one.severity in {"critical", "high"}]

    fixes = found.fixes_of(threats)

    assert '["127.0.0.1:9200:9200"]' in fixes.texts[0].file().data.decode()


def test_equal_input_gives_equal_patches() -> None:
    first, second = (fixed("container-privileged", web_yaml=POD)[1] for _ in range(2))

    assert first.notes == second.notes
    assert [one.file() for one in first.texts] == [one.file() for one in second.texts]


def test_what_has_no_patch_is_left() -> None:
    found = search(web_yaml=POD)
    none = [one for one in found.analysis.threats if one.rule == "workload-bare-pod"]

    fixes = found.fixes_of(none)

    assert fixes.left == tuple(none)
    assert fixes.texts == ()


def test_a_very_large_document_is_patched_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    service = "  s{}:\n    image: nginx:1.29\n    privileged: true\n"
    compose = "services:\n" + "".join(service.format(number) for number in range(60))
    monkeypatch.setattr("threatmodel.engine.remediation.patched_files._MOST_WORK", 1_000)
    found = search(compose_yaml=compose)

    fixes = found.fixes_of([one for one in found.analysis.threats if one.rule == "container-privileged"])

    assert 0 < len(fixes.left) < 60
