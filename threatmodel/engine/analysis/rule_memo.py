"""The outcome of each rule on a context. Equal facts are evaluated once: clusters repeat themselves.

The outcome of a rule depends only on the facts that its condition reads, so they are its key. Four
steps, each taken only when the one before has no entry:

1. All facts that any rule reads are one key, as many elements are equal in all of them. Rules that read more
   of the name of an element than which of some words it is, or begins with, have the third step alone.
2. Rules that read only plain facts (true or false, one of a few words, small counts) share one key for all
   of them; rules that also read lists or free text share one for each set of lists that they read.
3. Each rule has an entry for the facts that it reads itself.
4. A comparison with one value that is false decides it. Else CEL evaluates the condition, on a context of
   just these facts: building one of everything costs far more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from threatmodel.engine.analysis.condition_dependencies import ConditionDependencies, dependencies_of
from threatmodel.engine.analysis.condition_evaluation import evaluate_naming, missing_pair
from threatmodel.engine.analysis.evaluation_context import EvaluationContext
from threatmodel.engine.analysis.missing_facts import MissingFacts, missing_facts
from threatmodel.engine.analysis.plain_comparisons import is_ruled_out
from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.condition_names import COMPOSITE_DERIVED, DERIVED_FACTS, SCOPES
from threatmodel.engine.library.rules import Condition
from threatmodel.engine.model import CATALOGUE

FIRED: Final = True
NOT_FIRED: Final = False
Outcome = bool | MissingFacts
C = TypeVar("C", bound=Condition)
Outcomes = Sequence[tuple[C, Outcome]]
Pair = tuple[str, str]
Key = tuple[Any, ...]

# Keys that no fact has, as none holds a NUL.
_ABSENT: Final = "\0absent"  # the context has no element of this name
_EMPTY: Final = "\0[]"  # an empty list
_KNOWN: Final = "\0known"  # a fact of which the rules read nothing else
_OTHER: Final = "\0other"  # a text that is, or begins with, none of those that the rules compare it with
_SIMPLE_TYPES: Final = frozenset({"bool", "enum"})
_OWN: Final = frozenset({"self", "flow", "pod"})  # names whose values hardly any two elements share
_IDENTITY: Final = frozenset({"name", "uid"})
_MAX_HOLDERS: Final = 10_000  # elements of which keys are kept; the cache is cleared beyond it
_MAX_CONTEXTS: Final = 10_000  # contexts of one kind of which all outcomes are kept, likewise
_MAX_TEXTS: Final = 100_000  # lists kept as text; the cache is cleared beyond it
_MAX_OUTCOMES: Final = 200_000  # outcomes of the rules of one kind; all that is kept of it is cleared beyond


class RuleMemo(Generic[C]):
    """Evaluates rules or attack steps and remembers the outcomes, of any number of models."""

    def __init__(self, rules: Iterable[C]) -> None:
        self._rules: dict[str, list[C]] = defaultdict(list)
        for rule in rules:
            for kind in rule.applies_to:
                self._rules[kind].append(rule)
        self._kinds: dict[str, _KindMemo[C]] = {}  # those that came; few models have all

    def of(self, kind: str, scope: EvaluationContext) -> Outcomes[C]:
        """Return the rules of this kind that fired or miss a fact, with their outcomes."""
        shared, own = self.shared_and_own(kind, scope)
        return [*shared, *own] if own else shared

    def shared_and_own(self, kind: str, scope: EvaluationContext) -> tuple[Outcomes[C], Outcomes[C]]:
        """The same in two parts: one object for all contexts that are equal, and what is of this one."""
        memo = self._kinds.get(kind)
        if memo is None:
            if kind not in self._rules:
                return (), ()
            memo = self._kinds[kind] = _KindMemo(kind, self._rules[kind])
        return memo.results(scope)


class _HolderFacts:
    """The facts of one name of a context that rules read, as a key: plain ones as a number, others each.

    What many elements share, such as their cluster, is read once.
    """

    __slots__ = ("_absent", "_composite", "_holder", "_is_own", "_known", "_names", "_numbers")

    def __init__(self, holder: str, names: tuple[str, ...], composite: Iterable["_CompositeFact"]) -> None:
        self._holder = holder
        self._names = names
        self._composite = tuple([(one.fact, one, one.is_text) for one in composite])
        self._absent = [_ABSENT] * len(self._composite)
        self._is_own = holder in _OWN
        self._numbers: dict[Key, int] = {}
        self._known: dict[int, tuple[Mapping[str, Any], int, list[Any]]] = {}

    def keys(self, variables: Mapping[str, Any]) -> tuple[int, list[Any]]:
        """Return a number for the values of its plain facts, and a key for each of the others."""
        values = variables.get(self._holder)
        if values is None:
            return -1, self._absent
        if not self._is_own and (known := self._known.get(id(values))) is not None:
            return known[1], known[2]
        get, numbers = values.get, self._numbers
        number = numbers.setdefault(tuple(map(get, self._names)), len(numbers))
        keys = [
            one if (one := get(name)) is None or (is_text and one.__class__ is str) else fact.key_of(one)
            for name, fact, is_text in self._composite
        ]
        if not self._is_own:
            if len(self._known) > _MAX_HOLDERS:
                self._known.clear()
            # The values are kept as well, so that nothing else gets their id.
            self._known[id(values)] = (values, number, keys)
        return number, keys

    def clear(self) -> None:
        """Forget the numbers, which begin anew; no key with an old one may be kept elsewhere."""
        self._numbers.clear()
        self._known.clear()


class _CompositeFact:
    """A fact that holds a list or free text, as a key: of records only the fields that the rules read."""

    __slots__ = ("_texts", "beginnings", "fact", "fields", "holder", "is_only_asked_for", "words")

    def __init__(self, pair: Pair, readings: Sequence[ConditionDependencies]) -> None:
        """`readings` are those of the rules that read it."""
        self.holder, self.fact = pair
        self.is_only_asked_for = all(one.asks_only_for(pair) for one in readings)
        self.fields = _fields_read(readings, pair)
        self.words = _words_compared(readings, pair)
        self.beginnings = None if self.words is not None else _beginnings_compared(readings, pair)
        self._texts: dict[int, tuple[Any, str]] = {}

    @property
    def is_text(self) -> bool:
        """Whether all of a text counts."""
        return self.words is None and self.beginnings is None and not self.is_only_asked_for

    @property
    def is_identity(self) -> bool:
        """Whether it is another text for each element, all of which counts."""
        return self.holder in _OWN and self.fact in _IDENTITY and self.is_text

    def key(self, values: Mapping[str, Any] | None) -> Any:
        """The value as something hashable; None when it is unknown."""
        if values is None:
            return _ABSENT
        value = values.get(self.fact)
        return None if value is None else self.key_of(value)

    def key_of(self, value: Any) -> Any:
        """The same for a value that is known."""
        if value.__class__ is list and not value:  # nearly always
            return _EMPTY
        if self.is_only_asked_for:
            return _KNOWN
        if value.__class__ is str:
            if self.words is not None:
                return value if value in self.words else _OTHER
            if self.beginnings is not None:
                return value if value.startswith(self.beginnings) else _OTHER
            return value
        if value.__class__ is list or value.__class__ is dict:
            known = self._texts.get(id(value))
            if known is None:
                if len(self._texts) > _MAX_TEXTS:
                    self._texts.clear()
                # The value is kept as well, so that nothing else gets its id.
                known = self._texts[id(value)] = (value, self._text_of(value))
            return known[1]
        # 1, 1.0 and true are equal keys but not equal in CEL.
        return (value.__class__, value) if isinstance(value, int | float) else value

    def _text_of(self, value: Any) -> str:
        fields = self.fields
        if fields is not None and isinstance(value, list):
            value = [
                {name: item[name] for name in fields if name in item} if isinstance(item, dict) else item
                for item in value
            ]
        # repr differs for 1, 1.0 and true. The NUL keeps it distinct from text, which holds none.
        return f"\0{value!r}"


class _KindMemo(Generic[C]):
    """The rules of one kind, and their outcomes for each context so far."""

    def __init__(self, kind: str, rules: Iterable[C]) -> None:
        self._kind = kind
        known = [_RuleEntry(rule) for rule in rules]
        readings: dict[Pair, list[ConditionDependencies]] = defaultdict(list)
        for one in known:
            for pair in one.pairs:
                readings[pair].append(one.reading)
        self._composite = {
            pair: _CompositeFact(pair, found)
            for pair, found in readings.items()
            if not _is_simple(kind, pair)
        }
        named = {pair for pair, fact in self._composite.items() if fact.is_identity}
        self._own = [one for one in known if not named.isdisjoint(one.pairs) and not one.reads_whole]
        shared = [one for one in known if one not in self._own]
        pairs = dict.fromkeys(pair for one in shared for pair in one.pairs)
        simple = _by_holder(pair for pair in pairs if pair not in self._composite)
        composite = _by_holder(pair for pair in pairs if pair in self._composite)
        self._holders = [
            _HolderFacts(
                holder,
                tuple(simple.get(holder, ())),
                [self._composite[holder, fact] for fact in composite.get(holder, ())],
            )
            for holder in dict.fromkeys((*composite, *simple))
        ]
        self._simple_seen: dict[Key, tuple[int, tuple[tuple[C, Outcome], ...]]] = {}
        self._seen: dict[Key, list[tuple[C, Outcome]]] = {}
        self._simple_rules: list[_RuleEntry[C]] = []
        self._groups: dict[tuple[int, ...], _RuleGroup[C]] = {}
        self._entries = known
        self._kept = 0  # outcomes since all was cleared
        self._whole = [one for one in known if one.reads_whole]
        listed = ((holder, fact) for holder, facts in composite.items() for fact in facts)
        positions = {pair: position for position, pair in enumerate(listed)}
        for one in shared:
            reads = tuple(sorted(positions[pair] for pair in one.pairs if pair in positions))
            if one.reads_whole:
                continue
            if reads:
                self._groups.setdefault(reads, _RuleGroup()).rules.append(one)
            else:
                self._simple_rules.append(one)

    def results(self, scope: EvaluationContext) -> tuple[Outcomes[C], Outcomes[C]]:
        """Return the rules that fired or miss a fact, with their outcomes: shared ones, and own ones."""
        if self._kept > _MAX_OUTCOMES:
            self._clear()  # before the numbers are read, as they are part of all keys
        variables = scope.variables
        numbers, composite = [], list[Any]()
        for holder in self._holders:
            number, keys = holder.keys(variables)
            numbers.append(number)
            composite += keys
        if self._whole:
            by_steps = self._by_steps(scope, tuple(numbers), composite)
            return (), [*by_steps, *self._evaluate(self._own, scope)]
        key = (*numbers, *composite)
        results = self._seen.get(key)
        if results is None:
            if len(self._seen) > _MAX_CONTEXTS:
                self._seen.clear()
            results = self._seen[key] = self._by_steps(scope, tuple(numbers), composite)
        return results, self._evaluate(self._own, scope) if self._own else ()

    def _clear(self) -> None:
        for holder in self._holders:
            holder.clear()
        for entry in self._entries:
            entry.seen.clear()
        for group in self._groups.values():
            group.seen.clear()
        self._simple_seen.clear()
        self._seen.clear()
        self._kept = 0

    def _by_steps(
        self, scope: EvaluationContext, key: Key, composite: Sequence[Any]
    ) -> list[tuple[C, Outcome]]:
        variables = scope.variables
        seen = self._simple_seen.get(key)
        if seen is None:
            number = len(self._simple_seen)
            self._kept += 1
            seen = self._simple_seen[key] = (number, self._evaluate(self._simple_rules, scope))
        results = [*seen[1]]
        for reads, group in self._groups.items():
            keys = (composite[reads[0]],) if len(reads) == 1 else [composite[n] for n in reads]
            group_key = (seen[0], *keys)
            found = group.seen.get(group_key)
            if found is None:
                found = group.seen[group_key] = self._evaluate(group.rules, scope)
                self._kept += 1
            if found:
                results += found
        for one in self._whole:
            outcome = _outcome(one.rule, self._kind, scope, cel.Context(variables=dict(variables)))
            if outcome is not NOT_FIRED:
                results.append((one.rule, outcome))
        return results

    def _evaluate(
        self, rules: Iterable["_RuleEntry[C]"], scope: EvaluationContext
    ) -> tuple[tuple[C, Outcome], ...]:
        """The outcomes of these rules, each looked up by the facts that it reads itself."""
        results = []
        for known in rules:
            key = tuple([self._key(pair, scope) for pair in known.pairs])
            outcome = known.seen.get(key)
            if outcome is None:
                outcome = known.seen[key] = self._outcome(known, scope)
                self._kept += 1
            if outcome is not NOT_FIRED:
                results.append((known.rule, outcome))
        return tuple(results)

    def _outcome(self, known: "_RuleEntry[C]", scope: EvaluationContext) -> Outcome:
        if is_ruled_out(known.rule.when, scope.variables):
            return NOT_FIRED
        return _outcome(known.rule, self._kind, scope, _context(known, scope))

    def _key(self, pair: Pair, scope: EvaluationContext) -> Any:
        values = scope.variables.get(pair[0])
        composite = self._composite.get(pair)
        if composite is not None:
            return composite.key(values)
        return _ABSENT if values is None else values.get(pair[1])


class _RuleGroup(Generic[C]):
    """Rules that read the same lists, and their outcomes for each of their contents."""

    __slots__ = ("rules", "seen")

    def __init__(self) -> None:
        self.rules: list[_RuleEntry[C]] = []
        self.seen: dict[Key, tuple[tuple[C, Outcome], ...]] = {}


class _RuleEntry(Generic[C]):
    """One rule with the facts that it reads and its outcome for each of their values."""

    __slots__ = ("holders", "pairs", "reading", "reads_whole", "rule", "seen")

    def __init__(self, rule: C) -> None:
        self.rule = rule
        self.pairs: tuple[Pair, ...] = rule.asks
        self.reading = dependencies_of(rule)
        self.holders = self.reading.holders
        self.reads_whole = bool(self.reading.whole)
        self.seen: dict[Key, Outcome] = {}


def _context(known: _RuleEntry[Any], scope: EvaluationContext) -> cel.Context:
    """Of each holder in the context just the facts that the condition names."""
    variables: dict[str, dict[str, Any]] = {
        holder: {} for holder in known.holders if holder in scope.variables
    }
    for holder, fact in known.pairs:
        if holder in variables and fact in (values := scope.variables[holder]):
            variables[holder][fact] = values[fact]
    return cel.Context(variables=variables)


def _by_holder(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    facts: dict[str, list[str]] = defaultdict(list)
    for holder, fact in pairs:
        facts[holder].append(fact)
    return dict(facts)


def _is_simple(kind: str, pair: Pair) -> bool:
    """Whether the fact takes few values, and its value can be a key as it is, on every kind that has it."""
    holder, fact = pair
    if fact == "kind":
        return True
    kinds = (kind,) if holder == "self" else SCOPES.get(holder, ())
    types = {found.type for one in kinds if (found := CATALOGUE.fact(one, fact))}
    is_derived = any(fact in DERIVED_FACTS.get(one, ()) for one in kinds)
    if is_derived:
        return fact not in COMPOSITE_DERIVED and not types
    return bool(types) and types <= _SIMPLE_TYPES


def _fields_read(readings: Iterable[ConditionDependencies], pair: Pair) -> tuple[str, ...] | None:
    """Fields of the records of a fact that any of these rules reads; None when one reads whole records."""
    read = [one.fields_of(pair) for one in readings]
    return None if None in read else tuple(sorted({field for fields in read for field in fields or ()}))


def _words_compared(readings: Iterable[ConditionDependencies], pair: Pair) -> frozenset[str] | None:
    """The texts that a fact is compared with, when no rule does anything else with it; else None."""
    read = [one.words_of(pair) for one in readings]
    return None if None in read else frozenset(word for words in read for word in words or ())


def _beginnings_compared(readings: Iterable[ConditionDependencies], pair: Pair) -> tuple[str, ...] | None:
    """The texts with which a fact begins, or is like all others; None when a rule does more with it."""
    read = [one.beginnings_of(pair) for one in readings]
    return None if None in read else tuple(dict.fromkeys(text for texts in read for text in texts or ()))


def _outcome(rule: Condition, kind: str, scope: EvaluationContext, context: cel.Context) -> Outcome:
    result, name = evaluate_naming(rule, scope.variables, context)
    if result != "unknown":
        return FIRED if result == "true" else NOT_FIRED
    missing = missing_pair(rule, scope.variables, scope.holders, name)
    return missing_facts(rule, kind, scope, missing) if missing else NOT_FIRED
