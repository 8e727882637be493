"""Which possible threats a list shows of an element or flow, and which of them it folds.

Of each category that applies, the strongest possible threat that is mainly about it leads, else the strongest
that has it, unless a found threat has the category already; the others are folded under one that leads. So an
element has at most one row for each category.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from threatmodel.engine.analysis.categories_by_kind import categories_for, unmet_need
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model import Element, Flow, kind_of

Candidate = tuple[str, Collection[str], Collection[str]]
"""A possible threat: its fingerprint, its categories, and those that it is mainly about."""


def folded_under(
    subject: Element | Flow, possible: Sequence[Candidate], *, covered: Collection[str], personal: bool
) -> Mapping[str, str]:
    """Return the fingerprint of the leading threat of each that is folded.

    `possible` are those of the subject, the strongest first; `covered` the categories of what is found there;
    `personal` whether it holds or carries personal data.
    """
    if len(possible) < 2:
        return {}
    leading: dict[str, str] = {}  # by category
    for category in _open_categories(subject, covered, personal=personal):
        mainly = (key for key, _, main in possible if category in main)
        at_all = (key for key, categories, _ in possible if category in categories)
        head = next(mainly, None) or next(at_all, None)
        if head is not None:
            leading[category] = head
    first = next((key for key, *_ in possible if key in leading.values()), possible[0][0])
    heads = {first, *leading.values()}
    return {
        key: next((leading[category] for category in categories if category in leading), first)
        for key, categories, _ in possible
        if key not in heads
    }


def main_categories(methods: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the category of each method that a threat is mainly about: the first that its rule names."""
    return tuple([categories[0] for categories in methods.values() if categories])


def _open_categories(subject: Element | Flow, covered: Collection[str], *, personal: bool) -> Iterator[str]:
    """The categories that apply to the subject and of which nothing is found there."""
    for method in METHODS.values():
        if method.subjects == "personal-data" and not personal:
            continue
        for category in categories_for(method.id, kind_of(subject)):
            if category not in covered and unmet_need(method.id, category, subject) is None:
                yield category
