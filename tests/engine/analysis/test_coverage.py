"""The grid says of every element and category what was found, ruled out, waits, or was never looked at."""

from typing import Any

from threatmodel.engine.analysis.coverage import Coverage, coverage
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import Library, load_library
from threatmodel.engine.library.rules import Rule, build_rule
from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model, Source

HERE = Source(origin="file", file="a.yaml", line=1)


def rule(rule_id: str, **changes: Any) -> Rule:
    raw = {
        "id": rule_id,
        "title": "{self.name} runs privileged",
        "applies_to": "container",
        "when": "self.privileged",
        "stride": ["elevation-of-privilege"],
        "severity": "high",
        "evidence": ["privileged"],
        "why": "Because.",
        "controls": ["x"],
        "references": [],
        **changes,
    }
    return build_rule(raw, where=rule_id)


def element(uid: str, kind: str, **facts: Any) -> Element:
    return Element(uid, kind, uid, None, {name: Fact(value, HERE) for name, value in facts.items()}, HERE)


def grid(method: str, rules: list[Rule], *elements: Element, flows: tuple[Flow, ...] = ()) -> Coverage:
    model = Model({e.uid: e for e in elements}, flows={f.uid: f for f in flows})
    library = Library(tuple(rules), {}, {})
    return coverage(model, library, analyze(model, library), method)


def states(found: Coverage, subject: str) -> dict[str, str]:
    row = next(row for row in found.rows if row.subject == subject)
    return {category: cell.state for category, cell in row.cells.items()}


def test_cells_show_a_fired_rule_a_rule_that_did_not_fire_and_a_missing_fact() -> None:
    rules = [rule("privileged"), rule("tampers", stride=["tampering"], when="self.host_process")]

    found = grid(
        "stride",
        rules,
        element("fired", "container", privileged=True, host_process=False),
        element("asks", "container", privileged=False),
    )

    assert states(found, "fired")["elevation-of-privilege"] == "threats"
    assert states(found, "fired")["tampering"] == "considered"
    assert states(found, "asks")["elevation-of-privilege"] == "considered"
    assert states(found, "asks")["tampering"] == "waiting"
    assert states(found, "asks")["spoofing"] == "unknown"


def test_a_cell_names_the_threats_the_facts_and_the_rules_behind_it() -> None:
    rules = [
        rule("privileged"),
        rule("silent", when="self.host_process"),
        rule("asks", when="self.ssh_server"),
    ]

    (row,) = grid("stride", rules[:2], element("c", "container", privileged=False, host_process=False)).rows
    (asking,) = grid("stride", rules[2:], element("c", "container")).rows
    (fired,) = grid("stride", rules[:1], element("c", "container", privileged=True)).rows

    assert row.cells["elevation-of-privilege"].considered == ("privileged", "silent")
    assert asking.cells["elevation-of-privilege"].waiting == ("ssh_server",)
    assert len(fired.cells["elevation-of-privilege"].threats) == 1


def test_a_flow_has_the_three_categories_of_a_data_flow() -> None:
    found = grid(
        "stride", [], element("a", "workload"), element("b", "workload"), flows=(Flow("f", "a", "b"),)
    )

    assert states(found, "f").keys() == {"tampering", "information-disclosure", "denial-of-service"}


def test_a_store_without_logs_is_outside_of_repudiation() -> None:
    found = grid("stride", [], element("db", "datastore", stores_logs=False), element("log", "datastore"))

    assert states(found, "db")["repudiation"] == "outside"
    assert states(found, "log")["repudiation"] == "unknown"


def test_a_boundary_has_no_row() -> None:
    assert grid("stride", [], element("zone", "boundary")).rows == ()


def test_linddun_applies_to_what_carries_personal_data_and_asks_where_that_is_unknown() -> None:
    found = grid(
        "linddun",
        [],
        element("yes", "datastore", personal_data=True),
        element("no", "datastore", personal_data=False),
        element("who-knows", "datastore"),
    )

    assert set(states(found, "yes").values()) == {"unknown"}
    assert set(states(found, "no").values()) == {"outside"}
    assert set(states(found, "who-knows").values()) == {"waiting"}


def test_linddun_reads_personal_data_from_data_sets() -> None:
    flow = Flow("in", "elsewhere", "mixed", "", {"data_sets": Fact(["people"], HERE)})
    found = grid(
        "linddun",
        [],
        element("people", "data-set", personal_data=True),
        element("stock", "data-set", personal_data=False),
        element("new", "data-set"),
        element("mixed", "datastore", data_sets=["stock", "people"], personal_data=False),
        element("goods", "datastore", data_sets=["stock"]),
        element("unsure", "datastore", data_sets=["stock", "new"]),
        element("told", "datastore", data_sets=["new", "gone"], personal_data=True),
        element("disk", "volume", data_sets=["people"]),
        element("elsewhere", "workload"),
        flows=(flow,),
    )

    assert {
        uid: set(states(found, uid).values()) for uid in ("mixed", "goods", "unsure", "told", "disk", "in")
    } == {
        "mixed": {"unknown"},
        "goods": {"outside"},
        "unsure": {"waiting"},
        "told": {"unknown"},
        "disk": {"unknown"},
        "in": {"unknown"},
    }


def test_a_data_set_has_a_row_of_its_own_in_linddun_and_none_in_stride() -> None:
    rules = [
        rule("kept", applies_to="data-set", when="self.retention_days == 0", stride=[], linddun=["linking"])
    ]
    known = element("known", "data-set", personal_data=True, retention_days=0)
    new = element("new", "data-set")

    found = grid("linddun", rules, known, new, element("stock", "data-set", personal_data=False))

    assert states(found, "known").keys() == {
        "linking",
        "identifying",
        "data-disclosure",
        "unawareness",
        "non-compliance",
    }
    assert states(found, "known")["linking"] == "threats"
    assert set(states(found, "new").values()) == {"waiting"}
    assert set(states(found, "stock").values()) == {"outside"}
    assert grid("stride", rules, known, new).rows == ()


def test_percent_counts_settled_cells_of_those_that_apply() -> None:
    rules = [rule("privileged")]

    found = grid("stride", rules, element("c", "container", privileged=True))

    assert (found.settled, found.applicable, found.percent) == (1, 6, 16)
    assert grid("stride", rules).percent == 100


def test_every_kind_with_a_role_has_a_row_with_the_real_library() -> None:
    library = load_library()
    model = Model({kind: element(kind, kind) for kind in CATALOGUE.kinds})

    found = coverage(model, library, analyze(model, library), "stride")

    assert {row.kind for row in found.rows} == {kind.id for kind in CATALOGUE.kinds.values() if kind.dfd}
