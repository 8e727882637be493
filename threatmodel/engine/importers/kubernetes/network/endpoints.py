"""Addresses and hosts that Endpoints and EndpointSlices put behind Services that select no pods."""

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.services import Service
from threatmodel.engine.model.struct_base import Record

_Objects = Mapping[tuple[str, str], KubernetesObject]

_SERVICE_LABEL: Final = "kubernetes.io/service-name"
_MOST: Final = 32  # addresses of one Service; more of them change nothing


class _Address(Record, frozen=True):
    """An address and the Service that leads to it."""

    key: tuple[str, str]
    text: str


def with_endpoints(
    services: Mapping[tuple[str, str], Service], by_kind: Mapping[str, _Objects]
) -> dict[tuple[str, str], Service]:
    """Return the Services, those without a selector with the addresses behind them."""
    behind: dict[tuple[str, str], dict[str, None]] = {}
    for address in (*_endpoints(by_kind.get("Endpoints", {})), *_slices(by_kind.get("EndpointSlice", {}))):
        behind.setdefault(address.key, {})[address.text] = None
    return {
        key: replace(service, outside=tuple(sorted(behind[key])[:_MOST]))
        if key in behind and not service.external_name and "selector" not in service.object.spec
        else service
        for key, service in services.items()
    }


def is_public(address: str) -> bool:
    """Whether an address belongs to the internet, as the names of hosts do."""
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return bool(address)


def _endpoints(objects: _Objects) -> Iterator[_Address]:
    for key, found in objects.items():
        for subset in found.root.sections("subsets"):
            for entry in subset.sections("addresses"):
                if "targetRef" not in entry:
                    yield from _address(key, entry, entry.text("ip"))


def _slices(objects: _Objects) -> Iterator[_Address]:
    for (namespace, _name), found in objects.items():
        service = found.metadata.section("labels").text(_SERVICE_LABEL)
        named = found.root.text("addressType") == "FQDN"
        for entry in found.root.sections("endpoints") if service else ():
            if "targetRef" not in entry:
                for text, _line in entry.texts("addresses"):
                    if named and (host := text.strip().lower().rstrip(".")):
                        yield _Address((namespace, service), host)
                    else:
                        yield from _address((namespace, service), entry, text)


def _address(key: tuple[str, str], entry: Section, text: str) -> Iterator[_Address]:
    try:
        yield _Address(key, str(ipaddress.ip_address(text.strip())))
    except ValueError:
        entry.place.warn(entry.line, "An endpoint has no IP address; ignored.")
