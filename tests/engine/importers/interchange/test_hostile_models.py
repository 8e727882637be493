"""Whatever a model of another tool holds, it is read or refused with a message, in bounded time."""

import copy
import json
import time
from typing import Any, Final

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.importers.catalogue import assert_fits_catalogue
from tests.engine.importers.interchange.documents import (
    SAMPLES,
    arrow,
    cell,
    dragon,
    messages,
    otm,
    placed,
    read_json,
    read_text,
)
from threatmodel.engine.importers import Reading, TextFile, read

SECONDS: Final = 10.0
DOCUMENTS: Final = {
    path.parent.name: yaml.safe_load(path.read_bytes()) for path in SAMPLES if path.suffix != ".tm7"
}
TM7: Final = next(path for path in SAMPLES if path.suffix == ".tm7").read_text()
_NUMBERS = st.sampled_from([0, -1, 1e308, 10**30, 99_999_999_999, 0.1])
_TEXTS = st.sampled_from(["", "x", "buyer", "shop", "\u202e", "é" * 700, "__proto__", "\n\n", "a" * 30_000])
_VALUES = st.one_of(
    st.none(), st.booleans(), _NUMBERS, _TEXTS, st.just([]), st.just({}), st.just([[1]]), st.just([{}])
)
_EDITS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 40), min_size=1, max_size=7), st.sampled_from(["set", "del", "copy"]), _VALUES
    ),
    min_size=1,
    max_size=6,
)


def edited(content: Any, path: list[int], action: str, value: Any) -> None:
    """Change one part of a document: where the numbers lead, as far as they do."""
    for number, step in enumerate(path):
        keys = list(content) if isinstance(content, dict) else list(range(len(content)))
        if not keys:
            return
        key = keys[step % len(keys)]
        is_last = number == len(path) - 1 or not isinstance(content[key], dict | list)
        if is_last and action == "set":
            content[key] = copy.deepcopy(value)
        elif is_last and action == "del":
            del content[key]
        elif is_last and isinstance(content, list):
            content.append(copy.deepcopy(content[key]))
        if is_last:
            return
        content = content[key]


def assert_sound(reading: Reading) -> None:
    """The model fits the catalogue, and what is about it is about parts that it has."""
    assert_fits_catalogue(reading.model)
    subjects = {*reading.model.elements, *reading.model.flows}
    for threat in reading.threats:
        assert threat.subject in {*subjects, ""}
        assert threat.title
        assert len(threat.title) <= 1_000
        assert len(threat.description) <= 10_000
        assert all(0 < len(one.title) <= 200 for one in threat.mitigations)
    assert len({threat.id for threat in reading.threats}) == len(reading.threats)
    assert reading.places.keys() <= reading.model.elements.keys()
    assert all(len(uid) <= 600 for uid in reading.model.elements)


@pytest.mark.parametrize("tool", sorted(DOCUMENTS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=_EDITS)
def test_an_edited_model_is_read_or_refused(tool: str, edits: list[tuple[list[int], str, Any]]) -> None:
    content = copy.deepcopy(DOCUMENTS[tool])
    for path, action, value in edits:
        edited(content, path, action, value)

    assert_sound(read_json(json.loads(json.dumps(content, default=str))))


@settings(max_examples=40, deadline=None)
@given(
    cuts=st.lists(st.tuples(st.integers(0, len(TM7)), st.integers(0, 60)), min_size=1, max_size=4), put=_TEXTS
)
def test_an_edited_file_of_the_microsoft_tool_is_read_or_refused(
    cuts: list[tuple[int, int]], put: str
) -> None:
    text = TM7
    for start, length in cuts:
        text = text[:start] + put[:20] + text[start + length :]

    assert_sound(read_text(text, "model.tm7"))


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.tuples(st.integers(0, 400), _TEXTS), min_size=1, max_size=5))
def test_any_text_in_a_file_of_the_microsoft_tool_is_read(words: list[tuple[int, str]]) -> None:
    parts = TM7.split("</")
    for place, text in words:
        number = place % len(parts)
        parts[number] = parts[number].rpartition(">")[0] + ">" + text.replace("\u202e", "?")

    assert_sound(read_text("</".join(parts), "model.tm7"))


def bounded(content: Any) -> Reading:
    started = time.process_time()
    reading = read_json(content)
    assert time.process_time() - started < SECONDS
    return reading


def test_many_boundaries_times_elements_are_bounded() -> None:
    boxes = [placed(cell(f"b{n}", "trust-boundary-box"), n, n, 1e5 - n, 1e5 - n) for n in range(2_500)]

    reading = bounded(dragon(*boxes))

    assert any("too many boundaries" in message for message in messages(reading))


def test_a_deep_chain_of_components_is_cut() -> None:
    parts = [
        {"id": f"c{n}", "name": "C", "type": "vpc", "parent": {"component": f"c{n + 1}"}}
        for n in range(3_000)
    ]

    reading = bounded(otm(components=parts))

    assert max(len(reading.model.ancestors(uid)) for uid in reading.model.elements) <= 50
    assert any("more than 50 deep" in message for message in messages(reading))


def test_components_in_a_circle_are_read_on_their_own() -> None:
    parts = [{"id": n, "name": n, "type": "vpc", "parent": {"component": m}} for n, m in ("ab", "bc", "ca")]

    reading = read_json(otm(components=parts))

    assert len(reading.model.elements) == 3
    assert any("in a circle" in message for message in messages(reading))


def test_faults_of_one_kind_are_listed_ten_times_and_counted() -> None:
    flows = [arrow(f"f{n}", "web", f"nowhere{n}") for n in range(40)]

    reading = read_text(json.dumps(dragon(cell("web", "process"), *flows), indent=1), "model.json")

    dangling = [one for one in messages(reading) if "begins or ends" in one]
    assert len(dangling) == 11
    assert dangling[-1].startswith("30 more: ")


@pytest.mark.parametrize("text", [
    "password = canary-4711", "db_password: canary-4711",
    "postgres://shop:canary-4711@db/shop", "API_TOKEN=canary-4711",
    "Rotate the secret=canary-4711 soon", "Its api_token: canary-4711, says Bob",
])  # fmt: skip
def test_credentials_in_texts_end_here(text: str) -> None:
    threats = [
        {
            "id": "t",
            "title": "Leak",
            "severity": "High",
            "status": "Open",
            "description": f"It says\n{text}",
            "mitigation": text,
        }
    ]
    model = dragon(
        cell("web", "process", threats=threats),
        cell(text, "store", name=text),
        arrow("f", "web", text, name=text),
    )

    reading = read([TextFile("model.json", json.dumps(model).encode())])

    kept = [
        (one.name for one in reading.model.elements.values()),
        (one.name for one in reading.model.flows.values()),
    ]
    assert not any("canary" in name for names in kept for name in names)
    assert "canary" not in repr(reading.threats)
    assert "canary" not in repr([*reading.model.elements, *reading.model.flows])
    assert "It says" in reading.threats[0].description


def test_sentences_about_credentials_are_kept() -> None:
    text = "Password: users choose weak ones. A token: short, is guessed. See https://example.com/a."
    threats = [{"id": "t", "title": "Guessing", "severity": "High", "status": "Open", "description": text}]

    (threat,) = read_json(dragon(cell("web", "process", threats=threats))).threats

    assert threat.description == text
