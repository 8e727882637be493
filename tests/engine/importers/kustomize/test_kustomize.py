"""Kustomizations: what they render to, which file and line each value comes from, and what is refused."""

from typing import Any

import pytest

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.context import ImportContext
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.kustomize import render
from threatmodel.engine.importers.kustomize.patches import InvalidPatch, merged, patched
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, read_documents
from threatmodel.engine.model import Element

_WEB = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: web
      containers:
      - name: app
        image: example.com/shop/web:1
        env:
        - {name: MODE, value: base}
        envFrom:
        - configMapRef: {name: settings}
        securityContext: {privileged: true}
      - {name: side, image: 'redis:7'}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""
_BASE = "resources: [web.yaml]\n"


def _read(files: dict[str, str]) -> Reading:
    return read([TextFile(name, text.encode()) for name, text in files.items()])


def _overlay(kustomization: str, **more: str) -> Reading:
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base]\n"
    files = {f"prod/{name.replace('__', '.')}": text for name, text in more.items()}
    base = {"base/kustomization.yaml": _BASE, "base/web.yaml": _WEB}
    return _read({**base, "prod/kustomization.yaml": head + kustomization, **files})


def _container(reading: Reading, name: str = "app") -> Element:
    return next(e for e in reading.model.elements.values() if e.kind == "container" and e.name == name)


def _uids(reading: Reading, kind: str) -> list[str]:
    return sorted(e.uid for e in reading.model.elements.values() if e.kind == kind)


# --- what is read ---------------------------------------------------------------------------------


def test_a_base_is_read_once_through_its_overlay() -> None:
    reading = _overlay("")

    assert _uids(reading, "workload") == ["k8s:default/Deployment/web"]
    assert reading.problems == ()


def test_a_patch_changes_a_value_and_keeps_the_file_and_line_of_each() -> None:
    patch = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n"
        "      hostNetwork: true\n      containers:\n      - name: app\n        securityContext:\n"
        "          privileged: false\n          readOnlyRootFilesystem: true\n"
    )

    reading = _overlay("patches: [{path: harden.yaml}]\n", harden__yaml=patch)

    facts = _container(reading).facts
    place = {name: (facts[name].source.file, facts[name].source.line) for name in facts}
    assert facts["privileged"].value is False
    assert place["privileged"] == ("prod/harden.yaml", 11)
    assert place["read_only_root_filesystem"] == ("prod/harden.yaml", 12)
    workload = reading.model.elements["k8s:default/Deployment/web"]
    assert workload.source.file == "base/web.yaml"
    assert workload.facts["host_network"].source.file == "prod/harden.yaml"
    assert workload.facts["host_network"].source.line == 7
    assert reading.problems == ()


def test_a_patch_inside_the_kustomization_has_its_lines_there() -> None:
    kustomization = (
        "patches:\n- target: {kind: Deployment, name: w.*}\n  patch: |-\n    - op: replace\n"
        "      path: /spec/template/spec/containers/0/securityContext/privileged\n      value: false\n"
        "    - {op: add, path: /spec/template/spec/hostPID, value: true}\n"
    )

    reading = _overlay(kustomization)

    privileged = _container(reading).facts["privileged"]
    assert (privileged.value, privileged.source.file) == (False, "prod/kustomization.yaml")
    assert privileged.source.line == 9
    assert reading.model.elements["k8s:default/Deployment/web"].facts["host_pid"].source.line == 10


def test_a_json_patch_in_a_file_of_its_own_is_applied() -> None:
    patch = "- op: remove\n  path: /spec/template/spec/containers/1\n"

    reading = _overlay("patches:\n- {target: {kind: Deployment}, path: p.yaml}\n", p__yaml=patch)

    assert [e.name for e in reading.model.elements.values() if e.kind == "container"] == ["app"]


def test_a_patch_may_delete_an_object() -> None:
    patch = "patches:\n- patch: |-\n    kind: Service\n    metadata: {name: web}\n    $patch: delete\n"

    assert _uids(_overlay(patch), "service") == []


