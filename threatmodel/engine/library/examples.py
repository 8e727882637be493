"""The examples beside each rule: situations in which it must fire, not fire, or miss a fact.

A file <id>.examples.yaml holds three lists, `threat`, `no_threat` and `unknown`. Each example has a
`name`, the facts of `self`, `pod`, `image` … as plain values, when unknown `asks`: the fact that is
missing, and of rules whose severity depends on the situation `severity`: that of the threat. Records may
leave out fields: text is then empty, numbers 0, booleans false, lists empty.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.condition_names import BASE_FACTS, DERIVED_FACTS, SCOPES
from threatmodel.engine.library.loader import read_yaml
from threatmodel.engine.library.rules import Condition, InvalidRule, holds_where_absent
from threatmodel.engine.model import CATALOGUE, FactType
from threatmodel.engine.model.struct_base import Record

Outcome = Literal["threat", "no_threat", "unknown"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("threat", "no_threat", "unknown")
_ABOUT: Final = frozenset(
    {"name", "asks", "severity"}
)  # of an example; the rest are the facts of its situation
EMPTY_FIELDS: Final[Mapping[str, Any]] = {"text": "", "int": 0, "float": 0.0, "bool": False, "list": []}


class Example(Record, frozen=True):
    """One situation with the outcome the rule must have; `asks` names the missing fact when unknown."""

    rule: str
    name: str
    expected: Outcome
    variables: Mapping[str, Any]
    asks: str
    severity: str = ""


class ExampleResult(Record, frozen=True):
    """What a rule says of a situation; `missing` names the fact that kept it from an answer."""

    outcome: Outcome
    missing: str


def read_examples(path: Path, rule: Condition) -> Iterator[Example]:
    """Yield the examples of a rule.

    Raises InvalidRule for an unknown list, holder, fact or record field.
    """
    raw = read_yaml(path) or {}
    if unknown := sorted(set(raw) - set(OUTCOMES)):
        raise InvalidRule(f"{path.name}: unknown lists {', '.join(unknown)}")
    for expected in OUTCOMES:
        for entry in raw.get(expected) or ():
            variables = {key: value for key, value in entry.items() if key not in _ABOUT}
            yield Example(
                rule.id,
                entry["name"],
                expected,
                complete(rule, variables, path.name),
                entry.get("asks", ""),
                entry.get("severity", ""),
            )


def evaluate(rule: Condition, variables: Mapping[str, Any]) -> ExampleResult:
    """Evaluate the rule's condition as the analysis would."""
    try:
        fired = rule.program.execute(cel.Context(variables=dict(variables)))
    except KeyError as missing:
        return ExampleResult("unknown", str(missing.args[0]))
    except RuntimeError:  # the condition reads an element that is not in this context
        fired = holds_where_absent(rule, variables)
    return ExampleResult("threat" if fired is True else "no_threat", "")


def complete(rule: Condition, variables: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return the variables with base facts and with every field of every record.

    Raises InvalidRule when a holder or fact does not exist.
    """
    kind = rule.applies_to[0]
    whole: dict[str, Any] = {"self": {}, **variables}
    if kind == "flow":
        whole["flow"] = {**whole.get("flow", {}), **whole["self"]}
        whole["self"] = whole["flow"]
        whole.setdefault("crosses", [])
    elif kind == "workload":
        whole["pod"] = whole["self"]
    return {
        holder: facts if holder == "crosses" else _complete_facts(rule, holder, facts, where)
        for holder, facts in whole.items()
    }


def _complete_facts(rule: Condition, holder: str, facts: Mapping[str, Any], where: str) -> dict[str, Any]:
    kinds = rule.applies_to if holder == "self" else SCOPES.get(holder, ())
    if not kinds:
        raise InvalidRule(f"{where}: {holder} is none of self, {', '.join(SCOPES)}, crosses")
    out: dict[str, Any] = {"uid": holder, "kind": kinds[0], "name": holder}
    for name, value in facts.items():
        out[name] = _complete_value(kinds, name, value, where)
    return out


def _complete_value(kinds: tuple[str, ...], name: str, value: Any, where: str) -> Any:
    if name in BASE_FACTS or any(name in DERIVED_FACTS.get(kind, ()) for kind in kinds):
        return value
    fact_type = next((known for kind in kinds if (known := CATALOGUE.fact(kind, name))), None)
    if fact_type is None:
        raise InvalidRule(f"{where}: {name} is not a fact of {', '.join(kinds)}")
    if fact_type.type != "records":
        return _checked(fact_type, value, where)
    return [_complete_record(fact_type, record, where) for record in value]


def _checked(fact_type: FactType, value: Any, where: str) -> Any:
    if fact_type.type == "enum" and value not in fact_type.options:
        raise InvalidRule(f"{where}: {fact_type.name} is {value!r}, none of {', '.join(fact_type.options)}")
    if fact_type.type == "bool" and not isinstance(value, bool):
        raise InvalidRule(f"{where}: {fact_type.name} must be true or false")
    return value


def _complete_record(fact_type: FactType, record: Mapping[str, Any], where: str) -> dict[str, Any]:
    if unknown := sorted(set(record) - set(fact_type.fields)):
        raise InvalidRule(f"{where}: {fact_type.name} has no field {', '.join(unknown)}")
    return {name: record.get(name, EMPTY_FIELDS[kind]) for name, kind in fact_type.fields.items()}
