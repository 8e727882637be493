"""What is encrypted, who is outside, and what they reach, in what people draw."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.engine.analysis.drawn_models import element, flow, flow_values, model, values


@pytest.mark.parametrize(
    ("known", "encrypted"),
    [
        ({"protocol": "https"}, True),
        ({"protocol": "SFTP"}, True),
        ({"protocol": "http"}, False),
        ({"protocol": "http", "encrypted": True}, True),
        ({"protocol": "https", "encrypted": False}, False),
        ({"protocol": "postgresql"}, None),
        ({}, None),
    ],
)
def test_the_protocol_of_a_drawn_flow_says_whether_it_is_encrypted(
    known: dict[str, Any], encrypted: bool | None
) -> None:
    found = model(element("a"), element("b"), flows=(flow("a", "b", **known),))

    assert flow_values(found, "flow:a->b:").get("encrypted") is encrypted


def test_a_drawn_gateway_that_is_called_by_https_protects_what_is_behind_it() -> None:
    called = (flow("internet", "gateway", protocol="https"), flow("gateway", "web", protocol="http"))
    past = flow("internet", "web", protocol="http")
    ends = (
        element("internet", "internet"),
        element("gateway", purpose="proxy"),
        element("web", purpose="web"),
    )

    assert values(model(*ends, flows=(*called, past)), "web")["gateway_protects"] is True


def test_the_protocol_of_an_inferred_flow_leaves_its_encryption_open() -> None:
    inferred = replace(flow("a", "b", protocol="https"), origin="inferred")

    assert "encrypted" not in flow_values(model(element("a"), element("b"), flows=(inferred,)), inferred.uid)


def test_a_caller_that_does_not_exist_is_not_exposed() -> None:
    """A flow keeps the uid of an end that is removed."""
    found = model(element("web"), flows=(flow("gone", "web"),))

    assert values(found, "web")["called_by_exposed"] is False


@pytest.mark.parametrize("kind", ["ingress", "service"])
def test_what_a_drawn_entry_point_calls_is_exposed_where_it_is_itself(kind: str) -> None:
    flows = (flow("internet", "door"), flow("door", "web"), flow("inner", "api"))
    ends = (element("internet", "internet"), element("web"), element("api"))
    found = model(*ends, element("door", kind), element("inner", kind), flows=flows)

    assert values(found, "web")["exposed_by"] == "flow:door->web:"
    assert values(found, "api")["internet_facing"] is False


def test_what_is_behind_several_entry_points_is_exposed_like_the_first() -> None:
    ends = (element("internet", "internet"), element("door", "ingress"), element("inner", "service"))
    calls = (flow("internet", "door"), flow("door", "inner"), flow("inner", "web"), flow("inner", "door"))
    found = model(*ends, element("web"), flows=calls)

    assert values(found, "web")["exposed_by"] == "flow:inner->web:"


@pytest.mark.parametrize(("purpose", "exposed"), [("proxy", True), ("identity", False)])
def test_what_a_content_delivery_network_calls_is_exposed(purpose: str, *, exposed: bool) -> None:
    ends = (element("internet", "internet"), element("cdn", "external-service", purpose=purpose))
    found = model(*ends, element("web"), flows=(flow("internet", "cdn"), flow("cdn", "web")))

    assert values(found, "web")["internet_facing"] is exposed


@pytest.mark.parametrize(
    ("zone", "known", "untrusted"),
    [
        (None, {}, False),
        (None, {"trusted": False}, True),
        ("ward", {"trusted": False}, True),
        ("internet", {}, True),
        ("internet", {"trusted": True}, True),
    ],
)
def test_an_actor_is_outside_by_where_it_is_or_by_what_is_said(
    zone: str | None, known: dict[str, Any], untrusted: bool
) -> None:
    actor = element("who", "actor", zone, **known)
    zones = (element("internet", "internet"), element("ward", "boundary"))
    found = model(*zones, actor, element("web"), flows=(flow("who", "web"),))

    assert values(found, "who")["is_untrusted"] is untrusted
    assert values(found, "web")["internet_facing"] is untrusted
    assert flow_values(found, "flow:who->web:")["from_internet"] is untrusted


def test_a_flow_to_the_service_of_somebody_else_does_not_lead_into_the_system() -> None:
    found = model(
        element("internet", "internet"),
        element("login", "external-service"),
        flows=(flow("internet", "login"),),
    )

    assert flow_values(found, "flow:internet->login:")["from_internet"] is False
