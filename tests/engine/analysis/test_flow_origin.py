"""Whether flows are encrypted, as it is said everywhere."""

from typing import Any

import pytest

from threatmodel.engine.analysis.flow_origin import is_encrypted, is_stored_encrypted
from threatmodel.engine.model import CATALOGUE, Fact, Flow, Source

CASES: list[tuple[str, dict[str, Any], bool | None]] = [
    ("drawn", {"protocol": "https"}, True),
    ("drawn", {"protocol": "HTTPS"}, True),
    ("declared", {"protocol": "amqps"}, True),
    ("drawn", {"protocol": "http"}, False),
    ("drawn", {"protocol": "postgresql"}, None),
    ("drawn", {"port": 443}, None),
    ("drawn", {"protocol": "https", "encrypted": False}, False),
    ("drawn", {"protocol": "http", "encrypted": True}, True),
    ("inferred", {"protocol": "https"}, None),
    ("inferred", {"protocol": "https", "encrypted": False}, False),
]


@pytest.mark.parametrize(("origin", "facts", "encrypted"), CASES)
def test_what_is_stated_comes_before_the_protocol_of_a_drawn_flow(
    origin: Any, facts: dict[str, Any], encrypted: bool | None
) -> None:
    source = Source("person")
    flow = Flow(
        "f", "a", "b", "", {name: Fact(one, source) for name, one in facts.items()}, origin, "", source
    )

    assert is_encrypted(flow) is encrypted
    assert is_stored_encrypted({name: {"value": one} for name, one in facts.items()}, origin) is encrypted


def test_protocols_are_in_lower_case() -> None:
    assert all(protocol == protocol.lower() for protocol in CATALOGUE.encrypted_by_protocol)
