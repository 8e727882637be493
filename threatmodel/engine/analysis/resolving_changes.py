"""How to resolve a threat: the changes of facts that would make its condition false.

They are found by trying. Each fact that the condition reads is given other values, alone and then together
with others, and the condition is evaluated again. What only moves the threat to a rule as severe is left out
where something else helps.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from threatmodel.engine.analysis.condition_evaluation import Variables, evaluate, outcome, with_values
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.fact_alternatives import Alternative, Alternatives, derived_labels
from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.condition_names import SCOPES
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import Model
from threatmodel.engine.model.struct_base import Record

_MAX_CHANGES: Final = 3  # facts that change at once; more would be no useful advice
_MAX_EVALUATIONS: Final = 4_000  # evaluations of one condition, some microseconds each
_MAX_CHOICES: Final = 4  # of one fact, named one by one
_HOLDERS: Final[Mapping[str, str]] = {"ns": "the namespace", "account": "the service account"}


class FactChange(Record, frozen=True):
    """A fact with another value: its holder in the condition, and the words for the change.

    `label` is empty where `phrase` is complete. `value` is one that has the effect.
    """

    holder: str
    fact: str
    label: str
    phrase: str
    value: Any

    def __str__(self) -> str:
        return f"{self.label} {self.phrase}" if self.label else self.phrase


class Resolution(Record, frozen=True):
    """Changes that together resolve a threat; `instead` are rules as severe that would fire in its place."""

    changes: tuple[FactChange, ...]
    instead: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"It disappears when {' and '.join(map(str, self.changes))}."


def resolutions_of(model: Model, library: Library, *, rule_id: str, uid: str) -> tuple[Resolution, ...]:
    """Return what would resolve the threat of a rule on an element or flow; nothing where it does not fire.

    Holders are named in the changes as the condition names them. Derived facts are not derived anew.
    """
    rule = library.rule(rule_id)
    flow, element = model.flows.get(uid), model.elements.get(uid)
    if rule is None or (flow is None and element is None):
        return ()
    facts = ContextBuilder(model)
    scope = facts.of_flow(flow) if flow is not None else facts.of_element(model.elements[uid])
    kind = "flow" if flow is not None else model.elements[uid].kind
    return resolutions(rule, scope.variables, kind=kind, others=library.rules)


def resolutions(
    rule: Rule, variables: Variables, *, kind: str, others: Iterable[Rule] = ()
) -> tuple[Resolution, ...]:
    """Return what would resolve the threat where the rule fires, fewest changes first.

    `others` are the rules that may fire instead.
    """
    if outcome(rule, variables) != "true":
        return ()
    return _Search(rule, kind, variables, others).resolutions()


# --- what could be otherwise -------------------------------------------------------------------


# --- what of it helps --------------------------------------------------------------------------


class _Search:
    """Tries the options of one rule in one situation."""

    def __init__(self, rule: Rule, kind: str, variables: Variables, others: Iterable[Rule]) -> None:
        self._rule = rule
        self._kind = kind
        self._variables = variables
        self._options = Alternatives(rule, kind, variables)
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
        rated = [(one, self._instead(one)) for one in self._relevant(found)]
        clean = [one for one in rated if not one[1]]
        return tuple(_merged(clean or rated))

    def _combined(self, options: Sequence[Alternative], size: int) -> list[tuple[Alternative, ...]]:
        found = []
        for some in combinations(options, size):
            if self._left <= 0:
                break
            if len({(option.holder, option.fact) for option in some}) == size and self._resolves(some):
                found.append(some)
        return found

    def _relevant(self, found: Sequence[tuple[Alternative, ...]]) -> list[tuple[Alternative, ...]]:
        """Changes of the evidence, or from yes to no; the rest only where these do not help."""
        relevant = [some for some in found if all(map(self._is_relevant, some))]
        kept = [some for some in relevant if not any(option.is_identity for option in some)]
        return kept or relevant or list(found)

    def _is_relevant(self, option: Alternative) -> bool:
        if self._options.is_shown(option):
            return option.sort != "text"
        return option.word in {"yes", "no"} or option.sort in {"derived", "lacks", "lists", "says"}

    def _resolves(self, options: Sequence[Alternative]) -> bool:
        self._left -= 1
        return outcome(self._rule, self._with(options)) == "false"

    def _with(self, options: Sequence[Alternative]) -> Variables:
        assigned = [((option.holder, option.fact), option.value) for option in options]
        return with_values(self._variables, assigned, self._kind)

    def _instead(self, options: Sequence[Alternative]) -> tuple[str, ...]:
        """Rules that begin to fire here, or on an element in the context that would be changed."""
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
        around = {**variables, "self": variables[holder]}
        context = cel.Context(variables=around)
        yield from (
            one.id
            for one in self._others
            if kinds & {*one.applies_to} and evaluate(one, around, context) == "true"
        )


def _merged(found: Sequence[tuple[tuple[Alternative, ...], tuple[str, ...]]]) -> Iterator[Resolution]:
    """Put ways together that differ in the value of one fact: "is this or that"."""
    groups: dict[Any, list[tuple[tuple[Alternative, ...], tuple[str, ...]]]] = {}
    for options, instead in found:
        last = options[-1]
        key = (*map(id, options[:-1]), last.holder, last.fact, last.sort)
        groups.setdefault(key, []).append((options, instead))
    for alike in groups.values():
        others = [_change([option]) for option in alike[0][0][:-1]]
        raised = dict.fromkeys(rule for _, rules in alike for rule in rules)
        yield Resolution((*others, _change([options[-1] for options, _ in alike])), tuple(raised))


def _change(options: Sequence[Alternative]) -> FactChange:
    """Return one change for these values of one fact, whose sentences have the same form."""
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
    return FactChange(option.holder, option.fact, label, _TEMPLATES[option.sort](words), option.value)


def _holder(name: str) -> str:
    return _HOLDERS.get(name, f"the {name}")


_TEMPLATES: Final[Mapping[str, Callable[[list[str]], str]]] = {
    "is": lambda words: f"is {' or '.join(words)}",
    "derived": lambda words: f"is {' or '.join(words)}",
    "text": lambda words: f"is {' or '.join(words)}",
    "at most": lambda words: f"is at most {max(map(int, words))}",
    "at least": lambda words: f"is at least {min(map(int, words))}",
    "lacks": lambda words: f"no longer lists {words[0]}",
    "empty": lambda _: "is known to be empty",
    "lists": lambda words: f"lists {' or '.join(words)}",
}
