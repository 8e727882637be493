"""The ports on which brokers of Kafka's protocol listen, as their variables say."""

import re
from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.products.images import Port, Product

_PROTOCOL: Final = "kafka"
_VARIABLE: Final = "LISTENERS"  # KAFKA_LISTENERS, KAFKA_ADVERTISED_LISTENERS and the like
_LISTENER: Final = re.compile(r"\b[A-Z][A-Z0-9_]{0,60}://[^\s,:/]{0,253}:(\d{1,5})\b")
_LAST_PORT: Final = 65_535


def with_listeners(product: Product | None, variables: Mapping[str, str]) -> Product | None:
    """Return the product with the ports of its listeners: PLAINTEXT://broker:29092,EXTERNAL://localhost:9092.

    A product that does not speak the protocol of Kafka comes back as it is.
    """
    if product is None or all(port.protocol != _PROTOCOL for port in product.ports):
        return product
    named = {
        int(port)
        for name, value in variables.items()
        if name.upper().endswith(_VARIABLE)
        for port in _LISTENER.findall(value)
    }
    added = sorted(port for port in named if 0 < port <= _LAST_PORT) if named else ()
    known = {port.port for port in product.ports}
    more = tuple(Port(port, _PROTOCOL) for port in added if port not in known)
    return replace(product, ports=(*product.ports, *more)) if more else product
