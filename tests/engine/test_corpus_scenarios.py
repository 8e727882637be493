"""The attack scenarios of other people's systems, by component."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.command_line.input_files import read_inputs
from threatmodel.engine.command_line.report_builder import build_report

Read = Callable[[str], tuple[Threat, ...]]
Row = tuple[str, str, str, str]
GOAT = "k8s:default/Deployment"
ESCAPING = ("everything-allowed", "priv", "priv-and-hostpid", "hostpath")


@pytest.fixture(scope="module")
def read(corpus: Path) -> Read:
    """The scenarios of a folder of the corpus that need no unknown fact, each folder once."""
    known: dict[str, tuple[Threat, ...]] = {}

    def scenarios(path: str) -> tuple[Threat, ...]:
        if path not in known:
            known[path] = build_report(read_inputs([str(corpus / path)]), ["pasta"]).analysis.threats
        return known[path]

    return scenarios


def rows(threats: tuple[Threat, ...]) -> set[Row]:
    return {
        (one.element, one.scenario.attacker, one.scenario.goal, one.scenario.role)
        for one in threats
        if one.scenario
    }


def parts(threats: tuple[Threat, ...]) -> set[tuple[str, str, str]]:
    """What components are in attacks on each goal, whoever attacks: one row may tell several."""
    return {
        (one.element, one.scenario.goal, role)
        for one in threats
        if one.scenario
        for role in one.methods["pasta"]
    }


def test_kubernetes_goat_has_its_escapes_its_secrets_and_one_way_in(read: Read) -> None:
    found = rows(read("kubernetes-goat"))

    for name in ("system-monitor-deployment", "health-check-deployment"):
        assert (f"{GOAT}/{name}", "compromised-workload", "node-takeover", "entry-point") in found
    hunger = "k8s:big-monolith/Deployment/hunger-check-deployment"
    assert (hunger, "namespace-secrets", "entry-point") in parts(read("kubernetes-goat"))
    entered = {uid for uid, attacker, _, role in found if (attacker, role) == ("internet", "entry-point")}
    assert entered == {f"{GOAT}/internal-proxy-deployment"}
    assert not [uid for uid, *_ in found if uid.endswith("/superadmin")]


def test_only_badpods_that_escape_take_over_a_node(read: Read) -> None:
    entries = {
        uid.rsplit("/", 1)[-1]
        for uid, attacker, goal, role in rows(read("badpods"))
        if (attacker, goal, role) == ("compromised-workload", "node-takeover", "entry-point")
    }

    assert all(name.startswith(ESCAPING) for name in entries)
    assert {kind for kind in ESCAPING if any(name.startswith(kind) for name in entries)} == {*ESCAPING}


def test_sock_shop_is_entered_from_the_internet_and_left_through_the_socket(read: Read) -> None:
    found = rows(read("sock-shop"))

    assert ("compose:edge-router", "internet", "node-takeover", "entry-point") in found
    assert ("compose:queue-master", "node-takeover", "stepping-stone") in parts(read("sock-shop"))
    assert ("node:compose", "node-takeover", "target") in parts(read("sock-shop"))


@pytest.mark.parametrize(
    "folder", ["sock-shop", "kubernetes-goat", "saleor", "voting-app", "kube-prometheus"]
)
def test_a_component_has_few_rows_and_each_once(read: Read, folder: str) -> None:
    threats = read(folder)

    assert threats
    assert len(rows(threats)) == len(threats)
    assert max(Counter(one.element for one in threats).values()) <= 10
