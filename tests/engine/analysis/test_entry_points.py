"""Traffic in clear text weighs by what crosses: logins of users, prompts, or nothing that is known."""

import pytest

from tests.engine.importers.compose.projects import read_files
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library

DB = "  db: {image: 'postgres:17', environment: {POSTGRES_PASSWORD: 'k8-Zhq2w93bvx1'}}\n"
SHOP = "  shop: {build: ., ports: ['80:8080'], environment: {DB_HOST: db%s}}\n"
GATEWAY = "  proxy: {image: 'nginx:1.29', ports: ['80:80'], depends_on: [shop]}\n"
PAGES = "  frontend: {build: web, ports: ['81:80']}\n"


def severity(services: str, name: str = "shop") -> str:
    found = analyze(read_files({"compose.yaml": f"services:\n{services}"}).model, load_library()).threats
    about = [one for one in found if one.rule == "flow-plaintext-from-outside" and f":{name}:" in one.element]
    return about[0].severity


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        (SHOP % "" + DB, "medium"),
        (SHOP % ", SECRET_KEY: '${KEY}'" + DB, "high"),
        (SHOP % ", DB_PASSWORD: '${PASSWORD}'" + DB, "medium"),
        (SHOP % "" + PAGES + DB, "low"),
        (SHOP % ", JWT_SECRET: '${KEY}'" + PAGES + DB, "high"),
    ],
)
def test_keys_of_sessions_say_that_users_log_in(services: str, expected: str) -> None:
    assert severity(services) == expected


def test_a_proxy_carries_what_users_log_in_with_behind_it() -> None:
    shop = SHOP.replace("ports: ['80:8080'], ", "")

    assert severity(GATEWAY + shop % "" + DB, "proxy") == "medium"
    assert severity(GATEWAY + shop % ", SESSION_SECRET: '${KEY}'" + DB, "proxy") == "high"


def test_prompts_and_calls_of_tools_are_worth_reading() -> None:
    agent = (
        "  agent: {build: ., ports: ['80:8080'], environment: {MCP_SERVER_URL: 'http://tools:8811/sse'}}\n"
        "  tools: {image: 'docker/mcp-gateway:latest', command: [--transport=sse], ports: ['8811:8811']}\n"
    )

    assert [severity(agent + PAGES, name) for name in ("agent", "tools")] == ["medium", "medium"]