def test_names_namespace_and_references_move_together() -> None:
    reading = _overlay(
        "namespace: shop\nnamePrefix: eu-\nconfigMapGenerator:\n- name: settings\n  literals: [MODE=x]\n"
    )

    workload = reading.model.elements["k8s:shop/Deployment/eu-web"]
    assert [e.name for e in reading.model.related("runs_as", workload.uid)] == ["eu-web"]
    config = reading.model.related("reads_config", f"{workload.uid}/app")
    assert [e.uid for e in config] == ["k8s:shop/ConfigMap/eu-settings"]
    assert config[0].source.file == "prod/kustomization.yaml"
    service = reading.model.elements["k8s:shop/Service/eu-web"]
    assert [e.uid for e in reading.model.related("selects", service.uid)] == [workload.uid]


def test_labels_reach_selectors_and_pods_so_that_services_still_find_them() -> None:
    reading = _overlay("commonLabels: {stage: prod}\n")

    assert reading.model.related("selects", "k8s:default/Service/web")


def test_images_and_replicas_are_set_from_the_kustomization() -> None:
    reading = _overlay(
        "images:\n- {name: redis, newName: mirror.example.com/redis, newTag: '8'}\n"
        "- {name: example.com/shop/web, digest: 'sha256:"
        + "a" * 64
        + "'}\nreplicas: [{name: web, count: 3}]\n"
    )

    assert reading.model.elements["image:mirror.example.com/redis"].facts["tags"].value == ["8"]
    digest = reading.model.elements["image:example.com/shop/web"].facts["digest_pinned"]
    assert (digest.value, digest.source.file) == (True, "prod/kustomization.yaml")
    assert reading.model.elements["k8s:default/Deployment/web"].facts["replicas"].value == 3


def test_a_generated_secret_has_its_keys_and_no_values() -> None:
    secret = "hunter2-" + "Zx9" * 5
    reading = _overlay(f"secretGenerator:\n- name: db\n  literals: [PASSWORD={secret}]\n")

    assert _uids(reading, "secret") == ["k8s:default/Secret/db"]
    assert secret not in str(reading)


def _entries(reading: Reading, name: str = "settings") -> object:
    return reading.model.elements[f"k8s:default/ConfigMap/{name}"].facts["keys"].value


@pytest.mark.parametrize(
    ("behavior", "keys"), [("merge", ["HOST", "MODE", "NEW"]), ("replace", ["MODE", "NEW"])]
)
def test_an_overlay_changes_what_its_base_generates(behavior: str, keys: list[str]) -> None:
    base = "configMapGenerator: [{name: settings, literals: [MODE=base, HOST=db]}]\n"
    overlay = (
        "resources: [../base]\nnamePrefix: ''\nconfigMapGenerator:\n"
        f"- {{name: settings, behavior: {behavior}, literals: [MODE=prod, NEW=1]}}\n"
    )

    reading = _read({"base/kustomization.yaml": base, "prod/kustomization.yaml": overlay})

    assert _entries(reading) == keys
    assert not reading.problems


def test_what_would_be_merged_into_nothing_is_reported() -> None:
    reading = _overlay("configMapGenerator:\n- {name: none, behavior: merge, literals: [A=b]}\n")

    (problem,) = reading.problems
    assert problem.message.startswith("Cannot merge ConfigMap none, which none of its resources creates")
    assert (problem.file, problem.line) == ("prod/kustomization.yaml", 5)


def test_a_generator_reads_the_variables_of_a_file_in_the_input() -> None:
    files = {
        "kustomization.yaml": "configMapGenerator: [{name: settings, envs: [web.env]}]\n",
        "web.env": "MODE=prod\nDB_HOST=db\n",
    }

    assert _entries(_read(files)) == ["DB_HOST", "MODE"]


def test_a_name_from_before_a_prefix_still_means_its_object() -> None:
    base = "resources: [web.yaml]\nnamePrefix: a-\n"
    overlay = (
        "resources: [../base]\nnamePrefix: b-\nreplicas: [{name: web, count: 4}]\npatches:\n"
        "- target: {kind: Deployment, name: web}\n"
        "  patch: '[{op: replace, path: /spec/template/spec/containers/1/image, value: \"valkey:8\"}]'\n"
        "- patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {paused: true}}'\n"
    )

    reading = _read(
        {"base/kustomization.yaml": base, "base/web.yaml": _WEB, "prod/kustomization.yaml": overlay}
    )

    facts = reading.model.elements["k8s:default/Deployment/b-a-web"].facts
    assert facts["replicas"].value == 4
    assert "image:valkey" in reading.model.elements
    assert not reading.problems


