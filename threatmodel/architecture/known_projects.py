"""Compose projects that an import names otherwise than the model does, under the names of the model.

Alone in its input a project needs no name before its services; beside another one it has that of its folder.
So what a project is made of would be other elements after a second one came, and what people decided of it
lost. The file of its services tells that it is the same one.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from threatmodel.architecture.overlay import Overlay
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation

_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "workload": ("compose:",),
    "container": ("compose:",),
    "external-service": ("compose:model/", "compose:"),
    "volume": ("compose:volume/bind:", "compose:volume/"),
    "secret": ("compose:secret/",),
    "config": ("compose:config/",),
    "network": ("network:",),
    "image": ("image:build/",),
}
"""What stands before the name of the project, by kind of element."""

_SERVICE: Final = "compose:"


def under_known_names(model: Model, present: Overlay) -> Model:
    """Return what was read with its compose projects named as in the model; as it is, where none differs."""
    renamed = _renamed_elements(model, _known_prefixes(model, present), present)
    return _Renaming(renamed).model(model) if renamed else model


def _known_prefixes(model: Model, present: Overlay) -> dict[str, str]:
    """By the prefix of a project that was read, the one it has in the model."""
    found: dict[str, set[str]] = defaultdict(set)
    settled: set[str] = set()
    by_file = _services_by_file(present)
    for element in model.elements.values():
        if element.kind != "workload" or not element.uid.startswith(_SERVICE):
            continue
        if (prefix := _prefix(element.uid, element.name)) is None:
            continue
        if _is_known(present, element):
            settled.add(prefix)
        for uid in by_file.get(element.source.file, ()):
            known = _prefix(uid, element.name)
            if known is not None and known != prefix:
                found[prefix].add(known)
    unsettled = {prefix: names for prefix, names in found.items() if prefix not in settled}
    return {prefix: names.pop() for prefix, names in unsettled.items() if len(names) == 1}


def _is_known(present: Overlay, element: Element) -> bool:
    """Whether the model has it, and of this file: two projects may have a service of one name."""
    row = present.elements.get(element.uid)
    file = element.source.file
    return row is not None and (row.kind, row.source.get("file", "")) == (element.kind, file)


def _services_by_file(present: Overlay) -> dict[str, list[str]]:
    services: dict[str, list[str]] = defaultdict(list)
    for uid, row in present.elements.items():
        if row.kind == "workload" and uid.startswith(_SERVICE):
            services[row.source.get("file", "")].append(uid)
    return services


def _prefix(uid: str, name: str) -> str | None:
    """What stands between `compose:` and the name of a service; None when the uid ends otherwise."""
    prefix = uid.removeprefix(_SERVICE).removesuffix(name)
    is_one = uid == f"{_SERVICE}{prefix}{name}" and (not prefix or prefix.endswith("/"))
    return prefix if is_one else None


def _renamed_elements(model: Model, prefixes: Mapping[str, str], present: Overlay) -> dict[str, str]:
    """New uids by those that were read; what the model knows already keeps its own."""
    renamed: dict[str, str] = {}
    for uid, element in model.elements.items() if prefixes else ():
        head = next((head for head in _HEADS.get(element.kind, ()) if uid.startswith(head)), None)
        if head is None:
            continue
        rest = uid.removeprefix(head)
        prefix = max((one for one in prefixes if rest.startswith(one)), key=len, default=None)
        if prefix is None:
            continue
        new = f"{head}{prefixes[prefix]}{rest.removeprefix(prefix)}"
        # Without a name of its project, a volume or network may also be none of it: an absolute path.
        surely = bool(prefix) or element.kind in {"workload", "container"} or new in present.elements
        if surely:
            renamed[uid] = new
    return {uid: new for uid, new in renamed.items() if new not in model.elements or new in renamed}


class _Renaming:
    """The same parts under new uids, wherever they are named."""

    def __init__(self, renamed: Mapping[str, str]) -> None:
        self._renamed = renamed

    def model(self, model: Model) -> Model:
        """Return the whole model renamed."""
        elements = [self._element(element) for element in model.elements.values()]
        relations = (Relation(r.type, self._uid(r.source), self._uid(r.target)) for r in model.relations)
        flows = [self._flow(flow) for flow in model.flows.values()]
        return Model({e.uid: e for e in elements}, relations, {f.uid: f for f in flows})

    def _uid(self, uid: str) -> str:
        return self._renamed.get(uid, uid)

    def _element(self, element: Element) -> Element:
        parent = element.parent and self._uid(element.parent)
        return replace(element, uid=self._uid(element.uid), parent=parent, facts=self._facts(element.facts))

    def _flow(self, flow: Flow) -> Flow:
        source, destination = self._uid(flow.source), self._uid(flow.destination)
        rest = flow.uid.removeprefix(f"flow:{flow.source}->{flow.destination}:")
        uid = flow.uid if rest == flow.uid else f"flow:{source}->{destination}:{rest}"
        facts = self._facts(flow.facts)
        return replace(flow, uid=uid, source=source, destination=destination, facts=facts)

    def _facts(self, facts: Mapping[str, Fact]) -> dict[str, Fact]:
        return {name: replace(fact, value=self._value(fact.value)) for name, fact in facts.items()}

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._uid(value)
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, dict):
            return {key: self._value(item) for key, item in value.items()}
        return value
