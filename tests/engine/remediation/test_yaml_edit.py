"""Edits by line: what is read back is what was asked for, and every other line is as it was."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.remediation.applying import git_applied
from threatmodel.engine.importers import TextFile
from threatmodel.engine.remediation.source_text import SourceText, UneditableText
from threatmodel.engine.remediation.unified_diff import unified_diff
from threatmodel.engine.remediation.yaml_edit import DocumentEditor, Item, ItemAt

NAMES = st.sampled_from(["app", "spec", "image", "name", "a-b", "on", "x"])
SCALARS = st.one_of(
    st.booleans(), st.integers(-5, 99), st.sampled_from(["nginx", "1", "yes", "a: b", "", "#x"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)
MAPS = st.dictionaries(NAMES, VALUES, min_size=1, max_size=4)


def text_of(content: str) -> SourceText:
    return SourceText(TextFile("a.yaml", content.encode()))


def read(text: SourceText) -> Any:
    return yaml.load(text.file().data, Loader=yaml.CSafeLoader)


def maps_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all mappings, through keys and items."""
    found = [path] if isinstance(value, dict) else []
    if isinstance(value, dict):
        found += [one for key, item in value.items() for one in maps_in(item, (*path, key))]
    elif isinstance(value, list):
        found += [one for index, item in enumerate(value) for one in maps_in(item, (*path, index))]
    return found


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


@settings(max_examples=150, deadline=None)
@given(data=st.data(), content=MAPS, flow=st.sampled_from([None, False]), windows=st.booleans())
def test_a_new_key_is_read_back_and_no_other_value_changes(
    data: st.DataObject, content: dict[str, Any], flow: bool | None, windows: bool
) -> None:
    source = yaml.dump(content, default_flow_style=flow, sort_keys=False)
    source = source.replace("\n", "\r\n") if windows else source
    text = text_of(source)
    path = data.draw(st.sampled_from(maps_in(content)))
    try:
        DocumentEditor(text, 0).set((*path, "added"), {"privileged": False, "drop": ["ALL"]})
    except UneditableText:
        return

    at(content, path)["added"] = {"privileged": False, "drop": ["ALL"]}
    assert read(text) == content
    kept = [line.text for line in text.lines if line.origin >= 0]
    assert len(text.original) - len(kept) <= 1  # at most the line that holds the mapping in flow style
    assert windows is all(line.text.endswith("\r\n") for line in text.lines)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), content=MAPS, flow=st.sampled_from([None, False]))
def test_a_removed_key_is_gone_and_no_other_value_changes(
    data: st.DataObject, content: dict[str, Any], flow: bool | None
) -> None:
    text = text_of(yaml.dump(content, default_flow_style=flow, sort_keys=False))
    holders = [path for path in maps_in(content) if len(at(content, path)) > 1]
    if not holders:
        return
    path = data.draw(st.sampled_from(holders))
    key = data.draw(st.sampled_from(sorted(at(content, path))))
    try:
        DocumentEditor(text, 0).remove((*path, key))
    except UneditableText:
        return

    del at(content, path)[key]
    assert read(text) == content


@settings(max_examples=25, deadline=None)
@given(data=st.data(), content=MAPS, end=st.booleans())
def test_git_applies_the_diff(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, content: dict[str, Any], end: bool
) -> None:
    source = yaml.dump(content, default_flow_style=False, sort_keys=False)
    text = text_of(source if end else source.rstrip("\n"))
    DocumentEditor(text, 0).set(("added",), {"x": 1})
    folder: Path = tmp_path_factory.mktemp("repository")
    (folder / "a.yaml").write_bytes("".join(text.original).encode())

    git_applied(folder, unified_diff([text]))

    assert (folder / "a.yaml").read_bytes() == text.file().data


CONTAINERS = """\
# the web tier
spec:
  containers:
  - name: web  # first
    image: &image "nginx:1"
    securityContext:   # to do
  - image: *image
    name: side
    env: [{name: A, value: b}, {name: C, value: d}]

  # the end
"""


def test_comments_anchors_quotes_and_empty_lines_stay() -> None:
    text = text_of(CONTAINERS)
    editor = DocumentEditor(text, 1)
    editor.set(("spec", "containers", Item("name", "web"), "securityContext", "privileged"), value=False)
    editor.set(("spec", "containers", Item("name", "side"), "tty"), value=True)
    editor.remove(("spec", "containers", ItemAt(7), "env", Item("name", "A")))

    assert text.file().data.decode() == CONTAINERS.replace(
        "# to do\n", "# to do\n      privileged: false\n"
    ).replace("[{name: A, value: b}, {name: C, value: d}]\n", "[{name: C, value: d}]\n    tty: true\n")


def test_the_first_key_of_an_item_leaves_its_dash() -> None:
    text = text_of("l:\n- a: 1\n  b: 2\n- c: 3\n")

    DocumentEditor(text, 0).remove(("l", 0, "a"))

    assert text.file().data == b"l:\n- b: 2\n- c: 3\n"


def test_what_is_empty_after_a_removal_goes_too() -> None:
    text = text_of("a: 1\ncapabilities:\n  add:\n    - SYS_ADMIN\n")

    DocumentEditor(text, 0).remove(("capabilities", "add", Item("", "SYS_ADMIN")))

    assert text.file().data == b"a: 1\n"


def test_json_stays_json() -> None:
    text = text_of('{\n  "a": {\n    "b": 1\n  }\n}\n')

    DocumentEditor(text, 0).set(("a", "c"), [True])

    assert text.file().data == b'{\n  "a": {\n    "b": 1,\n    "c": [true]\n  }\n}\n'


def test_only_the_document_of_the_line_is_edited() -> None:
    text = text_of("a: 1\n---\na: 2\n---\na: 3\n")

    DocumentEditor(text, 2).set(("b",), value=4)

    assert text.file().data == b"a: 1\n---\na: 2\nb: 4\n---\na: 3\n"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", "a: 1\u2028b: 2\n".encode(), b"a: 1\rb: 2\n"], ids=["utf-16", "separator", "cr"]
)
def test_a_text_whose_lines_are_not_certain_is_refused(content: bytes) -> None:
    with pytest.raises(UneditableText):
        SourceText(TextFile("a.yaml", content))


def test_deep_and_circular_texts_are_refused_at_once() -> None:
    with pytest.raises(UneditableText):
        DocumentEditor(text_of("a: " + "[" * 5_000 + "]" * 5_000), 0)
    editor = DocumentEditor(text_of("a: &a\n  <<: *a\n  b: 1\n"), 0)
    assert editor.find(("a", "missing")) is None
