"""A rule: its value type, how it is built from its file, and what it must agree with."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, Protocol

import jsonschema_rs

from threatmodel.engine.library import file_schemas
from threatmodel.engine.library.cel import DeferredProgram, Program, cel
from threatmodel.engine.library.condition_names import (
    BASE_FACTS,
    DERIVED_FACTS,
    HOLDER_PATTERN,
    SCOPES,
    STRING,
    facts_read,
)
from threatmodel.engine.library.file_schemas import schema_error
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.taxonomies import CAUSES, Gain, Severity
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.struct_base import Record

TEAM_PREFIX: Final = "team-"  # of the ids of rules and controls of a team; built-in ids never begin so
_GAP_SEVERITIES: Final = frozenset(
    {"low", "info"}
)  # severities of hardening gaps, unless a rule states otherwise
# Titles name the element, another one around it, whom a role is bound to and where, or variables.
TITLE_WORDS: Final = ("subjects", "scope", "variables")
_TITLE_PART: Final = re.compile(
    rf"\{{((?:{HOLDER_PATTERN})(?=\.name\}})|(?:{'|'.join(TITLE_WORDS)})(?=\}}))(?:\.name)?\}}"
)
_KIND_NOUNS: Final = "|".join(sorted({kind.label.split()[-1] for kind in CATALOGUE.kinds.values()}))
_NAMED_KIND: Final = re.compile(rf"\b({_KIND_NOUNS}) \{{(?:{HOLDER_PATTERN})\.name\}}", re.IGNORECASE)


# The formats that `fix` may show a manifest in, each with its name and the language of its code.
FIX_FORMATS: Final[Mapping[str, tuple[str, str]]] = {
    "kubernetes": ("Kubernetes", "yaml"),
    "compose": ("Docker Compose", "yaml"),
    "dockerfile": ("Dockerfile", "dockerfile"),
}


class InvalidRule(ValueError):
    """A rule file cannot be used; the message names the file and what to change."""


class EvidenceSpec(Record, frozen=True):
    """A fact to show when the rule fires: `holder.fact`; `where` keeps the list items it is true for.

    `reads` are the fields of an item that `where` reads; None when it reads the whole item.
    """

    holder: str
    fact: str
    where: Program | None
    reads: tuple[str, ...] | None = None

    def seen_of(self, item: Any) -> Any:
        """Return the part of an item that `where` looks at."""
        if self.reads is None or not isinstance(item, dict):
            return item
        return [item.get(name) for name in self.reads]


class SeverityCase(Record, frozen=True):
    """A situation in which a rule has another severity; a fact that is missing makes it none.

    `because` says in words what is so in it; `asks` are the (holder, fact) pairs that `when` reads.
    """

    severity: Severity
    because: str
    when: str
    program: Program
    asks: tuple[tuple[str, str], ...]


class Rule(Record, frozen=True):
    """One condition on one element or flow, and what it means when it holds.

    `program` is the compiled `when`; `asks` are the (holder, fact) pairs it reads. `methods` are its
    categories by method. The first case of `severity_if` that holds takes the place of `severity`.
    `hardening_gap`: it gives no access by itself, so a list shows all gaps of a component as one row.
    `cause`: what it has in common with other rules, whose threats are one row; empty where it is alone.
    `gains`: what an attacker has who uses it; None where it is no access by itself.
    `resolved_by`: of the controls, those that change facts of the evidence, with these (holder, fact) pairs.
    Only they can be verified by an import; the others help while the facts stay as they are.
    """

    id: str
    title: str
    applies_to: tuple[str, ...]
    when: str
    program: Program
    asks: tuple[tuple[str, str], ...]
    methods: Mapping[str, tuple[str, ...]]
    severity: Severity
    severity_if: tuple[SeverityCase, ...]
    hardening_gap: bool
    cause: str
    gains: Gain | None
    evidence: tuple[EvidenceSpec, ...]
    why: str
    controls: tuple[str, ...]
    resolved_by: Mapping[str, tuple[tuple[str, str], ...]]
    fix: Mapping[str, str]
    covers: tuple[str, ...]
    references: tuple[str, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """Its categories of all methods."""
        return tuple([category for of_method in self.methods.values() for category in of_method])

    def cause_at(self, severity: str) -> str:
        """Return what it has in common with other rules for a threat of this severity, else empty."""
        severities = CAUSES[self.cause].severities if self.cause else ()
        return self.cause if not severities or severity in severities else ""


class Condition(Protocol):
    """What rules and attack steps have in common: a condition on one element or flow."""

    @property
    def id(self) -> str: ...
    @property
    def applies_to(self) -> tuple[str, ...]: ...
    @property
    def when(self) -> str: ...
    @property
    def program(self) -> Program: ...
    @property
    def asks(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def evidence(self) -> tuple[EvidenceSpec, ...]: ...
    @property
    def controls(self) -> tuple[str, ...]: ...
    @property
    def references(self) -> tuple[str, ...]: ...


def holds_where_absent(rule: Condition, variables: Mapping[str, Any]) -> bool:
    """Whether the condition holds when elements that it reads do not exist: these have no fact at all.

    For a condition that failed on an element that is not around: `has(pod.controller)` is then false, and
    anything else that reads it makes the condition false.
    """
    around: dict[str, Any] = {**{key: {} for key in SCOPES}, **variables}
    try:
        return rule.program.execute(cel.Context(variables=around)) is True
    except (KeyError, RuntimeError, TypeError):
        return False


def situation_in(rule: Rule, variables: Mapping[str, Any]) -> SeverityCase | None:
    """Return the first case of the rule that holds for these variables, if any does."""
    return next((case for case in rule.severity_if if case_holds(case, variables)), None)


def case_holds(case: SeverityCase, variables: Mapping[str, Any]) -> bool:
    """Whether this is the situation of the case; not where a fact that decides is missing."""
    around: dict[str, Any] = {**{key: {} for key in SCOPES}, **variables}
    try:
        return case.program.execute(cel.Context(variables=around)) is True
    except (KeyError, RuntimeError, TypeError):
        return False


def check_rule(rule: Rule, controls: Collection[str], references: Collection[str]) -> None:
    """Raise InvalidRule when the rule names a control, reference, kind or fact that does not exist."""
    check_condition(rule, controls, references)
    for holder, fact in (pair for case in rule.severity_if for pair in case.asks):
        check_fact(rule, holder, fact)
    for problem in resolution_problems(rule):
        raise InvalidRule(f"{rule.id}: {problem}")


def check_condition(rule: Condition, controls: Collection[str], references: Collection[str]) -> None:
    """Raise InvalidRule when it names a control, reference, kind or fact that does not exist."""
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
    """Whether the catalogue has the fact; what is derived from the whole model is in no file."""
    kinds = rule.applies_to if holder == "self" else SCOPES.get(holder, ())
    return any(CATALOGUE.fact(kind, fact) is not None for kind in kinds)


def check_fact(rule: Condition, holder: str, fact: str) -> None:
    """Raise InvalidRule when no kind that `holder` may be has the fact."""
    kinds = rule.applies_to if holder == "self" else SCOPES.get(holder, ())
    known = any(
        fact in BASE_FACTS or fact in DERIVED_FACTS.get(kind, ()) or CATALOGUE.fact(kind, fact) is not None
        for kind in kinds
    )
    if not known:
        raise InvalidRule(f"{rule.id}: {holder}.{fact} is not a fact of {', '.join(kinds) or holder}")


def rule_schema() -> dict[str, Any]:
    """Return the shape of a rule file: with a list of categories for each method that is about rules."""
    lists = {
        method.id: {"type": "array", "items": {"enum": list(method.categories)}, "uniqueItems": True}
        for method in METHODS.values()
        if method.found_by == "rules"
    }
    return {**file_schemas.RULE, "properties": {**file_schemas.RULE["properties"], **lists}}


def build_rule(raw: Mapping[str, Any], *, where: str, program_of: "ProgramOf | None" = None) -> Rule:
    """Return the rule described by `raw` after its schema and its conditions are checked.

    Raises InvalidRule with `where` in front when either fails. With `program_of`, conditions are what it
    makes of them.
    """
    program_of = program_of or compile_condition
    if error := schema_error(_rule_validator(tuple(METHODS)), raw):
        raise InvalidRule(f"{where}: {error}")
    applies_to = (raw["applies_to"],) if isinstance(raw["applies_to"], str) else tuple(raw["applies_to"])
    return Rule(
        id=raw["id"],
        title=raw["title"],
        applies_to=applies_to,
        when=raw["when"],
        program=program_of(raw["when"], where),
        asks=tuple(dict.fromkeys(facts_read(raw["when"]))),
        methods={method: tuple(raw.get(method, ())) for method in METHODS},
        severity=raw["severity"],
        severity_if=tuple(_severity_case(case, where, program_of) for case in raw.get("severity_if", ())),
        cause=raw.get("cause", ""),
        hardening_gap=raw.get("hardening_gap", raw["severity"] in _GAP_SEVERITIES),
        gains=raw.get("gains"),
        evidence=tuple(evidence_spec(entry, where, applies_to, program_of) for entry in raw["evidence"]),
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


def _severity_case(raw: Mapping[str, Any], where: str, program_of: "ProgramOf") -> SeverityCase:
    when = raw["when"]
    asks = tuple(dict.fromkeys(facts_read(when)))
    return SeverityCase(raw["severity"], raw["because"], when, program_of(when, where), asks)


def title_of(rule: Rule, names: Mapping[str, str]) -> str:
    """The rule's title for one place; `names` maps self, pod, image … and TITLE_WORDS to what to put in.

    Variables come last, after a colon; where none is known the title ends before it.
    """
    known = _title_parts(rule.title)
    if len(known) == 3:  # nearly always: text, holder, text
        before, holder, after = known
        return f"{before}{names[holder]}{after}".removesuffix(": ")
    parts = [*known]
    parts[1::2] = [names[holder] for holder in parts[1::2]]
    return "".join(parts).removesuffix(": ")


def names_variables(rule: Rule) -> bool:
    """Whether the title names variables."""
    return "variables" in _title_parts(rule.title)[1::2]


@cache
def _title_parts(title: str) -> tuple[str, ...]:
    """Text, holder, text, holder, …, text."""
    return tuple(_TITLE_PART.split(title))


def title_in_general(title: str, applies_to: Sequence[str]) -> str:
    """Return a rule's title for any element: its kind takes the place of the name.

    A name after its kind is dropped: "role {self.name}" becomes "role".
    """
    kind = applies_to[0]
    label = "flow" if kind == "flow" else CATALOGUE.kinds[kind].label
    label = label if label[:2].isupper() else label.lower()
    label = f"an {label}" if label[0] in "aeiou" else f"a {label}"
    title = _NAMED_KIND.sub(r"\1", title)
    title = re.sub(r"\{(self|flow)\.name\}", label, title)
    title = re.sub(r"\{(\w+)\.name\}", r"the \1", title).removesuffix(": {variables}")
    title = title.replace("{subjects}", "subjects").replace(" {scope}", "")
    return title[:1].upper() + title[1:]


def evidence_spec(
    entry: str | Mapping[str, str],
    where: str,
    applies_to: tuple[str, ...],
    program_of: "ProgramOf | None" = None,
) -> EvidenceSpec:
    """Return what an entry of `evidence` names. Raises InvalidRule."""
    holder, fact = _holder_and_fact(entry if isinstance(entry, str) else entry["fact"], applies_to)
    if isinstance(entry, str):
        return EvidenceSpec(holder, fact, None)
    program = (program_of or compile_condition)(entry["where"], where)
    return EvidenceSpec(holder, fact, program, _fields_of_item(entry["where"]))


def _holder_and_fact(path: str, applies_to: tuple[str, ...]) -> tuple[str, str]:
    """Split `image.tag` into its parts; a bare fact is that of the element or flow itself."""
    holder, _, fact = path.rpartition(".")
    return holder or ("flow" if applies_to == ("flow",) else "self"), fact


def _fields_of_item(expression: str) -> tuple[str, ...] | None:
    """Fields that a condition on `item` reads, or None when it takes the item as a whole."""
    read = re.findall(r"(?<![\w.])item\b(\.\w+)?", STRING.sub("''", expression))
    return None if "" in read else tuple(sorted({field[1:] for field in read}))


ProgramOf = Callable[[str, str], Program]
"""Makes a program of a condition, and of what stands in front of its faults."""


def deferred_condition(expression: str, _where: str) -> Program:
    """Return a condition that is compiled when it is first needed, for the rules that tests compile."""
    return DeferredProgram(expression)


def compile_condition(expression: str, where: str) -> Program:
    """Compile a condition. Raises InvalidRule with `where` in front."""
    try:
        return cel.compile(expression)
    except ValueError as fault:
        raise InvalidRule(f"{where}: the condition is not a CEL expression: {fault}") from fault


@cache
def _rule_validator(_methods: tuple[str, ...]) -> Any:
    return jsonschema_rs.validator_for(rule_schema())
