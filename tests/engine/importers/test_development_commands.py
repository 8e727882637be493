"""Which command lines start a development server."""

import pytest

from threatmodel.engine.importers import read
from threatmodel.engine.importers.development_commands import development_server
from threatmodel.engine.importers.environment_facts import arguments_of, split_command
from threatmodel.engine.importers.text_file import TextFile


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("npm run dev", "npm run dev"),
        ("python /app/manage.py runserver 0.0.0.0:8000", "manage.py runserver"),
        ("sh -c 'npm ci && npm run dev'", "npm run dev"),
        ("uvicorn app:app --host 0.0.0.0 --reload", "uvicorn --reload"),
        ("/usr/local/bin/nodemon server.js", "nodemon"),
        ("/opt/keycloak/bin/kc.sh start-dev --import-realm", "start-dev"),
        ("vault server -dev -dev-listen-address=0.0.0.0:8200", "server -dev"),
        ("consul agent -dev -client=0.0.0.0", "agent -dev"),
        ("consul agent -server", ""),
        ("npm run build", ""),
        ("kc.sh start --optimized", ""),
        ("uvicorn app:app", ""),
        ("prometheus --reload", ""),
    ],
)
def test_servers_for_developers(command: str, expected: str) -> None:
    assert development_server(arguments_of(split_command(command))) == expected


POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"
    "spec: {containers: [{name: main, image: x, args: [nodemon, --inspect=0.0.0.0, server.js]}]}"
)


@pytest.mark.parametrize(
    ("text", "uid"),
    [
        (
            "services: {web: {image: x, entrypoint: 'nodemon --inspect=0.0.0.0 server.js'}}",
            "compose:web/web",
        ),
        (POD, "k8s:default/Pod/web/main"),
    ],
)
def test_both_are_facts_of_the_container(text: str, uid: str) -> None:
    facts = read([TextFile("web.yaml", text.encode())]).model.elements[uid].facts

    assert facts["open_debugger"].value == "Node.js inspector"
    assert facts["development_server"].value == "nodemon"


def test_a_debugger_in_a_variable_is_a_fact_too() -> None:
    variable = "env: [{name: NODE_OPTIONS, value: '--inspect=0.0.0.0'}]"
    text = POD.replace("args: [nodemon, --inspect=0.0.0.0, server.js]", variable)

    facts = read([TextFile("web.yaml", text.encode())]).model.elements["k8s:default/Pod/web/main"].facts

    assert facts["open_debugger"].value == "Node.js inspector"
