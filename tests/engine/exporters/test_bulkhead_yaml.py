"""The text of a model is read back as it was, and written again as the same bytes."""

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from threatmodel.engine.exporters.bulkhead_yaml import render_bulkhead_yaml
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.methods import categories
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model.bulkhead_yaml_statements import (
    COST_MOST,
    EFFORTS,
    REDUCTIONS,
    SECTIONS,
    Statement,
    Statements,
    digest,
    in_order,
    relation_key,
    threat_key,
)

_STORABLE = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
_TEXT = st.text(_STORABLE, max_size=30) | st.sampled_from(
    [
        "yes",
        "1e3",
        "0x1f",
        "2026-01-31",
        "a: b",
        "- a",
        " a ",
        "a\nb",
        "\n a\n",
        "#",
        "~",
        "null",
        "'",
        "1_0",
        "\x85",
        "a\u2028b\n",
    ]
)
_NAME = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=20)
_UID = st.sampled_from(
    ["compose:web", "k8s:shop/Deployment/cart/server", "new:" + "0a" * 16, "new:" + "1b" * 16, "data:orders"]
)
_HEX = st.text("0123456789abcdef", min_size=32, max_size=32)
_DAY = st.dates().map(str)
_VALUE = (
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
    | _TEXT
    | st.lists(_TEXT, max_size=3)
    | st.lists(st.fixed_dictionaries({"name": _TEXT, "port": st.integers(0, 9)}), min_size=1, max_size=2)
)
_FACT = st.fixed_dictionaries({"value": _VALUE}, optional={"why": _TEXT.filter(bool)})
_FACTS = st.dictionaries(st.sampled_from(["fact:owner", "fact:criticality", "fact:on", "fact:ports"]), _FACT)
_RULE = st.sampled_from(["container-privileged", "image-mutable-tag", "scenario:outsider:data"])
_THREAT = st.builds(threat_key, _RULE, _UID, st.just("") | _HEX) | st.builds(threat_key, st.just(""), _HEX)
_DECISION = st.fixed_dictionaries({"status": st.just("needs-info"), "reason": _TEXT}) | st.fixed_dictionaries(
    {"status": st.just("not-applicable"), "reason": _TEXT.filter(str.strip)}
)

_TAG = st.text(_STORABLE, min_size=1, max_size=8).filter(
    lambda text: text == text.strip() and text.isprintable()
)
_WORK: dict[str, st.SearchStrategy[Any]] = {
    "owner": st.sampled_from(["Ana Silva", "ben@bulkhead.example", "yes"]),
    "due": _DAY,
    "tags": st.lists(_TAG, min_size=1, max_size=3, unique=True).map(sorted),
}


def _values(section: str) -> st.SearchStrategy[dict[str, Any]]:
    decided = st.fixed_dictionaries({}, optional={"decision": _DECISION, **_WORK})
    return {
        "elements": _joined({"kind": st.sampled_from(["actor", "data-set"]), "name": _NAME, "parent": _UID}),
        "flows": _joined({"source": _UID, "destination": _UID, "name": st.just("") | _NAME}),
        "relations": st.just({}),
        "facts": _FACTS.filter(bool),
        "corrections": st.fixed_dictionaries({"parent": st.just("") | _UID}),
        "threats": decided,
        "manual_threats": _joined_decided(),
        "mitigations": st.fixed_dictionaries(
            {
                "title": _NAME, "control": st.just("") | st.just("use-tls"), "description": _TEXT,
                "status": st.sampled_from(["planned", "verified"]), "due": st.just("") | _DAY,
                "threats": st.lists(_THREAT, max_size=3, unique=True).map(sorted),
            },
            optional={
                "owner": _WORK["owner"], "tags": _WORK["tags"], "effort": st.sampled_from(EFFORTS),
                "cost": st.integers(0, COST_MOST), "reduction": st.sampled_from(REDUCTIONS),
            },
        ),
        "acceptances": st.fixed_dictionaries(
            {
                "justification": _TEXT.filter(bool), "conditions": _TEXT, "expires": _DAY,
                "residual_risk": st.sampled_from(SEVERITIES), "requested_by": st.just("Ana"),
                "approved_by": st.just("") | st.just("Ben"),
                "threats": st.dictionaries(
                    _THREAT, st.just({}) | st.just({"severity": "high", "facts": "0a" * 8}), min_size=1
                ),
            }
        ),
    }[section]  # fmt: skip


