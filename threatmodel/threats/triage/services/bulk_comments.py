"""Comments on many threats, and questions about them to a member of the team."""

from collections.abc import Collection
from typing import Final

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.comments.models import Comment
from threatmodel.comments.services import thread_open, threads_open
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.selectors.comment_places import threat_place
from threatmodel.threats.triage.services.field_changes import InvalidChange, editor_of, waiting_for
from threatmodel.threats.triage.services.threat_fields import Json

COMMENTED_MOST: Final = 500  # threats at once
_NAMED: Final = 5  # threats in a question about many; it says how many more there are


def threats_comment(
    *, model: ThreatModel, actor: User, numbers: Collection[int], text: str
) -> dict[int, str]:
    """Write the comment on each threat; return the ids of the comments by number. Raises InvalidChange."""
    if len(numbers) > COMMENTED_MOST:
        raise InvalidChange({"comment": [f"Comment on at most {COMMENTED_MOST} threats at once."]})
    titles = _titles(model, numbers)
    names = {threat_place(number): f"T{number} {titles[number]}" for number in numbers}
    comments = threads_open(model=model, actor=actor, on="threat", names=names, text=text)
    return {number: str(comments[threat_place(number)].pk) for number in numbers}


def threats_ask(*, model: ThreatModel, actor: User, numbers: Collection[int], person: str, text: str) -> Json:
    """Ask a member about the threats in one comment that mentions them; return what they wait for.

    The comment is at the threat where there is one, else at the model. Raises InvalidChange.
    """
    asked = editor_of(model, person)
    thread = _question(model, actor, numbers, f"<@{asked.pk}> {text.strip()}")
    return waiting_for(asked, by=actor, thread_id=thread.pk)


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
