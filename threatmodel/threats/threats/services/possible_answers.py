"""Answers what possible threats wait for: they apply, they do not, or it is not known yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.choices import OPEN
from threatmodel.threats.questions.services.answers import Answered, facts_answer, open_questions
from threatmodel.threats.questions.services.deferred_and_assigned import Chosen, questions_defer
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.possible_threats import fact_label

Way = Sequence[Mapping[str, Any]]
"""Answers that are given together: element, fact and value of each."""
MOST: Final = 5_000  # threats answered at once
_REASONS_SHOWN: Final = 100
_NONE: Final = "None of these is an open possible threat any more."
_CONTRARY: Final = "With this value the threat is decided the other way."
_CONTRADICTED: Final = "Another threat of this selection needs a different value of the same fact."


class InvalidAction(InvalidRequest):
    """Nothing of what was asked for can be done."""


@dataclass(slots=True)
class Outcome:
    """How many threats were answered, and why others were not, by number; `written` if facts were stated."""

    answered: int = 0
    left: dict[int, str] = field(default_factory=dict)
    written: Answered | None = None

    def rows(self) -> list[dict[str, Any]]:
        """The threats that were left, in the order of the list."""
        return [{"number": number, "reason": why} for number, why in [*self.left.items()][:_REASONS_SHOWN]]


@transaction.atomic
def possible_threats_answer(
    *, model: ThreatModel, actor: User, threats: QuerySet[Threat], action: str, values: Mapping[str, Any]
) -> Outcome:
    """State in one batch the facts with which these threats apply, or with which they do not.

    `values` are by name of the fact, for threats that wait for several or whose value must be chosen. Threats
    for which that is not enough are left as they are. Raises InvalidAction when it is for all of them.
    """
    chosen, outcome, answered = dict[tuple[str, str], Any](), Outcome(), list[int]()
    for threat in _at_most(threats):
        way = _way(threat, action, values)
        facts = {} if isinstance(way, str) else {(one["element"], one["fact"]): one["value"] for one in way}
        if isinstance(way, str):
            outcome.left[threat.number] = way
        elif any(chosen.get(key, value) != value for key, value in facts.items()):
            outcome.left[threat.number] = _CONTRADICTED
        else:
            chosen |= facts
            answered.append(threat.number)
    if not chosen:
        raise InvalidAction({"numbers": [*dict.fromkeys(outcome.left.values())] or [_NONE]})
    outcome.written = facts_answer(model=model, actor=actor, answers=chosen, threats=answered)
    outcome.answered = len(answered)
    return outcome


@transaction.atomic
def possible_threats_defer(*, model: ThreatModel, actor: User, threats: QuerySet[Threat]) -> Outcome:
    """Record that the actor does not know yet whether these threats apply. Raises InvalidAction for none."""
    chosen = _at_most(threats)
    facts = {(one["element"], one["fact"]) for threat in chosen for one in threat.waits_for}
    if not chosen:
        raise InvalidAction({"numbers": [_NONE]})
    if asked := open_questions(model=model, facts=facts):
        questions_defer(model=model, actor=actor, chosen=Chosen(asked), deferred=True)
    return Outcome(answered=len(chosen))


def _at_most(threats: QuerySet[Threat]) -> list[Threat]:
    found = threats.filter(certainty="possible", status__in=OPEN)
    chosen = list(found.only("number", "waits_for", "answers")[: MOST + 1])
    if len(chosen) > MOST:
        raise InvalidAction({"numbers": [f"Answer at most {MOST:,} threats at once; narrow the filter."]})
    return chosen


def _way(threat: Threat, action: str, values: Mapping[str, Any]) -> Way | str:
    """The answers to state for a threat, or why it cannot be answered like this."""
    given = [{**one, "value": values[one["fact"]]} for one in threat.waits_for if one["fact"] in values]
    if values and not given:
        return f"It does not wait for {_named(values)}."
    ways: list[Way] = threat.answers.get(action, [])
    fitting = [
        way for way in ways if all(values.get(one["fact"], one["value"]) == one["value"] for one in way)
    ]
    if given and any({one["fact"] for one in way} <= values.keys() for way in fitting):
        return given
    if len(fitting) == 1:
        return [*fitting[0], *(one for one in given if one not in fitting[0])]
    if given and not fitting:
        return _CONTRARY if _is_contrary(threat, action, given) else given
    facts = dict.fromkeys(one["fact"] for one in threat.waits_for)
    return f"Choose a value for {_named(facts, last='or' if len(ways) > 1 else 'and')}."


def _is_contrary(threat: Threat, action: str, given: Way) -> bool:
    """Whether one of these answers is enough for the other action."""
    others = (way for other, ways in threat.answers.items() if other != action for way in ways)
    return any(all(one in given for one in way) for way in others)


def _named(facts: Iterable[str], *, last: str = "and") -> str:
    labels = [fact_label(fact) for fact in facts]
    return f" {last} ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))
