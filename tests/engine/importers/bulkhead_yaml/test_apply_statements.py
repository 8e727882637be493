"""What people state is said of the model that files make; what addresses nothing is a problem."""

from datetime import date

import pytest

from threatmodel.engine.importers import Problem, TextFile, read
from threatmodel.engine.importers.bulkhead_yaml.apply_statements import apply_statements, statement_faults
from threatmodel.engine.model import Model, Relation

HEAD = "schema: bulkhead.model/1\n"
COMPOSE = b"services: {web: {image: nginx, environment: {DB: 'http://db:80'}}, db: {image: postgres}}\n"


def stated(text: str) -> tuple[Model, tuple[Problem, ...]]:
    files = [TextFile("compose.yaml", COMPOSE), TextFile("bulkhead.yaml", (HEAD + text).encode())]
    reading = read(files)
    assert reading.problems == ()
    assert reading.statements is not None
    return apply_statements(reading.model, reading.statements, today=date(2026, 12, 1))


def test_a_stated_fact_overrules_the_file_and_says_who() -> None:
    model, problems = stated(
        "facts: {compose:web/web: {privileged: {value: true, by: Ana, at: 2026-11-02}}}\n"
    )

    fact = model.elements["compose:web/web"].facts["privileged"]
    assert problems == ()
    assert fact.value is True
    assert (fact.source.origin, fact.source.by, fact.source.at) == ("person", "Ana", "2026-11-02")
    assert (fact.source.file, fact.source.line) == ("bulkhead.yaml", 2)


def test_drawn_elements_flows_and_relations_join_those_of_files() -> None:
    text = """\
elements:
  inner: {kind: actor, name: Inner, in: outer}
  outer: {kind: boundary, name: Outer}
flows:
  call: {from: inner, to: compose:web, name: Orders}
relations:
  - {type: uses_image, from: compose:db/db, to: image:nginx}
"""
    model, problems = stated(text)

    assert problems == ()
    assert model.elements["inner"].parent == "outer"
    assert (model.flows["call"].source, model.flows["call"].origin) == ("inner", "drawn")
    assert Relation("uses_image", "compose:db/db", "image:nginx") in model.relations


def test_a_rejected_flow_is_no_part_of_the_model() -> None:
    (flow,) = stated("")[0].flows

    model, problems = stated(f'facts: {{"{flow}": {{review: rejected}}}}\n')

    assert problems == ()
    assert model.flows == {}


def test_corrections_change_kind_place_and_ends() -> None:
    model, problems = stated("corrections: {compose:db: {in: ''}}\n")

    assert problems == ()
    assert model.elements["compose:db"].parent is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "facts: {compose:wep: {owner: a}}\n",
            "No element or flow compose:wep here; did you mean compose:web?",
        ),
        ("facts: {compose:web: {criticalty: high}}\n", "no fact is called criticalty; it is ignored."),
        ("facts: {compose:web: {criticality: huge}}\n", "criticality: choose one of low, medium"),
        ("facts: {compose:web/web: {privileged: 3}}\n", "privileged must be yes or no"),
        ("facts: {compose:web: {owner: 'AKIAIOSFODNN7EXAMPLE'}}\n", "owner looks like a credential"),
        ("elements: {compose:web: {kind: workload, name: Web}}\n", "is read from files already"),
        ("elements: {a: {kind: container, name: A, in: image:nginx}}\n", "a container can be inside"),
        ("elements: {a: {kind: actor, name: A, in: a}}\n", "No element or flow a here"),
        ("flows: {a: {from: compose:web, to: nowhere}}\n", "No element or flow nowhere here"),
        ("relations: [{type: uses_image, from: compose:web, to: compose:db}]\n", "cannot be an end here"),
        ("corrections: {compose:web: {from: compose:db}}\n", "has no such properties"),
    ],
)
def test_what_cannot_be_is_left_out_and_named(text: str, message: str) -> None:
    _, problems = stated(text)

    (problem,) = problems
    assert message in problem.message
    assert (problem.file, problem.line, problem.severity) == ("bulkhead.yaml", 2, "warning")


def test_many_wrong_addresses_are_cut_short() -> None:
    _, problems = stated("facts:\n" + "".join(f"  k{n}: {{owner: a}}\n" for n in range(5_000)))

    assert len(problems) == 201
    assert problems[-1].message == "More than 200 problems; fix those before."


def test_what_is_left_out_is_named_by_property() -> None:
    reading = read(
        [
            TextFile("compose.yaml", COMPOSE),
            TextFile(
                "bulkhead.yaml",
                f"{HEAD}facts: {{compose:web: {{owner: a, criticalty: high}}, compose:wep: {{owner: a}}}}\n"
                "corrections: {compose:web: {in: compose:nowhere}}\n".encode(),
            ),
        ]
    )
    assert reading.statements is not None

    problems, left_out = statement_faults(reading.model, reading.statements)

    assert set(left_out) == {
        ("facts", "compose:web", "fact:criticalty"),
        ("facts", "compose:wep", ""),
        ("corrections", "compose:web", ""),
    }
    assert len(problems) == len(left_out)
    assert "the correction is ignored" in problems[-1].message


def test_hints_for_names_of_facts_are_bounded() -> None:
    facts = ", ".join(f"criticality_{n}: high" for n in range(30))

    _, problems = stated(f"facts: {{compose:web: {{{facts}}}}}\n")

    assert sum("Did you mean criticality?" in one.message for one in problems) == 10
