"""What derived facts may look at: facts by uid and name, and answers that are computed once.

A derived fact is a function of a lookup and a uid. It may look at anything in the model, but only through the
lookup: its model's look-ups, `fact`, `name` and `cached`. Then there is nothing to declare: the incremental
analysis records what was looked at and derives the fact anew when an edit touches any of it. What is kept
elsewhere would go stale; tests/engine/analysis/test_incremental_analysis.py fails when it does. Look-ups
that return uids, and `fact` for one fact, are recorded more finely than whole elements.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from threatmodel.engine.model import Element, Model

Values = dict[str, Any]
T = TypeVar("T")


class FactLookup:
    """The facts of a model, and what is computed from them once for each element."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._cache: dict[tuple[Any, str], Any] = {}

    def cached(self, function: Callable[["FactLookup", str], T], uid: str) -> T:
        """The result of the function for an element, computed once; the element may be gone by then."""
        key = (function, uid)
        try:
            result: T = self._cache[key]  # nearly always
        except KeyError:
            result = self._cache[key] = function(self, uid)
        return result

    def fact(self, uid: str, name: str) -> Any:
        """The value of one fact that the element was given, or None when it is unknown."""
        fact = self.model.elements[uid].facts.get(name)
        return None if fact is None else fact.value

    def name(self, uid: str) -> str:
        """The name of the element."""
        return self.element(uid).name

    def element(self, uid: str) -> Element:
        """An element, by uid."""
        return self.model.elements[uid]
