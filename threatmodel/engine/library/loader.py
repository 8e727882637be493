"""Read the rules, controls and references from their folders and refuse what contradicts itself."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from threatmodel.engine.library import schemas
from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.frameworks import Severity
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

FOLDER: Final = Path(__file__).parent

# Workloads first: what mostly stands at an end of a flow.
_ENDS: Final = tuple(sorted(CATALOGUE.flow_ends, key=lambda kind: (kind != "workload", kind)))
# The names a condition may use, and the kinds that stand behind each of them.
SCOPES: Final[Mapping[str, tuple[str, ...]]] = {
    "pod": ("workload",),
    "image": ("image",),
    "ns": ("namespace",),  # `namespace` is a reserved word of CEL
    "cluster": ("cluster",),
    "node": ("node",),
    "account": ("service-account",),
    "flow": ("flow",),
    "source": _ENDS,
    "destination": _ENDS,
}
# Names every element has, and facts that analysis derives from the model (analysis/evaluation_context.py).
BASE_FACTS: Final = frozenset({"uid", "kind", "name"})
_EXPOSURE: Final = frozenset({"internet_facing", "exposed_by"})
_CALLED: Final = frozenset({"callers", "called_by_exposed"})
_SHARED: Final = frozenset({"readers", "across_trust"})
# Facts that follow from the data sets of an element or flow, and are known only when it names some.
FROM_DATA_SETS: Final = frozenset({"data", "personal_data", "data_classification"})
_FROM_THE_MODEL: Final[Mapping[str, frozenset[str]]] = {
    "workload": _EXPOSURE | _CALLED,
    "container": _EXPOSURE | {"starts_unprivileged"},
    "init-container": _EXPOSURE | {"starts_unprivileged"},
    "datastore": _EXPOSURE | _CALLED,
    "queue": _EXPOSURE | _CALLED,
    "external-service": frozenset({"gets_personal_data"}),
    "service-account": frozenset({"used"}),
    "role": frozenset({"bound"}),
    "secret": frozenset({"used", "namesakes"}) | _SHARED,
    "config": frozenset({"used"}),
    "volume": frozenset({"used_by", "holds_personal_data"}) | _SHARED,
    "image": frozenset({"used_by", "workloads", "serves_personal_data", "serves_internet", "exposed_by"}),
    "namespace": frozenset({"mixes_sensitivities", "serves_personal_data"}),
    "ingress": frozenset({"serves_personal_data"}),
    "network": frozenset({"mixes_sensitivities"}),
    "boundary": frozenset({"mixes_sensitivities"}),
    "ci-pipeline": frozenset({"feeds_production"}),
    "data-set": frozenset({"special", "protected", "stores", "outside_receivers", "never_moved"}),
    "flow": frozenset(
        {"crosses_boundary", "from_internet", "to_internet", "shares_network", "personal_receivers"}
    ),
}


def _derived(kind: str, facts: Iterable[str]) -> frozenset[str]:
    """The derived facts of a kind (or of `flow`) that has these facts of its own."""
    from_data = FROM_DATA_SETS if "data_sets" in facts else frozenset[str]()
    return (_FROM_THE_MODEL.get(kind, frozenset()) | from_data) - frozenset(facts)


DERIVED_FACTS: Final[Mapping[str, frozenset[str]]] = {
    kind: derived
    for kind, facts in (*((k.id, k.facts) for k in CATALOGUE.kinds.values()), ("flow", CATALOGUE.flow_facts))
    if (derived := _derived(kind, facts))
}
_HYGIENE: Final = frozenset({"low", "info"})  # severities of rules on hygiene, unless a rule says otherwise
_NAMES: Final = "|".join(("self", *SCOPES))
_FACT_PATH: Final = re.compile(rf"(?<![\w.'\"])({_NAMES})\.([a-z_]+)\b")
_TITLE_PART: Final = re.compile(rf"\{{({_NAMES})\.name\}}")
_STRING: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


class InvalidRule(ValueError):
    """A rule file cannot be used; the message names the file and what to change."""


class InvalidControl(ValueError):
    """A control file cannot be used."""


class InvalidReferences(ValueError):
    """A reference file cannot be used."""


class EvidenceSpec(Record, frozen=True):
    """A fact to show when the rule fires: `holder.fact`; `where` keeps the list items it is true for.

    `reads` are the fields of an item that `where` reads; None when it reads the whole item.
    """

    holder: str
    fact: str
    where: cel.Program | None
    reads: tuple[str, ...] | None = None

    def seen_of(self, item: Any) -> Any:
        """Return the part of an item that `where` looks at."""
        if self.reads is None or not isinstance(item, dict):
            return item
        return [item.get(name) for name in self.reads]


class Rule(Record, frozen=True):
    """One condition on one element or flow, and what it means when it holds.

    `program` is the compiled `when`; `asks` are the (holder, fact) pairs it reads. `hygiene`: it tells of one
    missing line of hardening that opens nothing by itself, so a list shows all of a component as one.
    `resolved_by`: of the controls, those that change facts of the evidence, with these (holder, fact) pairs.
    Only they can be verified by an import; the others help while the facts stay as they are.
    """

    id: str
    title: str
    applies_to: tuple[str, ...]
    when: str
    program: cel.Program
    asks: tuple[tuple[str, str], ...]
    stride: tuple[str, ...]
    linddun: tuple[str, ...]
    severity: Severity
    hygiene: bool
    evidence: tuple[EvidenceSpec, ...]
    why: str
    controls: tuple[str, ...]
    resolved_by: Mapping[str, tuple[tuple[str, str], ...]]
    fix: Mapping[str, str]
    covers: tuple[str, ...]
    references: tuple[str, ...]


class Control(Record, frozen=True):
    """A safeguard: what it is, when in the lifecycle it acts, how to do it and how to verify it."""

    id: str
    title: str
    category: str
    lifecycle: str
    how: str
    verify: str
    references: tuple[str, ...]


class Reference(Record, frozen=True):
    """An entry of a public catalogue, by an id such as attack:T1611, with its title and address."""

    id: str
    title: str
    url: str
    source: str


class Library(Record, frozen=True):
    """Everything the analysis and the app know, by id; rules in the order of their ids."""

    rules: tuple[Rule, ...]
    controls: Mapping[str, Control]
    references: Mapping[str, Reference]

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of this id, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


def read_yaml(path: Path) -> Any:
    """Parse one of the library's own files."""
    return read_data(path)


