"""Debuggers that listen for other hosts are found in command lines; those of the own host are not."""

import pytest

from tests.engine.importers.compose.readings import of
from threatmodel.engine.importers.debuggers import Debugger, first_open, open_debugger


@pytest.mark.parametrize(
    ("line", "debugger"),
    [
        ("nodemon --inspect=0.0.0.0 server.js", "Node.js inspector"),
        ("node --inspect-brk=[::]:9229 server.js", "Node.js inspector"),
        ("java -agentlib:jdwp=transport=dt_socket,server=y,address=*:5005 -jar a.jar", "JDWP"),
        ("python -m debugpy --wait-for-client --listen 0.0.0.0:5678 app.py", "debugpy"),
        ("dlv debug --headless --listen=:2345", "Delve"),
        ("dlv exec --headless --listen=:2345 /app", "Delve"),
        ("dlv version ; dlv exec --headless --listen=:2345 /app", "Delve"),
        ("python -m debugpy -m debugpy --listen 0.0.0.0:5678", "debugpy"),
        ("java -Djdwp=x -agentlib:jdwp=transport=dt_socket,address=*:5005", "JDWP"),
        ("node --max-old-space-size=512 --inspect-brk=0.0.0.0:9229 server.js", "Node.js inspector"),
        ("java -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005 -jar x.jar", "JDWP"),
        ("chrome --remote-debugging-address=0.0.0.0 --headless", "Chrome DevTools"),
        (
            "java -Dcom.sun.management.jmxremote.port=9010 -Dcom.sun.management.jmxremote.authenticate=false",
            "JMX",
        ),
        ("java -Dcom.sun.management.jmxremote.authenticate=false -jar a.jar", ""),
        (
            "java -Dcom.sun.management.jmxremote.port=9010 -Dcom.sun.management.jmxremote.authenticate=true",
            "",
        ),
        ("java -agentlib:jdwp=transport=dt_socket,server=y,address=127.0.0.1:5005 -jar x.jar", ""),
        ("python -m debugpy --listen 127.0.0.1:5678 app.py", ""),
        ("server --listen 0.0.0.0:80", ""),
        ("node --inspect server.js", ""),
        ("node --inspect=127.0.0.1:9229 server.js", ""),
        ("java -agentlib:jdwp=transport=dt_socket,server=y,address=5005 -jar a.jar", ""),
        ("python -m debugpy --listen 5678 app.py", ""),
        ("dlv debug --listen=127.0.0.1:2345", ""),
        ("node server.js", ""),
    ],
)
def test_addresses_decide(line: str, debugger: str) -> None:
    found = open_debugger(line.split())

    assert (found.name if found else "") == debugger


@pytest.mark.parametrize(
    ("line", "is_local"),
    [
        ("node --inspect server.js", True),
        ("node --inspect=9300 server.js", True),
        ("node --inspect=127.0.0.1:9229 server.js", True),
        ("dlv debug --listen=127.0.0.1:2345", True),
        ("python -m debugpy --listen localhost:5678 app.py", True),
        ("python -m debugpy --listen 5678 app.py", True),
        ("python -m debugpy --listen 5678", True),
        ("python -m debugpy --listen 10.0.0.1:5678 app.py", False),
        ("python -m debugpy --connect 5678 app.py", False),
        ("python -m ptvsd --host localhost --port 5678 app.py", True),
        ("python -m ptvsd --port 5678 app.py", False),
        ("dlv exec --headless /app", True),
        ("dlv dap", True),
        ("dlv exec --headless -l 10.0.0.1:2345 /app", False),
        ("dlv exec --headless=false /app", False),
        ("dlv exec /app", False),
        ("chrome --headless --remote-debugging-port=9222", True),
        ("chrome --remote-debugging-port=9222 --remote-debugging-address=127.0.0.1", True),
        ("chrome --remote-debugging-port=9222 --remote-debugging-address=10.0.0.1", False),
        ("java -agentlib:jdwp=transport=dt_socket,server=y,address=127.0.0.1:5005 -jar x.jar", True),
        (
            "java -agentlib:jdwp=transport=dt_socket,server=y,address=5005 -jar a.jar",
            False,
        ),  # all before Java 9
        ("node --inspect=10.0.0.1:9229 server.js", False),
        ("node server.js", False),
    ],
)
def test_a_debugger_of_the_container_alone_has_no_name(line: str, is_local: bool) -> None:
    assert open_debugger(line.split()) == (Debugger("", 0) if is_local else None)


