"""The reader refuses hostile text in one clear message, keeps lines, and resolves scalars."""

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from yaml._yaml import CParser

from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import (
    Documents,
    YamlLimits,
    YamlList,
    YamlMap,
    as_bool,
    as_int,
    as_map,
    as_text,
    read_documents,
)
from threatmodel.engine.importers.yaml.values import Tagged


def read(text: str | bytes, limits: YamlLimits | None = None) -> Documents:
    data = text.encode() if isinstance(text, str) else text
    return read_documents(TextFile("a.yaml", data), limits or YamlLimits())


def only(text: str) -> YamlMap:
    documents = read(text)
    assert documents.problems == ()
    (document,) = documents.documents
    return as_map(document)


def bomb() -> bytes:
    lines = [b'a0: &a0 ["x", "x", "x", "x", "x", "x", "x", "x", "x"]']
    lines += [b"a%d: &a%d [%s]" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 9)) for i in range(1, 12)]
    return b"\n".join(lines)


def merge_chain(links: int) -> bytes:
    lines = [b"a0: &a0 {k0: v}"]
    lines += [b"a%d: &a%d\n  <<: *a%d\n  k%d: v" % (i, i, i - 1, i) for i in range(1, links)]
    return b"\n".join(lines)


HOSTILE = {
    "empty": (b"", 0, "no document: it is empty"),
    "only comments": (b"# nothing\n---\n", 0, "only comments or separators"),
    "bomb": (bomb(), 7, "more than 1,000,000 values"),
    "200 levels, flow": (b"[" * 200 + b"]" * 200, 1, "more than 100 levels"),
    "200 levels, block": (b"".join(b" " * i + b"a:\n" for i in range(200)), 101, "more than 100 levels"),
    "a million brackets": (b"[" * 1_000_000, 1, "Invalid YAML"),
    "20 MB": (b"a: b\n" * 4_000_000, 0, "20,000,000 bytes"),
    "tab": (b"a:\n\tb: c\n", 2, "This line is indented with a tab"),
    "conflict": (b"a:\n<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> other\n", 2, "Git conflict markers"),
    "binary": (b"\x7fELF\x02\x01\x00\x00", 1, "binary file"),
    "NUL": (b"a: b\nc: \x00d", 2, "binary file"),
    "escaped NUL": (b'a: "b\\0c"', 1, "NUL character"),
    "control character": (b"a: b\nc: \x01d", 2, "control characters"),
    "latin-1": (b"a: b\nc: \xfc", 2, "not valid UTF-8"),
    "duplicate key": (b"a: 1\nb: 2\na: 3\n", 3, 'Duplicate key "a"'),
    "merge chain": (merge_chain(2000), 62, "Merge keys (<<) form a chain"),
    "merge of a scalar": (b"<<: 3", 1, "merge key"),
    "10,000 digits": (b"a: " + b"1" * 10_000, 1, "The number has 10,000 digits"),
    "python tag": (b"a: !!python/object/apply:os.system [ls]", 1, "python/object"),
    "custom tag": (b"a: 1\nb: !Ref x", 2, 'Unknown tag "!Ref"'),
    "unhashable key": (b"? [a]\n: b", 1, "A key must be plain text"),
    "alias without anchor": (b"a: *b", 1, '"*b" has no preceding anchor'),
    "alias in its anchor": (b"a: &a [*a]", 1, "inside its own anchor"),
    "too many documents": (b"---\na\n" * 10_001, 20001, "More than 10,000 documents"),
    "a huge scalar": (b"a: " + b"x" * 2_000_000, 1, "A value has 2,000,000 characters"),
    "a helm template": (b"a: {{ .Values.a }}", 1, "render it first"),
    "aliases over the limit": (
        b"a: &a [" + b"1," * 1000 + b"]\n" + b"".join(b"b%d: *a\n" % i for i in range(2000)),
        999,
        "more than 1,000,000 values",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_gives_one_error(name: str) -> None:
    data, line, message = HOSTILE[name]

    documents = read(data)

    assert documents.documents == ()
    (problem,) = documents.problems
    assert (problem.severity, problem.line) == ("error", line)
    assert message in problem.message


def test_a_document_before_the_fault_is_not_half_imported() -> None:
    assert read("a: 1\n---\nb: [").documents == ()


def test_lines_of_keys_items_and_documents_are_kept() -> None:
    documents = read("# first\na:\n  - x\n  -   y\n---\n\nb:\n  c: d\n")

    first, second = documents.documents
    assert documents.lines == (2, 7)
    assert isinstance(first, YamlMap)
    items = first["a"]
    assert isinstance(items, YamlList)
    assert [items.line_at(0), items.line_at(1), items.line_at(9)] == [3, 4, 3]
    assert as_map(as_map(second)["b"]).line_of("c") == 8
    assert as_map(second).line_of("absent") == 7


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("No", False),
        ("on", True),
        ("OFF", False),
        ("true", True),
        ('"yes"', "yes"),
        ("y", "y"),
        ("n", "n"),
        ("0644", 420),
        ("0o644", 420),
        ("0x1F", 31),
        ("0b11", 3),
        ("1_000", 1000),
        ("-1", -1),
        ("08", "08"),
        ("22:22", "22:22"),
        ("2020-01-01", "2020-01-01"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.2.3", "1.2.3"),
        ("~", None),
        ("", None),
        ("null", None),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("-", "-"),
        ("!!str 12", "12"),
        ("99999999999999999999", 1e20),
        ("'5'", "5"),
        ("!!int '5'", 5),
        ("3.8", 3.8),
    ],
)
def test_scalars_resolve_as_kubernetes_does(text: str, value: object) -> None:
    found = only(f"x: {text}" if text != "-" else "x: '-'")["x"]

    assert found == value
    assert type(found) is type(value)


def test_keys_keep_their_text() -> None:
    assert list(only("NO: a\n1: b\ntrue: c\nnull: d\n")) == ["NO", "1", "true", "null"]


def test_merge_keys_fill_in_what_is_missing_with_its_own_line() -> None:
    document = only(
        "base: &base\n  a: 1\n  b: 2\nother: &other {c: 3, a: 9}\nx:\n  <<: [*base, *other]\n  b: 7\n"
    )

    merged = as_map(document["x"])
    assert merged == {"b": 7, "a": 1, "c": 3}
    assert [merged.line_of(key) for key in ("b", "a", "c")] == [7, 2, 4]


def test_a_quoted_merge_key_is_an_ordinary_key() -> None:
    assert only('"<<": {a: 1}\n') == {"<<": {"a": 1}}


def test_json_is_read_with_lines() -> None:
    document = only('{\n\t"a": [1, 2.5, "x"],\n\t"b": {"c": null}\n}')

    assert document == {"a": [1, 2.5, "x"], "b": {"c": None}}
    assert document.line_of("b") == 3


def test_utf16_from_windows_is_read() -> None:
    assert read("a: ü\n".encode("utf-16")).documents == ({"a": "ü"},)


def test_values_under_the_tags_of_compose_are_distinguished_and_reported_of() -> None:
    documents = read("ports: !override &p\n  - 80\nenvironment: !reset {}\nuser: !reset null\nmore: *p\n")

    (content,) = documents.documents
    assert isinstance(content, YamlMap)
    tagged = [content[key] for key in ("ports", "environment", "user")]
    assert [one.kept for one in tagged if isinstance(one, Tagged)] == [[80], None, None]
    assert content["more"] == [80]
    assert [problem.line for problem in documents.compose_tags[0]] == [1, 3, 4]


def test_messages_do_not_repeat_long_or_odd_keys() -> None:
    key = "hunter2\\nhunter2" * 20
    (problem,) = read(f'"{key}": 1\n"{key}": 2\n').problems

    assert "hunter2" not in problem.message


def test_helpers_read_quoted_scalars() -> None:
    assert (as_bool("true"), as_bool("No"), as_bool("maybe"), as_bool(1)) == (True, False, None, None)
    assert (as_int("80"), as_int(80), as_int(True), as_int("x")) == (80, 80, None, None)
    assert (as_text(True), as_text(None), as_text(1.5), as_text(YamlList())) == ("true", "", "1.5", "")


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    documents = read(data)

    errors = [problem for problem in documents.problems if problem.severity == "error"]
    assert len(errors) <= 1
    assert bool(errors) != bool(documents.documents)


@given(st.text(alphabet="a:-[]{}&*!<?|>#%@`\"' \n\t,01~", max_size=200))
def test_no_yaml_like_text_raises(text: str) -> None:
    read(text)


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
_TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | _TEXTS,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(_TEXTS, children, max_size=4),
    max_leaves=20,
)


@given(_TREES)
def test_what_a_dumper_writes_is_read_back(tree: object) -> None:
    text = yaml.dump({"x": tree}, Dumper=yaml.CSafeDumper, allow_unicode=True, default_style='"')

    assert only(text) == {"x": tree}


def test_five_megabytes_are_read_within_a_small_multiple_of_the_bare_events(root: Path) -> None:
    manifest = (root / "fixtures" / "demo").rglob("*.yaml")
    text = b"\n---\n".join(path.read_bytes() for path in sorted(manifest))
    data = b"\n---\n".join([text] * (4_900_000 // (len(text) + 5)))

    def events() -> float:
        started = time.process_time()
        parser = CParser(data)
        while parser.get_event() is not None:
            pass
        return time.process_time() - started

    def whole() -> float:
        started = time.process_time()
        assert read(data).problems == ()
        return time.process_time() - started

    # 2.3 on an idle machine, over 3 on a busy one; a quadratic step would be far above.
    assert min(whole() for _ in range(2)) < 6 * min(events() for _ in range(2))
