"""A method is its file and its entry: rules, coverage, reports and the command line read it from there."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from threatmodel.engine.analysis.categories_by_kind import categories_for
from threatmodel.engine.analysis.coverage import coverage, legend
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.command_line.analyze import main
from threatmodel.engine.exporters import FORMATS, Report
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.methods import METHODS, InvalidMethod, Method, read_method, read_methods
from threatmodel.engine.library.rules import InvalidRule, Rule, build_rule
from threatmodel.engine.model import Element, Fact, Model, Source

Output = pytest.CaptureFixture[bytes]
HERE = Source("file", "a.yaml", 1)
TOY = """
id: toy
name: TOY
about: Toys.
subjects: all
references: [{title: Toys, url: "https://toys.example/"}]
categories:
  breaking:
    {letter: B, name: Breaking, endangers: wholeness, meaning: It breaks., roles: [process, data-store],
     needs: {data-store: {fact: stores_logs, because: A store without logs does not break.}}}
  losing: {letter: Lo, name: Losing, endangers: presence, meaning: It is lost., roles: [flow]}
"""
RULE = {
    "id": "toy-breaks",
    "title": "{self.name} breaks easily",
    "applies_to": "workload",
    "when": "self.host_network",
    "toy": ["breaking"],
    "severity": "high",
    "evidence": ["host_network"],
    "why": "Because.",
    "controls": ["x"],
    "references": [],
}


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Method:
    path = tmp_path / "toy.yaml"
    path.write_text(TOY)
    monkeypatch.setitem(METHODS, "toy", read_method(path))
    return METHODS["toy"]


def broken() -> tuple[Model, Rule]:
    facts = {"host_network": Fact(True, HERE)}
    return Model({"web": Element("web", "workload", "web", None, facts, HERE)}), build_rule(RULE, where="toy")


def report(model: Model, rule: Rule, methods: Any = METHODS) -> Report:
    return Report(model, analyze(model, Library((rule,), {}, {}), methods=methods))


@pytest.mark.usefixtures("toy")
def test_rules_name_the_categories_of_a_new_method() -> None:
    model, rule = broken()

    (threat,) = report(model, rule, ["toy"]).analysis.threats

    assert rule.methods == {"stride": (), "linddun": (), "pasta": (), "toy": ("breaking",)}
    assert threat.categories == ("breaking",)
    assert report(model, rule, ["stride"]).analysis.threats == ()


def test_a_method_that_is_not_registered_is_refused_in_a_rule() -> None:
    with pytest.raises(InvalidRule, match="toy"):
        build_rule(RULE, where="toy")


@pytest.mark.usefixtures("toy")
def test_reports_show_a_new_method() -> None:
    found = report(*broken())

    (threat,) = orjson.loads(FORMATS["json"](found))["threats"]

    assert threat["methods"] == {"stride": [], "linddun": [], "pasta": [], "toy": ["breaking"]}
    assert FORMATS["table"](found).decode().startswith("HIGH       72  B  ")


@pytest.mark.usefixtures("toy")
def test_coverage_has_a_grid_of_a_new_method() -> None:
    model, rule = broken()
    model = model.with_element(
        Element("db", "datastore", "db", None, {"stores_logs": Fact(False, HERE)}, HERE)
    )
    library = Library((rule,), {}, {})

    found = coverage(model, library, analyze(model, library), "toy")

    cells = {row.subject: row.cells for row in found.rows}
    assert cells["web"]["breaking"].state == "threats"
    assert cells["db"]["breaking"].because == "A store without logs does not break."
    assert ("outside", "A store without logs does not break.") in legend()


@pytest.mark.usefixtures("toy")
def test_the_command_line_takes_a_new_method(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    compose = tmp_path / "compose.yaml"
    compose.write_text("services: {web: {image: nginx, privileged: true}}")

    assert main([str(compose), "--format", "json", "--method", "toy"]) == 0
    assert orjson.loads(capsysbinary.readouterr().out)["threats"] == []


def test_rules_name_no_categories_of_a_method_that_attack_paths_find() -> None:
    with pytest.raises(InvalidRule, match="pasta"):
        build_rule({**RULE, "toy": [], "pasta": ["target"]}, where="toy")


def test_parts_of_a_component_are_no_subjects_of_their_own() -> None:
    assert categories_for("pasta", "workload") == ("entry-point", "stepping-stone", "target")
    assert categories_for("pasta", "container") == ()
    assert categories_for("stride", "container")


def test_a_category_of_two_methods_is_refused(tmp_path: Path) -> None:
    for name in ("toy", "game"):
        (tmp_path / f"{name}.yaml").write_text(TOY.replace("id: toy", f"id: {name}"))

    with pytest.raises(InvalidMethod, match="breaking is a category of toy already"):
        read_methods([tmp_path / "toy.yaml", tmp_path / "game.yaml"])


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("id: toy", "id: toys", "must be named toys.yaml"),
        ("subjects: all", "subjects: none", "subjects"),
        ("letter: B", "letter: none", "letter"),
    ],
)
def test_a_method_file_with_a_mistake_is_refused(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    path = tmp_path / "toy.yaml"
    path.write_text(TOY.replace(right, wrong))

    with pytest.raises(InvalidMethod, match=message):
        read_method(path)


def test_letters_are_in_the_order_of_the_method() -> None:
    assert METHODS["stride"].letters(["repudiation", "spoofing"]) == "SR"
    assert METHODS["linddun"].letters(["non-repudiation", "linking"]) == "L Nr"
