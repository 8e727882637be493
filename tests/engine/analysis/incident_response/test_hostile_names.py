"""Names of elements are texts of others: in commands and manifests they are never more than a name."""

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from threatmodel.engine.analysis.incident_response.incident_scope import response_scope
from threatmodel.engine.analysis.incident_response.playbook_filling import filled_steps
from threatmodel.engine.library.playbooks import playbooks
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source

HOSTILE: Final = (
    "x$(touch canary)",
    "x`touch canary`",
    "x; touch canary #",
    "x'; touch canary; echo '",
    'x"; touch canary; echo "',
    "x\ntouch canary",
    "x\u2028touch canary\x00",
    "--help=$(touch canary)",
    "x | touch canary && touch canary > canary",
    "{node} {{name}} {secrets.name}",
    "x: {y}\n- &a *a",
)
FILE: Final = Source(origin="file")
TOOLS: Final = (
    "kubectl",
    "docker",
    "crictl",
    "journalctl",
    "find",
    "sha256sum",
    "shred",
    "vi",
    "xargs",
    "grep",
)


def hostile_model(name: str, zone: str) -> Model:
    """Everything that commands can name, all under one name."""
    parts: tuple[tuple[str, str, str | None, dict[str, Any]], ...] = (
        ("zone", zone, None, {}),
        ("node", "node", "zone" if zone == "namespace" else None, {}),
        ("workload", "workload", "zone", {"controller": "Deployment"}),
        ("batch", "workload", "zone", {"controller": "CronJob"}),
        ("container", "container", "workload", {}),
        ("pinned", "container", "batch", {}),
        ("image", "image", None, {"registry": name, "repository": name, "digest": name}),
        ("tagged", "image", None, {}),
        ("secret", "secret", "zone", {"keys": [name], "values_in_manifest": True}),
        ("account", "service-account", "zone", {}),
        ("volume", "volume", "zone", {}),
        ("network", "network", None, {}),
    )
    elements = {
        uid: Element(uid, kind, name, parent, {key: Fact(value, FILE) for key, value in facts.items()}, FILE)
        for uid, kind, parent, facts in parts
    }
    relations = [
        Relation("uses_image", "container", "tagged"),
        Relation("uses_image", "pinned", "image"),
        Relation("reads_secret", "container", "secret"),
        Relation("reads_secret", "pinned", "secret"),
        Relation("runs_as", "workload", "account"),
        Relation("runs_on", "workload", "node"),
        Relation("mounts", "container", "volume"),
        Relation("member_of", "workload", "network"),
    ]
    return Model(elements, relations, {"flow": Flow("flow", "workload", "batch")})


ATTACKED: Final = {
    "compromised-container": ("container", "workload", "pinned"),
    "leaked-secret": ("secret",),
    "poisoned-image": ("image", "tagged"),
    "node-compromise": ("node",),
}


def all_commands(name: str, zone: str) -> list[str]:
    model = hostile_model(name, zone)
    return [
        command
        for playbook, uids in ATTACKED.items()
        for uid in uids
        for step in filled_steps(model, uid, playbooks()[playbook])
        for command in step.commands
    ]


@pytest.mark.parametrize("zone", ["namespace", "node"])
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_shell_runs_nothing_of_a_name(name: str, zone: str, tmp_path: Path) -> None:
    commands = all_commands(name, zone)
    for tool in TOOLS:
        stub = tmp_path / "bin" / tool
        stub.parent.mkdir(exist_ok=True)
        stub.write_text('#!/bin/sh\nfor word in "$@"; do printf \'%s\\n\' "$word"; done\n')
        stub.chmod(0o755)
    touch = tmp_path / "bin" / "touch"
    touch.write_text(f"#!/bin/sh\n: > '{tmp_path}/canary'\n")
    touch.chmod(0o755)

    ran = subprocess.run(
        ["/bin/bash", "-c", "\n".join(commands)],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{tmp_path}/bin:/usr/bin:/bin"},
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert len(commands) > 20
    assert not (tmp_path / "canary").exists()
    assert b"syntax error" not in ran.stderr
    assert all("\n" not in command for command in commands)


@pytest.mark.parametrize("name", ["shop", *HOSTILE], ids=range(len(HOSTILE) + 1))
def test_the_quarantine_policy_is_valid_and_denies_both_directions(name: str) -> None:
    model = hostile_model(name, "namespace")

    steps = filled_steps(model, "container", playbooks()["compromised-container"])

    (text,) = [step.manifest for step in steps if step.manifest]
    (policy,) = yaml.safe_load_all(text)
    assert policy["kind"] == "NetworkPolicy"
    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert not {"ingress", "egress"} & policy["spec"].keys()
    (label,) = policy["spec"]["podSelector"]["matchLabels"].items()
    assert any(f"{label[0]}={label[1]}" in command for step in steps for command in step.commands)
    assert policy["metadata"].get("namespace", "shop") == "shop"


@pytest.mark.parametrize("name", ["1e3", "12e5", "09", "y", "null"])
def test_the_quarantine_policy_quotes_the_namespace(name: str) -> None:
    steps = filled_steps(hostile_model(name, "namespace"), "container", playbooks()["compromised-container"])

    (text,) = [step.manifest for step in steps if step.manifest]
    assert f'  namespace: "{name}"\n' in text
    assert yaml.safe_load(text)["metadata"]["namespace"] == name


@pytest.mark.parametrize("zone", ["namespace", "node"])
def test_a_name_is_no_option(zone: str) -> None:
    commands = all_commands("--server", zone)

    for command in commands:
        words = shlex.split(re.sub(r"-e \S+", "", command), comments=True)  # -e takes any word
        options = words[: words.index("--")] if "--" in words else words
        assert not [word for word in options if word.startswith("--server")], command
    unguarded = [one for one in commands if one.endswith(('cordon "$NODE"', 'drain "$NODE"'))]
    assert unguarded == []
    assert any("-- deployment/--server" in command for command in commands) == (zone == "namespace")


def test_docker_finds_a_container_by_its_whole_name() -> None:
    elements = {"a": Element("a", "container", "api.v1", None, {}, FILE)}

    scope = response_scope(Model(elements), "a")

    assert scope.texts["docker_filter"] == r"name=^api\.v1$"


def test_what_is_on_no_platform_gets_no_commands() -> None:
    model = Model({"a": Element("a", "container", "a", None, {}, FILE)})

    steps = filled_steps(model, "a", playbooks()["compromised-container"])

    assert response_scope(model, "a").platform == ""
    assert steps
    assert not [command for step in steps for command in step.commands]
