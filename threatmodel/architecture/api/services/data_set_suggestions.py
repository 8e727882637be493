"""Confirms and declines suggested data sets."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.data_sets import KIND, data_sets, suggestions_of
from threatmodel.architecture.api.services.architecture_edits import (
    Edited,
    InvalidEdit,
    edit_write,
    model_lock,
)
from threatmodel.architecture.api.services.data_sets import (
    NAMED_IN_EVENT,
    Placement,
    Subject,
    data_set_op,
    facts_of,
    free_uid,
    missing,
    placement_ops,
)
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.data_set_suggestions import DataSuggestion
from threatmodel.engine.library.data_set_templates import load_data_sets


class Decision(NamedTuple):
    """The suggestion that is decided about: its element or flow, and its template."""

    on: str
    uid: str
    template: str

    @property
    def subject(self) -> Subject:
        """The element or flow."""
        return Subject(self.on, self.uid)


@transaction.atomic
def suggestions_decide(
    *, model: ThreatModel, actor: User, confirm: Collection[Decision], decline: Collection[Decision]
) -> Edited:
    """Write what was confirmed and declined in one batch; what is no longer suggested is passed over.

    Suggestions of one template share a data set, which is made unless there is one to use.
    Raises InvalidEdit, TooManyJobs.
    """
    model_lock(model)
    _check(model, confirm, decline)
    waiting = {Decision(one.on, one.uid, one.template): one for one in suggestions_of(model_id=model.pk)}
    confirmed = [waiting[one] for one in dict.fromkeys(confirm) if one in waiting]
    declined = [waiting[one] for one in dict.fromkeys(decline) if one in waiting]
    chosen = _data_sets_for(model, confirmed)
    ops = [data_set_op(uid, {"kind": KIND, "name": one.name}, one.facts) for uid, one in chosen.new.items()]
    ops += placement_ops(
        model,
        add=[Placement(one.on, one.uid, chosen.by_template[one.template]) for one in confirmed],
        decline=[(Subject(one.on, one.uid), one.template) for one in declined],
        fresh=chosen.new,
    )
    return edit_write(model=model, actor=actor, ops=ops, event=_event(confirmed, declined))


class _ChosenSuggestion(NamedTuple):
    """The data set of each template, and those that are still to be created."""

    by_template: dict[str, str]
    new: dict[str, DataSuggestion]


def _data_sets_for(model: ThreatModel, confirmed: Iterable[DataSuggestion]) -> _ChosenSuggestion:
    chosen = _ChosenSuggestion({}, {})
    for one in confirmed:
        if one.template not in chosen.by_template:
            uid = one.data_set or free_uid(model, one.name, taken=chosen.new)
            chosen.by_template[one.template] = uid
            if one.data_set is None:
                chosen.new[uid] = one
    return chosen


def _check(model: ThreatModel, confirm: Collection[Decision], decline: Collection[Decision]) -> None:
    present = facts_of(model, {one.subject for one in (*confirm, *decline)})
    known = {*load_data_sets().templates, *data_sets(model_id=model.pk).values_list("uid", flat=True)}
    problems: dict[str, list[str]] = {}
    for key, decisions in (("confirm", confirm), ("decline", decline)):
        unknown = sorted({one.template for one in decisions} - known)
        messages = [f"Unknown suggestion {template}." for template in unknown]
        messages += missing(present, [one.subject for one in decisions])
        if messages:
            problems[key] = messages
    for one in sorted({*confirm} & {*decline}):
        problems.setdefault("decline", []).append(f"{one.template} on {one.uid} is also confirmed.")
    if problems:
        raise InvalidEdit(problems)


def _event(confirmed: Sequence[DataSuggestion], declined: Sequence[DataSuggestion]) -> dict[str, Any]:
    """Return the parts of the event."""
    some = {"confirmed": confirmed, "declined": declined}
    done = " and ".join(f"{word} {len(them)}" for word, them in some.items() if them)
    noun = "suggested place of data" if len(confirmed) + len(declined) == 1 else "suggested places of data"
    after = {
        word: [f"{one.name} on {one.uid}" for one in them[:NAMED_IN_EVENT]]
        for word, them in some.items()
        if them
    }
    return {"subject_type": KIND, "what": f"{done} {noun}", "after": after}
