"""Routers and middlewares that labels of services define for Traefik.

Source: Traefik, "Docker" provider and "Routers". Names of labels are alike in any case.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.model.struct_base import Record

_ENABLE: Final = "traefik.enable"
_ROUTERS: Final = "traefik.http.routers."
_MIDDLEWARES: Final = "traefik.http.middlewares."

Labels = Mapping[str, MergedValue]
"""The labels of one router or middleware by the rest of their names, in lower case."""


class TraefikLabels(Record, frozen=True):
    """The routers and middlewares of some services by name."""

    routers: Mapping[str, Labels]
    middlewares: Mapping[str, Labels]

    def middleware_types(self, name: str) -> frozenset[str]:
        """Return what a middleware is, such as redirectscheme; nothing where no label defines it."""
        return frozenset(rest.partition(".")[0] for rest in self.middlewares.get(name, ()))


def traefik_labels(services: Iterable[ComposeService]) -> TraefikLabels:
    """Return what the labels of the services say."""
    labels = [(name.lower(), one) for service in services for name, one in service.labels.items()]
    return TraefikLabels(_by_name(labels, _ROUTERS), _by_name(labels, _MIDDLEWARES))


def _by_name(labels: Iterable[tuple[str, MergedValue]], start: str) -> Mapping[str, Labels]:
    found: defaultdict[str, dict[str, MergedValue]] = defaultdict(dict)
    for name, setting in labels:
        if name.startswith(start):
            called, _, rest = name[len(start) :].partition(".")
            found[called][rest] = setting
    return found


def is_enabled(service: ComposeService) -> bool:
    """Whether no label keeps Traefik from publishing the service."""
    enabled = next((one for name, one in service.labels.items() if name.lower() == _ENABLE), None)
    return enabled is None or enabled.flag is not False


def uses_tls(router: Labels) -> bool:
    """Whether labels of a router turn TLS on; `tls=false` leaves it off."""
    return any(
        key.startswith("tls.") or (key == "tls" and one.flag is not False) for key, one in router.items()
    )


def listed(router: Labels, key: str) -> set[str]:
    """Return the names in a label, without the provider after an @."""
    text = router[key].text if key in router else ""
    return {name.strip().lower().partition("@")[0] for name in text.split(",") if name.strip()}