def rule_files(folder: Path = FOLDER) -> Iterator[Path]:
    """Paths of the rule files, by name; the examples beside them are left out."""
    return iter(
        sorted(p for p in (folder / "rules").glob("*/*.yaml") if not p.name.endswith(".examples.yaml"))
    )


@cache
def load_library() -> Library:
    """Return the library that ships with Bulkhead. Read once for each process.

    Raises InvalidRule, InvalidControl or InvalidReferences naming the file at fault.
    """
    references = load_references()
    controls = _controls(sorted((FOLDER / "controls").glob("*.yaml")), references)
    rules = tuple(sorted((_rule_file(path) for path in rule_files()), key=lambda rule: rule.id))
    for rule in rules:
        check_rule(rule, controls, references)
    return Library(rules, controls, references)


@cache
def reference_sources() -> Mapping[str, str]:
    """Names of the public catalogues by what their ids begin with: attack, cis-docker."""
    return {one.id.partition(":")[0]: one.source for one in load_references().values()}


@cache
def load_references() -> Mapping[str, Reference]:
    """Return the entries of public catalogues that rules and controls may name. Raises InvalidReferences."""
    return _references(sorted((FOLDER / "references").glob("*.yaml")))


def check_rule(rule: Rule, controls: Mapping[str, Control], references: Mapping[str, Reference]) -> None:
    """Raise InvalidRule when the rule names a control, reference, kind or fact that does not exist."""
    for label, named, known in (
        ("control", rule.controls, controls),
        ("reference", rule.references, references),
    ):
        if unknown := [name for name in named if name not in known]:
            raise InvalidRule(f"{rule.id}: unknown {label} {', '.join(unknown)}")
    for kind in rule.applies_to:
        if kind != "flow" and kind not in CATALOGUE.kinds:
            raise InvalidRule(f"{rule.id}: applies_to names the unknown kind {kind!r}")
    shown = tuple((spec.holder, spec.fact) for spec in rule.evidence)
    for holder, fact in (*rule.asks, *shown):
        check_fact(rule, holder, fact)
    for problem in resolution_problems(rule):
        raise InvalidRule(f"{rule.id}: {problem}")


