"""Compose files become projects; what is no compose file is reported."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers import Reading
from threatmodel.engine.importers.compose.interpolation import interpolate

ReadTexts = Callable[[Mapping[str, str] | str], Reading]


def test_several_projects_do_not_collide(read_texts: ReadTexts) -> None:
    web = "{image: x, networks: [n], volumes: ['v:/v', './a:/a', '/b:/b']}"
    text = f"services:\n  web: {web}\nnetworks: {{n: }}\nvolumes: {{v: }}\n"
    reading = read_texts({"x/one/compose.yaml": text, "x/two/compose.yaml": text})

    uids = reading.model.elements.keys()
    assert {"compose:one/web/web", "compose:two/web/web", "network:one/n", "compose:volume/two/v"} <= uids
    assert "compose:volume/bind:one/./a" in uids
    assert "compose:volume/bind:/b" in uids


def test_folders_of_one_name_are_distinguished_by_their_parents(read_texts: ReadTexts) -> None:
    text = "services: {web: {image: x}}"
    reading = read_texts({"a/deploy/compose.yaml": text, "b/deploy/compose.yaml": text})

    assert {"compose:a/deploy/web", "compose:b/deploy/web"} <= reading.model.elements.keys()


def test_files_without_a_base_are_projects_of_their_own(read_texts: ReadTexts) -> None:
    text = "services: {web: {image: x}}"
    reading = read_texts({"stacks/first.yml": text, "stacks/second.yml": text})

    assert {"compose:first/web", "compose:second/web"} <= reading.model.elements.keys()


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Pod\nservices: {}",
        "parameters: {}\nservices:\n  App\\X: {class: y}",
        "a: {image: x, size: 3}\nb: 1",
        "- 1",
        "x",
    ],
)
def test_what_is_no_compose_file_is_reported(read_texts: ReadTexts, text: str) -> None:
    reading = read_texts(text)

    assert not any(uid.startswith("compose:") for uid in reading.model.elements)
    assert reading.problems


def test_shapes_that_compose_refuses_are_reported(read_texts: ReadTexts) -> None:
    reading = read_texts("services:\n  a: {image: x}\n  b: 3\nvolumes: [v]\n")

    assert [(p.severity, p.line) for p in reading.problems] == [("warning", 3), ("warning", 4)]
    assert "compose:a" in reading.model.elements


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"), ("$A", "${A}"), ("${A}", "${A}"), ("${A:-b}", "b"), ("${A-b}", "b"), ("${A:-}", ""),
        ("${A:+b}", ""), ("${A:?m}", "${A}"), ("$$A", "$A"), ("${A:-${B:-c}}", "c"), ("$", "$"),
        ("${A:-x${B}y}", "x${B}y"), ("${A", "${A"), ("${PWD}/x", "./x"), ("${A:-b}:${C:-d}", "b:d"),
        ("${}", "${}"), ("a$1", "a$1"),
    ],
)  # fmt: skip
def test_variables_are_filled_in(text: str, expected: str) -> None:
    assert interpolate(text) == expected


@given(st.text(alphabet="${}:-+?AB_ \n", max_size=200))
def test_no_variable_syntax_raises(text: str) -> None:
    interpolate(text)
