"""Routers and middlewares that labels of services define for Traefik.

Source: Traefik, "Docker" provider and "Routers". Names of labels are alike in any case. What Traefik 1 calls
a frontend is read as the router that it became ("Migration Guide: From v1 to v2").
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.model.struct_base import Record

_ENABLE: Final = "traefik.enable"
_ROUTERS: Final = "traefik.http.routers."
_MIDDLEWARES: Final = "traefik.http.middlewares."
_FRONTEND: Final = re.compile(r"traefik\.(?:(?P<segment>[\w-]{1,80})\.)?frontend\.(?P<rest>[\w.-]{1,200})")
# Labels of Traefik 1 that let in only some callers, and the kind of middleware that they became.
_GUARDS: Final = {
    "auth.basic": "basicauth",
    "auth.digest": "digestauth",
    "auth.forward": "forwardauth",
    "whitelist": "ipwhitelist",
}
_TLS_ENTRY_POINTS: Final = frozenset({"https", "websecure", "web-secure"})

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
    labels = [label for service in services for label in _labels(service)]
    return TraefikLabels(_by_name(labels, _ROUTERS), _by_name(labels, _MIDDLEWARES))


def _labels(service: ComposeService) -> Iterator[tuple[str, MergedValue]]:
    """The labels of a service, those of Traefik 1 by the names that they have since Traefik 2."""
    frontends: defaultdict[str, dict[str, MergedValue]] = defaultdict(dict)
    for written, setting in service.labels.items():
        name = written.lower()
        match = _FRONTEND.fullmatch(name)
        if match is None:
            yield name, setting
        else:
            frontends[match["segment"] or ""][match["rest"]] = setting
    common = frontends.pop("", {})
    for segment, own in (*frontends.items(), ("", {})):
        yield from _of_frontend(f"{service.name.lower()}-{segment}", {**common, **own})


def _of_frontend(called: str, labels: Labels) -> Iterator[tuple[str, MergedValue]]:
    """The labels of one frontend: each segment of a service has one, with what holds for all of them."""
    own = called.strip("-").replace(".", "-")
    router, guard = f"{_ROUTERS}{own}.", f"{own}-guard"
    for rest, setting in labels.items():
        if rest == "rule":
            yield f"{router}rule", setting
        elif kind := next((kind for start, kind in _GUARDS.items() if rest.startswith(start)), ""):
            yield f"{_MIDDLEWARES}{guard}.{kind}", setting
            yield f"{router}middlewares", replace(setting, value=guard)
        elif rest == "entrypoints" and setting.text.strip().lower() in _TLS_ENTRY_POINTS:
            yield f"{router}tls", replace(setting, value=True)


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
