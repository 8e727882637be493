"""Attackers and goals that people define, from plain data: the same types as those that ship with Bulkhead.

An attacker: {"name", "about", "skill", "counts", "starts": [PLACE, ...]}.
A goal: {"title", "worth", "where": [PLACE, ...]}.
A PLACE is {"rule": id of a rule that ships with Bulkhead} or {"element": uid, "level": level}.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Final

from threatmodel.engine.library.attack_steps import COSTS, LEVELS, State
from threatmodel.engine.library.attackers_and_goals import Attacker, Goal, StateRule, goal_rules, start_rules
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model.struct_base import Record

NAME_LENGTH: Final = 60
ABOUT_LENGTH: Final = 2_000
MAX_PLACES: Final = 200


class FieldProblem(Record, frozen=True):
    """What is wrong with one field, such as "starts.0.level", and what to do about it."""

    field: str
    message: str


class InvalidProfile(ValueError):
    """Data of an attacker or goal cannot be used; `problems` are all of its faults."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        super().__init__(" ".join(f"{one.field}: {one.message}" for one in problems))
        self.problems = tuple(problems)


def custom_attacker(raw: Mapping[str, Any], *, identity: str, elements: Container[str]) -> Attacker:
    """Return the attacker that the data describes; `elements` are the uids of the model.

    Raises InvalidProfile with all faults.
    """
    reader = _Reader(raw, elements)
    name = reader.text("name", NAME_LENGTH, required=True)
    about = reader.text("about", ABOUT_LENGTH)
    skill = reader.choice("skill", tuple(COSTS), "hard")
    counts = reader.flag("counts")
    starts, at = reader.places("starts", start_rules())
    reader.finish({"name", "about", "skill", "counts", "starts"})
    return Attacker(identity, name, about, skill, counts, starts, at)


def custom_goal(raw: Mapping[str, Any], *, identity: str, elements: Container[str]) -> Goal:
    """Return the goal that the data describes; `elements` are the uids of the model.

    Raises InvalidProfile with all faults.
    """
    reader = _Reader(raw, elements)
    title = reader.text("title", NAME_LENGTH, required=True)
    worth = reader.choice("worth", SEVERITIES, "medium")
    where, at = reader.places("where", goal_rules())
    reader.finish({"title", "worth", "where"})
    return Goal(identity, title, worth, where, at)


class _Reader:
    """Reads the fields of one profile and collects what is wrong with them."""

    def __init__(self, raw: Mapping[str, Any], elements: Container[str]) -> None:
        self._raw = raw
        self._elements = elements
        self._problems: list[FieldProblem] = []

    def finish(self, known: set[str]) -> None:
        """Raise InvalidProfile when anything was wrong."""
        for name in sorted(self._raw.keys() - known):
            self._fault(name, f"Remove this field; the fields are {', '.join(sorted(known))}.")
        if self._problems:
            raise InvalidProfile(self._problems)

    def text(self, field: str, longest: int, *, required: bool = False) -> str:
        """A text without space around it."""
        value = self._raw.get(field, "")
        if not isinstance(value, str):
            self._fault(field, "Enter a text.")
            return ""
        if required and not value.strip():
            self._fault(field, "Enter a text; it may not be empty.")
        elif len(value) > longest:
            self._fault(field, f"Shorten the text to {longest} characters; it has {len(value)}.")
        return value.strip()

    def choice(self, field: str, allowed: Sequence[Any], default: Any) -> Any:
        """One of some words."""
        value = self._raw.get(field, default)
        if value not in allowed:
            self._fault(field, f"Choose one of {', '.join(allowed)}.")
        return value

    def flag(self, field: str) -> bool:
        """True or false; false when it is not there."""
        value = self._raw.get(field, False)
        if not isinstance(value, bool):
            self._fault(field, "Choose true or false.")
        return value is True

    def places(
        self, field: str, rules: Mapping[str, StateRule]
    ) -> tuple[tuple[StateRule, ...], tuple[State, ...]]:
        """The rules and states that the places name, each once."""
        given = self._raw.get(field)
        if not isinstance(given, list) or not 0 < len(given) <= MAX_PLACES:
            self._fault(field, f"List 1 to {MAX_PLACES} rules or elements.")
            return (), ()
        named = [*self._named(field, given, rules)]
        found = {one.id: one for one in named if isinstance(one, StateRule)}
        states = dict.fromkeys(one for one in named if isinstance(one, State))
        return tuple(found.values()), tuple(states)

    def _named(
        self, field: str, given: Sequence[Any], rules: Mapping[str, StateRule]
    ) -> Iterator[StateRule | State]:
        for number, place in enumerate(given):
            here = f"{field}.{number}"
            match place:
                case {"rule": rule} if len(place) == 1:
                    if isinstance(rule, str) and rule in rules:
                        yield rules[rule]
                    else:
                        self._fault(f"{here}.rule", f"Choose one of {', '.join(rules)}.")
                case {"element": uid, "level": level} if len(place) == 2:
                    if not isinstance(uid, str) or uid not in self._elements:
                        self._fault(
                            f"{here}.element", "Choose an element of the model; it has none of this uid."
                        )
                    elif level not in LEVELS:
                        self._fault(f"{here}.level", f"Choose one of {', '.join(LEVELS)}.")
                    else:
                        yield State(uid, level)
                case _:
                    self._fault(here, "State either a rule, or an element and a level.")

    def _fault(self, field: str, message: str) -> None:
        self._problems.append(FieldProblem(field, message))
