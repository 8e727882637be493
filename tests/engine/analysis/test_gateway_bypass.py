"""What is published past the gateway or front end that calls it."""

from typing import Any

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import read
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.library.loader import load_library

SHOP = """services:
  api-gateway: {image: example/api-gateway:1, ports: ['80:8080'], environment: {ORDERS_URL: 'http://orders:8080'}}
  orders: {image: example/orders:1, ports: ['8081:8080'], environment: {DB_HOST: db}}
  kitchen: {image: example/kitchen:1, ports: ['8082:8080']}
  mails: {image: example/mails:1}
  telemetry: {image: example/telemetry:1, ports: ['5000:5000/udp', '1883:1883']}
  db: {image: 'postgres:17', ports: ['5432:5432']}
"""
SITE = """services:
  web: {image: x/web:1, ports: ['80:3000'], depends_on: [jobs], environment: {API_URL: 'http://api:8000'}}
  api: {image: example/api:1, ports: ['8000:8000']}
  jobs: {image: example/jobs:1, ports: ['9000:9000']}
  grafana: {image: 'grafana/grafana:12.0.0', ports: ['3001:3000'], environment: {API_URL: 'http://api:8000'}}
"""


SECURE = SHOP.replace("['80:8080']", "['443:8443']")


def facts_of(text: str, name: str) -> dict[str, Any]:
    model = read([TextFile("compose.yaml", text.encode())]).model
    values = ContextBuilder(model).values_of(f"compose:{name}")
    return {
        fact: values[fact] for fact in ("gateways", "gateways_beside", "front_ends", "stores_and_tools_used")
    }


def test_a_published_service_is_reached_past_the_gateway_that_calls_it() -> None:
    assert facts_of(SHOP, "orders") == {
        "gateways": "api-gateway",
        "gateways_beside": "",
        "front_ends": "",
        "stores_and_tools_used": "db",
    }


def test_a_gateway_that_is_called_encrypted_protects_what_is_behind_it() -> None:
    def protects(text: str, name: str) -> bool:
        model = read([TextFile("compose.yaml", text.encode())]).model
        return ContextBuilder(model).values_of(f"compose:{name}")["gateway_protects"] is True

    assert protects(SECURE, "orders")
    assert not protects(SHOP, "orders")
    assert protects(SECURE, "kitchen")  # the gateway is beside it
    assert not protects(SECURE, "mails")


def test_a_gateway_before_several_applications_is_their_one_way_in() -> None:
    def serves_several(text: str, name: str) -> bool:
        model = read([TextFile("compose.yaml", text.encode())]).model
        return ContextBuilder(model).values_of(f"compose:{name}")["gateway_serves_several"] is True

    several = SHOP.replace("'http://orders:8080'", "'http://orders:8080', MAILS_URL: 'http://mails:8080'")
    assert serves_several(several, "orders")
    assert serves_several(several, "kitchen")  # beside it
    assert not serves_several(SHOP, "orders")
    assert not serves_several(several, "mails")  # not published


def test_a_gateway_beside_it_counts_where_no_call_is_known() -> None:
    facts = facts_of(SHOP, "kitchen")

    assert (facts["gateways"], facts["gateways_beside"]) == ("", "api-gateway")


def test_a_gateway_that_calls_it_does_not_stand_beside_it() -> None:
    assert facts_of(SHOP, "orders")["gateways_beside"] == ""


def test_what_is_not_published_or_speaks_no_http_is_not_reached_past_it() -> None:
    assert facts_of(SHOP, "mails")["gateways"] == ""
    assert facts_of(SHOP, "telemetry")["gateways_beside"] == ""
    assert facts_of(SHOP.replace("5000/udp", "5000"), "telemetry")["gateways_beside"] == "api-gateway"


def test_a_gateway_of_models_is_no_gateway_of_the_applications_beside_it() -> None:
    litellm = (
        "  models: {image: 'ghcr.io/berriai/litellm:v1.80.0', ports: ['4000:4000'], environment: "
        "{OLLAMA_API_BASE: 'http://ollama:11434'}}\n  ollama: {image: 'ollama/ollama:0.12.0'}\n"
    )
    agent = "services:\n  agent: {image: x/agent:1, ports: ['8000:8000'], environment: {DB_HOST: db}}\n"

    assert facts_of(agent + litellm, "agent")["gateways_beside"] == ""
    assert facts_of(agent + SHOP.removeprefix("services:\n"), "agent")["gateways_beside"] == "api-gateway"