def test_a_projected_secret_is_renamed_with_its_object() -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n"
        "  containers: [{name: c, image: nginx, volumeMounts: [{name: v, mountPath: /v}]}]\n"
        "  volumes: [{name: v, projected: {sources: [{secret: {name: s}}]}}]\n"
        "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"
    )

    reading = _read({"kustomization.yaml": "resources: [p.yaml]\nnamePrefix: x-\n", "p.yaml": pod})

    assert _uids(reading, "secret") == ["k8s:default/Secret/x-s"]


_SET_MODE = "targets: [{select: {kind: Deployment, name: web}, fieldPaths: [%s]%s}]}]\n"
_MODE = "'spec.template.spec.containers.[name=app].env.[name=MODE].value'"


@pytest.mark.parametrize(
    ("source", "paths", "options", "expected"),
    [
        ("{kind: Service, name: web}", _MODE, "", "x-web"),
        ("{kind: Service, fieldPath: spec.ports.0.port}", _MODE, "", 80),
        ("{kind: Service, name: web}", "spec.template.spec.containers.0.env.*.value", "", "x-web"),
        ("{kind: Service, name: web, options: {delimiter: '-', index: 1}}", _MODE, "", "web"),
        ("{kind: Service, name: web}", _MODE, ", options: {delimiter: s, index: 0}", "x-webse"),
    ],
)
def test_a_replacement_takes_a_value_to_where_it_belongs(
    source: str, paths: str, options: str, expected: object
) -> None:
    rule = f"namePrefix: x-\nreplacements: [{{source: {source}, {_SET_MODE % (paths, options)}"
    objects = render(
        [
            Document("web.yaml", one)
            for one in read_documents(TextFile("web.yaml", _WEB.encode())).documents
            if isinstance(one, YamlMap)
        ]
        + [
            Document("kustomization.yaml", one)
            for one in read_documents(TextFile("k.yaml", f"resources: [web.yaml]\n{rule}".encode())).documents
            if isinstance(one, YamlMap)
        ],
        ImportContext(builder := ModelBuilder()),
    )

    found: Any = next(d.content for d in objects if d.content["kind"] == "Deployment")
    assert builder.problems == ()
    assert found["spec"]["template"]["spec"]["containers"][0]["env"][0]["value"] == expected


def test_a_text_that_is_put_into_itself_stays_short() -> None:
    place = "metadata.name"
    once = (
        f"- source: {{kind: Service, fieldPath: {place}}}\n  targets:\n  - select: {{kind: Service}}\n"
        f"    fieldPaths: [{place}]\n    options: {{delimiter: '-', index: 99}}\n"
    )

    reading = _overlay("replacements:\n" + once * 40)

    assert any("more than 65,536 characters" in problem.message for problem in reading.problems)


def test_a_replaced_value_has_the_place_of_its_replacement() -> None:
    reading = _overlay(
        "replacements:\n- source: {kind: Service, name: web}\n  targets:\n  - select: {kind: Deployment}\n"
        "    fieldPaths: ['spec.template.spec.containers.[name=side].image']\n"
    )

    tags = reading.model.elements["image:web"]
    assert (tags.source.file, tags.source.line) == ("prod/kustomization.yaml", 5)


def test_a_component_adds_to_the_kustomization_that_uses_it() -> None:
    component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- path: p.yaml\n"
    files = {
        "base/kustomization.yaml": _BASE,
        "base/web.yaml": _WEB,
        "kustomization.yaml": "resources: [base]\ncomponents: [parts/a]\n",
        "parts/a/kustomization.yaml": component,
        "parts/a/p.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n$patch: delete\n",
        "parts/b/kustomization.yaml": component.replace("p.yaml", "q.yaml"),
        "parts/b/q.yaml": "kind: Deployment\nmetadata: {name: web}\nspec: {replicas: 9}\n",
    }

    reading = _read(files)

    assert _uids(reading, "service") == []
    replicas = reading.model.elements["k8s:default/Deployment/web"].facts["replicas"]
    assert (replicas.value, replicas.source.origin) == (1, "default")  # the other component says 9
    assert ["does not use this component" in p.message for p in reading.problems] == [True]


def test_resources_of_a_component_that_is_alone_are_read_as_they_are() -> None:
    component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [extra.yaml]\n"
    extra = "apiVersion: v1\nkind: Service\nmetadata: {name: extra}\nspec: {ports: [{port: 1}]}\n"

    reading = _read({"parts/kustomization.yaml": component, "parts/extra.yaml": extra, "web.yaml": _WEB})

    assert _uids(reading, "service") == ["k8s:default/Service/extra", "k8s:default/Service/web"]


