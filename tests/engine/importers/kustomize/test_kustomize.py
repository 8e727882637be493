"""Kustomizations: what they render to, which file and line each value comes from, and what is refused."""

from typing import Any

import pytest

from tests.engine.importers.kustomize.overlays import BASE, WEB, container, entries, overlay, read_files, uids
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.kustomize.rendering import render
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.yaml.reader import YamlMap, read_documents

# --- what is read ---------------------------------------------------------------------------------


def test_a_base_is_read_once_through_its_overlay() -> None:
    reading = overlay("")

    assert uids(reading, "workload") == ["k8s:default/Deployment/web"]
    assert reading.problems == ()


def test_a_patch_changes_a_value_and_keeps_the_file_and_line_of_each() -> None:
    patch = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n"
        "      hostNetwork: true\n      containers:\n      - name: app\n        securityContext:\n"
        "          privileged: false\n          readOnlyRootFilesystem: true\n"
    )

    reading = overlay("patches: [{path: harden.yaml}]\n", harden__yaml=patch)

    facts = container(reading).facts
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

    reading = overlay(kustomization)

    privileged = container(reading).facts["privileged"]
    assert (privileged.value, privileged.source.file) == (False, "prod/kustomization.yaml")
    assert privileged.source.line == 9
    assert reading.model.elements["k8s:default/Deployment/web"].facts["host_pid"].source.line == 10


def test_a_json_patch_in_a_file_of_its_own_is_applied() -> None:
    patch = "- op: remove\n  path: /spec/template/spec/containers/1\n"

    reading = overlay("patches:\n- {target: {kind: Deployment}, path: p.yaml}\n", p__yaml=patch)

    assert [e.name for e in reading.model.elements.values() if e.kind == "container"] == ["app"]


def test_a_patch_may_delete_an_object() -> None:
    patch = "patches:\n- patch: |-\n    kind: Service\n    metadata: {name: web}\n    $patch: delete\n"

    assert uids(overlay(patch), "service") == []


