"""Which categories of a method apply to an element or flow: by its kind's roles in a data flow diagram."""

from functools import cache
from typing import Final

from threatmodel.engine.library.methods import METHODS, Need
from threatmodel.engine.model import CATALOGUE, Element, Flow, kind_of

# Facts of an element or flow on which it depends whether a category applies.
DECIDING_FACTS: Final = frozenset(
    {"personal_data"}
    | {
        need.fact
        for method in METHODS.values()
        for category in method.categories.values()
        for need in category.needs.values()
    }
)


@cache
def categories_for(method: str, kind: str) -> tuple[str, ...]:
    """The categories that apply to a kind: those with one of its roles in a data flow diagram."""
    if kind in METHODS[method].parts:
        return ()
    roles = {kind} if kind in {"flow", "data-set"} else set(CATALOGUE.kinds[kind].dfd)
    return tuple(one.id for one in METHODS[method].categories.values() if roles & one.roles)


def unmet_need(method: str, category: str, subject: Element | Flow) -> Need | None:
    """What the category needs of an element that has one role alone, where the element does not have it."""
    need = _need_of(method, category, kind_of(subject))
    return None if need is None or _may_have(subject, need.fact) else need


@cache
def _need_of(method: str, category: str, kind: str) -> Need | None:
    roles = () if kind == "flow" else CATALOGUE.kinds[kind].dfd
    return METHODS[method].categories[category].needs.get(roles[0]) if len(roles) == 1 else None


def _may_have(subject: Element | Flow, name: str) -> bool:
    """Whether the kind has the fact, and it is not known to be false."""
    fact = subject.facts.get(name)
    return CATALOGUE.fact(kind_of(subject), name) is not None and (fact is None or fact.value is not False)