def test_of_two_overlays_on_one_base_the_one_in_production_is_read() -> None:
    files = {
        "base/kustomization.yaml": _BASE,
        "base/web.yaml": _WEB,
        "overlays/dev/kustomization.yaml": "resources: [../../base]\nnamespace: dev\n",
        "overlays/prod/kustomization.yaml": "resources: [../../base]\nnamespace: live\n",
    }

    reading = _read(files)

    assert _uids(reading, "workload") == ["k8s:live/Deployment/web"]
    problem = reading.problems[0]
    assert (problem.file, problem.severity) == ("overlays/dev/kustomization.yaml", "info")
    assert "overlays/prod" in problem.message


def test_manifests_that_no_kustomization_names_are_read_beside() -> None:
    other = "apiVersion: v1\nkind: Service\nmetadata: {name: other}\nspec: {ports: [{port: 1}]}\n"

    reading = _read({"k/kustomization.yaml": _BASE, "k/web.yaml": _WEB, "k/other.yaml": other})

    assert _uids(reading, "service") == ["k8s:default/Service/other", "k8s:default/Service/web"]


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kustomization", "words"),
    [
        ("helmCharts:\n- {name: x}\n", "Helm charts are not supported"),
        ("replacements:\n- {source: {}}\n", "its source matches 3 objects of the kustomization"),
        ("replacements:\n- {path: r.yaml}\n", "r.yaml is not in the input"),
        ("replacements:\n- {source: {kind: Nothing}}\n", "its source matches 0 objects of the kustomization"),
        (
            "replacements:\n- {source: {kind: Service, fieldPath: spec.nothing}}\n",
            "its source has no nothing",
        ),
        ("patches: [{path: gone.yaml}]\n", "gone.yaml is not in the input"),
        ("components: ['https://example.com/x?ref=v1']\n", "nothing is fetched"),
        (
            "patches:\n- patch: |-\n    kind: Job\n    metadata: {name: nobody}\n",
            "no object of the kustomization",
        ),
        (
            "patches:\n- target: {name: web}\n  patch: '[{op: replace, path: /spec/gone/x, value: 1}]'\n",
            "gone does not exist",
        ),
    ],
)
def test_what_is_not_rendered_is_reported_and_the_rest_is_read(kustomization: str, words: str) -> None:
    reading = _overlay(kustomization)

    assert _uids(reading, "workload") == ["k8s:default/Deployment/web"]
    problem = next(p for p in reading.problems if words in p.message)
    assert problem.file == "prod/kustomization.yaml"
    assert problem.line >= 4


def test_the_command_that_renders_is_named() -> None:
    reading = _overlay("helmCharts:\n- {name: x}\n")

    assert "kubectl kustomize --enable-helm prod > rendered.yaml" in reading.problems[0].message


def test_kustomizations_that_name_each_other_end() -> None:
    files = {
        "kustomization.yaml": "resources: [a]\n",
        "a/kustomization.yaml": "resources: [../b, web.yaml]\n",
        "b/kustomization.yaml": "resources: [../a]\n",
        "a/web.yaml": _WEB,
    }

    assert _uids(_read(files), "workload") == ["k8s:default/Deployment/web"]


def test_a_circle_that_nothing_else_uses_is_read_once_and_reported() -> None:
    files = {
        "a/kustomization.yaml": "resources: [../b, web.yaml]\n",
        "b/kustomization.yaml": "resources: [../a]\n",
        "a/web.yaml": _WEB,
    }

    reading = _read(files)

    assert _uids(reading, "workload") == ["k8s:default/Deployment/web"]
    assert [(p.file, "refers to itself" in p.message) for p in reading.problems] == [
        ("a/kustomization.yaml", True)
    ]


@pytest.mark.parametrize("value", ["1", "[1, {a: 2}]", "{a: 1}", "text", "null", "[[[]]]"])
@pytest.mark.parametrize(
    "key",
    [
        *("resources", "components", "patches", "patchesStrategicMerge", "patchesJson6902", "images"),
        *("replicas", "namespace", "namePrefix", "commonLabels", "labels", "configMapGenerator"),
        *("commonAnnotations", "replacements"),
    ],
)
def test_keys_of_any_shape_are_read_or_reported(key: str, value: str) -> None:
    reading = _read({"kustomization.yaml": f"{key}: {value}\nnameSuffix: -x\n", "web.yaml": _WEB})

    assert _uids(reading, "workload")


