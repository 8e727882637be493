"""The other values that the facts of a condition may have: what would be tried to resolve a threat."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from threatmodel.engine.analysis.condition_evaluation import FLOW_NAMES, Variables, outcome, with_values
from threatmodel.engine.analysis.fact_lookup import Values
from threatmodel.engine.library import taxonomies
from threatmodel.engine.library.condition_names import BASE_FACTS, SCOPES
from threatmodel.engine.library.loader import read_yaml
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import CATALOGUE, FactType
from threatmodel.engine.model.struct_base import Record

_DERIVED_LABELS: Final = Path(taxonomies.__file__).with_name("frameworks") / "derived.yaml"
_TEXT: Final = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_PATTERN: Final = re.compile(r"matches\(\s*$")
_NUMBER: Final = re.compile(r"(?<![\w.'])\d+\b")
_OTHER: Final = "\u2026"  # a text that the condition does not name
_MAX_NAMED: Final = 3  # entries of a list that are named
_MAX_LITERALS: Final = 12  # texts of a condition that are tried as entries of a list
_IMMUTABLE_FACTS: Final = BASE_FACTS - {"name"}  # another kind or uid would be another element
_IDENTITY: Final = "identity"  # facts of this group say what something is, rather than how it is run


@cache
def derived_labels() -> Mapping[str, Mapping[str, str]]:
    """Return the words for derived facts, by fact: `label`, `of`, and what `no` and `yes` mean."""
    words: Mapping[str, Mapping[str, str]] = read_yaml(_DERIVED_LABELS)
    return words


class Alternative(Record, frozen=True):
    """One other value of a fact, its word, and the form of its sentence; equal forms are merged."""

    holder: str
    fact: str
    value: Any
    word: str
    sort: str
    label: str
    present: Any = None
    is_identity: bool = False


class Alternatives:
    """The other values that facts may have, tried on the condition of one rule."""

    def __init__(self, rule: Rule, kind: str, variables: Variables) -> None:
        self._rule = rule
        self._kind = kind
        self._variables = variables
        self._literals = tuple(dict.fromkeys(_literals(rule.when)))[:_MAX_LITERALS]
        self._numbers = sorted({n + by for n in _numbers(rule.when) for by in (-1, 0, 1) if n + by >= 0})
        self._shown = {self._plain((spec.holder, spec.fact)) for spec in rule.evidence}

    def all(self) -> list[Alternative]:
        """The options, those of facts that are shown as evidence first."""
        pairs = dict.fromkeys(self._plain(pair) for pair in self._rule.asks)
        if "crosses" in self._rule.program.variables() and self._variables.get("crosses"):
            pairs["crosses", "crosses"] = None
        options = [option for pair in pairs for option in self._of(pair)]
        return sorted(options, key=lambda option: not self.is_shown(option))

    def is_shown(self, option: Alternative) -> bool:
        """Whether the fact is in the evidence, or follows from one that is."""
        of = derived_labels().get(option.fact, {}).get("of", option.fact)
        return (option.holder, of) in self._shown

    def _plain(self, pair: tuple[str, str]) -> tuple[str, str]:
        """One of the two names of a flow, and of a workload, is enough."""
        is_self = (self._kind == "flow" and pair[0] in FLOW_NAMES) or (
            self._kind == "workload" and pair[0] == "pod"
        )
        return ("self", pair[1]) if is_self else pair

    def _of(self, pair: tuple[str, str]) -> Iterator[Alternative]:
        holder, fact = pair
        if holder == "crosses":
            yield Alternative(holder, holder, [], "no", "derived", "")
            return
        if fact in _IMMUTABLE_FACTS or holder not in self._variables:
            return
        values: Values = self._variables[holder]
        known, present = self._type(holder, fact), values.get(fact)
        label = known.label if known else derived_labels().get(fact, {}).get("label", _sentence_case(fact))
        for value, word, sort in self._otherwise(pair, known, present):
            is_identity = known.group == _IDENTITY if known else fact == "name"
            yield Alternative(holder, fact, value, word, sort, label, present, is_identity)

    def _type(self, holder: str, fact: str) -> FactType | None:
        kinds = (self._kind,) if holder == "self" else SCOPES.get(holder, ())
        return next((found for kind in kinds if (found := CATALOGUE.fact(kind, fact))), None)

    def _otherwise(
        self, pair: tuple[str, str], known: FactType | None, present: Any
    ) -> Iterator[tuple[Any, str, str]]:
        """Yield other values, each with its word and the form of its sentence."""
        kind = known.type if known else _type_of(present)
        if kind == "bool":
            sort = "is" if known else "derived"
            yield from (
                (value, "yes" if value else "no", sort) for value in (False, True) if value is not present
            )
        elif kind == "enum" and known is not None:
            yield from ((value, value, "is") for value in known.options if value != present)
        elif kind in {"int", "float"}:
            numbers = dict.fromkeys((0, 1, *self._numbers))
            yield from ((value, str(value), _than(present, value)) for value in numbers if value != present)
        elif kind == "text":
            yield _OTHER, f"something other than {present}" if present else "given", "is"
            yield from ((text, text, "text") for text in self._literals if text != present)
        elif kind in {"list", "records"}:
            yield from self._other_lists(pair, known, list(present or ()))

    # --- lists -----------------------------------------------------------------------------------

    def _other_lists(
        self, pair: tuple[str, str], known: FactType | None, present: list[Any]
    ) -> Iterator[tuple[Any, str, str]]:
        matching = self._matching(pair, present)
        if present:
            kept = [item for item in present if item not in matching]
            yield kept, _named(matching), "lacks"
            if kept:
                yield [], _named(present), "lacks"
        elif pair[1] not in self._variables[pair[0]]:
            yield [], "", "empty"
        if known is not None and known.type == "list":
            yield from (([*present, text], text, "lists") for text in self._literals if text not in present)
        elif present and isinstance(present[0], dict):
            yield from self._other_records(present, matching)

    def _matching(self, pair: tuple[str, str], present: list[Any]) -> list[Any]:
        """The entries for which the rule fires; all of them when it does not depend on one."""
        if len(present) < 2:
            return present
        alone = [item for item in present if self._fires_with(pair, [item])]
        return (
            alone if alone and not self._fires_with(pair, [i for i in present if i not in alone]) else present
        )

    def _fires_with(self, pair: tuple[str, str], value: Any) -> bool:
        return outcome(self._rule, with_values(self._variables, [(pair, value)], self._kind)) == "true"

    def _other_records(self, present: list[Any], matching: list[Any]) -> Iterator[tuple[Any, str, str]]:
        """The same records with one field otherwise: turned, or without what the condition looks for."""
        names = _named(matching)
        for field, value in matching[0].items():
            if isinstance(value, bool):
                turned = [{**item, field: not value} if item in matching else item for item in present]
                yield turned, f"{field.replace('_', ' ')} is {_yes_no(not value)} for {names}", "says"
            elif isinstance(value, list) and any(
                text in item.get(field, ()) for item in matching for text in self._literals
            ):
                sought = [
                    text for text in self._literals if any(text in item.get(field, ()) for item in matching)
                ]
                remaining = [
                    {**item, field: [x for x in item[field] if x not in sought]}
                    if item in matching and field in item  # of a data set only known facts are there
                    else item
                    for item in present
                ]
                yield remaining, f"{field.replace('_', ' ')} of {names} lack {_some(sought)}", "says"


def _than(present: Any, value: int) -> str:
    if present is None:
        return "is"
    return "at most" if value < present else "at least"


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, list):
        return "list" if all(isinstance(item, str) for item in value) else "records"
    return "int" if isinstance(value, int) else "text" if isinstance(value, str) else ""


def _literals(condition: str) -> Iterator[str]:
    """The texts of a condition that are values, not patterns."""
    for match in _TEXT.finditer(condition):
        if not _PATTERN.search(condition[: match.start()]):
            yield match[1] if match[1] is not None else match[2]


def _numbers(condition: str) -> set[int]:
    return {int(text) for text in _NUMBER.findall(_TEXT.sub("''", condition))}


def _named(items: Sequence[Any]) -> str:
    return _some([_name(item) for item in items])


def _some(words: Sequence[str]) -> str:
    shown = list(dict.fromkeys(words))
    more = len(shown) - _MAX_NAMED
    return ", ".join(shown[:_MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


def _name(item: Any) -> str:
    """A text as it is; a record by its id, its lists (resources on verbs) or its first field with a value."""
    if not isinstance(item, dict):
        return str(item)
    if item.get("id"):
        return str(item["id"])
    shown = [value for value in item.values() if value not in ("", 0, []) and not isinstance(value, bool)]
    lists = [_some(list(map(str, value))) for value in shown if isinstance(value, list)]
    return " on ".join(reversed(lists[:2])) or next((str(value) for value in shown), "an entry")


def _yes_no(value: bool) -> str:  # noqa: FBT001 - what it turns into words
    return "yes" if value else "no"


def _sentence_case(fact: str) -> str:
    return fact.replace("_", " ").capitalize()
