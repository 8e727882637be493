"""Transformers, generators and replacements in files of their own do what the fields do."""

import pytest

from tests.engine.importers.kustomize.overlays import BASE, WEB, entries, overlay, read_files, uids

# --- what stands in files of its own --------------------------------------------------------------


def _builtin(kind: str, rest: str) -> str:
    return f"apiVersion: builtin\nkind: {kind}\nmetadata: {{name: x}}\n{rest}"


_REPLACEMENT = """source: {kind: ServiceAccount, name: web, fieldPath: metadata.name}
targets:
- select: {kind: Deployment}
  fieldPaths: ["spec.template.spec.containers.[name=side].image"]
"""


@pytest.mark.parametrize("listed", [False, True])
def test_a_replacement_in_a_file_of_its_own_is_made(listed: bool) -> None:
    text = "- " + _REPLACEMENT.replace("\n", "\n  ").rstrip() + "\n" if listed else _REPLACEMENT

    reading = overlay("replacements:\n- path: r.yaml\n", r__yaml=text)

    assert "image:web" in uids(reading, "image")
    assert reading.problems == ()


def test_a_replacement_that_does_not_fit_is_reported_at_its_own_place() -> None:
    text = _REPLACEMENT.replace("kind: ServiceAccount", "kind: Gone")

    (problem,) = overlay("replacements:\n- path: r.yaml\n", r__yaml=text).problems

    assert problem.file == "prod/r.yaml"
    assert "its source matches 0 objects" in problem.message


_HOST_NETWORK = "spec: {template: {spec: {hostNetwork: true}}}"
_DEPLOYMENT = f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\n{_HOST_NETWORK}\n"
_JSON_PATCH = "[{op: add, path: /spec/template/spec/hostNetwork, value: true}]"


@pytest.mark.parametrize(
    ("kind", "rest"),
    [
        ("PatchTransformer", f"target: {{kind: Deployment}}\npatch: '{_JSON_PATCH}'\n"),
        ("PatchTransformer", "path: more.yaml\n"),
        ("PatchStrategicMergeTransformer", "paths: [more.yaml]\n"),
        ("PatchJson6902Transformer", f"target: {{kind: Deployment, name: web}}\njsonOp: '{_JSON_PATCH}'\n"),
    ],
)
def test_patches_of_transformers_are_applied(kind: str, rest: str) -> None:
    reading = overlay("transformers: [t.yaml]\n", t__yaml=_builtin(kind, rest), more__yaml=_DEPLOYMENT)

    host_network = reading.model.elements["k8s:default/Deployment/web"].facts["host_network"]
    assert host_network.value is True
    assert host_network.source.file == ("prod/more.yaml" if "more" in rest else "prod/t.yaml")


def test_transformers_do_what_the_fields_do() -> None:
    scaled = "replica: {name: web, count: 3}\nfieldSpecs: [{path: spec/replicas}]\n"
    reading = overlay(
        "transformers: [n.yaml, p.yaml, i.yaml, r.yaml, h.yaml]\n",
        n__yaml=_builtin("NamespaceTransformer", "").replace("name: x", "name: x, namespace: shop"),
        p__yaml=_builtin("PrefixTransformer", "prefix: my-\nfieldSpecs: [{path: metadata/name}]\n"),
        i__yaml=_builtin("ImageTagTransformer", "imageTag: {name: redis, newName: valkey, newTag: '8'}\n"),
        r__yaml=_builtin("ReplicaCountTransformer", scaled),
        h__yaml=_builtin("HashTransformer", ""),
    )

    assert uids(reading, "workload") == ["k8s:shop/Deployment/my-web"]
    assert "image:valkey" in uids(reading, "image")
    assert reading.model.elements["k8s:shop/Deployment/my-web"].facts["replicas"].value == 3
    assert reading.problems == ()