# --- patches --------------------------------------------------------------------------------------


def _yaml(text: str) -> Any:
    return read_documents(TextFile("x", text.encode())).documents[0]


@pytest.mark.parametrize(
    ("base", "patch", "expected"),
    [
        ("{a: 1, b: 2}", "{b: 3, c: 4}", {"a": 1, "b": 3, "c": 4}),
        ("{a: {b: 1, c: 2}}", "{a: {b: null}}", {"a": {"c": 2}}),
        ("{a: {b: 1}}", "{a: {$patch: replace, c: 2}}", {"a": {"c": 2}}),
        ("{a: {b: 1}}", "{a: {$patch: delete}}", {}),
        ("{args: [a, b]}", "{args: [c]}", {"args": ["c"]}),
        ("{finalizers: [a, b]}", "{$deleteFromPrimitiveList/finalizers: [a]}", {"finalizers": ["b"]}),
        (
            "{containers: [{name: a, image: x}, {name: b}]}",
            "{containers: [{name: a, tty: true}, {name: c}]}",
            {"containers": [{"name": "a", "image": "x", "tty": True}, {"name": "b"}, {"name": "c"}]},
        ),
        (
            "{containers: [{name: a}, {name: b}]}",
            "{containers: [{name: a, $patch: delete}]}",
            {"containers": [{"name": "b"}]},
        ),
        (
            "{containers: [{name: a}]}",
            "{containers: [{$patch: replace}, {name: z}]}",
            {"containers": [{"name": "z"}]},
        ),
        (
            "{ports: [{port: 80, name: a}]}",
            "{ports: [{port: 80, name: b}, {port: 81}]}",
            {"ports": [{"port": 80, "name": "b"}, {"port": 81}]},
        ),
        ("{tolerations: [{key: a}]}", "{tolerations: [{key: b}]}", {"tolerations": [{"key": "b"}]}),
    ],
)
def test_strategic_merge(base: str, patch: str, expected: object) -> None:
    before = _yaml(base)

    result = merged(before, _yaml(patch))

    assert result == expected
    assert before == _yaml(base)


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ("[{op: add, path: /b, value: 2}]", {"a": [1, 2], "b": 2}),
        ("[{op: add, path: /a/-, value: 3}]", {"a": [1, 2, 3]}),
        ("[{op: add, path: /a/0, value: 0}]", {"a": [0, 1, 2]}),
        ("[{op: replace, path: /a/1, value: 9}]", {"a": [1, 9]}),
        ("[{op: remove, path: /a/0}]", {"a": [2]}),
        ("[{op: move, from: /a, path: /c}]", {"c": [1, 2]}),
        ("[{op: copy, from: /a/0, path: /x~1y}]", {"a": [1, 2], "x/y": 1}),
        ("[{op: test, path: /a, value: 7}]", {"a": [1, 2]}),
    ],
)
def test_json_patch(patch: str, expected: object) -> None:
    assert patched(_yaml("{a: [1, 2]}"), _yaml(patch)) == expected


@pytest.mark.parametrize(
    "patch",
    [
        "[{op: remove, path: /x}]",
        "[{op: add, path: /a/9, value: 1}]",
        "[{op: add, path: a, value: 1}]",
        "[{op: boil, path: /a, value: 1}]",
        "[{op: add, path: /a}]",
        "[7]",
        "[{op: add, path: /a/0/b/c, value: 1}]",
    ],
)
def test_a_json_patch_that_does_not_fit_is_refused(patch: str) -> None:
    with pytest.raises(InvalidPatch):
        patched(_yaml("{a: [1, 2]}"), _yaml(patch))


def test_every_value_of_a_patched_object_keeps_its_line() -> None:
    base, patch = _yaml("a: 1\nb:\n  c: 2\n"), _yaml("\n\n\n\nb:\n  d: 3\n")

    result = merged(base, patch)

    assert isinstance(result, YamlMap)
    assert isinstance(result["b"], YamlMap)
    assert (result.line_of("a"), result["b"].line_of("c"), result["b"].line_of("d")) == (1, 3, 6)
    assert isinstance(_yaml("[1]"), YamlList)


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

    reading = _overlay("replacements:\n- path: r.yaml\n", r__yaml=text)

    assert "image:web" in _uids(reading, "image")
    assert reading.problems == ()


