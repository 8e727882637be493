"""Debuggers that listen for other hosts are found in command lines; those of the own host are not."""

import pytest

from tests.engine.importers.compose.readings import of
from threatmodel.engine.importers.debuggers import open_debugger


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
    assert open_debugger(line.split()) == debugger


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
    assert found == {"compose:a/a": "Node.js inspector", "compose:b/b": "Node.js inspector"}


def test_pods_state_it_by_their_arguments() -> None:
    text = """
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec: {containers: [{name: main, image: "acme/a:1", args: ["--inspect=0.0.0.0", a.js]}]}
"""
    elements = of({"a.yaml": text}).model.elements

    assert elements["k8s:shop/Pod/a/main"].facts["open_debugger"].value == "Node.js inspector"
