"""Without the files a patch is made from the model: kustomize patches and compose override files."""

import yaml

from tests.engine.remediation.test_verified_fixes import COMPOSE, POD
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.remediation.patch_formats import archive_of, component, merge_patches, text_of_model
from threatmodel.engine.remediation.patched_model import search_in_model
from threatmodel.engine.remediation.verified_fixes import Fixes


def patched(rule: str, text: str) -> Fixes:
    model = read([TextFile("a.yaml", text.encode())]).model
    search = search_in_model(model, load_library())
    return search.fixes_of([one for one in search.analysis.threats if one.rule == rule])


def test_a_kustomize_patch_names_the_container_and_what_changes() -> None:
    fixes = patched("container-privileged", POD)

    form, text = text_of_model(fixes)

    assert form == "kustomize"
    document = yaml.safe_load(text)
    (container,) = document["spec"]["containers"]
    assert container["name"] == "app"
    assert container["securityContext"]["privileged"] is False
    assert fixes.resolved
    assert fixes.left == ()


def test_a_removed_mount_is_deleted_by_its_path() -> None:
    fixes = patched("container-runtime-socket-mounted", POD.replace("        privileged: true\n", ""))

    _, text = text_of_model(fixes)

    document = yaml.safe_load(text)
    deleted = {"mountPath": "/var/run/docker.sock", "$patch": "delete"}
    assert deleted in document["spec"]["containers"][0]["volumeMounts"]
    assert {"name": "sock", "$patch": "delete"} in document["spec"]["volumes"]


def test_a_capability_is_left_out_of_the_whole_list() -> None:
    fixes = patched("container-capability-sys-admin", POD.replace("        privileged: true\n", ""))

    _, text = text_of_model(fixes)

    context = yaml.safe_load(text)["spec"]["containers"][0]["securityContext"]
    assert context["capabilities"]["add"] == ["NET_BIND_SERVICE"]


def test_an_override_file_resets_and_replaces() -> None:
    compose = COMPOSE.replace("    privileged: true\n", "")

    form, text = text_of_model(patched("container-runtime-socket-mounted", compose))

    assert form == "compose-override"
    assert "    volumes: !override\n      - data:/data\n" in text
    _, pid = text_of_model(patched("workload-host-pid", compose))
    assert "    pid: !reset null\n" in pid


def test_values_of_secrets_are_in_no_patch() -> None:
    fixes = patched("container-plaintext-credential", POD)

    _, text = text_of_model(fixes)

    assert "hunter2" not in text
    assert b"hunter2" not in archive_of(fixes)
    assert "secretKeyRef" in text


def test_a_credential_of_compose_comes_from_the_environment() -> None:
    compose = COMPOSE.replace(
        "    ports:", "    environment:\n      - DB_PASSWORD=hunter2-hunter2\n    ports:"
    )

    _, text = text_of_model(patched("container-plaintext-credential", compose))

    assert '    environment:\n      DB_PASSWORD: "${DB_PASSWORD:?}"\n' in text


def test_a_component_lists_the_patches() -> None:
    patches = merge_patches(patched("workload-host-pid", POD).changes)

    assert component(patches).endswith("patches:\n  - path: pod-default-web.yaml\n")


def test_a_threat_whose_change_needs_the_files_is_left() -> None:
    role = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: all}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: User, name: ann}]
"""

    fixes = patched("role-cluster-admin-bound", role)

    assert len(fixes.left) == 1
    assert fixes.changes == ()