def resolution_problems(rule: Rule) -> Iterator[str]:
    """Yield what is wrong with `resolved_by`: it names controls of the rule and facts of its evidence."""
    shown = {(spec.holder, spec.fact) for spec in rule.evidence}
    for control, pairs in rule.resolved_by.items():
        if control not in rule.controls:
            yield f"resolved_by names {control}, which is none of its controls"
        for holder, fact in pairs:
            if (holder, fact) not in shown:
                yield f"resolved_by names {holder}.{fact}, which is not in its evidence"
            elif not _is_stated(rule, holder, fact):
                yield f"resolved_by names {holder}.{fact}, which no file states"


def _is_stated(rule: Rule, holder: str, fact: str) -> bool:
    """Whether the catalogue has the fact; what is derived from the whole model stands in no file."""
    kinds = rule.applies_to if holder == "self" else SCOPES.get(holder, ())
    return any(CATALOGUE.fact(kind, fact) is not None for kind in kinds)


def check_fact(rule: Rule, holder: str, fact: str) -> None:
    """Raise InvalidRule when nothing that stands under the name `holder` has the fact."""
    kinds = rule.applies_to if holder == "self" else SCOPES.get(holder, ())
    known = any(
        fact in BASE_FACTS or fact in DERIVED_FACTS.get(kind, ()) or CATALOGUE.fact(kind, fact) is not None
        for kind in kinds
    )
    if not known:
        raise InvalidRule(f"{rule.id}: {holder}.{fact} is no fact of {', '.join(kinds) or holder}")


def _rule_file(path: Path) -> Rule:
    rule = build_rule(read_yaml(path), where=str(path.relative_to(FOLDER)))
    if path.stem != rule.id:
        raise InvalidRule(f"{path.name}: the file must be named {rule.id}.yaml, as the rule's id")
    return rule


def build_rule(raw: Mapping[str, Any], *, where: str) -> Rule:
    """Return the rule described by `raw` after its schema and its condition are checked.

    Raises InvalidRule with `where` in front when either fails.
    """
    if error := _schema_error(_rule_schema(), raw):
        raise InvalidRule(f"{where}: {error}")
    applies_to = (raw["applies_to"],) if isinstance(raw["applies_to"], str) else tuple(raw["applies_to"])
    return Rule(
        id=raw["id"],
        title=raw["title"],
        applies_to=applies_to,
        when=raw["when"],
        program=_compile(raw["when"], where),
        asks=tuple(dict.fromkeys(facts_read(raw["when"]))),
        stride=tuple(raw["stride"]),
        linddun=tuple(raw.get("linddun", ())),
        severity=raw["severity"],
        hygiene=raw.get("hygiene", raw["severity"] in _HYGIENE),
        evidence=tuple(_evidence(entry, where, applies_to) for entry in raw["evidence"]),
        why=raw["why"].strip(),
        controls=tuple(raw["controls"]),
        resolved_by={
            control: tuple(_holder_and_fact(path, applies_to) for path in paths)
            for control, paths in raw.get("resolved_by", {}).items()
        },
        fix=dict(raw.get("fix", {})),
        covers=tuple(raw.get("covers", ())),
        references=tuple(raw["references"]),
    )


def facts_read(expression: str) -> Iterator[tuple[str, str]]:
    """(holder, fact) pairs that a condition reads, in the order they appear; strings are skipped."""
    for match in _FACT_PATH.finditer(_STRING.sub("''", expression)):
        yield match[1], match[2]


