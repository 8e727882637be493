"""Comments on many threats, and questions about them to a member of the team."""

from collections.abc import Collection
from typing import Final

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.comments.models import Comment
from threatmodel.comments.services import thread_open, threads_open
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.selectors.comment_places import threat_place
from threatmodel.threats.triage.services.changes import InvalidChange, Wish, ask, editor_of
from threatmodel.threats.triage.services.threat_fields import States

COMMENTED_MOST: Final = 500  # threats at once
_NAMED: Final = 5  # threats in a question about many; it says how many more there are


def threats_comment(*, model: ThreatModel, actor: User, states: States, text: str) -> dict[int, str]:
    """Write the comment on each threat; return the ids of the comments by number. Raises InvalidChange."""
    if len(states) > COMMENTED_MOST:
        raise InvalidChange({"comment": [f"Comment on at most {COMMENTED_MOST} threats at once."]})
    titles = _titles(model, states)
    names = {threat_place(number): f"T{number} {titles[number]}" for number in states}
    comments = threads_open(model=model, actor=actor, on="threat", names=names, text=text)
    return {number: str(comments[threat_place(number)].pk) for number in states}


def threats_ask(*, model: ThreatModel, actor: User, states: States, person: str, text: str) -> Wish:
    """Ask a member about the threats in one comment that mentions them; return the wish to wait for it.

    The comment is at the threat where there is one, else at the model. Raises InvalidChange.
    """
    asked = editor_of(model, person)
    open_ones = [number for number, state in states.items() if state["disposition"] != "resolved"]
    if not open_ones:
        raise InvalidChange({"ask": ["None of these threats wants an answer any more."]})
    thread = _question(model, actor, open_ones, f"<@{asked.pk}> {text.strip()}")
    return ask(asked, by=actor, thread_id=thread.pk)


def _question(model: ThreatModel, actor: User, numbers: Collection[int], text: str) -> Comment:
    if len(numbers) == 1:
        (number,) = numbers
        place = {"on": "threat", "uid": threat_place(number)}
        return thread_open(model=model, actor=actor, **place, text=text, asks=True)
    named = sorted(numbers)[:_NAMED]
    titles = _titles(model, named)
    lines = [text, *(f"- T{number} {titles[number]}" for number in named)]
    if len(numbers) > _NAMED:
        lines.append(f"- and {len(numbers) - _NAMED:,} more")
    return thread_open(model=model, actor=actor, on="model", uid="", text="\n".join(lines), asks=True)


def _titles(model: ThreatModel, numbers: Collection[int]) -> dict[int, str]:
    threats = Threat.with_possible.filter(model=model, number__in=list(numbers))
    return dict(threats.values_list("number", "title"))
