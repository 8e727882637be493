"""What would silence a threat: the facts that, were they otherwise, would make its condition false.

Nobody wrote these down. Each fact that the condition reads is given other values, alone and then together
with others, and the condition is evaluated again. What only moves the threat to a rule as severe is left out
where something else helps.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, Final, Literal

from threatmodel.engine.analysis.evaluation_context import FactLookup, Values
from threatmodel.engine.library import frameworks
from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.frameworks import SEVERITIES
from threatmodel.engine.library.loader import BASE_FACTS, SCOPES, Library, Rule, read_yaml
from threatmodel.engine.model import CATALOGUE, FactType, Model
from threatmodel.engine.model.struct_base import Record

Variables = Mapping[str, Any]
Outcome = Literal["fires", "silent", "asks"]

_DERIVED_LABELS: Final = Path(frameworks.__file__).with_name("frameworks") / "derived.yaml"
_TEXT: Final = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_PATTERN: Final = re.compile(r"matches\(\s*$")
_NUMBER: Final = re.compile(r"(?<![\w.'])\d+\b")
_OTHER: Final = "\u2026"  # a text that is none of those a condition speaks of
_MAX_CHANGES: Final = 3  # facts that change at once; with more, nobody would read it as advice
_MAX_EVALUATIONS: Final = 4_000  # evaluations of one condition, some microseconds each
_MAX_NAMED: Final = 3  # entries of a list that are named
_MAX_CHOICES: Final = 4  # of one fact, named one by one
_MAX_LITERALS: Final = 12  # texts of a condition that are tried as entries of a list
_IMMUTABLE_FACTS: Final = BASE_FACTS - {"name"}  # another kind or uid would be another element
_IDENTITY: Final = "identity"  # facts of this group say what something is, rather than how it is run
_FLOW: Final = frozenset({"flow", "self"})  # both names of a flow
_HOLDERS: Final[Mapping[str, str]] = {"ns": "the namespace", "account": "the service account"}


class FactChange(Record, frozen=True):
    """A fact that would be otherwise: whose it is in the condition, and what would be said of it.

    `label` is empty where `says` speaks for itself. `value` is one that does it.
    """

    holder: str
    fact: str
    label: str
    says: str
    value: Any

    def __str__(self) -> str:
        return f"{self.label} {self.says}" if self.label else self.says


class Resolution(Record, frozen=True):
    """Changes that silence the rule together; `instead` are rules as severe that would fire in its place."""

    changes: tuple[FactChange, ...]
    instead: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"It disappears when {' and '.join(map(str, self.changes))}."


def resolutions_of(model: Model, library: Library, *, rule_id: str, uid: str) -> tuple[Resolution, ...]:
    """Return what would silence a rule of the library on an element or flow; nothing where it does not fire.

    Holders are named in the changes as the condition names them. Derived facts are not derived anew.
    """
    rule = library.rule(rule_id)
    flow, element = model.flows.get(uid), model.elements.get(uid)
    if rule is None or (flow is None and element is None):
        return ()
    facts = FactLookup(model)
    scope = facts.of_flow(flow) if flow is not None else facts.of_element(model.elements[uid])
    kind = "flow" if flow is not None else model.elements[uid].kind
    return resolutions(rule, scope.variables, kind=kind, others=library.rules)


def resolutions(
    rule: Rule, variables: Variables, *, kind: str, others: Iterable[Rule] = ()
) -> tuple[Resolution, ...]:
    """Return what would silence the rule in a situation in which it fires: what takes fewest changes first.

    `others` are the rules that may fire instead.
    """
    if outcome(rule, variables) != "fires":
        return ()
    return _Search(rule, kind, variables, others).resolutions()


def outcome(rule: Rule, variables: Variables) -> Outcome:
    """Return what the condition says of a situation."""
    return _outcome(rule, cel.Context(variables=dict(variables)))


def _outcome(rule: Rule, context: cel.Context) -> Outcome:
    try:
        return "fires" if rule.program.execute(context) is True else "silent"
    except KeyError:
        return "asks"
    except (RuntimeError, TypeError):
        return "silent"  # it speaks of something that does not stand around this element


@cache
def derived_labels() -> Mapping[str, Mapping[str, str]]:
    """Return the words for derived facts, by fact: `label`, and what `no` and `yes` mean."""
    words: Mapping[str, Mapping[str, str]] = read_yaml(_DERIVED_LABELS)
    return words


# --- what could be otherwise -------------------------------------------------------------------


class _Alternative(Record, frozen=True):
    """One other value of a fact, its word, and how it is said; those said alike are named together."""

    holder: str
    fact: str
    value: Any
    word: str
    sort: str
    label: str
    present: Any = None
    is_identity: bool = False


class _Alternatives:
    """The other values that facts may have, tried on the condition of one rule."""

    def __init__(self, rule: Rule, kind: str, variables: Variables) -> None:
        self._rule = rule
        self._kind = kind
        self._variables = variables
        self._texts = tuple(dict.fromkeys(_texts(rule.when)))[:_MAX_LITERALS]
        self._numbers = sorted({n + by for n in _numbers(rule.when) for by in (-1, 0, 1) if n + by >= 0})
        self._shown = {self._plain((spec.holder, spec.fact)) for spec in rule.evidence}

    def all(self) -> list[_Alternative]:
        """The options, those of facts that are shown as evidence first."""
        pairs = dict.fromkeys(self._plain(pair) for pair in self._rule.asks)
        if "crosses" in self._rule.program.variables() and self._variables.get("crosses"):
            pairs["crosses", "crosses"] = None
        options = [option for pair in pairs for option in self._of(pair)]
        return sorted(options, key=lambda option: not self.is_shown(option))

    def is_shown(self, option: _Alternative) -> bool:
        """Whether the fact stands in the evidence."""
        return (option.holder, option.fact) in self._shown

    def _plain(self, pair: tuple[str, str]) -> tuple[str, str]:
        """One of the two names of a flow, and of a workload, is enough."""
        is_self = (self._kind == "flow" and pair[0] in _FLOW) or (
            self._kind == "workload" and pair[0] == "pod"
        )
        return ("self", pair[1]) if is_self else pair

    def _of(self, pair: tuple[str, str]) -> Iterator[_Alternative]:
        holder, fact = pair
        if holder == "crosses":
            yield _Alternative(holder, holder, [], "no", "derived", "")
            return
        if fact in _IMMUTABLE_FACTS or holder not in self._variables:
            return
        values: Values = self._variables[holder]
        known, present = self._type(holder, fact), values.get(fact)
        label = known.label if known else derived_labels().get(fact, {}).get("label", _sentence_case(fact))
        for value, word, sort in self._otherwise(pair, known, present):
            is_identity = known.group == _IDENTITY if known else fact == "name"
            yield _Alternative(holder, fact, value, word, sort, label, present, is_identity)

    def _type(self, holder: str, fact: str) -> FactType | None:
        kinds = (self._kind,) if holder == "self" else SCOPES.get(holder, ())
        return next((found for kind in kinds if (found := CATALOGUE.fact(kind, fact))), None)

    def _otherwise(
        self, pair: tuple[str, str], known: FactType | None, present: Any
    ) -> Iterator[tuple[Any, str, str]]:
        """Yield other values with what is said of them and how."""
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
            yield from ((text, text, "text") for text in self._texts if text != present)
        elif kind in {"list", "records"}:
            yield from self._other_lists(pair, known, list(present or ()))

    # --- lists -----------------------------------------------------------------------------------

    def _other_lists(
        self, pair: tuple[str, str], known: FactType | None, present: list[Any]
    ) -> Iterator[tuple[Any, str, str]]:
        guilty = self._guilty(pair, present)
        if present:
            kept = [item for item in present if item not in guilty]
            yield kept, _named(guilty), "lacks"
            if kept:
                yield [], _named(present), "lacks"
        elif pair[1] not in self._variables[pair[0]]:
            yield [], "", "empty"
        if known is not None and known.type == "list":
            yield from (([*present, text], text, "lists") for text in self._texts if text not in present)
        elif present and isinstance(present[0], dict):
            yield from self._other_records(present, guilty)

    def _guilty(self, pair: tuple[str, str], present: list[Any]) -> list[Any]:
        """The entries for which the rule fires; all of them when it does not depend on one."""
        if len(present) < 2:
            return present
        alone = [item for item in present if self._fires_with(pair, [item])]
        return (
            alone if alone and not self._fires_with(pair, [i for i in present if i not in alone]) else present
        )

    def _fires_with(self, pair: tuple[str, str], value: Any) -> bool:
        return outcome(self._rule, changed_by(self._variables, [(pair, value)], self._kind)) == "fires"

    def _other_records(self, present: list[Any], guilty: list[Any]) -> Iterator[tuple[Any, str, str]]:
        """The same records with one field otherwise: turned, or without what the condition looks for."""
        names = _named(guilty)
        for field, value in guilty[0].items():
            if isinstance(value, bool):
                turned = [{**item, field: not value} if item in guilty else item for item in present]
                yield turned, f"{field.replace('_', ' ')} is {_yes_no(not value)} for {names}", "says"
            elif isinstance(value, list) and any(
                text in item.get(field, ()) for item in guilty for text in self._texts
            ):
                sought = [text for text in self._texts if any(text in item.get(field, ()) for item in guilty)]
                without = [
                    {**item, field: [x for x in item[field] if x not in sought]}
                    if item in guilty and field in item  # of a data set only known facts are there
                    else item
                    for item in present
                ]
                yield without, f"{field.replace('_', ' ')} of {names} lack {_some(sought)}", "says"


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


def _texts(condition: str) -> Iterator[str]:
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
    """A text as it is; a record by its id, its lists (resources on verbs) or its first telling field."""
    if not isinstance(item, dict):
        return str(item)
    if item.get("id"):
        return str(item["id"])
    told = [value for value in item.values() if value not in ("", 0, []) and not isinstance(value, bool)]
    lists = [_some(list(map(str, value))) for value in told if isinstance(value, list)]
    return " on ".join(reversed(lists[:2])) or next((str(value) for value in told), "an entry")


def _yes_no(value: bool) -> str:  # noqa: FBT001 - what it turns into words
    return "yes" if value else "no"


def _sentence_case(fact: str) -> str:
    return fact.replace("_", " ").capitalize()


# --- what of it helps --------------------------------------------------------------------------

_Assigned = Sequence[tuple[tuple[str, str], Any]]


class _Search:
    """Tries the options of one rule in one situation."""

    def __init__(self, rule: Rule, kind: str, variables: Variables, others: Iterable[Rule]) -> None:
        self._rule = rule
        self._kind = kind
        self._variables = variables
        self._options = _Alternatives(rule, kind, variables)
        worst = SEVERITIES.index(rule.severity)
        self._others = [
            one for one in others if SEVERITIES.index(one.severity) <= worst and one.id != rule.id
        ]
        self._fire_now = {holder: set(self._firing(variables, holder)) for holder in variables}
        self._left = _MAX_EVALUATIONS

    def resolutions(self) -> tuple[Resolution, ...]:
        options = self._options.all()
        found = self._combined(options, 1)
        alone = {id(some[0]) for some in found}
        rest = [option for option in options if id(option) not in alone]
        for size in range(2, _MAX_CHANGES + 1):
            if size == 2 or not found:
                found += self._combined(rest, size)
        judged = [(one, self._instead(one)) for one in self._worth_telling(found)]
        clean = [one for one in judged if not one[1]]
        return tuple(_merged(clean or judged))

    def _combined(self, options: Sequence[_Alternative], size: int) -> list[tuple[_Alternative, ...]]:
        found = []
        for some in combinations(options, size):
            if self._left <= 0:
                break
            if len({(option.holder, option.fact) for option in some}) == size and self._silences(some):
                found.append(some)
        return found

    def _worth_telling(self, found: Sequence[tuple[_Alternative, ...]]) -> list[tuple[_Alternative, ...]]:
        """What speaks of the evidence, or of yes and no; where nothing else helps, the rest."""
        telling = [some for some in found if all(map(self._is_telling, some))]
        kept = [some for some in telling if not any(option.is_identity for option in some)]
        return kept or telling or list(found)

    def _is_telling(self, option: _Alternative) -> bool:
        if self._options.is_shown(option):
            return option.sort != "text"
        return option.word in {"yes", "no"} or option.sort in {"derived", "lacks", "lists", "says"}

    def _silences(self, options: Sequence[_Alternative]) -> bool:
        self._left -= 1
        return outcome(self._rule, self._with(options)) == "silent"

    def _with(self, options: Sequence[_Alternative]) -> Variables:
        assigned = [((option.holder, option.fact), option.value) for option in options]
        return changed_by(self._variables, assigned, self._kind)

    def _instead(self, options: Sequence[_Alternative]) -> tuple[str, ...]:
        """Rules that begin to fire here, or on what stands around and would be changed."""
        after = self._with(options)
        holders = dict.fromkeys(("self", *(option.holder for option in options)))
        firing = (
            one
            for holder in holders
            for one in self._firing(after, holder)
            if one not in self._fire_now[holder]
        )
        return tuple(dict.fromkeys(firing))

    def _firing(self, variables: Variables, holder: str) -> Iterator[str]:
        """The rules that fire on a holder of the situation, as far as the situation shows what they read."""
        if holder == "crosses":
            return
        kinds = {self._kind} if holder == "self" else {*SCOPES[holder]}
        around = cel.Context(variables={**variables, "self": variables[holder]})
        yield from (
            one.id for one in self._others if kinds & {*one.applies_to} and _outcome(one, around) == "fires"
        )


def without(variables: Variables, pair: tuple[str, str], kind: str) -> Variables:
    """Return the situation in which a fact is unknown."""
    holder, fact = pair
    known = {name: value for name, value in variables[holder].items() if name != fact}
    return _with_holder(variables, holder, known, kind)


def changed_by(variables: Variables, assigned: _Assigned, kind: str) -> Variables:
    """Return the situation with other values; a flow goes by two names, a workload may be its own pod."""
    changed = dict(variables)
    for (holder, fact), value in assigned:
        if holder == "crosses":
            changed["crosses"] = value
            continue
        changed = _with_holder(changed, holder, {**changed[holder], fact: value}, kind)
    return changed


def _with_holder(variables: Variables, holder: str, values: Values, kind: str) -> dict[str, Any]:
    twins = _FLOW if kind == "flow" else {"self", "pod"} if kind == "workload" else set[str]()
    names = (twins & variables.keys()) if holder in twins else {holder}
    return {**variables, **dict.fromkeys(names, values)}


def _merged(found: Sequence[tuple[tuple[_Alternative, ...], tuple[str, ...]]]) -> Iterator[Resolution]:
    """Put ways together that differ in the value of one fact: "is this or that"."""
    groups: dict[Any, list[tuple[tuple[_Alternative, ...], tuple[str, ...]]]] = {}
    for options, instead in found:
        last = options[-1]
        key = (*map(id, options[:-1]), last.holder, last.fact, last.sort)
        groups.setdefault(key, []).append((options, instead))
    for alike in groups.values():
        others = [_change([option]) for option in alike[0][0][:-1]]
        raised = dict.fromkeys(rule for _, rules in alike for rule in rules)
        yield Resolution((*others, _change([options[-1] for options, _ in alike])), tuple(raised))


def _change(options: Sequence[_Alternative]) -> FactChange:
    """Say what these values of one fact, said alike, have in common."""
    option = options[0]
    words = list(dict.fromkeys(one.word for one in options))
    phrase = derived_labels().get(option.fact, {}).get(option.word, "")
    it = "it" if option.holder in {"self", "crosses"} else _holder(option.holder)
    if option.sort == "derived" and phrase:
        return FactChange(option.holder, option.fact, "", phrase.replace("{it}", it), option.value)
    label = option.label if it == "it" else f"{option.label} of {it}"
    if option.sort == "is" and len(words) > _MAX_CHOICES and option.present:
        words = [f"something other than {option.present}"]
    if option.sort == "says":
        return FactChange(option.holder, option.fact, f"{label}:", words[0], option.value)
    return FactChange(option.holder, option.fact, label, _PHRASES[option.sort](words), option.value)


def _holder(name: str) -> str:
    return _HOLDERS.get(name, f"the {name}")


_PHRASES: Final[Mapping[str, Callable[[list[str]], str]]] = {
    "is": lambda words: f"is {' or '.join(words)}",
    "derived": lambda words: f"is {' or '.join(words)}",
    "text": lambda words: f"is {' or '.join(words)}",
    "at most": lambda words: f"is at most {max(map(int, words))}",
    "at least": lambda words: f"is at least {min(map(int, words))}",
    "lacks": lambda words: f"no longer lists {words[0]}",
    "empty": lambda _: "is known to be empty",
    "lists": lambda words: f"lists {' or '.join(words)}",
}
