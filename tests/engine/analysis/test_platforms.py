"""Advice fits the platform: no Pod Security on a Docker host."""

import pytest

from threatmodel.engine.analysis.platforms import PlatformControls, fixes_on, platform_of
from threatmodel.engine.analysis.rule_evaluation import Threat, analyze
from threatmodel.engine.exporters import FORMATS
from threatmodel.engine.exporters.analyze_reports.report import Report
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import Control, load_library
from threatmodel.engine.library.rules import Rule, build_rule
from threatmodel.engine.model import Element, Model, Source

LIBRARY = load_library()
COMPOSE = "services: {web: {image: 'acme/web:1', ports: ['80:80']}}"
MANIFEST = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: web, image: "acme/web:1"}]}
"""


def threats(text: str) -> tuple[Threat, ...]:
    return analyze(read([TextFile("a.yaml", text.encode())]).model, LIBRARY).threats


def advice(found: tuple[Threat, ...], rule: str) -> tuple[str, ...]:
    return next(threat.controls for threat in found if threat.rule == rule)


def test_a_docker_host_gets_no_advice_for_clusters() -> None:
    found = threats(COMPOSE)
    given = {name for threat in found for name in threat.controls}

    assert {name for name in given if LIBRARY.controls[name].platform == "kubernetes"} == set()
    assert advice(found, "container-may-run-as-root") == ("non-root-container", "non-root-image-user")


def test_a_cluster_keeps_its_own() -> None:
    assert "pod-security-admission" in advice(threats(MANIFEST), "container-may-run-as-root")


@pytest.mark.parametrize(
    ("parents", "platform"),
    [
        ({"c": "cluster", "n": "namespace", "w": "workload"}, "kubernetes"),
        ({"n": "namespace", "w": "workload"}, "kubernetes"),
        ({"c": "cluster", "h": "node", "w": "workload"}, "kubernetes"),
        ({"h": "node", "w": "workload", "k": "container"}, "docker"),
        ({"w": "workload"}, ""),
        ({"b": "boundary", "w": "workload"}, ""),
    ],
)
def test_the_platform_follows_from_what_is_around(parents: dict[str, str], platform: str) -> None:
    around: str | None = None
    elements = {}
    for uid, kind in parents.items():
        elements[uid] = Element(uid, kind, uid, around, {}, Source("person"))
        around = uid

    assert platform_of(Model(elements), ["gone", [*parents][-1]]) == platform


def rule(**changes: object) -> Rule:
    raw = {
        "id": "a",
        "title": "{self.name}",
        "applies_to": "workload",
        "when": "self.host_pid",
        "stride": ["tampering"],
        "severity": "low",
        "evidence": ["host_pid"],
        "why": "Because.",
        "controls": ["of-kubernetes", "of-all", "of-a-team"],
        "references": [],
        **changes,
    }
    return build_rule(raw, where="a")


def test_controls_of_another_platform_are_left_out_unless_nothing_else_helps() -> None:
    known = {
        name: Control(name, name, "preventive", "build", "", "", (), platform)
        for name, platform in (("of-kubernetes", "kubernetes"), ("of-all", ""))
    }
    controls = PlatformControls(known)
    alone, resolving = rule(controls=["of-kubernetes"]), rule(resolved_by={"of-kubernetes": ["host_pid"]})

    assert controls.of(rule(), "docker") == ("of-all", "of-a-team")
    assert controls.of(rule(), "kubernetes") == ("of-kubernetes", "of-all", "of-a-team")
    assert controls.of(rule(), "") == ("of-kubernetes", "of-all", "of-a-team")
    assert PlatformControls(known).of(alone, "docker") == ("of-kubernetes",)
    assert PlatformControls(known).of(resolving, "docker") == ("of-kubernetes", "of-all", "of-a-team")


@pytest.mark.parametrize("format_", ["markdown", "sarif"])
def test_reports_name_what_exists_on_the_platform(format_: str) -> None:
    titles = {one.title for one in LIBRARY.controls.values() if one.platform == "kubernetes"}
    reported = {}
    for text in (COMPOSE, MANIFEST):
        model = read([TextFile("a.yaml", text.encode())]).model
        reported[text] = FORMATS[format_](Report(model, analyze(model, LIBRARY))).decode()

    assert [title for title in titles if title in reported[COMPOSE]] == []
    assert "kind: Deployment" not in reported[COMPOSE]
    assert [title for title in titles if title in reported[MANIFEST]]


def test_fixes_are_those_of_the_platforms() -> None:
    fix = {"kubernetes": "k", "compose": "c", "dockerfile": "d"}

    assert [*fixes_on({"docker"}, fix)] == ["compose", "dockerfile"]
    assert [*fixes_on({"kubernetes"}, fix)] == ["kubernetes", "dockerfile"]
    assert fixes_on({"kubernetes", "docker"}, fix) == fixes_on({""}, fix) == fixes_on((), fix) == fix
    assert fixes_on({"docker"}, {"kubernetes": "k"}) == {}
