"""Services that the Traefik of another project publishes."""

import pytest

from tests.engine.importers.compose.readings import of
from threatmodel.engine.model import Flow

SERVICE = """services:
  wiki:
    image: acme/wiki:1
    networks: [NETWORK]
    PLACE
      traefik.http.routers.wiki.rule: Host(`wiki.example.org`)
      traefik.http.services.wiki.loadbalancer.server.port: "3000"
      LABEL
  OTHER
networks: {web: {external: true}, own: {}}
"""
ROUTER = "traefik.http.routers.wiki"
MIDDLEWARE = "traefik.http.middlewares.up"


def from_internet(
    label: str = "", *, network: str = "web", other: str = "redis: {image: redis}", place: str = "labels:"
) -> list[Flow]:
    text = SERVICE.replace("LABEL", label).replace("NETWORK", network).replace("OTHER", other)
    model = of({"compose.yaml": text.replace("PLACE", place)}).model
    return [flow for flow in model.flows.values() if flow.source == "internet"]


@pytest.mark.parametrize(
    ("label", "encrypted"),
    [
        ("", None),
        (f"{ROUTER}.tls: 'true'", True),
        (f"{ROUTER}.tls.certresolver: le", True),
        (f"{ROUTER}.middlewares: up\n      {MIDDLEWARE}.headers.framedeny: 'true'", None),
    ],
)
def test_a_router_on_a_network_of_another_project_publishes_a_service(
    label: str, encrypted: bool | None
) -> None:
    (flow,) = from_internet(label)

    assert (flow.destination, flow.facts["port"].value) == ("compose:wiki", 3000)
    assert flow.facts["encrypted"].value is encrypted if encrypted else "encrypted" not in flow.facts


def test_labels_of_a_swarm_count() -> None:
    text = SERVICE.replace("      traefik", "        traefik").replace("LABEL", "").replace("OTHER", "")
    text = text.replace("NETWORK", "web").replace("PLACE", "deploy:\n      labels:")
    assert [one for one in of({"compose.yaml": text}).model.flows.values() if one.source == "internet"]


@pytest.mark.parametrize(
    "label",
    [
        "traefik.enable: 'false'",
        f"{ROUTER}.middlewares: login@file",
        f"{ROUTER}.middlewares: up\n      {MIDDLEWARE}.basicauth.users: 'a:b'",
        f"{ROUTER}.middlewares: up\n      {MIDDLEWARE}.forwardauth.address: 'http://login'",
    ],
)
def test_a_router_that_may_ask_for_a_login_says_nothing(label: str) -> None:
    assert from_internet(label) == []


def test_a_network_or_a_traefik_of_its_own_is_no_other_project() -> None:
    assert from_internet(network="own") == []
    assert from_internet(other="edge: {image: 'traefik:v3.4'}") == []


FRONTEND = """services:
  wiki:
    image: acme/wiki:1
    networks: [web]
    deploy:
      labels:
        traefik.frontend.rule: Host:wiki.example.org
        traefik.port: "3000"
        LABEL
networks: {web: {external: true}}
"""


def of_frontend(label: str) -> list[Flow]:
    model = of({"compose.yaml": FRONTEND.replace("LABEL", label)}).model
    return [flow for flow in model.flows.values() if flow.source == "internet"]


@pytest.mark.parametrize(
    ("label", "encrypted"),
    [
        ("traefik.tags: web", None),
        ("traefik.frontend.entryPoints: http", None),
        ("traefik.secure.frontend.entryPoints: https", True),
    ],
)
def test_a_frontend_of_traefik_1_publishes_a_service(label: str, encrypted: bool | None) -> None:
    (flow,) = of_frontend(label)

    assert (flow.destination, flow.facts["port"].value) == ("compose:wiki", 3000)
    assert flow.facts["encrypted"].value is encrypted if encrypted else "encrypted" not in flow.facts


@pytest.mark.parametrize(
    "label",
    [
        "traefik.enable: 'false'",
        "traefik.frontend.auth.basic.users: 'a:b'",
        "traefik.frontend.auth.basic: 'a:b'",
        "traefik.frontend.auth.forward.address: http://login",
        "traefik.frontend.whiteList.sourceRange: 10.0.0.0/8",
    ],
)
def test_a_frontend_of_traefik_1_with_a_guard_lets_not_everybody_in(label: str) -> None:
    assert of_frontend(label) == []


def test_the_guard_of_one_segment_guards_no_other() -> None:
    labels = (
        "traefik.admin.frontend.rule: Host:admin.example.org\n"
        "        traefik.admin.frontend.auth.basic.users: 'a:b'"
    )

    (flow,) = of_frontend(labels)

    assert flow.destination == "compose:wiki"


def test_a_service_with_a_dot_in_its_name_has_a_frontend_too() -> None:
    model = of({"compose.yaml": FRONTEND.replace("wiki:\n", "wiki.app:\n").replace("LABEL", "a: b")}).model

    assert [flow.destination for flow in model.flows.values()] == ["compose:wiki.app"]
