"""Proxies that find the services behind them by labels or variables of these."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.address_extraction import Address
from threatmodel.engine.importers.call_inference import Reason, add_call
from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose.shared_networks import Listeners
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.parse_int import parse_int

_VIRTUAL_HOSTS: Final = ("VIRTUAL_HOST", "VIRTUAL_HOST_MULTIPORTS")
_CADDY_PROXY: Final = re.compile(r"caddy(?:_\d{1,3})?\.(?:[\w.]{1,80}\.)?reverse_proxy(?:_\d{1,3})?")
_CADDY_PORT: Final = re.compile(r"\{\{\s{0,3}upstreams(?:\s{1,3}https?)?\s{1,3}(\d{1,5})\s{0,3}\}\}")


def add_proxy_backends(builder: ModelBuilder, services: Sequence[ComposeService], behind: Listeners) -> None:
    """Add the calls of proxies that find their backends by label or variable.

    `behind` are those who listen in the stead of such a backend.
    """
    for proxy in services:
        backends_by = proxy.product.backends_by if proxy.product else ""
        for service in services if backends_by else ():
            found = _proxied(service, backends_by, proxy)
            if found is not None:
                port, reason = found
                target = behind.get((service.uid, port), service.host)
                if target is not service.host:
                    why = f"{reason.why} {target.name} shares its network and listens there."
                    reason = replace(reason, why=why)
                add_call(builder, proxy.host, target, Address(service.name, port, "http"), reason)


def _proxied(service: ComposeService, backends_by: str, proxy: ComposeService) -> tuple[int, Reason] | None:
    """The port on which a proxy calls a service, and why; None when it does not."""
    if service is proxy:
        return None
    if backends_by == "traefik-labels":
        return _traefik(service, proxy)
    if backends_by == "caddy-labels":
        return _caddy(service, proxy)
    variables = {**service.from_files, **{name: setting for name, (_, setting) in service.variables.items()}}
    given = next((variables[name] for name in _VIRTUAL_HOSTS if name in variables), None)
    if given is None:
        return None
    ports = {name: setting.text for name, setting in service.from_files.items()}
    ports |= {name: value for name, (value, _) in service.variables.items()}
    why = f"{proxy.name} forwards to {service.name} because of its variable VIRTUAL_HOST."
    return parse_int(ports.get("VIRTUAL_PORT", "")) or 0, Reason(why, given.file, given.line, "high")


def _caddy(service: ComposeService, proxy: ComposeService) -> tuple[int, Reason] | None:
    """A service with the labels `caddy` and `caddy.reverse_proxy`, whose template may name the port."""
    for name, setting in service.labels.items():
        if _CADDY_PROXY.fullmatch(name.lower()):
            port = _CADDY_PORT.search(setting.text)
            why = f"{proxy.name} forwards to {service.name} because of its caddy labels."
            return int(port[1]) if port else 0, Reason(why, setting.file, setting.line, "high")
    return None


def _traefik(service: ComposeService, proxy: ComposeService) -> tuple[int, Reason] | None:
    port, place = 0, None
    labels = service.labels
    for name, setting in labels.items():
        lower = name.lower()
        if not lower.startswith("traefik."):
            continue
        if lower == "traefik.enable" and setting.flag is False:
            return None
        place = place or setting
        if lower.endswith(".loadbalancer.server.port") and setting.number:
            port, place = setting.number, setting
    if place is None or _only_middlewares(labels):
        return None
    why = f"{proxy.name} forwards to {service.name} because of its traefik labels."
    return port, Reason(why, place.file, place.line, "high")


def _only_middlewares(labels: Mapping[str, MergedValue]) -> bool:
    ours = [name.lower() for name in labels if name.lower().startswith("traefik.")]
    return all(".middlewares." in name and ".routers." not in name for name in ours)
