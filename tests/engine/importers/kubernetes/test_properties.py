"""Claims that hold for any input: order does not matter, twice is once, nothing raises."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.kubernetes.manifest.kinds import GROUPS
from threatmodel.engine.model.serialization import model_to_json

FIXTURES = Path(__file__).parents[4] / "fixtures" / "kubernetes"
PROVENANCE = {"line", "item_lines", "file"}


def without_lines(value: Any) -> Any:
    """The result without its provenance, with everything that is a set in one order."""
    if isinstance(value, dict):
        return {key: without_lines(item) for key, item in value.items() if key not in PROVENANCE}
    if isinstance(value, list):
        return sorted(
            (without_lines(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True)
        )
    return value


def read_documents(documents: list[str]) -> Reading:
    return read([TextFile("all.yaml", "\n---\n".join(documents).encode())])


@pytest.mark.parametrize("name", ["clinic", "legacy", "node-agents", "identities"])
def test_shuffled_documents_give_the_same_model(name: str) -> None:
    texts = [path.read_text() for path in sorted((FIXTURES / name).glob("*.yaml"))]
    documents = [document for text in texts for document in text.split("\n---\n")]
    expected = without_lines(model_to_json(read_documents(documents).model))

    for seed in range(8):
        shuffled = documents[:]
        random.Random(seed).shuffle(shuffled)

        assert without_lines(model_to_json(read_documents(shuffled).model)) == expected


def shuffled_keys(value: Any, chance: random.Random) -> Any:
    """The same with the keys of every mapping in another order; lists keep theirs, for it means something."""
    if isinstance(value, dict):
        items = [(key, shuffled_keys(item, chance)) for key, item in value.items()]
        chance.shuffle(items)
        return dict(items)
    return [shuffled_keys(item, chance) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", ["clinic", "legacy", "node-agents", "identities", "live-dump"])
def test_shuffled_keys_give_the_same_model(name: str) -> None:
    files = [*sorted((FIXTURES / name).glob("*.yaml")), *(FIXTURES / name).glob("dump.json")]
    documents = [one for path in files for one in yaml.safe_load_all(path.read_text()) if one]
    expected = without_lines(model_to_json(read_documents([json.dumps(one) for one in documents]).model))

    for seed in range(4):
        chance = random.Random(seed)
        shuffled = [json.dumps(shuffled_keys(one, chance)) for one in documents]

        assert without_lines(model_to_json(read_documents(shuffled).model)) == expected


@pytest.mark.parametrize("name", ["clinic", "legacy", "broken", "node-agents", "identities"])
def test_reading_twice_is_reading_once(name: str) -> None:
    files = [TextFile(path.name, path.read_bytes()) for path in sorted((FIXTURES / name).glob("*.yaml"))]

    once, again, doubled = read(files), read(files), read([*files, *files])

    assert model_to_json(once.model) == model_to_json(again.model)
    assert once.problems == again.problems
    assert without_lines(model_to_json(doubled.model)) == without_lines(model_to_json(once.model))


TEXTS = ["", "a", "app", "default", "cluster-admin", "http", "80", "app:80", "http://app", "$(A)", "None"]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-10, 70000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(TEXTS)
)
WORDS = """
metadata name namespace labels annotations spec template containers initContainers image ports containerPort
env
value valueFrom secretKeyRef configMapKeyRef envFrom volumes volumeMounts hostPath path secret configMap
projected sources securityContext capabilities add drop privileged runAsUser seccompProfile type selector
matchLabels matchExpressions key operator values rules verbs resources apiGroups roleRef subjects kind data
stringData http paths backend service port number tls hosts podSelector policyTypes ingress egress jobTemplate
items serviceAccountName limits volumeClaimTemplates ownerReferences command args tolerations
"""
KEYS = st.sampled_from(WORDS.split())
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    """An object of a known kind whose fields have any shape."""
    kind = draw(st.sampled_from([*GROUPS, "List", "RoleList"]))
    group = draw(st.sampled_from(sorted(GROUPS.get(kind, {""}))))
    body = draw(st.dictionaries(KEYS, JSON, max_size=6))
    named = {"name": "app"} if draw(st.booleans()) else draw(JSON)
    api_version = f"{group}/v1" if group else "v1"
    return {**body, "metadata": named, "kind": kind, "apiVersion": api_version}


@settings(max_examples=120, deadline=None)
@given(st.lists(objects(), min_size=1, max_size=4))
def test_objects_of_any_shape_are_read_or_reported(documents: list[dict[str, Any]]) -> None:
    reading = read([TextFile("any.json", json.dumps(document).encode()) for document in documents])

    assert all(problem.message for problem in reading.problems)
    json.dumps(model_to_json(reading.model))


@st.composite
def pods(draw: st.DrawFn) -> dict[str, Any]:
    """A pod that is right down to its containers, whose fields have any shape."""
    containers = [
        {"name": f"c{i}", "image": "i", **draw(st.dictionaries(KEYS, JSON, max_size=5))} for i in range(2)
    ]
    spec = {**draw(st.dictionaries(KEYS, JSON, max_size=4)), "containers": containers}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "app"}, "spec": spec}


@settings(max_examples=120, deadline=None)
@given(pods())
def test_pods_with_fields_of_any_shape_are_read(document: dict[str, Any]) -> None:
    reading = read([TextFile("any.json", json.dumps(document).encode())])

    assert "k8s:default/Pod/app" in reading.model.elements
    json.dumps(model_to_json(reading.model))