def test_a_gateway_is_not_reached_past_itself() -> None:
    assert facts_of(SHOP, "api-gateway")["gateways"] == ""


def test_an_api_is_reached_past_the_website_that_calls_it() -> None:
    """Monitoring that calls it as well is no front end."""
    assert facts_of(SITE, "api") == {
        "gateways": "",
        "gateways_beside": "",
        "front_ends": "web",
        "stores_and_tools_used": "",
    }


def test_an_agent_is_no_front_end_of_the_services_that_it_uses() -> None:
    agent = "{image: x/agent:1, ports: ['7000:7000'], environment: {API_URL: 'http://api:8000', MCP: 'http://mcp:8811'}}"
    text = f"{SITE}  agent: {agent}\n  mcp: {{image: 'docker/mcp-gateway:1'}}\n"

    assert facts_of(text, "api")["front_ends"] == "web"


def test_a_call_that_is_only_assumed_makes_no_front_end() -> None:
    assert facts_of(SITE, "jobs")["front_ends"] == ""


def test_what_a_published_gateway_forwards_to_is_known_where_it_is_not_published_itself() -> None:
    text = SHOP.replace("ports: ['8081:8080'], ", "")

    assert facts_of(text, "orders") == {
        "gateways": "api-gateway",
        "gateways_beside": "",
        "front_ends": "",
        "stores_and_tools_used": "",
    }


def test_a_gateway_that_asks_for_a_login_lets_nobody_through_to_what_is_inside() -> None:
    inside = "  app: {image: x/app:1}\n"
    gateway = (
        "services:\n  edge: {image: nginx, ports: ['80:80'], "
        "environment: {AUTH_ENABLED: '%s', APP_URL: 'http://app:80'}}\n"
    )

    assert facts_of(gateway % "false" + inside, "app")["gateways"] == "edge"
    assert facts_of(gateway % "true" + inside, "app")["gateways"] == ""


def test_a_proxy_that_passes_on_any_caller_is_an_open_gateway_of_what_is_inside() -> None:
    text = """services:
  edge: {image: 'caddy:2', ports: ['80:80'], volumes: ['./Caddyfile:/etc/caddy/Caddyfile']}
  metrics: {image: 'prom/prometheus:v3.0.0'}
"""
    site = ":80 {\n  reverse_proxy metrics:9090\n}\n"

    def open_gateways(compose: str, caddy: str) -> Any:
        files = [TextFile("compose.yaml", compose.encode()), TextFile("Caddyfile", caddy.encode())]
        return ContextBuilder(read(files).model).values_of("compose:metrics")["open_gateways"]

    assert open_gateways(text, site) == "edge"
    assert open_gateways(text, site.replace("  rev", "  basic_auth {\n  }\n  rev")) == ""
    assert open_gateways(text.replace("'80:80'", "'127.0.0.1:80:80'"), site) == ""
    assert (
        open_gateways(text.replace("3.0.0'", "3.0.0', ports: ['9090:9090']"), site) == ""
    )  # has its own way in


def test_the_way_in_is_evidence_and_the_other_ways_are_not() -> None:
    inside = "  app: {image: n8nio/n8n}\n"
    gateway = (
        "services:\n  edge: {image: nginx, ports: ['80:80'], environment: {APP_URL: 'http://app:5678'}}\n"
    )

    def ways_in(text: str) -> list[str]:
        model = read([TextFile("compose.yaml", text.encode())]).model
        found = analyze(model, load_library()).threats
        (threat,) = [one for one in found if one.rule == "workload-first-visitor-administers"]
        return [one.fact for one in threat.evidence if one.fact != "first_visitor_administers"]

    assert ways_in(gateway + inside) == ["gateways"]
    assert ways_in("services:\n  app: {image: n8nio/n8n, ports: ['5678:5678']}\n") == ["exposed_by"]