def test_names_namespace_and_references_move_together() -> None:
    reading = overlay(
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
    reading = overlay("commonLabels: {stage: prod}\n")

    assert reading.model.related("selects", "k8s:default/Service/web")


def test_images_and_replicas_are_set_from_the_kustomization() -> None:
    reading = overlay(
        "images:\n- {name: redis, newName: mirror.example.com/redis, newTag: '8'}\n"
        "- {name: example.com/shop/web, digest: 'sha256:"
        + "a" * 64
        + "'}\nreplicas: [{name: web, count: 3}]\n"
    )

    assert reading.model.elements["image:mirror.example.com/redis"].facts["tag"].value == "8"
    digest = reading.model.elements["image:example.com/shop/web"].facts["digest_pinned"]
    assert (digest.value, digest.source.file) == (True, "prod/kustomization.yaml")
    assert reading.model.elements["k8s:default/Deployment/web"].facts["replicas"].value == 3


def test_a_generated_secret_has_its_keys_and_no_values() -> None:
    secret = "hunter2-" + "Zx9" * 5
    reading = overlay(f"secretGenerator:\n- name: db\n  literals: [PASSWORD={secret}]\n")

    assert uids(reading, "secret") == ["k8s:default/Secret/db"]
    assert secret not in str(reading)


@pytest.mark.parametrize(
    ("behavior", "keys"), [("merge", ["HOST", "MODE", "NEW"]), ("replace", ["MODE", "NEW"])]
)
def test_an_overlay_changes_what_its_base_generates(behavior: str, keys: list[str]) -> None:
    base = "configMapGenerator: [{name: settings, literals: [MODE=base, HOST=db]}]\n"
    overlay = (
        "resources: [../base]\nnamePrefix: ''\nconfigMapGenerator:\n"
        f"- {{name: settings, behavior: {behavior}, literals: [MODE=prod, NEW=1]}}\n"
    )

    reading = read_files({"base/kustomization.yaml": base, "prod/kustomization.yaml": overlay})

    assert entries(reading) == keys
    assert not reading.problems


def test_what_would_be_merged_into_nothing_is_reported() -> None:
    reading = overlay("configMapGenerator:\n- {name: none, behavior: merge, literals: [A=b]}\n")

    (problem,) = reading.problems
    assert problem.message.startswith("Cannot merge ConfigMap none, which none of its resources creates")
    assert (problem.file, problem.line) == ("prod/kustomization.yaml", 5)


def test_a_generator_reads_the_variables_of_a_file_in_the_input() -> None:
    files = {
        "kustomization.yaml": "configMapGenerator: [{name: settings, envs: [web.env]}]\n",
        "web.env": "MODE=prod\nDB_HOST=db\n",
    }

    assert entries(read_files(files)) == ["DB_HOST", "MODE"]


def test_a_name_from_before_a_prefix_still_means_its_object() -> None:
    base = "resources: [web.yaml]\nnamePrefix: a-\n"
    overlay = (
        "resources: [../base]\nnamePrefix: b-\nreplicas: [{name: web, count: 4}]\npatches:\n"
        "- target: {kind: Deployment, name: web}\n"
        "  patch: '[{op: replace, path: /spec/template/spec/containers/1/image, value: \"valkey:8\"}]'\n"
        "- patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {paused: true}}'\n"
    )

    reading = read_files(
        {"base/kustomization.yaml": base, "base/web.yaml": WEB, "prod/kustomization.yaml": overlay}
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

    reading = read_files({"kustomization.yaml": "resources: [p.yaml]\nnamePrefix: x-\n", "p.yaml": pod})

    assert uids(reading, "secret") == ["k8s:default/Secret/x-s"]


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
            for one in read_documents(TextFile("web.yaml", WEB.encode())).documents
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

    reading = overlay("replacements:\n" + once * 40)

    assert any("more than 65,536 characters" in problem.message for problem in reading.problems)


def test_a_replaced_value_has_the_place_of_its_replacement() -> None:
    reading = overlay(
        "replacements:\n- source: {kind: Service, name: web}\n  targets:\n  - select: {kind: Deployment}\n"
        "    fieldPaths: ['spec.template.spec.containers.[name=side].image']\n"
    )

    tags = reading.model.elements["image:web"]
    assert (tags.source.file, tags.source.line) == ("prod/kustomization.yaml", 5)


def test_a_component_adds_to_the_kustomization_that_uses_it() -> None:
    component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- path: p.yaml\n"
    files = {
        "base/kustomization.yaml": BASE,
        "base/web.yaml": WEB,
        "kustomization.yaml": "resources: [base]\ncomponents: [parts/a]\n",
        "parts/a/kustomization.yaml": component,
        "parts/a/p.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n$patch: delete\n",
        "parts/b/kustomization.yaml": component.replace("p.yaml", "q.yaml"),
        "parts/b/q.yaml": "kind: Deployment\nmetadata: {name: web}\nspec: {replicas: 9}\n",
    }

    reading = read_files(files)

    assert uids(reading, "service") == []
    replicas = reading.model.elements["k8s:default/Deployment/web"].facts["replicas"]
    assert (replicas.value, replicas.source.origin) == (1, "default")  # the other component says 9
    assert ["does not use this component" in p.message for p in reading.problems] == [True]


def test_resources_of_a_component_that_is_alone_are_read_as_they_are() -> None:
    component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [extra.yaml]\n"
    extra = "apiVersion: v1\nkind: Service\nmetadata: {name: extra}\nspec: {ports: [{port: 1}]}\n"

    reading = read_files({"parts/kustomization.yaml": component, "parts/extra.yaml": extra, "web.yaml": WEB})

    assert uids(reading, "service") == ["k8s:default/Service/extra", "k8s:default/Service/web"]


def test_of_two_overlays_on_one_base_the_one_in_production_is_read() -> None:
    files = {
        "base/kustomization.yaml": BASE,
        "base/web.yaml": WEB,
        "overlays/dev/kustomization.yaml": "resources: [../../base]\nnamespace: dev\n",
        "overlays/prod/kustomization.yaml": "resources: [../../base]\nnamespace: live\n",
    }

    reading = read_files(files)

    assert uids(reading, "workload") == ["k8s:live/Deployment/web"]
    problem = reading.problems[0]
    assert (problem.file, problem.severity) == ("overlays/dev/kustomization.yaml", "info")
    assert "overlays/prod" in problem.message


def test_manifests_that_no_kustomization_names_are_read_beside() -> None:
    other = "apiVersion: v1\nkind: Service\nmetadata: {name: other}\nspec: {ports: [{port: 1}]}\n"

    reading = read_files({"k/kustomization.yaml": BASE, "k/web.yaml": WEB, "k/other.yaml": other})

    assert uids(reading, "service") == ["k8s:default/Service/other", "k8s:default/Service/web"]


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
    reading = overlay(kustomization)

    assert uids(reading, "workload") == ["k8s:default/Deployment/web"]
    problem = next(p for p in reading.problems if words in p.message)
    assert problem.file == "prod/kustomization.yaml"
    assert problem.line >= 4


def test_the_command_that_renders_is_named() -> None:
    reading = overlay("helmCharts:\n- {name: x}\n")

    assert "kubectl kustomize --enable-helm prod > rendered.yaml" in reading.problems[0].message


def test_kustomizations_that_name_each_other_end() -> None:
    files = {
        "kustomization.yaml": "resources: [a]\n",
        "a/kustomization.yaml": "resources: [../b, web.yaml]\n",
        "b/kustomization.yaml": "resources: [../a]\n",
        "a/web.yaml": WEB,
    }

    assert uids(read_files(files), "workload") == ["k8s:default/Deployment/web"]


def test_a_circle_that_nothing_else_uses_is_read_once_and_reported() -> None:
    files = {
        "a/kustomization.yaml": "resources: [../b, web.yaml]\n",
        "b/kustomization.yaml": "resources: [../a]\n",
        "a/web.yaml": WEB,
    }

    reading = read_files(files)

    assert uids(reading, "workload") == ["k8s:default/Deployment/web"]
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
    reading = read_files({"kustomization.yaml": f"{key}: {value}\nnameSuffix: -x\n", "web.yaml": WEB})

    assert uids(reading, "workload")


def test_credentials_of_the_variables_of_a_generator_are_judged() -> None:
    files = {
        "kustomization.yaml": (
            "secretGenerator:\n"
            "  - {name: login, envs: [login.env]}\n"
            "  - {name: strong, literals: ['key=q7Xk2mWv9TzL']}\n"
            "configMapGenerator: [{name: shop, envs: [shop.env]}]\n"
        ),
        "login.env": "username=app\npassword=changeme\n",
        "shop.env": "TZ=UTC\nREDIS_PASSWORD=q7Xk2mWv9TzLr4NcB8Yd\n",
    }
    reading = read([TextFile(name, text.encode()) for name, text in files.items()])

    facts = {uid.rpartition("/")[2]: one.facts for uid, one in reading.model.elements.items()}
    assert facts["login"]["weak_keys"].value == ["password"]
    assert facts["strong"]["weak_keys"].value == []
    assert facts["shop"]["credential_keys"].value == ["REDIS_PASSWORD"]
    assert "q7Xk2" not in repr(reading)