def test_transformers_may_stand_inline_and_in_a_kustomization_of_their_own() -> None:
    namespace = "apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: x, namespace: shop}\n"
    inline = "transformers:\n- |\n  " + namespace.replace("\n", "\n  ").rstrip() + "\n"
    apart = {
        "base/kustomization.yaml": BASE,
        "base/web.yaml": WEB,
        "prod/kustomization.yaml": "resources: [../base]\ntransformers: [../house]\n",
        "house/kustomization.yaml": "resources: [n.yaml]\n",
        "house/n.yaml": namespace,
    }

    for reading in (overlay(inline), read_files(apart)):
        assert uids(reading, "workload") == ["k8s:shop/Deployment/web"]
        assert reading.problems == ()


@pytest.mark.parametrize(
    ("specs", "selected"),
    [
        ("[{path: spec/template/metadata/labels, create: true}]", True),
        ("[{path: spec/template/metadata/labels, create: true, kind: Deployment}]", True),
        ("[{path: spec/template/metadata/labels, create: true, kind: Job}]", False),
        ("[{path: spec/template/metadata/labels, create: true, group: batch}]", False),
        ("[{path: metadata/labels, create: true}]", False),
    ],
)
def test_labels_go_where_the_fields_of_a_transformer_say(specs: str, selected: bool) -> None:
    policy = (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n"
        "spec: {podSelector: {matchLabels: {team: red}}, ingress: []}\n"
    )
    files = {
        "web.yaml": WEB,
        "policy.yaml": policy,
        "labels.yaml": _builtin("LabelTransformer", f"labels: {{team: red}}\nfieldSpecs: {specs}\n"),
        "kustomization.yaml": "resources: [web.yaml, policy.yaml]\ntransformers: [labels.yaml]\n",
    }

    reading = read_files(files)

    workload = reading.model.elements["k8s:default/Deployment/web"]
    assert workload.facts["ingress_policy"].value is selected


def test_generators_in_files_of_their_own_make_objects() -> None:
    made = _builtin("ConfigMapGenerator", "literals: [A=1]\n").replace("name: x", "name: settings")

    assert entries(overlay("generators: [g.yaml]\n", g__yaml=made)) == ["A"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("apiVersion: example.com/v1\nkind: Sidecar\nmetadata: {name: x}\n", "a Sidecar is not supported"),
        (
            _builtin("PrefixTransformer", "prefix: a\nfieldSpecs: [{path: spec/x}]\n"),
            "a PrefixTransformer on other fields than metadata/name is not supported",
        ),
        (
            _builtin("NamespaceTransformer", "unsetOnly: true\n"),
            "a NamespaceTransformer for what has no namespace yet is not supported",
        ),
        (_builtin("HelmChartInflationGenerator", "name: x\n"), "a HelmChartInflationGenerator is not"),
    ],
)
def test_what_no_field_does_is_reported_with_the_command(text: str, words: str) -> None:
    (problem,) = overlay("transformers: [t.yaml]\n", t__yaml=text).problems

    assert words in problem.message
    switch = "--enable-helm" if "HelmChart" in text else "--enable-alpha-plugins"
    assert f"kubectl kustomize {switch} prod" in problem.message


def test_validators_change_nothing_and_are_no_objects() -> None:
    check = "apiVersion: example.com/v1\nkind: Check\nmetadata: {name: x}\n"

    assert overlay("validators: [v.yaml]\n", v__yaml=check).problems == ()


def test_paths_in_a_transformer_start_beside_the_kustomization() -> None:
    reading = read_files(
        {
            "base/kustomization.yaml": BASE,
            "base/web.yaml": WEB,
            "prod/kustomization.yaml": "resources: [../base]\ntransformers: [house/t.yaml]\n",
            "prod/house/t.yaml": _builtin("PatchTransformer", "path: more.yaml\n"),
            "prod/more.yaml": _DEPLOYMENT,
        }
    )

    assert reading.model.elements["k8s:default/Deployment/web"].facts["host_network"].value is True
    assert reading.problems == ()
