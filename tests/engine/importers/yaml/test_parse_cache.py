"""A document whose shape came before is what parsing it would give: values, lines, notes and errors."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.limits import YamlLimits
from threatmodel.engine.importers.yaml.reader import (
    Documents,
    YamlList,
    YamlMap,
    YamlValue,
    as_list,
    as_map,
    new_parse_cache,
    read_documents,
)

_WORDS = (
    *("x", "a b", "1", "0x1f", "1:30", "true", "no", "1.5", "a:b", "nginx:1.27", "/x/y", "a=b", ".5", "null"),
    *("'q'", "'1'", '"r: s"', '"yes"', "''", "'it''s'", '"\\n"', "-1", "~", "a,b", "x #y", "é"),
)
_LINES = (
    *("a: {}", "b: [{}, {}]", "c: {{d: {}, e: {}}}", "f:\n  g: {}", "h:\n  - {}\n  - i: {}\n    j: {}"),
    *("k: |\n  l: {}\n  - {}", "m: &n {}", "o: *n", "p: !!str {}", "# q: {}", "r: {} # s", "t: {}, u", "v:"),
    *("w: >\n\n  {}", 'x: "y\n  z: {}\n  "', "<<: {{aa: {}}}", "? bb\n: {}", "cc: [\n  {},\n  {}]", "a: {}"),
)


def documents_of(*texts: str) -> Documents:
    return read_documents(TextFile("a.yaml", "---\n".join(texts).encode()))


def shown(value: YamlValue, before: int = 0) -> Any:
    """The value with its types and lines, less the lines before it."""
    if isinstance(value, YamlMap):
        keys = [(key, value.line_of(key) - before, shown(item, before)) for key, item in value.items()]
        return ("map", value.line - before, keys)
    if isinstance(value, YamlList):
        items = [(value.line_at(n) - before, shown(item, before)) for n, item in enumerate(value)]
        return ("list", value.line - before, items)
    return (type(value).__name__, value)


def each_by_itself(texts: list[str]) -> list[Any]:
    """What parsing each text says; nothing when there is an error in one of them."""
    found = [documents_of(text) for text in texts]
    if any(problem.severity == "error" for one in found for problem in one.problems):
        return []
    return [shown(one.documents[0]) for one in found]


@st.composite
def alike(draw: st.DrawFn) -> list[str]:
    """Texts that differ in their words only."""
    shape = "\n".join(draw(st.lists(st.sampled_from(_LINES), min_size=1, max_size=6))) + "\n"
    words = st.lists(st.sampled_from(_WORDS), min_size=24, max_size=24)
    return [shape.format(*draw(words)) for _ in range(4)]


@given(alike())
def test_documents_of_one_shape_are_what_each_is_by_itself(texts: list[str]) -> None:
    expected = each_by_itself(texts)
    starts = [sum(text.count("\n") + 1 for text in texts[:number]) for number in range(len(texts))]

    found = documents_of(*texts)

    assert [shown(*both) for both in zip(found.documents, starts, strict=False)] == expected


def test_shapes_are_known_across_files() -> None:
    cache = new_parse_cache(YamlLimits())
    files = [TextFile(f"{name}.yaml", f"a: {name}\nb:\n  c: {name}\n".encode()) for name in "xyz"]

    third = [read_documents(file, cache=cache) for file in files][2].documents[0]

    assert third == {"a": "z", "b": {"c": "z"}}
    assert as_map(third).wording(()) is not None


def test_mappings_say_the_same_where_their_words_do() -> None:
    users = [("a", 1), ("b", 1), ("c", 1), ("d", 2)]
    found = documents_of(*(f"name: {name}\nwhat:\n  user: {user}\n" for name, user in users)).documents

    first, second, third, fourth = (as_map(one).wording(("what",)) for one in found)

    assert first is None  # nothing came before it
    assert second == third != fourth
    assert as_map(found[1]).wording(("name",)) != as_map(found[2]).wording(("name",))


@pytest.mark.parametrize("word", ["{}", "x: {}", "- {}", "x: {}\n  y"])
def test_words_in_a_block_of_text_stay_part_of_it(word: str) -> None:
    texts = [f"a: |\n  {word.format(n)}\nb: {n}\n" for n in range(5)]

    found = documents_of(*texts).documents

    assert [as_map(one)["a"] for one in found] == [
        word.format(n).replace("\n  ", "\n") + "\n" for n in range(5)
    ]
    assert [as_map(one)["b"] for one in found] == list(range(5))


def test_a_fault_in_a_document_is_reported_with_its_line_in_the_file() -> None:
    texts = ["a: 1\nb: 2\n"] * 3 + ["a: 1\na: 2\n"]

    (problem,) = documents_of(*texts).problems

    assert (problem.severity, problem.line) == ("error", 11)


def test_a_text_that_holds_the_mark_of_a_word_is_read_as_it_is() -> None:
    texts = [f"a: PlaceOfWord0x\nb: {n}\nc: [PlaceOfWord{n}x]\n" for n in range(4)]

    found = documents_of(*texts).documents

    assert [as_map(one)["a"] for one in found] == ["PlaceOfWord0x"] * 4
    assert [as_list(as_map(one)["c"])[0] for one in found] == [f"PlaceOfWord{n}x" for n in range(4)]
