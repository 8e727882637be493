"""What a model can contain: the kinds, their facts and their nesting, read from catalogue.yaml."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import parse_data, read_data

_PATH: Final = Path(__file__).with_name("catalogue.yaml")
_VALUES: Final = ("risky_values", "usual_values")  # the sections that say more of facts
FACT_TYPES: Final = frozenset({"bool", "int", "float", "text", "enum", "list", "records", "date"})


class InvalidCatalogue(ValueError):
    """The catalogue file contradicts itself."""


class FactType(Record, frozen=True):
    """One fact a kind may have.

    `type` is bool, int, float, text, date (YYYY-MM-DD), enum (of `options`), list (of text) or records
    (objects whose keys and types are `fields`). `question` is asked when the fact is unknown; an empty
    question marks a fact that only an importer can supply. `unit` is empty for a plain number. `ranges` holds
    the least and the most that a number may be: under the name of the fact, of records under that of the
    field.
    `risky` are the values that weaken security or privacy; of lists and records, examples of such values.
    `usual` is the value of most elements, else None.
    """

    name: str
    label: str
    type: str
    meaning: str
    question: str
    unit: str
    options: tuple[str, ...]
    fields: Mapping[str, str]
    ranges: Mapping[str, tuple[int, int]]
    group: str
    risky: tuple[Any, ...] = ()
    usual: Any = None


class Kind(Record, frozen=True):
    """One kind of element: its place in a data flow diagram, its facts, what may hold it.

    A kind that is not `drawn` has no place on the canvas: data sets lie on others instead of in them.
    """

    id: str
    label: str
    plural: str
    dfd: tuple[str, ...]
    icon: str
    boundary: bool
    trust: str  # of what is inside, assumed where it is not stated; rules never see it
    parents: tuple[str, ...]
    facts: Mapping[str, FactType]
    drawn: bool = True
    parents_by_choice: tuple[str, ...] = ()  # of `parents`, where a new one is put only on request
    shape: str = "card"  # how it is drawn while it holds nothing
    layer: str = ""  # of the canvas, which hides it at first
    store: bool = False  # it keeps data for others
    container: bool = False  # it runs in a pod
    component: bool = False  # a part of the system that its people build or run


class RelationType(Record, frozen=True):
    """One type of relation and the kinds it may join."""

    id: str
    label: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]


class Catalogue(Record, frozen=True):
    """Every kind, the facts of flows, the relation types, and which kinds may exchange data."""

    kinds: Mapping[str, Kind]
    flow_facts: Mapping[str, FactType]
    relations: Mapping[str, RelationType]
    flow_ends: frozenset[str]
    groups: Mapping[str, str]
    stores: frozenset[str]
    containers: frozenset[str]
    components: frozenset[str]
    encrypted_by_protocol: Mapping[str, bool]  # of flows that are drawn
    store_purposes: frozenset[str]  # of components that keep data for others, whatever their kind

    def may_hold(self, parent: str, child: str) -> bool:
        """The catalogue allows an element of kind `child` directly inside one of kind `parent`."""
        return parent in self.kinds[child].parents

    def fact(self, kind: str, name: str) -> FactType | None:
        """The type of a fact of this kind (or of `flow`), or None when the kind has no such fact."""
        if kind == "flow":
            return self.flow_facts.get(name)
        known = self.kinds.get(kind)
        return known.facts.get(name) if known else None


def _fact_type(name: str, raw: Mapping[str, Any], risky: Iterable[Any] = (), usual: Any = None) -> FactType:
    kind_of_value = raw["type"]
    if kind_of_value not in FACT_TYPES:
        raise InvalidCatalogue(f"fact {name}: type {kind_of_value!r} is none of {sorted(FACT_TYPES)}")
    return FactType(
        name=name,
        label=raw.get("label") or name.replace("_", " ").capitalize(),
        type=kind_of_value,
        meaning=raw["meaning"],
        question=raw.get("question", ""),
        unit=raw.get("unit", ""),
        options=tuple(raw.get("options", ())),
        fields=dict(raw.get("fields", {})),
        ranges=_ranges(name, raw),
        group=raw["group"],
        risky=tuple(risky),
        usual=usual,
    )


def _ranges(name: str, raw: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    given = raw.get("range", {})
    numbers = {field for field, type_ in raw.get("fields", {name: raw["type"]}).items() if type_ == "int"}
    ranges = given if isinstance(given, Mapping) else {name: given}
    if ranges.keys() != numbers:
        raise InvalidCatalogue(f"fact {name}: each whole number needs a range, and nothing else has one")
    return {field: (least, most) for field, (least, most) in ranges.items()}


def _kind(
    kind_id: str, raw: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]], values: Mapping[str, Any]
) -> Kind:
    facts: dict[str, Any] = {}
    for group in raw.get("shares", ()):
        facts.update(shared[group])
    facts.update(raw.get("facts", {}))
    risky, usual = (_values(section, kind_id, raw, values, facts) for section in _VALUES)
    canvas = raw.get("canvas", {})
    return Kind(
        id=kind_id,
        label=raw["label"],
        plural=raw["plural"],
        dfd=tuple(raw["dfd"]),
        icon=raw["icon"],
        boundary=raw.get("boundary", False),
        trust=raw.get("trust", ""),
        parents=tuple(raw.get("parents", ())),
        facts={
            name: _fact_type(name, fact, risky.get(name, ()), usual.get(name)) for name, fact in facts.items()
        },
        drawn=raw.get("drawn", True),
        parents_by_choice=tuple(raw.get("parents_by_choice", ())),
        shape=canvas.get("shape", "card"),
        layer=canvas.get("layer", ""),
        store=raw.get("store", False),
        container=raw.get("container", False),
        component=raw.get("component", False),
    )


def _values(
    section: str, kind_id: str, raw: Mapping[str, Any], values: Mapping[str, Any], facts: Collection[str]
) -> dict[str, Any]:
    """What a section says of the facts of a kind: of those it shares, and of its own."""
    given = values.get(section, {})
    own = raw.get("facts", {})
    found: dict[str, Any] = {}
    for group in raw.get("shares", ()):
        # What is said of a shared fact does not hold for another fact of the same name.
        found.update({name: value for name, value in given.get(group, {}).items() if name not in own})
    found.update(given.get(kind_id, {}))
    if unknown := sorted({*found} - {*facts}):
        raise InvalidCatalogue(f"kind {kind_id}: {section} names no fact of it: {', '.join(unknown)}")
    return found


def _check_sections(raw: Mapping[str, Any]) -> None:
    """Refuse what says something of the facts of a kind that does not exist."""
    known = {*raw["kinds"], *raw["shared_facts"]}
    for section in _VALUES:
        if unknown := sorted(raw.get(section, {}).keys() - known - {"flow"}):
            raise InvalidCatalogue(f"{section}: {', '.join(unknown)} is no kind and no group of shared facts")


def read_catalogue(text: str) -> Catalogue:
    """Read a catalogue file.

    Raises InvalidCatalogue when a fact has an unknown type, a kind or relation names an unknown kind, or the
    trust of a kind is no option of its trust level.
    """
    return build_catalogue(parse_data(text, _PATH.name))


def build_catalogue(raw: Mapping[str, Any]) -> Catalogue:
    """Return the catalogue that a file holds; raises InvalidCatalogue."""
    _check_sections(raw)
    risky_of_flows, usual_of_flows = (raw.get(section, {}).get("flow", {}) for section in _VALUES)
    kinds = {
        kind_id: _kind(kind_id, kind, raw["shared_facts"], raw) for kind_id, kind in raw["kinds"].items()
    }
    relations = {
        relation_id: RelationType(relation_id, rel["label"], tuple(rel["sources"]), tuple(rel["targets"]))
        for relation_id, rel in raw["relations"].items()
    }
    catalogue = Catalogue(
        kinds=kinds,
        flow_facts={
            name: _fact_type(name, fact, risky_of_flows.get(name, ()), usual_of_flows.get(name))
            for name, fact in raw["flow_facts"].items()
        },
        relations=relations,
        flow_ends=frozenset(raw["flow_ends"]),
        groups=raw["groups"],
        stores=frozenset(kind.id for kind in kinds.values() if kind.store),
        containers=frozenset(kind.id for kind in kinds.values() if kind.container),
        components=frozenset(kind.id for kind in kinds.values() if kind.component),
        encrypted_by_protocol=raw["encrypted_by_protocol"],
        store_purposes=frozenset(raw["store_purposes"]),
    )
    _check(catalogue)
    return catalogue


def _check(catalogue: Catalogue) -> None:
    named = {parent for kind in catalogue.kinds.values() for parent in kind.parents} | catalogue.flow_ends
    for relation in catalogue.relations.values():
        named.update(relation.sources, relation.targets)
    if unknown := sorted(named - catalogue.kinds.keys()):
        raise InvalidCatalogue(f"unknown kinds named: {', '.join(unknown)}")
    for fact in (f for kind in catalogue.kinds.values() for f in kind.facts.values()):
        _check_values(fact)
        if fact.group not in catalogue.groups:
            raise InvalidCatalogue(
                f"fact {fact.name}: group {fact.group!r} is none of {sorted(catalogue.groups)}"
            )
    purposes = catalogue.fact("workload", "purpose")
    if purposes and (unknown := sorted(catalogue.store_purposes - set(purposes.options))):
        raise InvalidCatalogue(f"store_purposes: {', '.join(unknown)} are no options of purpose")
    for kind in catalogue.kinds.values():
        if beyond := sorted(set(kind.parents_by_choice) - set(kind.parents)):
            raise InvalidCatalogue(
                f"kind {kind.id}: parents_by_choice {', '.join(beyond)} are none of its parents"
            )
        known = kind.facts.get("trust_level")
        if kind.trust and (known is None or kind.trust not in known.options):
            raise InvalidCatalogue(f"kind {kind.id}: trust {kind.trust!r} is no option of its trust level")


def _check_values(fact: FactType) -> None:
    if fact.type == "enum" and not set(fact.risky) <= set(fact.options):
        raise InvalidCatalogue(f"fact {fact.name}: a risky value is none of {', '.join(fact.options)}")
    if fact.type == "enum" and fact.usual is not None and fact.usual not in fact.options:
        raise InvalidCatalogue(f"fact {fact.name}: its usual value is none of {', '.join(fact.options)}")


CATALOGUE: Final[Catalogue] = build_catalogue(read_data(_PATH))
