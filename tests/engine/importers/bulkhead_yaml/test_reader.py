"""bulkhead.yaml is read whole or not at all, and what is wrong is named with its line and the remedy."""

import json

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.bulkhead_yaml.schema import editor_schema_text
from threatmodel.engine.model.bulkhead_yaml_statements import Statement, threat_key

HEAD = "schema: bulkhead.model/1\n"


def reading_of(text: str, name: str = "bulkhead.yaml") -> Reading:
    return read([TextFile(name, text.encode())])


def statement_of(text: str) -> Statement:
    reading = reading_of(HEAD + text)
    assert reading.problems == ()
    assert reading.statements is not None
    (statement,) = reading.statements.items
    return statement


def test_facts_keep_who_when_why_and_their_line() -> None:
    text = "facts:\n  compose:web:\n    criticality: {value: high, by: Ana, at: 2026-11-02, why: Sells}\n"

    one = statement_of(text)

    assert one.values == {"fact:criticality": {"value": "high", "why": "Sells"}}
    assert one.notes == {"fact:criticality": {"by": "Ana", "at": "2026-11-02"}}
    assert one.line_of("fact:criticality") == 4


def test_addresses_of_the_file_stand_for_uids_everywhere() -> None:
    text = """\
elements:
  actor/customer: {kind: actor, name: Customer, uid: "new:1"}
flows:
  orders: {from: actor/customer, to: compose:web, facts: {data_sets: [data/orders]}}
data_sets:
  data/orders: {name: Orders, uid: "data:orders"}
threats:
  - {rule: flow-clear-text, element: orders, status: needs-info}
"""
    reading = reading_of(HEAD + text)

    assert reading.statements is not None
    values = {(one.section, one.key): one.values for one in reading.statements.items}
    assert values["flows", "orders"]["source"] == "new:1"
    assert values["flows", "orders"]["fact:data_sets"] == {"value": ["data:orders"]}
    assert ("threats", threat_key("flow-clear-text", "orders")) in values


def test_owners_tags_and_estimates_are_statements_where_they_are_stated() -> None:
    text = """\
mitigations:
  M1:
    title: Use TLS
    status: planned
    owner: Ana  Silva
    due: 2027-03-31
    effort: M
    cost: 0
    reduction: mostly
    tags: [web, audit]
"""
    one = statement_of(text)

    work = ("owner", "due", "effort", "cost", "reduction", "tags")
    assert [one.values[name] for name in work] == [
        "Ana Silva",
        "2027-03-31",
        "M",
        0,
        "mostly",
        ["audit", "web"],
    ]
    assert (one.line_of("owner"), one.line_of("tags")) == (6, 11)
    assert not set(work) - {"due"} & set(
        statement_of("mitigations: {M1: {title: a, status: planned}}\n").values
    )


