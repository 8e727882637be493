"""The parts of a condition that compare one fact with texts, numbers or truth values, without CEL.

Most rules hold nowhere near most elements because of such a part. CEL says the same, but converts everything
that the condition reads before it looks at any of it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from threatmodel.engine.library.cel import joined_conditions
from threatmodel.engine.model.struct_base import Record

_FACT: Final = r"(?P<holder>[a-z]\w*)\.(?P<fact>[a-z]\w*)"
_TEXT: Final = r"'[^'\\]*'"
_ONE: Final = rf"true|false|\d{{1,9}}|{_TEXT}"
# A comment, or a text that may end at another place than that of its first quote: CEL alone reads these.
_UNREADABLE: Final = re.compile(r"//|'''|[\"]{3}|(?<![\w'\"])[rRbB]{1,2}['\"]")
_PRESENCE: Final = re.compile(rf"(?P<sign>!?)has\({_FACT}\)", re.ASCII)
_TRUTH: Final = re.compile(rf"(?P<sign>!?){_FACT}", re.ASCII)
_COMPARED: Final = re.compile(rf"{_FACT} (?P<sign>[=!]=) (?P<one>{_ONE})", re.ASCII)
_MEMBERSHIP: Final = re.compile(rf"{_FACT} in \[(?P<texts>{_TEXT}(?:, {_TEXT})*)\]", re.ASCII)


class Comparison(Record, frozen=True):
    """One part: a fact is one of these values, or with none of them is known; not so, unless it `holds`."""

    holder: str
    fact: str
    values: tuple[bool | int | str, ...]
    holds: bool = True

    def is_false(self, variables: Mapping[str, Mapping[str, Any]]) -> bool:
        """Whether CEL would say false; not where it would not answer, or compares values of two types."""
        known = variables.get(self.holder)
        if known is None:
            return False
        if not self.values:
            return (self.fact in known) is not self.holds
        value = known.get(self.fact)
        return value.__class__ is self.values[0].__class__ and (value in self.values) is not self.holds


@lru_cache(maxsize=4096)
def comparisons_of(condition: str) -> tuple[Comparison, ...]:
    """Return the parts that `&&` joins which are such comparisons, in their order."""
    if _UNREADABLE.search(condition):
        return ()
    found = (_comparison(part) for part in joined_conditions(condition))
    return tuple([one for one in found if one is not None])


def is_ruled_out(condition: str, variables: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether such a part is false, and so the condition, whatever the others are."""
    return any(one.is_false(variables) for one in comparisons_of(condition))


def _comparison(part: str) -> Comparison | None:
    if found := _PRESENCE.fullmatch(part):
        return Comparison(found["holder"], found["fact"], (), not found["sign"])
    if found := _TRUTH.fullmatch(part):
        return Comparison(found["holder"], found["fact"], (not found["sign"],))
    if found := _COMPARED.fullmatch(part):
        return Comparison(found["holder"], found["fact"], (_value(found["one"]),), found["sign"] == "==")
    if found := _MEMBERSHIP.fullmatch(part):
        texts = tuple(re.findall(r"'([^']*)'", found["texts"]))
        return Comparison(found["holder"], found["fact"], texts)
    return None


def _value(literal: str) -> bool | int | str:
    if literal in {"true", "false"}:
        return literal == "true"
    return int(literal) if literal.isdigit() else literal[1:-1]
