"""The facts of one container that do not concern its privileges or volumes."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from threatmodel.engine.importers.command_logins import with_command_logins
from threatmodel.engine.importers.debuggers import debugger_facts, open_debugger
from threatmodel.engine.importers.development_commands import development_server
from threatmodel.engine.importers.environment_facts import (
    argument_credentials,
    arguments_of,
    insecure_tls_options,
    line_of_argument,
    login_options,
    program_of,
    runs_ssh_server,
)
from threatmodel.engine.importers.given_shells import given_shell
from threatmodel.engine.importers.idle_commands import idle_command
from threatmodel.engine.importers.kernel_parameter_commands import kernel_parameter_command
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.open_buckets import open_buckets
from threatmodel.engine.importers.products.ingress_proxy_settings import open_options
from threatmodel.engine.model import Fact, FactValue

_PULL_POLICIES: Final = {"Always": "always", "IfNotPresent": "if-not-present", "Never": "never"}
_SSH_PORT: Final = 22
_PROBES: Final = (("liveness_check", "livenessProbe"), ("readiness_check", "readinessProbe"))


def container_facts(
    container: Section,
    pod: Section,
    default_limits: Mapping[str, Fact],
    *,
    is_latest: bool,
    is_init: bool,
) -> dict[str, Fact]:
    """Return ports, limits, probes and pull policy of a container."""
    facts = {
        **_limits(container, pod, default_limits),
        "ports": _ports(container, host_network=bool(pod.flag("hostNetwork"))),
        "image_pull_policy": _pull_policy(container, is_latest=is_latest),
    }
    if not is_init:
        for name, key in _PROBES:
            facts[name] = (
                container.stated(key, value=True)
                if key in container
                else container.defaulted(value=False, why=f"The container has no {key}.")
            )
    return facts


def command_facts(container: Section, insecure_tls: Sequence[str]) -> dict[str, Fact]:
    """Return what a container starts, and credentials among its options.

    `insecure_tls` names the variables that switch the verification of certificates off.
    """
    command = container.texts("command")
    words = [*command, *container.texts("args")]
    texts = [text for text, _line in words]
    arguments = arguments_of(texts)
    credentials = with_command_logins(argument_credentials(arguments), texts)
    tls_off = list(dict.fromkeys((*insecure_tls_options(arguments), *insecure_tls)))
    facts = {
        "argument_credentials": _named(
            container, credentials, words, "No option contains a literal credential."
        ),
        "insecure_tls_options": _named(
            container, tls_off, words, "No known option or variable disables verification."
        ),
    }
    if logins := login_options(arguments):
        facts["login_options"] = _named(container, logins, words, "No option speaks of a login.")
    opened = open_options(arguments)
    if opened is not None:
        why = "The options accept no raw or unchecked configuration."
        facts["open_ingress_settings"] = _named(container, opened, words, why)
    program = program_of([text for text, _line in command])
    if program:
        facts["command"] = container.stated("command", program)
    if _listens_for_ssh(container) or runs_ssh_server(arguments):
        facts["ssh_server"] = container.inferred(value=True, why="It starts sshd or listens on port 22.")
    return {**facts, **_opened_facts(container, texts, arguments)}


def _opened_facts(container: Section, words: Sequence[str], arguments: Sequence[str]) -> dict[str, Fact]:
    """What its command line opens: to developers, to people who work inside the cluster, or to everyone."""
    found: dict[str, FactValue] = {
        "open_buckets": open_buckets(arguments),
        "development_server": development_server(arguments),
        "idle_command": idle_command(words),
        "given_shell": given_shell(words),
        "kernel_parameter_command": kernel_parameter_command(words),
    }
    key = "args" if "args" in container else "command"
    facts = {name: container.stated(key, value) for name, value in found.items() if value}
    if debugger := open_debugger(arguments):
        facts |= debugger_facts(debugger, partial(container.stated, key))
    return facts


def _ports(container: Section, *, host_network: bool) -> Fact:
    records: list[dict[str, Any]] = []
    lines = []
    for entry in container.sections("ports"):
        port = entry.integer("containerPort")
        if port is None:
            entry.place.warn(entry.line, "A port of a container has no containerPort; ignored.")
            continue
        records.append(
            {
                "port": port,
                "protocol": entry.text("protocol", "TCP").lower(),
                "name": entry.text("name"),
                "host_port": entry.integer("hostPort") or (port if host_network else 0),
                "host_ip": entry.text("hostIP"),
            }
        )
        lines.append(entry.line)
    if not records:
        return container.defaulted([], "No ports are listed, so none is published on the node.")
    return container.stated("ports", records, tuple(lines))


def _limits(container: Section, pod: Section, default_limits: Mapping[str, Fact]) -> dict[str, Fact]:
    return {f"{name}_limit": _limit(container, pod, default_limits, name) for name in ("memory", "cpu")}


def _limit(container: Section, pod: Section, default_limits: Mapping[str, Fact], name: str) -> Fact:
    for section in (container, pod):
        limits = section.section("resources").section("limits")
        if name in limits:
            return limits.stated(name, value=True)
    if name in default_limits:
        return default_limits[name]
    return container.defaulted(value=False, why=f"No limit on {name} is set.")


def _pull_policy(container: Section, *, is_latest: bool) -> Fact:
    if "imagePullPolicy" in container:
        key = "imagePullPolicy"
        return container.stated(key, _PULL_POLICIES.get(container.text(key), "not-set"))
    if is_latest:
        return container.defaulted("always", "Kubernetes always pulls images without a tag or with latest.")
    return container.defaulted("if-not-present", "Kubernetes does not pull an image that is on the node.")


def _named(container: Section, names: list[str], words: list[tuple[str, int]], why: str) -> Fact:
    if not names:
        return container.defaulted([], why)
    lines = [line_of_argument(name, words) or _line_of_variable(container, name) for name in names]
    key = "args" if "args" in container else "command"
    return container.stated(key if key in container else "env", list(names), tuple(lines))


def _line_of_variable(container: Section, name: str) -> int:
    """The line of a variable, or of the container where it has none of this name."""
    lines = (entry.line for entry in container.sections("env") if entry.text("name") == name)
    return next(lines, container.line)


def _listens_for_ssh(container: Section) -> bool:
    return any(entry.integer("containerPort") == _SSH_PORT for entry in container.sections("ports"))
