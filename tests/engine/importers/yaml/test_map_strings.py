"""Texts are changed wherever they are, on their lines, and no document grows without end by it."""

from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.map_strings import map_strings
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, read_documents


def _read(text: str) -> YamlMap:
    (document,) = read_documents(TextFile("a.yaml", text.encode())).documents
    assert isinstance(document, YamlMap)
    return document


def test_texts_in_mappings_and_lists_are_changed_and_keep_their_lines() -> None:
    changed = map_strings(_read("a: x\nb:\n- x\n- 1\n- {x: x}\n"), str.upper)

    assert changed == {"a": "X", "b": ["X", 1, {"x": "X"}]}
    items = changed["b"]
    assert isinstance(items, YamlList)
    assert (changed.line_of("b"), items.line_at(2)) == (2, 5)


def test_a_long_text_that_is_put_everywhere_ends() -> None:
    document = _read("a: [" + ", ".join(["$X"] * 10_000) + "]\n")

    changed = map_strings(document, lambda text: text.replace("$X", "y" * 5_000))["a"]
    assert isinstance(changed, YamlList)
    assert sum(len(str(item)) for item in changed) < 500_000
    assert changed[-1] == "$X"
