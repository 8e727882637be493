"""What an analysis asks: keeps the rows of questions in step with it."""

import uuid
from collections.abc import Sequence

from django.db.models import Q

from threatmodel.architecture.models import Change, Element, Flow, ThreatModel
from threatmodel.architecture.operations.bulk_sql import rows_overwrite
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.services.deferred_and_assigned import ANSWERED


def questions_ask(questions: Sequence[Question]) -> None:
    """Write what an analysis asks, of questions that there are already.

    What a person has answered since the state that was analyzed stays answered.
    """
    stated = _stated([question.pk for question in questions if question.by_person])
    for question in questions:
        question.answered = question.by_person = question.pk in stated
    columns = ("text", "rules", "rank", "weight", "could_raise", "answered", "by_person", "follow_up")
    rows_overwrite(questions, columns)


def questions_close(keys: Sequence[uuid.UUID]) -> None:
    """Close questions that are no longer asked, and record which people answered elsewhere."""
    if not keys:
        return
    Question.objects.filter(pk__in=keys).update(**ANSWERED)
    Question.objects.filter(pk__in=_stated(keys)).update(by_person=True)


def _stated(keys: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return the questions whose fact is stated by a person."""
    if not keys:
        return set()
    asked = Question.objects.filter(pk__in=keys)
    facts = {
        key: facts
        for rows, owner in ((Element.objects, "element_id"), (Flow.objects, "flow_id"))
        for key, facts in rows.filter(pk__in=asked.values(owner)).values_list("pk", "facts")
    }
    return {
        key
        for key, fact, element, flow in asked.values_list("pk", "fact", "element_id", "flow_id")
        if (facts.get(element) or facts.get(flow, {})).get(fact, {}).get("origin") == "person"
    }


def only_answers(*, model_id: uuid.UUID, after: int, until: int) -> bool:
    """Whether people have only stated facts between two states of the model, and did.

    What is asked because of that follows from answers: it counts as asked once it is answered, so that no
    answer lowers the progress that people see. An import or an edit that asks more does lower it: there is
    more to know.
    """
    changes = Change.objects.filter(model_id=model_id, seq__gt=after, seq__lte=until, structural=True)
    origins = set(changes.order_by().values_list("origin", flat=True).distinct())
    return origins == {"decision"}


def questions_reopen(*, model: ThreatModel, seq: int) -> None:
    """Ask again for what a change made unknown; the analysis after it asks for no more than it needs."""
    ops = Change.objects.values_list("ops", flat=True).get(model=model, seq=seq)
    unknown = {
        (op["uid"], name)
        for op in ops
        for name, fact in op.get("props", {}).get("facts", {}).items()
        if fact is None
    }
    if not unknown:
        return
    uids, names = ({pair[place] for pair in unknown} for place in (0, 1))
    about = Q(element__uid__in=uids) | Q(flow__uid__in=uids)
    asked = Question.objects.filter(about, model=model, fact__in=names, answered=True)
    again = [
        key
        for key, element, flow, fact in asked.values_list("pk", "element__uid", "flow__uid", "fact")
        if (element or flow, fact) in unknown
    ]
    Question.objects.filter(pk__in=again).update(answered=False, by_person=False)