REASON_ALONE = "reason belongs to a status; add status: needs-info or not-applicable."


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (HEAD + "threats:\n  - rule: a\n    element: b\n    reason: c\n", 5, f"threats: {REASON_ALONE}"),
        (
            HEAD + "manual_threats:\n  a: {title: T, severity: high, reason: c}\n",
            3,
            f"manual_threats: {REASON_ALONE}",
        ),
        (
            HEAD + "manual_threats:\n  a: {title: T, severity: high, status: not-applicable}\n",
            3,
            "manual_threats: not-applicable needs a reason",
        ),
        (HEAD + "threats:\n  - {rule: a, element: b}\n", 3, "nothing is said of the threat; add status"),
        (HEAD + "threats:\n  - {rule: a, element: b, severity: high}\n", 3, "with the keys level, reason"),
        (HEAD + "threats:\n  - {rules: a, element: b}\n", 3, "unknown key rules; did you mean rule?"),
        (HEAD + "threats:\n", 2, "threats: is empty; write its value, or remove the key"),
        (HEAD + "facts:\n  a:\n    b:\n", 4, "facts.a.b: is empty; write its value"),
        (HEAD + "facts:\n  a: {b: {value: 1, at: 2026-13-45}}\n", 3, "2026-13-45 is no date"),
        (HEAD + "facts:\n  a: {b: {value: 1, at: soon}}\n", 3, "at: 'soon' cannot be read; write a date"),
        (HEAD + "facts:\n  a: {Bad Name: 1}\n", 3, "a key here cannot be called 'Bad Name'"),
        (
            HEAD + "elements:\n  a: {kind: actor, name: A, facts: {b: 1}}\nfacts:\n  a: {b: 2}\n",
            5,
            "facts: b is stated in line 3 already; keep one.",
        ),
        (HEAD + "elements:\n  a: {kind: actr, name: A}\n", 3, "actr is not known; did you mean actor?"),
        (HEAD + "mitigations:\n  M1: {title: 5, status: planned}\n", 3, "M1.title: must be text, in quotes"),
        (
            HEAD + "mitigations:\n  M1:\n    title: a\n    status: planned\n    threats:\n"
            "      - {rule: a, element: b}\n      - {rule: a, element: b}\n",
            8,
            "mitigations.M1: names this threat twice; keep one.",
        ),
        (
            HEAD + "mitigations:\n  M1: {title: a, status: planned, threats: [{rule: a}]}\n",
            3,
            "name each threat by rule and element, or by manual alone",
        ),
        (
            HEAD + "acceptances:\n  A1: {justification: a, residual_risk: low, expires: 2027-01-01,"
            " threats: [{rule: a, element: b, severity: lo}]}\n",
            3,
            "severity: lo is not known; did you mean low?",
        ),
        ("schema: bulkhead.model/2\n", 1, "this release reads bulkhead.model/1 alone"),
        (HEAD + "services: {}\n", 2, "unknown key services; known are acceptances"),
        ("threat:\n  - a\n", 1, "The key schema is missing: begin the file with"),
        ("fail_on: [high]\n", 1, "fail_on belongs to the policy of the gate: move it to .bulkhead.yaml"),
        ("facts: {}\n", 1, "The key schema is missing: begin the file with schema: bulkhead.model/1."),
        (HEAD + "facts:\n  a: {b: {wert: 1}}\n", 3, "facts.a.b: must be a value or a mapping"),
        (
            HEAD + "mitigation: {}\n",
            2,
            "unknown key mitigation; did you mean mitigations?",
        ),
        (HEAD + "threats:\n  - {rule: a, element: b, status: done}\n", 3, "threats.status: "),
        (
            HEAD + "threats:\n  - {rule: a, element: b, status: not-applicable}\n",
            3,
            "not-applicable needs a reason",
        ),
        (
            HEAD + "threats:\n  - {rule: a, element: b}\n  - {rule: a, element: b}\n",
            4,
            "line 3 says this already",
        ),
        (
            HEAD + "elements: {a: {kind: actor, name: A, uid: x}, b: {kind: actor, name: B, uid: x}}\n",
            2,
            "line 2 says this already",
        ),
        (
            HEAD
            + "elements: {a: {kind: actor, name: A, uid: x}}\n"
            + "flows: {a: {from: a, to: compose:web, uid: y}}\n",
            3,
            "flows: a is the address of line 2; choose another.",
        ),
        (
            HEAD + "mitigations:\n  M1: {title: a, status: planned, due: 2026-13-01}\n",
            3,
            "2026-13-01 is no date; write YYYY-MM-DD",
        ),
        (
            HEAD + "threats:\n  - {rule: a, element: b, due: 2026-02-30}\n",
            3,
            "threats: 2026-02-30 is no date; write YYYY-MM-DD",
        ),
        (
            HEAD + "mitigations:\n  M1: {title: a, status: planned, effort: XXL}\n",
            3,
            "mitigations.M1.effort: ",
        ),
        (HEAD + "mitigations:\n  M1: {title: a, status: planned, cost: -1}\n", 3, "mitigations.M1.cost: "),
        (
            HEAD + "mitigations:\n  M1: {title: a, status: planned, tags: ['  ']}\n",
            3,
            "mitigations.M1.tags: ",
        ),
        (
            HEAD + "acceptances:\n  A1: {justification: a, residual_risk: low, expires: 2027-01-01,"
            " requested_by: Bea May, approved_by: bea  may, threats: [{rule: a, element: b}]}\n",
            3,
            "another person has to approve it",
        ),
        (
            HEAD + "acceptances:\n  A1: {justification: a, residual_risk: low, threats: [{manual: b}]}\n",
            3,
            "expires",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, message: str) -> None:
    reading = reading_of(text)

    found = [one for one in reading.problems if message in one.message]
    assert [(one.file, one.line, one.severity) for one in found] == [("bulkhead.yaml", line, "error")]
    assert reading.statements is None


def test_of_many_problems_the_first_are_named_and_the_rest_announced() -> None:
    items = "".join(f"  - {{rule: a{number}, element: b}}\n" for number in range(30))

    reading = reading_of(HEAD + "threats:\n" + items)

    assert len(reading.problems) == 21
    assert reading.problems[-1].message == "More than 20 problems; correct those above first."


def test_a_file_of_another_program_with_the_name_is_left_alone() -> None:
    reading = reading_of("maxConcurrentCalls: 5\nretries: 3\n")

    assert not [one for one in reading.problems if "schema" in one.message]


def test_a_manifest_of_the_name_stays_a_manifest() -> None:
    reading = reading_of("services: {web: {image: nginx}}\n")

    assert "compose:web" in reading.model.elements
    assert reading.statements is None


def test_one_input_has_one_file_and_says_which_is_read() -> None:
    reading = read([TextFile("a/bulkhead.yaml", HEAD.encode()), TextFile("b/bulkhead.yaml", HEAD.encode())])

    assert reading.statements is not None
    assert reading.statements.file == "a/bulkhead.yaml"
    assert [(one.file, one.severity) for one in reading.problems] == [("b/bulkhead.yaml", "error")]


_WORDS = st.sampled_from(
    ["facts", "threats", "elements", "a", "rule", "element", "value", "kind", "name", "status", "uid", "in"]
)
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=50)
@given(st.dictionaries(_WORDS, _ANY, max_size=5))
def test_hostile_content_never_raises(content: dict[str, object]) -> None:
    text = json.dumps({"schema": "bulkhead.model/1", **content})

    reading = reading_of(text)

    assert reading.statements is not None or reading.problems


def test_editors_check_the_same_and_offer_rules_and_facts() -> None:
    schema = json.loads(editor_schema_text())
    validator = jsonschema_rs.validator_for(schema)
    decision = {"element": "compose:web/web", "status": "needs-info"}

    assert validator.is_valid(
        {"schema": "bulkhead.model/1", "threats": [{"rule": "container-privileged", **decision}]}
    )
    assert not validator.is_valid(
        {"schema": "bulkhead.model/1", "threats": [{"rule": "no-such-rule", **decision}]}
    )
    assert schema["properties"]["facts"]["additionalProperties"] == {"$ref": "#/definitions/facts"}
    assert schema["definitions"]["facts"]["properties"]["criticality"]["title"] == "Criticality"
