"""The engine cannot import the words and limits of the app; its tools name the same ones."""

from typing import Any

from threatmodel.api_tokens import choices as token_choices
from threatmodel.architecture.models import NAME_LENGTH
from threatmodel.engine.mcp_tools import api_client
from threatmodel.engine.mcp_tools.tool_schemas import INPUTS
from threatmodel.library.choices import SEVERITIES
from threatmodel.proposals import choices
from threatmodel.threats.choices import CERTAINTIES, THREAT_STATUSES


def words(tool: str, name: str) -> set[str]:
    """Return what the argument of the tool may be."""
    return set(INPUTS[tool]["properties"][name]["items"]["enum"])


def longest(tool: str, name: str) -> Any:
    """Return how long the argument of the tool may be."""
    return INPUTS[tool]["properties"][name]["maxLength"]


def test_filters_have_the_words_of_the_app() -> None:
    assert words("list_threats", "status") == set(THREAT_STATUSES)
    assert words("list_threats", "severity") == set(SEVERITIES)
    assert words("list_threats", "certainty") == set(CERTAINTIES)
    assert words("list_proposals", "state") == set(choices.STATES)


def test_texts_have_the_limits_of_the_app() -> None:
    proposing = ("propose_answer", "propose_mitigation", "propose_flow")
    assert {longest(tool, "reason") for tool in proposing} == {choices.REASON_LENGTH}
    assert longest("propose_mitigation", "description") == choices.DESCRIPTION_LENGTH
    assert longest("propose_mitigation", "title") == longest("propose_flow", "name") == NAME_LENGTH
    threats = INPUTS["propose_mitigation"]["properties"]["threats"]
    assert threats["maxItems"] == choices.THREATS_MOST
    assert api_client.AGENT_LENGTH == token_choices.AGENT_LENGTH


def test_the_facts_of_a_proposed_flow_are_named() -> None:
    described = INPUTS["propose_flow"]["properties"]["facts"]["description"]

    assert [name for name in choices.FLOW_FACTS if name not in described] == []
