"""Attack paths in reports: as JSON with the facts behind each step, and as text."""

import pytest

from threatmodel.engine.command_line.input_files import InputFiles
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.exporters import Report
from threatmodel.engine.exporters.attack_paths import fixes_to_json, goals_to_json, path_lines, paths_to_json
from threatmodel.engine.importers.text_file import TextFile

COMPOSE = """
services:
  web:
    image: example.org/web:1.0
    PORTS
    volumes: [/var/run/docker.sock:/var/run/docker.sock]
"""


def report_of(ports: str) -> Report:
    text = COMPOSE.replace("PORTS", ports).encode()
    return build_report(InputFiles((TextFile("compose.yaml", text),), frozenset()))


def test_a_step_names_its_technique_its_fact_and_its_line() -> None:
    found = paths_to_json(report_of('ports: ["80:8080"]').paths)

    path = next(one for one in found if one["goal"] == "node-takeover" and one["attacker"] == "internet")

    last = path["steps"][-1]
    assert (path["from"], path["to"], path["possible"]) == ("internet", "node:compose", False)
    assert (last["step"], last["technique"]) == ("escape-by-runtime-socket", "T1611")
    assert "compose.yaml:6" in last["because"]
    assert path["score"] == max(1, round(100 * 0.95 ** path["cost"]))


def test_each_goal_says_how_exposed_it_is() -> None:
    goals = {one["goal"]: one for one in goals_to_json(report_of('ports: ["80:8080"]').paths)}

    assert (goals["node-takeover"]["exposed_workloads"], goals["node-takeover"]["exposure"]) == (1, 1.0)
    assert goals["node-takeover"]["entry_points"] == 1
    assert goals["node-takeover"]["follows_from"] == []


def test_a_goal_without_a_path_of_its_own_names_what_it_follows_from() -> None:
    found = goals_to_json(report_of('ports: ["80:8080"]').paths)
    ends = {(one["to"], one["level"]) for one in paths_to_json(report_of('ports: ["80:8080"]').paths)}

    for goal in found:
        has_paths = (goal["element"], goal["level"]) in ends
        assert not (has_paths and goal["follows_from"])
        for state in goal["follows_from"]:
            assert (state["element"], state["level"]) in ends


def test_the_text_shows_the_way_and_the_fix() -> None:
    report = report_of('ports: ["80:8080"]')

    lines = [*path_lines(report.paths, report.model, count=5)]

    assert lines[0] == "Attack paths (1 goal that an attacker from outside can reach):"
    assert lines[2].split(" > ")[-1] == "Docker host"
    assert any(line.startswith("  fix: Remove the container runtime socket at web") for line in lines)


def test_where_no_path_starts_outside_the_text_shows_those_of_an_attacker_inside() -> None:
    report = report_of("restart: always")

    lines = [*path_lines(report.paths, report.model, count=5)]

    assert lines == [
        "Attack paths (none from outside; 1 goal once an attacker is inside):",
        "   90  Control of a node: Docker host",
        "       web > Docker host",
        "  fix: Remove the container runtime socket at web (0 % of the risk left)",
        "",
    ]


@pytest.mark.parametrize(
    ("setting", "is_assumed"), [('ports: ["80:8080"]', False), ("restart: always", True)]
)
def test_fixes_say_whether_the_start_of_the_attacker_is_assumed(setting: str, is_assumed: bool) -> None:
    fixes = fixes_to_json(report_of(setting).paths)

    assert fixes
    assert {fix["assumed_start"] for fix in fixes} == {is_assumed}


def test_who_starts_in_a_store_does_not_hide_what_protects_its_data_from_others() -> None:
    text = b"""
services:
  api:
    image: example.org/api:1.0
    environment: {DATABASE_URL: "postgres://shop@db:5432/shop"}
  db:
    image: postgres:16
"""
    report = build_report(InputFiles((TextFile("compose.yaml", text),), frozenset()))

    assert [*path_lines(report.paths, report.model, count=5)] == [
        "Attack paths (none from outside; 1 goal once an attacker is inside):",
        "   95  The data of a store: db",
        "       api > db",
        "  fix: Use a least-privilege store account per caller at api → db (37 % of the risk left)",
        "",
    ]
