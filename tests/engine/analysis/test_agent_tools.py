"""An agent that calls several servers of tools reaches the tools of all of them."""

from tests.engine.importers.compose.readings import of
from threatmodel.engine.analysis.incremental_analysis import IncrementalAnalyzer
from threatmodel.engine.analysis.model_edits import ElementRemoved
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library

COMPOSE = """services:
  chat:
    image: "acme/chat:1"
    ports: ["8080:8080"]
    environment: {DATA_URL: "http://mcp-data:8000/mcp", WEB_URL: "http://mcp-web:8000/mcp"}
  mcp-data: {image: "%s"}
  mcp-web: {image: "mcp/fetch:1"}
"""
RULE = "agent-reaches-leaking-tools"


def _found(image: str) -> list[tuple[str, str]]:
    model = of({"compose.yaml": COMPOSE % image}).model
    found = analyze(model, load_library()).threats
    return [(one.element, one.severity) for one in found if one.rule == RULE]


def test_one_server_reads_data_and_another_sends_it_outside() -> None:
    assert _found("crystaldba/postgres-mcp:1") == [("compose:chat", "high")]


def test_two_servers_that_read_nothing_do_not_leak() -> None:
    assert _found("mcp/time:1") == []


def test_a_server_that_is_deleted_while_its_caller_is_still_there_counts_no_more() -> None:
    library = load_library()
    analyzer = IncrementalAnalyzer(of({"compose.yaml": COMPOSE % "crystaldba/postgres-mcp:1"}).model, library)

    analyzer.edit(ElementRemoved("compose:mcp-web"))

    assert [one.rule for one in analyzer.threats_of("compose:chat") if one.rule == RULE] == []
