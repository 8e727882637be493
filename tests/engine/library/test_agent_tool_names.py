"""What names of tools say of what they do."""

import pytest

from threatmodel.engine.library.agent_tool_names import abilities_of, abilities_of_all


@pytest.mark.parametrize(
    ("tool", "ability"),
    [
        ("fetch", "sends-outside"),
        ("mcp-server-fetch", "calls-addresses"),
        ("@modelcontextprotocol/server-filesystem", "changes-files"),
        ("Postgres_mcp", "reads-data"),
        ("desktop-commander", "runs-commands"),
        ("google_search", "reads-untrusted"),
        ("acme/x-api", "sends-outside"),
        ("resend", "sends-messages"),
    ],
)
def test_a_part_of_the_name_says_it(tool: str, ability: str) -> None:
    assert ability in abilities_of(tool)


@pytest.mark.parametrize("tool", ["time", "prefetch", "dbt", "search", "x", "api", ""])
def test_other_names_say_nothing(tool: str) -> None:
    assert abilities_of(tool) == frozenset()


def test_tools_together_do_what_each_of_them_does() -> None:
    assert abilities_of_all(["smtp", "redis", "time"]) == ["reads-data", "sends-messages", "sends-outside"]
    assert abilities_of_all([]) == []
