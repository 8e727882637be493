"""Agents and tools whose files name no login, and the settings by which nothing is claimed."""

from collections.abc import Callable, Mapping

import pytest

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import Reading
from threatmodel.engine.library.auth_setting_names import is_auth_option, is_auth_setting
from threatmodel.engine.library.loader import load_library

ReadTexts = Callable[[Mapping[str, str] | str], Reading]

AGENT = ("agent-published-without-login", "compose:helper")
PAGE = ("agent-published-without-login", "compose:helper-ui")
CALLS = ("tool-calls-without-login", "flow:compose:helper->compose:tools:8811")
IN_CLEAR = ("flow-agent-traffic-in-clear", "flow:compose:helper->compose:tools:8811")

STACK = """
services:
  helper-ui:
    build: ui
    ports: ["3000:3000"]
    environment: {{API_BASE_URL: "http://helper:8000"}}
    {page}
  helper:
    build: .
    ports: ["8000:8000"]
    environment: {{MCP_SERVER_URL: "http://tools:8811/sse", OPENAI_API_KEY: "${{KEY}}", {variables}}}
    {agent}
  tools:
    image: crystaldba/postgres-mcp:0.3.0
    command: [--servers=duckduckgo, --secrets=docker-desktop, {options}]
    {tools}
"""


def _found(read_texts: ReadTexts, **settings: str) -> set[tuple[str, str]]:
    parts = dict.fromkeys(("page", "variables", "agent", "options", "tools"), "") | settings
    analysis = analyze(read_texts(STACK.format(**parts)).model, load_library())
    return {(threat.rule, threat.element) for threat in analysis.threats}


def test_nothing_names_a_login(read_texts: ReadTexts) -> None:
    found = _found(read_texts)

    assert {AGENT, PAGE, CALLS} <= found
    assert IN_CLEAR not in found


@pytest.mark.parametrize(
    "setting",
    [
        {"variables": "HELPER_API_KEY: x1"},
        {"variables": "OIDC_ISSUER: 'https://login.acme.io'"},
        {"agent": "env_file: [secrets.env]"},
        {"agent": 'volumes: ["./htpasswd:/etc/htpasswd:ro"]'},
        {"agent": "command: [serve, --auth-provider=google]"},
    ],
)
def test_a_setting_of_the_agent_may_be_its_login(read_texts: ReadTexts, setting: dict[str, str]) -> None:
    found = _found(read_texts, **setting)

    assert AGENT not in found
    assert PAGE in found


@pytest.mark.parametrize(
    "setting",
    [
        {"variables": "MCP_TOKEN: x1"},
        {"options": "--auth-token=x1"},
        {"tools": "environment: {MCP_GATEWAY_AUTH_TOKEN: x1}"},
    ],
)
def test_a_credential_of_the_tools_may_be_their_login(read_texts: ReadTexts, setting: dict[str, str]) -> None:
    found = _found(read_texts, **setting)

    assert CALLS not in found
    assert IN_CLEAR in found


def test_what_is_not_published_is_not_claimed(read_texts: ReadTexts) -> None:
    """A program that calls no tools is no agent, and one inside is not open to people."""
    text = STACK.format(page="", variables="", agent="", options="", tools="")
    inside = read_texts(text.replace('ports: ["8000:8000"]', "")).model

    found = {(threat.rule, threat.element) for threat in analyze(inside, load_library()).threats}

    assert AGENT not in found
    assert PAGE in found


@pytest.mark.parametrize(
    ("name", "own_name", "expected"),
    [
        ("API_KEY", "", True),
        ("apiKey", "", True),
        ("OPENAI_API_KEY", "", False),
        ("CHAT_API_KEY", "my-chat", True),
        ("AUTH_SECRET", "", True),
        ("AUTHOR", "", False),
        ("MODEL_NAME", "", False),
        ("OAUTH2_CLIENT_ID", "", True),
    ],
)
def test_names_of_logins(name: str, own_name: str, expected: bool) -> None:
    assert is_auth_setting(name, own_name) is expected


def test_secrets_alone_say_nothing_of_a_login() -> None:
    assert not is_auth_option("--secrets")
    assert not is_auth_option("mcp_secret")
    assert is_auth_option("api-token")
