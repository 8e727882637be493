"""What files show of a threat that was found before: whether it holds there, and which facts have changed."""

from typing import Any

import pytest

from threatmodel.engine.analysis.threat_verification import FileEvidence
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import Element, Fact, Model, Source

FILE = "docker-compose.yml"
WEB = "compose:web/web"
OLD = [{"fact": "privileged", "value": True}]
PAIR = [("self", "privileged")]


def rule_named(name: str) -> Rule:
    rule = load_library().rule(name)
    assert rule is not None
    return rule


PRIVILEGED = rule_named("container-privileged")
SOCKET = rule_named("container-runtime-socket-mounted")


def view(*facts: tuple[str, Any, str], files: frozenset[str] = frozenset({FILE})) -> FileEvidence:
    """A container with these facts: name, value, origin."""
    known = {name: Fact(value, Source(origin, FILE, 4)) for name, value, origin in facts}  # type: ignore[arg-type]
    web = Element(WEB, "container", "web", None, known, Source("file", FILE, 2))
    return FileEvidence(Model({WEB: web}), files)


@pytest.mark.parametrize(("value", "shown"), [(True, "holds"), (False, "resolved"), (None, "unknown")])
def test_the_condition_is_evaluated_on_the_facts_of_the_files(value: bool | None, shown: str) -> None:
    facts = [] if value is None else [("privileged", value, "file")]

    assert view(*facts).shown(PRIVILEGED, WEB) == shown


def test_what_is_not_there_is_absent() -> None:
    assert view().shown(PRIVILEGED, "compose:db/db") == "absent"
    assert view().changed(PRIVILEGED, "compose:db/db", PAIR, OLD) == ()


@pytest.mark.parametrize("origin", ["file", "default"])
def test_a_changed_fact_is_named_with_its_place(origin: str) -> None:
    (fact,) = view(("privileged", False, origin)).changed(PRIVILEGED, WEB, PAIR, OLD)

    assert (fact.fact, fact.value, fact.file, fact.line) == ("privileged", False, FILE, 4)


@pytest.mark.parametrize("origin", ["person", "inferred"])
def test_what_no_file_states_shows_nothing(origin: str) -> None:
    assert view(("privileged", False, origin)).changed(PRIVILEGED, WEB, PAIR, OLD) == ()


def test_a_file_that_was_not_read_shows_nothing() -> None:
    other = view(("privileged", False, "file"), files=frozenset({"other.yml"}))

    assert other.changed(PRIVILEGED, WEB, PAIR, OLD) == other.stated(WEB, PAIR) == ()


def test_a_fact_that_stayed_has_not_changed() -> None:
    assert view(("privileged", True, "file")).changed(PRIVILEGED, WEB, PAIR, OLD) == ()


def mount(source: str) -> dict[str, Any]:
    return {"type": "host-path", "source": source, "target": source, "read_only": False}


def test_of_a_list_the_items_of_the_evidence_must_be_gone() -> None:
    socket, data = mount("/var/run/docker.sock"), mount("/data")
    then = [{"fact": "mounts", "value": socket}]
    pair = [("self", "mounts")]

    grown = view(("mounts", [socket, data], "file"))
    fixed = view(("mounts", [data], "file"))

    assert grown.changed(SOCKET, WEB, pair, then) == ()
    assert len(fixed.changed(SOCKET, WEB, pair, then)) == 1


def test_a_fact_that_changed_beside_what_ended_the_threat_proves_nothing() -> None:
    """What was put back must raise the threat again: else something that no file shows has ended it."""
    rule = rule_named("workload-restarts-forever")
    known = {
        "controller": Fact("compose-service", Source("file", "c.yml", 2)),
        "restart_policy": Fact("always", Source("file", "c.yml", 4)),
        "purpose": Fact("proxy", Source("inferred", "c.yml", 2)),
    }
    web = Element("compose:web", "workload", "web", None, known, Source("file", "c.yml", 2))
    view = FileEvidence(Model({web.uid: web}), {"c.yml"})
    then = [{"fact": "restart_policy", "value": "on-failure", "file": "c.yml"}]
    pair = [("self", "restart_policy")]

    assert view.shown(rule, web.uid) == "resolved"
    assert len(view.changed(rule, web.uid, pair, then)) == 1
    assert view.proved(rule, web.uid, pair, then) == ()


OPENING = """apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: disks, namespace: shop}
spec: {podSelector: {}, ingress: [RULE]}
"""
OPENED = "storage_opened_by"


def test_a_policy_that_no_longer_opens_storage_to_everyone_resolves_its_threat() -> None:
    rule, uid, pairs = rule_named("namespace-policy-opens-storage"), "namespace:shop", [("self", OPENED)]
    then = [{"fact": OPENED, "value": ["disks"]}]

    def files(admitted: str) -> FileEvidence:
        text = OPENING.replace("RULE", admitted)
        return FileEvidence(read([TextFile(FILE, text.encode())]).model, frozenset({FILE}))

    wide, narrow = (
        files("{ports: [{port: 3260}]}"),
        files("{from: [{podSelector: {}}], ports: [{port: 3260}]}"),
    )

    assert (wide.shown(rule, uid), narrow.shown(rule, uid)) == ("holds", "resolved")
    assert [one.fact for one in narrow.proved(rule, uid, pairs, then)] == [OPENED]
