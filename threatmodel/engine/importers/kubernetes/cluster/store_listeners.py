"""Where stores that operators run are called: their listeners, and what publishes them."""

from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.cidr import are_private
from threatmodel.engine.importers.products.operators import StoreKind
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model import Fact
from threatmodel.engine.model.struct_base import Record

_PUBLISHING: Final = frozenset({"true", "LoadBalancer", "NodePort"})
_RANGES: Final = ("loadBalancerSourceRanges", "allowedSourceRanges")  # the latter of the operator of Zalando
_HBA: Final = ("postgresql.pg_hba", "patroni.pg_hba", "patroni.dynamicConfiguration.postgresql.pg_hba")
_EMPTY_ROOT: Final = "rootEmptyPassword"  # of the operator of MariaDB
_OWN_ADDRESSES: Final = frozenset({"127.0.0.1/32", "127.0.0.1", "::1/128", "::1", "localhost", "samehost"})
_EXTERNAL: Final = frozenset({"route", "loadbalancer", "nodeport", "ingress"})


class Listener(Record, frozen=True):
    """A port on which a store is called."""

    port: int
    published: bool
    tls: bool
    login: bool
    section: Section


def listeners_of(kind: StoreKind, spec: Section) -> tuple[Listener, ...]:
    """Return the ports of a store that its object describes one by one."""
    if not kind.listeners:
        return ()
    found = (_listener(one) for one in _at(spec, kind.listeners))
    return tuple(listener for listener in found if listener.port)


def publications(kind: StoreKind, spec: Section) -> Iterator[tuple[str, Section, str]]:
    """Yield the fields with which its object has a store published: the path, its section and its key."""
    for path in kind.published_by:
        before, _dot, key = path.rpartition(".")
        for section in _at(spec, before):
            way = dict(section.scalars()).get(key, "")
            # Ranges hold for load balancers alone: a port of the nodes is open to all who reach these.
            if way in _PUBLISHING and (way == "NodePort" or not _only_for_private(spec, section)):
                yield path.replace("[]", ""), section, key


def _only_for_private(spec: Section, publishing: Section) -> bool:
    """Whether what is published admits private addresses alone, by the ranges beside it or of the object."""
    ranges = [text for key in _RANGES for text, _line in (*publishing.texts(key), *spec.texts(key))]
    return are_private(ranges)


def login_facts(kind: StoreKind, spec: Section) -> Mapping[str, Fact]:
    """Return whether callers have to log in, where settings or listeners say so; one open port is enough."""
    if kind.opened_by:
        return {"authentication_required": _login_by_settings(kind, spec)}
    listeners = listeners_of(kind, spec)
    if not listeners:
        return {"authentication_required": _login_by_operator(kind, spec)} if kind.logins else {}
    shown = next((one for one in listeners if not one.login), listeners[0])
    why = f"Its listener {shown.section.name()} {'asks for' if shown.login else 'has no'} authentication."
    return {"authentication_required": shown.section.inferred(shown.login, why, "authentication")}


def _login_by_operator(kind: StoreKind, spec: Section) -> Fact:
    """Whether callers log in where the operator makes accounts, unless its object lets some in without."""
    if spec.flag(_EMPTY_ROOT):
        why = f"{_EMPTY_ROOT} gives its administrator no password."
        return spec.inferred(value=False, why=why, key=_EMPTY_ROOT)
    for path in _HBA:
        before, _dot, key = path.rpartition(".")
        for section in _at(spec, before):
            if any(_trusts_callers(text) for text, _line in section.texts(key)):
                return section.inferred(value=False, why=f"{path} trusts callers without a login.", key=key)
    return spec.defaulted(value=True, why=f"Its operator has callers of {kind.product.name} log in.")


def _trusts_callers(rule: str) -> bool:
    """Whether a line of pg_hba.conf lets others in without a login; sockets and loopback are in its pod.

    Source: PostgreSQL, "The pg_hba.conf File".
    """
    words = rule.lower().split()
    return words[-1:] == ["trust"] and words[0] != "local" and _OWN_ADDRESSES.isdisjoint(words[3:4])


def _login_by_settings(kind: StoreKind, spec: Section) -> Fact:
    for settings in _at(spec, kind.settings):
        if _holds(settings, kind.opened_by):
            why = f"{kind.opened_by} lets callers in without a login."
            return settings.inferred(value=False, why=why)
    return spec.defaulted(value=True, why=f"Its operator has callers of {kind.product.name} log in.")


def _holds(settings: Section, name: str) -> bool:
    """Whether a setting has a value, under its whole name or nested at any of its points."""
    return any(
        (key == name and bool(settings.data[key]))
        or (name.startswith(f"{key}.") and _is_below(settings, key, name))
        for key in settings
    )


def _is_below(settings: Section, key: str, name: str) -> bool:
    inside = isinstance(settings.data[key], YamlMap)
    return inside and _holds(settings.section(key), name[len(key) + 1 :])


def _listener(section: Section) -> Listener:
    published = section.text("type") in _EXTERNAL
    login = "authentication" in section
    return Listener(section.integer("port") or 0, published, bool(section.flag("tls")), login, section)


def _at(spec: Section, path: str) -> Iterator[Section]:
    """The sections below a field; a part that ends in [] is a list. An empty path is the spec itself."""
    if not path:
        yield spec
        return
    first, _dot, rest = path.partition(".")
    key = first.removesuffix("[]")
    if key not in spec:
        return
    for section in spec.sections(key) if key != first else (spec.section(key),):
        yield from _at(section, rest)
