"""What each rule says of a situation. Equal facts are judged once: clusters repeat themselves."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import cel
import orjson

from threatmodel.engine.analysis.facts import Scope
from threatmodel.engine.library.loader import SCOPES, Rule

# A verdict is FIRED, SILENT, or the (holder, fact) pair that kept the rule from one.
FIRED: Final = ("", "fired")
SILENT: Final = ("", "silent")
Verdict = tuple[str, str]
Key = tuple[Any, ...]

_ABSENT: Final = object()  # nothing stands around the element under this name
_MISSING: Final = object()  # it stands there, and the fact is unknown
_HOLDERS: Final = frozenset({"self", "crosses", *SCOPES})


class Verdicts:
    """Judges the elements and flows of one model, which must not change meanwhile.

    The verdict of a rule depends on nothing but the facts that its condition reads. They are its key:
    what was judged before is looked up, and the CEL context is built only for what is new.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        by_kind: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            for kind in rule.applies_to:
                by_kind[kind].append(rule)
        self._judges = {kind: _Judge(of_kind) for kind, of_kind in by_kind.items()}
        self._frozen: dict[int, bytes] = {}  # by identity: the facts live as long as the model

    def of(self, kind: str, scope: Scope) -> Iterator[tuple[Rule, Verdict]]:
        """Yield the rules of this kind that are not silent with their verdicts, ordered by id."""
        judge = self._judges.get(kind)
        return judge.verdicts(scope, self._frozen) if judge else iter(())


class _Judge:
    """The rules of one kind, and what they said of each situation so far."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._pairs: dict[tuple[str, str], int] = {}
        self._rules = [(rule, self._positions(rule), dict[Key, Verdict]()) for rule in rules]

    def _positions(self, rule: Rule) -> tuple[int, ...] | None:
        """Where the facts of the rule stand among those of all rules; None when it reads more than facts."""
        whole = {name for name in rule.program.variables() if name in _HOLDERS} - {h for h, _ in rule.asks}
        if whole:
            return None
        return tuple(self._pairs.setdefault(pair, len(self._pairs)) for pair in rule.asks)

    def verdicts(self, scope: Scope, frozen: dict[int, bytes]) -> Iterator[tuple[Rule, Verdict]]:
        keys = [_key(scope.variables.get(holder), fact, frozen) for holder, fact in self._pairs]
        context = None
        for rule, positions, known in self._rules:
            key = None if positions is None else tuple([keys[n] for n in positions])
            verdict = None if key is None else known.get(key)
            if verdict is None:
                context = context or cel.Context(variables=dict(scope.variables))
                verdict = _judged(rule, scope, context)
                if key is not None:
                    known[key] = verdict
            if verdict is not SILENT:
                yield rule, verdict


def _key(values: Mapping[str, Any] | None, fact: str, frozen: dict[int, bytes]) -> Any:
    """The fact's value as something hashable."""
    if values is None:
        return _ABSENT
    value = values.get(fact, _MISSING)
    if not isinstance(value, (list, dict)):
        return value
    known = frozen.get(id(value))
    if known is None:
        known = frozen[id(value)] = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return known


def _judged(rule: Rule, scope: Scope, context: cel.Context) -> Verdict:
    try:
        return FIRED if rule.program.execute(context) is True else SILENT
    except KeyError as missing:
        return _asked(rule, scope, str(missing.args[0]))
    except (RuntimeError, TypeError):
        return SILENT  # the rule speaks of something that does not stand around this element


def _asked(rule: Rule, scope: Scope, missing: str) -> Verdict:
    """Whose fact is missing: CEL names the key alone; the holder follows from what the condition reads."""
    for holder, fact in rule.asks:
        if fact == missing and holder in scope.holders and missing not in scope.variables[holder]:
            return holder, fact
    return SILENT