def test_a_replacement_that_does_not_fit_is_reported_at_its_own_place() -> None:
    text = _REPLACEMENT.replace("kind: ServiceAccount", "kind: Gone")

    (problem,) = _overlay("replacements:\n- path: r.yaml\n", r__yaml=text).problems

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
    reading = _overlay("transformers: [t.yaml]\n", t__yaml=_builtin(kind, rest), more__yaml=_DEPLOYMENT)

    host_network = reading.model.elements["k8s:default/Deployment/web"].facts["host_network"]
    assert host_network.value is True
    assert host_network.source.file == ("prod/more.yaml" if "more" in rest else "prod/t.yaml")


def test_transformers_do_what_the_fields_do() -> None:
    scaled = "replica: {name: web, count: 3}\nfieldSpecs: [{path: spec/replicas}]\n"
    reading = _overlay(
        "transformers: [n.yaml, p.yaml, i.yaml, r.yaml, h.yaml]\n",
        n__yaml=_builtin("NamespaceTransformer", "").replace("name: x", "name: x, namespace: shop"),
        p__yaml=_builtin("PrefixTransformer", "prefix: my-\nfieldSpecs: [{path: metadata/name}]\n"),
        i__yaml=_builtin("ImageTagTransformer", "imageTag: {name: redis, newName: valkey, newTag: '8'}\n"),
        r__yaml=_builtin("ReplicaCountTransformer", scaled),
        h__yaml=_builtin("HashTransformer", ""),
    )

    assert _uids(reading, "workload") == ["k8s:shop/Deployment/my-web"]
    assert "image:valkey" in _uids(reading, "image")
    assert reading.model.elements["k8s:shop/Deployment/my-web"].facts["replicas"].value == 3
    assert reading.problems == ()


def test_transformers_may_stand_inline_and_in_a_kustomization_of_their_own() -> None:
    namespace = "apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: x, namespace: shop}\n"
    inline = "transformers:\n- |\n  " + namespace.replace("\n", "\n  ").rstrip() + "\n"
    apart = {
        "base/kustomization.yaml": _BASE,
        "base/web.yaml": _WEB,
        "prod/kustomization.yaml": "resources: [../base]\ntransformers: [../house]\n",
        "house/kustomization.yaml": "resources: [n.yaml]\n",
        "house/n.yaml": namespace,
    }

    for reading in (_overlay(inline), _read(apart)):
        assert _uids(reading, "workload") == ["k8s:shop/Deployment/web"]
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
        "web.yaml": _WEB,
        "policy.yaml": policy,
        "labels.yaml": _builtin("LabelTransformer", f"labels: {{team: red}}\nfieldSpecs: {specs}\n"),
        "kustomization.yaml": "resources: [web.yaml, policy.yaml]\ntransformers: [labels.yaml]\n",
    }

    reading = _read(files)

    workload = reading.model.elements["k8s:default/Deployment/web"]
    assert workload.facts["ingress_policy"].value is selected


def test_generators_in_files_of_their_own_make_objects() -> None:
    made = _builtin("ConfigMapGenerator", "literals: [A=1]\n").replace("name: x", "name: settings")

    assert _entries(_overlay("generators: [g.yaml]\n", g__yaml=made)) == ["A"]


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
    (problem,) = _overlay("transformers: [t.yaml]\n", t__yaml=text).problems

    assert words in problem.message
    switch = "--enable-helm" if "HelmChart" in text else "--enable-alpha-plugins"
    assert f"kubectl kustomize {switch} prod" in problem.message


def test_validators_change_nothing_and_are_no_objects() -> None:
    check = "apiVersion: example.com/v1\nkind: Check\nmetadata: {name: x}\n"

    assert _overlay("validators: [v.yaml]\n", v__yaml=check).problems == ()


def test_paths_in_a_transformer_start_beside_the_kustomization() -> None:
    reading = _read(
        {
            "base/kustomization.yaml": _BASE,
            "base/web.yaml": _WEB,
            "prod/kustomization.yaml": "resources: [../base]\ntransformers: [house/t.yaml]\n",
            "prod/house/t.yaml": _builtin("PatchTransformer", "path: more.yaml\n"),
            "prod/more.yaml": _DEPLOYMENT,
        }
    )

    assert reading.model.elements["k8s:default/Deployment/web"].facts["host_network"].value is True
    assert reading.problems == ()