def test_the_first_debugger_for_other_hosts_counts_before_local_ones() -> None:
    lines = [
        "node --inspect a.js",
        "node --inspect=0.0.0.0 b.js",
        "node --inspect=0.0.0.0:1 c.js",
        "node d.js",
    ]

    assert first_open(line.split() for line in lines) == (1, Debugger("Node.js inspector", 9229))
    assert first_open(line.split() for line in lines[:1]) == (0, Debugger("", 0))
    assert first_open(line.split() for line in lines[3:]) is None


@pytest.mark.parametrize(
    ("line", "port"),
    [
        ("node --inspect=0.0.0.0 a.js", 9229),
        ("node --inspect=0.0.0.0:9300 a.js", 9300),
        ("java -agentlib:jdwp=transport=dt_socket,server=y,address=*:8000 -jar a.jar", 8000),
        ("python -m debugpy --listen 0.0.0.0:5678 app.py", 5678),
        ("python -m ptvsd --host 0.0.0.0 --port 3000 app.py", 3000),
        ("python -m ptvsd --host 0.0.0.0 app.py", 5678),
        ("chrome --remote-debugging-address=0.0.0.0", 9222),
        ("chrome --remote-debugging-address=0.0.0.0 --remote-debugging-port=9333", 9333),
        ("dlv debug --headless --listen=:2345", 2345),
    ],
)
def test_a_debugger_has_the_port_of_its_address_or_the_usual_one(line: str, port: int) -> None:
    found = open_debugger(line.split())

    assert found is not None
    assert found.port == port


def test_services_state_it_by_their_command_or_a_variable() -> None:
    text = """services:
  a: {image: "acme/a:1", command: node --inspect=0.0.0.0 a.js}
  b: {image: "acme/b:1", environment: {NODE_OPTIONS: "--inspect=0.0.0.0:9229"}}
  c: {image: "acme/c:1", environment: {NODE_OPTIONS: "--inspect"}}
"""
    elements = of({"compose.yaml": text}).model.elements

    found = {
        uid: element.facts["open_debugger"].value
        for uid, element in elements.items()
        if "open_debugger" in element.facts
    }
    assert found == {
        "compose:a/a": "Node.js inspector",
        "compose:b/b": "Node.js inspector",
        "compose:c/c": "",
    }


def test_pods_state_it_by_their_arguments() -> None:
    text = """
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec: {containers: [{name: main, image: "acme/a:1", args: ["--inspect=0.0.0.0", a.js]}]}
"""
    elements = of({"a.yaml": text}).model.elements

    assert elements["k8s:shop/Pod/a/main"].facts["open_debugger"].value == "Node.js inspector"


def test_a_local_debugger_of_a_variable_hides_none_of_the_command_line() -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: 'acme/a:1', "
        "command: [node, --inspect=0.0.0.0, a.js], env: [{name: NODE_OPTIONS, value: --inspect}]}]}\n"
    )

    facts = of({"a.yaml": pod}).model.elements["k8s:default/Pod/a/a"].facts

    assert (facts["open_debugger"].value, facts["debugger_port"].value) == ("Node.js inspector", 9229)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ("KAFKA_JMX_PORT: 9101", ("JMX", 9101)),
        ("SCHEMA_REGISTRY_JMX_PORT: '9102'", ("JMX", 9102)),
        ("KAFKA_JMX_PORT: 9101, KAFKA_JMX_OPTS: '-Dcom.sun.management.jmxremote.authenticate=true'", None),
        (
            "KAFKA_JMX_OPTS: '-Dx.jmxremote.port=9101 -Dx.jmxremote.authenticate=false'",
            ("JMX", 9101),
        ),
        ("EXPORTER_JMX_PORT: 9101", None),
    ],
)
def test_scripts_of_kafka_open_jmx_on_the_port_of_a_variable(
    variables: str, expected: tuple[str, int] | None
) -> None:
    text = f"services: {{broker: {{image: 'confluentinc/cp-kafka:7.9.1', environment: {{{variables}}}}}}}"
    facts = of({"compose.yaml": text}).model.elements["compose:broker/broker"].facts

    found = (facts["open_debugger"].value, facts["debugger_port"].value) if "open_debugger" in facts else None
    assert found == expected