def _joined(fixed: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda values, facts: values | facts, st.fixed_dictionaries(fixed), _FACTS)


def _joined_decided() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "title": _NAME, "element": st.just("") | _UID, "severity": st.sampled_from(SEVERITIES),
            "categories": st.lists(st.sampled_from([*categories()]), max_size=2, unique=True).map(sorted),
            "references": st.lists(st.just("cwe:CWE-79"), max_size=1), "description": _TEXT,
        },
        optional={"decision": _DECISION, **_WORK},
    )  # fmt: skip


def _keys(section: str) -> st.SearchStrategy[str]:
    kinds: dict[str, st.SearchStrategy[str]] = {
        "relations": st.builds(relation_key, st.just("uses_image"), _UID, _UID),
        "threats": st.builds(threat_key, _RULE, _UID, st.just("") | _HEX),
        "manual_threats": _HEX,
        "mitigations": st.integers(1, 30).map(lambda number: f"M{number}"),
        "acceptances": st.integers(1, 30).map(lambda number: f"A{number}"),
    }
    return kinds.get(section, _UID)


@st.composite
def _statement(draw: st.DrawFn) -> Statement:
    section = draw(st.sampled_from(SECTIONS))
    values = draw(_values(section))
    notes = {
        name: {"by": "Ana", "at": "2026-11-02"}
        for name in values
        if name.startswith("fact:") and draw(st.booleans())
    }
    return Statement(section, draw(_keys(section)), values, notes)


def _distinct(items: list[Statement]) -> Statements:
    """One statement about each thing; a drawn part is not a part of files or of another section too.

    A statement about a threat that a rule finds says something.
    """
    known: dict[tuple[str, str], Statement] = {}
    for one in items:
        known.setdefault(("drawn" if one.section in ("elements", "flows") else one.section, one.key), one)
    drawn = {key for part, key in known if part == "drawn"}
    found = in_order(
        one
        for one in known.values()
        if (one.section != "facts" or one.key not in drawn) and (one.section != "threats" or one.values)
    )
    placed = [
        replace(one, values={**one.values, "parent": ""}) if one.values.get("kind") == "data-set" else one
        for one in found
    ]
    return Statements(tuple(placed), "Shop")


@settings(max_examples=50)
@given(st.lists(_statement(), max_size=12).map(_distinct))
def test_what_is_written_is_read_back_and_written_again_alike(statements: Statements) -> None:
    text = render_bulkhead_yaml(statements)

    reading = read([TextFile("bulkhead.yaml", text)])

    assert reading.problems == ()
    assert reading.statements is not None
    assert [(one.section, one.key, one.values, one.notes) for one in reading.statements.items] == [
        (one.section, one.key, one.values, one.notes) for one in statements.items
    ]
    assert reading.statements.base == digest(statements) == digest(reading.statements)
    assert render_bulkhead_yaml(reading.statements) == text
    assert isinstance(yaml.safe_load(text), dict)  # for readers of YAML 1.1 too


def test_order_of_statements_makes_no_difference() -> None:
    first = Statement("mitigations", "M2", {**_MITIGATION, "title": "Second"})
    second = Statement("mitigations", "M10", {**_MITIGATION, "title": "Tenth"})

    texts = {render_bulkhead_yaml(Statements(items)) for items in ((first, second), (second, first))}

    (text,) = texts
    assert text.index(b"M2:") < text.index(b"M10:")


def test_random_uids_are_called_by_kind_and_name() -> None:
    uids = ["new:" + "0a" * 16, "new:" + "1b" * 16]
    actors = [Statement("elements", uid, {"kind": "actor", "name": "Büro", "parent": ""}) for uid in uids]
    flow = Statement("flows", "new:" + "2c" * 16, {"source": uids[0], "destination": uids[1], "name": ""})

    text = render_bulkhead_yaml(Statements((*actors, flow))).decode()

    assert "  actor/buro:\n" in text
    assert "  actor/buro-2:\n" in text
    assert "  actor/buro -> actor/buro-2:\n" in text


_MITIGATION = {"title": "", "control": "", "status": "planned", "description": "", "due": "", "threats": []}
