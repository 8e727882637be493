"""What the text of a condition reads: outcomes may be kept by what a condition reads, and by nothing less."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, Final

from threatmodel.engine.library.condition_names import HOLDER_PATTERN
from threatmodel.engine.library.rules import Condition, SeverityCase

Pair = tuple[str, str]

_MAX_READINGS: Final = 2_000  # conditions whose texts are taken apart once; several times those that ship
_SPACE: Final = re.compile(r"\s+")
_STRING: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")

# An element or flow, and the beginning of a fact of it; nothing where it is used in another way.
_HOLDER: Final = re.compile(rf"(?<![\w.])({HOLDER_PATTERN}|crosses)\b((?:\.[a-z_])?)")
# `self.env.exists(e, …)`: the list is read item by item. Any other use reads it whole.
_BINDING: Final = re.compile(r"(?:(?<=\.exists)|(?<=\.exists_one)|(?<=\.all))\(\w+,")
_FACT: Final = r"(?<![\w.])(\w+)\.(\w+)\b"
_USED: Final = re.compile(_FACT)
_BY_ITEM: Final = re.compile(_FACT + r"\.(?:exists|exists_one|all)\((\w+),")
# What is compared with a text, or with what begins with one or with an item of a list of texts:
# `['a', 'b'].exists(n, self.name == n || self.name.startsWith(n + '-'))`. Texts are empty here.
_LED: Final = re.compile(
    r"(?<!\+)(?<!\+ )" + _FACT + r"(?:\s*[!=]=\s*|\.startsWith\()(?:''(?!\s*\.)|(\w+)\b(?!\s*[.(\[]))"
)
_TEXT_ITEM: Final = re.compile(r"\['', *(?:'', *)*''\]\.(?:exists|exists_one|all)\((\w+),")
_ANY_ITEM: Final = re.compile(r"\.\w+\((\w+),")
_SIZED: Final = re.compile(r"\b(?:size|has)\((\w+)\.(\w+)\)")
_ASKED_FOR: Final = re.compile(r"\bhas\((\w+)\.(\w+)\)")
_COMPARED: Final = re.compile(_FACT + r"\s*[!=]=\s*'([^'\\]*)'")
_CROSSED: Final = re.compile(r"(?<![\w.])crosses\b")
_CROSSED_BY_ITEM: Final = re.compile(r"(?<![\w.])crosses\.(?:exists|exists_one|all)\((\w+),")
_ITEM: Final = re.compile(r"(?<![\w.])(\w+)\b(\.\w+)?")


class ConditionDependencies:
    """How the text of a condition reads facts.

    `holders` are the names of elements and flows that it uses. `whole` are those of which it may read
    anything, beside the facts that it names: `crosses`, which is a list, and what it takes by index.
    `crossed` are the fields that it reads of the items of `crosses`; None where it reads more than these.
    """

    __slots__ = (
        *("_asked_for", "_bare", "_by_item", "_compared", "_led", "_sized", "_used", "_when"),
        *("crossed", "holders", "whole"),
    )

    def __init__(self, when: str, asks: tuple[Pair, ...]) -> None:
        bare = self._bare = _SPACE.sub(" ", _STRING.sub("''", when))
        uses = _HOLDER.findall(bare)  # the program would say them too, but need not be compiled for it
        self.holders = tuple(sorted({holder for holder, _ in uses}))
        named = {holder for holder, _ in asks}
        self.whole = tuple(sorted({name for name, fact in uses if not fact or name not in named}))
        self.crossed = self._fields_crossed()
        self._used = _USED.findall(bare)  # lists, as they are short: a count of each would take longer
        # A start of the command looks at all conditions: those without such a sign are not searched.
        self._sized = _SIZED.findall(bare) if "size(" in bare or "has(" in bare else []
        self._asked_for = _ASKED_FOR.findall(bare) if "has(" in bare else []
        led = _LED.findall(bare) if "startsWith(" in bare else ()
        self._led = [((holder, fact), item) for holder, fact, item in led]
        self._when = when
        by_item = _BY_ITEM.findall(bare) if ".exists" in bare or ".all(" in bare else ()
        compared = _COMPARED.findall(when) if "='" in when or "= '" in when else ()
        self._by_item = [((holder, fact), item) for holder, fact, item in by_item]
        self._compared = [((holder, fact), word) for holder, fact, word in compared]

    def fields_of(self, pair: Pair) -> set[str] | None:
        """The fields that it reads of the items of a list; None when it reads items, or the list, whole."""
        items = [item for list_, item in self._by_item if list_ == pair]
        if len(items) + self._sized.count(pair) != self._used.count(pair):  # nearly always
            return None
        return self._fields_of_items(items)

    def _fields_crossed(self) -> tuple[str, ...] | None:
        if self.whole != ("crosses",):
            return None if self.whole else ()
        items = _CROSSED_BY_ITEM.findall(self._bare)
        if len(items) != len(_CROSSED.findall(self._bare)):
            return None
        return tuple(sorted(self._fields_of_items(items) or ())) or None

    def _fields_of_items(self, items: Collection[str]) -> set[str] | None:
        """The fields that it reads of these variables; None when it reads one whole."""
        named = _ITEM.findall(_BINDING.sub("(", self._bare)) if items else ()
        fields = {field[1:] for name, field in named if name in items}
        return None if "" in fields else fields

    def asks_only_for(self, pair: Pair) -> bool:
        """Whether all that it reads of a fact is that it is known."""
        return self._asked_for.count(pair) == self._used.count(pair)

    def words_of(self, pair: Pair) -> list[str] | None:
        """The texts that it compares a fact with; None when it does anything else with it."""
        words = [word for fact, word in self._compared if fact == pair]
        return words if len(words) == self._used.count(pair) else None

    def beginnings_of(self, pair: Pair) -> list[str] | None:
        """Texts that decide what it finds of a fact: where that begins with none, it is like all such texts.

        None when it does anything but compare the fact, or its beginning, with a text or an item of a list
        of texts, or with what follows these.
        """
        items = [item for led, item in self._led if led == pair]
        if len(items) != self._used.count(pair) or "\\" in self._when:  # nearly always
            return None
        texts, bound = _TEXT_ITEM.findall(self._bare), _ANY_ITEM.findall(self._bare)
        if any(item and not 0 < texts.count(item) == bound.count(item) for item in items):
            return None
        return [text[1:-1] for text in _STRING.findall(self._when)]


def dependencies_of(condition: Condition | SeverityCase) -> ConditionDependencies:
    """Return how a condition reads facts; what is known of its text is found once."""
    return _reading(condition.when, condition.asks)


def variables_read(condition: Condition | SeverityCase, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the variables with no more than the facts that a condition may read, in whichever of them.

    To make the context of an evaluation takes time for each fact, most of all for lists.
    """
    crossed = dependencies_of(condition).crossed
    if crossed is None:
        return variables
    names = {fact for _, fact in condition.asks}
    read: dict[str, Any] = {
        holder: _only(names, values) for holder, values in variables.items() if holder != "crosses"
    }
    if crossed and "crosses" in variables:
        read["crosses"] = [_only(crossed, zone) for zone in variables["crosses"]]
    return read


def _only(names: Collection[str], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


@lru_cache(maxsize=_MAX_READINGS)
def _reading(when: str, asks: tuple[Pair, ...]) -> ConditionDependencies:
    """How a condition reads facts; it takes as long to find out as to analyze a small model."""
    return ConditionDependencies(when, asks)
