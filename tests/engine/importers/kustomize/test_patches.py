"""Strategic merge patches and JSON patches, applied to values that keep their lines."""

from typing import Any

import pytest

from threatmodel.engine.importers import TextFile
from threatmodel.engine.importers.kustomize.patches import InvalidPatch, merged, patched
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, read_documents

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