def title_of(rule: Rule, names: Mapping[str, str]) -> str:
    """The rule's title for one place; `names` maps self, pod, image … to the names to put in."""
    parts = [*_title_parts(rule.title)]
    parts[1::2] = [names.get(holder, holder) for holder in parts[1::2]]
    return "".join(parts)


@cache
def _title_parts(title: str) -> tuple[str, ...]:
    """Text, holder, text, holder, …, text."""
    return tuple(_TITLE_PART.split(title))


def title_in_general(title: str, applies_to: Sequence[str]) -> str:
    """Return a rule's title with the kind in the place of a name: what it says of any element."""
    kind = applies_to[0]
    label = "flow" if kind == "flow" else CATALOGUE.kinds[kind].label.lower()
    label = f"an {label}" if label[0] in "aeiou" else f"a {label}"
    title = re.sub(r"\{(self|flow)\.name\}", label, title)
    title = re.sub(r"\{(\w+)\.name\}", r"the \1", title)
    return title[:1].upper() + title[1:]


def _evidence(entry: str | Mapping[str, str], where: str, applies_to: tuple[str, ...]) -> EvidenceSpec:
    holder, fact = _holder_and_fact(entry if isinstance(entry, str) else entry["fact"], applies_to)
    if isinstance(entry, str):
        return EvidenceSpec(holder, fact, None)
    program = _compile(entry["where"], where)
    return EvidenceSpec(holder, fact, program, _fields_of_item(entry["where"]))


def _holder_and_fact(path: str, applies_to: tuple[str, ...]) -> tuple[str, str]:
    """Split `image.tags` into its parts; a bare fact is that of the element or flow itself."""
    holder, _, fact = path.rpartition(".")
    return holder or ("flow" if applies_to == ("flow",) else "self"), fact


def _fields_of_item(expression: str) -> tuple[str, ...] | None:
    """Fields that a condition on `item` reads, or None when it takes the item as a whole."""
    read = re.findall(r"(?<![\w.])item\b(\.\w+)?", _STRING.sub("''", expression))
    return None if "" in read else tuple(sorted({field[1:] for field in read}))


def _compile(expression: str, where: str) -> cel.Program:
    try:
        return cel.compile(expression)
    except ValueError as fault:
        raise InvalidRule(f"{where}: the condition is no CEL expression: {fault}") from fault


def _controls(paths: Iterable[Path], references: Mapping[str, Reference]) -> dict[str, Control]:
    controls: dict[str, Control] = {}
    for path in paths:
        raw = read_yaml(path)
        if error := _schema_error(jsonschema_rs.validator_for(schemas.CONTROLS), raw):
            raise InvalidControl(f"{path.name}: {error}")
        for control_id, entry in raw.items():
            if control_id in controls:
                raise InvalidControl(f"{path.name}: {control_id} is defined twice")
            if unknown := [name for name in entry["references"] if name not in references]:
                raise InvalidControl(
                    f"{path.name}: {control_id} names the unknown reference {', '.join(unknown)}"
                )
            controls[control_id] = Control(
                id=control_id, **{**entry, "references": tuple(entry["references"])}
            )
    return dict(sorted(controls.items()))


def _references(paths: Iterable[Path]) -> dict[str, Reference]:
    references: dict[str, Reference] = {}
    for path in paths:
        raw = read_yaml(path)
        if error := _schema_error(jsonschema_rs.validator_for(schemas.REFERENCES), raw):
            raise InvalidReferences(f"{path.name}: {error}")
        for entry_id, entry in raw["entries"].items():
            title = entry if isinstance(entry, str) else entry["title"]
            url = raw["url"].replace("{id}", entry_id) if isinstance(entry, str) else entry["url"]
            reference_id = f"{raw['prefix']}:{entry_id}"
            references[reference_id] = Reference(reference_id, title, url, raw["source"])
    return references


@cache
def _rule_schema() -> Any:
    return jsonschema_rs.validator_for(schemas.RULE)


def _schema_error(validator: Any, raw: object) -> str:
    """The first fault as "place: message", or an empty string."""
    for error in validator.iter_errors(raw):
        place = ".".join(str(part) for part in error.instance_path)
        return f"{place}: {error.message}" if place else str(error.message)
    return ""
