"""Accepts and rejects proposals. What is accepted is written by the services that people use themselves."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.services.architecture_edits import edit_write
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.batch import WHY_LENGTH
from threatmodel.audit.actions import Action
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import TooManyJobs
from threatmodel.proposals.choices import ACCEPTED, ANSWER, FLOW, MITIGATION, OUTDATED, PENDING, REJECTED
from threatmodel.proposals.models import Proposal
from threatmodel.proposals.services.proposal_creation import (
    AlreadyDecided,
    proposal_close,
    proposal_locked,
    proposal_record,
)
from threatmodel.threats.choices import NOT_FOUND
from threatmodel.threats.mitigations.services import mitigation_create
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.services.answers import question_answer
from threatmodel.threats.threats.models import Threat

Result = dict[str, Any]
Undecided = AlreadyDecided | TooManyJobs
_NO_RESULT: Final[Mapping[str, None]] = {"seq": None, "mitigation": None, "flow": None}


class _Outdated(Exception):
    """The model is no longer the one that the proposal was made for; the message says why."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The proposal as it is now, and the analysis that follows. The caller dispatches the job."""

    proposal: Proposal
    job: Job | None = None


@dataclass(frozen=True, slots=True)
class _Accepting:
    """The person who accepts."""

    model: ThreatModel
    actor: User
    role: Role


@transaction.atomic
def proposal_accept(*, model: ThreatModel, actor: User, role: Role, proposal_id: uuid.UUID) -> Decided:
    """Write what is proposed in the name of the actor, or note that it no longer fits the model.

    The state of the result says which. Raises Proposal.DoesNotExist, AlreadyDecided, TooManyJobs.
    """
    proposal = proposal_locked(model, proposal_id)
    if proposal.state != PENDING:
        raise AlreadyDecided(proposal)
    writers: Mapping[str, Callable[[_Accepting, Proposal], tuple[Result, Job | None]]] = {
        ANSWER: _answer_write,
        MITIGATION: _mitigation_write,
        FLOW: _flow_write,
    }
    try:
        with transaction.atomic():
            result, job = writers[proposal.kind](_Accepting(model, actor, role), proposal)
    except _Outdated as fault:
        proposal_close(proposal, state=OUTDATED, actor=actor, outdated_because=str(fault))
        proposal_record(proposal, Action.PROPOSAL_OUTDATED, actor=actor, what="found outdated:")
        return Decided(proposal)
    proposal_close(proposal, state=ACCEPTED, actor=actor, result={**_NO_RESULT, **result})
    proposal_record(proposal, Action.PROPOSAL_ACCEPTED, actor=actor, what="accepted")
    return Decided(proposal, job)


@transaction.atomic
def proposal_reject(*, model: ThreatModel, actor: User, proposal_id: uuid.UUID, note: str = "") -> Decided:
    """Decline a proposal; nothing else changes. Raises Proposal.DoesNotExist, AlreadyDecided."""
    proposal = proposal_locked(model, proposal_id)
    if proposal.state != PENDING:
        raise AlreadyDecided(proposal)
    proposal_close(proposal, state=REJECTED, actor=actor, note=note)
    proposal_record(proposal, Action.PROPOSAL_REJECTED, actor=actor, what="rejected")
    return Decided(proposal)


def proposals_decide(
    *, proposal_ids: Sequence[uuid.UUID], decide: Callable[[uuid.UUID], Decided]
) -> tuple[list[tuple[Proposal, Undecided | None]], Job | None]:
    """Decide each by itself; return each with why it was not, and the last job.

    Raises Proposal.DoesNotExist; those before it stay decided.
    """
    outcomes: list[tuple[Proposal, Undecided | None]] = []
    job = None
    for proposal_id in proposal_ids:
        try:
            decided = decide(proposal_id)
        except AlreadyDecided as fault:
            outcomes.append((fault.proposal, fault))
        except TooManyJobs as fault:  # it waits on; those before it need their analysis
            outcomes.append((Proposal.objects.get(pk=proposal_id), fault))
        else:
            outcomes.append((decided.proposal, None))
            job = decided.job or job
    return outcomes, job


def provenance(proposal: Proposal, actor: User) -> str:
    """Return who proposed and who accepted, in a sentence that is kept with a fact."""
    agent = f'the agent "{proposal.agent}"' if proposal.agent else "an agent"
    owner = proposal.proposed_by.get_full_name() if proposal.proposed_by else "a former member"
    sentence = f"Proposed by {agent} for {owner}, accepted by {actor.get_full_name()}."
    return sentence[:WHY_LENGTH]


def _answer_write(who: _Accepting, proposal: Proposal) -> tuple[Result, Job | None]:
    content = proposal.payload
    question = _open_question(who.model, content)
    try:
        answered = question_answer(
            model=who.model,
            actor=who.actor,
            question_id=question.pk,
            value=content["value"],
            note=provenance(proposal, who.actor),
        )
    except InvalidRequest as fault:
        raise _Outdated(f"The value no longer fits the question: {_first_of(fault)}.") from fault
    return {"seq": answered.seq}, answered.job


def _open_question(model: ThreatModel, content: Mapping[str, Any]) -> Question:
    """Return the question that is answered. Raises _Outdated where the answer would replace a known fact."""
    uid, fact = content["uid"], content["fact"]
    about = Q(element__uid=uid) if content["on"] == "element" else Q(flow__uid=uid)
    asked = Question.objects.select_related("element", "flow").filter(about, model=model, fact=fact)
    question = asked.first()
    subject = (question.element or question.flow) if question else None
    if question is None or subject is None:
        raise _Outdated("The element or flow of the question has been deleted.")
    if question.answered:
        raise _Outdated("The question has been answered, or is no longer asked.")
    if subject.gone_at is not None:
        raise _Outdated("The latest import no longer finds the element or flow of the question.")
    # An edit or import states facts; their questions are closed by the analysis after it.
    if fact in subject.facts:
        raise _Outdated("The fact has been stated meanwhile, by a person or a file.")
    return question


def _mitigation_write(who: _Accepting, proposal: Proposal) -> tuple[Result, Job | None]:
    content = proposal.payload
    threats = Threat.with_possible.filter(model=who.model, number__in=content["threats"])
    left = sorted(threats.exclude(status__in=NOT_FOUND).values_list("number", flat=True))
    if not left:
        raise _Outdated("None of its threats is left: all are resolved.")
    values = {
        "threats": left,
        "control": content["control"],
        "title": content["title"],
        "description": content["description"],
        "owner": None,
        "due": None,
        "status": "planned",
    }
    try:
        made = mitigation_create(model=who.model, actor=who.actor, role=who.role, values=values)
    except InvalidRequest as fault:
        raise _Outdated(f"It no longer fits the model: {_first_of(fault)}") from fault
    return {"mitigation": made.number}, None


def _flow_write(who: _Accepting, proposal: Proposal) -> tuple[Result, Job | None]:
    content = proposal.payload
    ends = Element.objects.filter(
        model=who.model, uid__in=[content["source"], content["destination"]], gone_at=None
    )
    if ends.count() < 2:
        raise _Outdated("An end of the flow has been deleted, or the latest import no longer finds it.")
    _check_new_flow(who.model, content)
    uid = f"new:{proposal.pk.hex}"
    note = provenance(proposal, who.actor)
    facts = {name: {"value": value, "why": note} for name, value in content["facts"].items()}
    props = {key: content[key] for key in ("source", "destination", "name")}
    event = {
        "subject_type": "model",
        "what": "drew a proposed flow",
        "after": {"flow": proposal.title, "agent": proposal.agent},
    }
    ops = [{"op": "set", "on": "flow", "uid": uid, "props": {**props, "facts": facts}}]
    try:
        edited = edit_write(model=who.model, actor=who.actor, ops=ops, event=event)
    except InvalidRequest as fault:
        raise _Outdated(f"It no longer fits the model: {_first_of(fault)}") from fault
    flow_id = Flow.objects.values_list("pk", flat=True).get(model=who.model, uid=uid)
    return {"seq": edited.seq, "flow": str(flow_id)}, edited.job


def _check_new_flow(model: ThreatModel, content: Mapping[str, Any]) -> None:
    """Raise _Outdated where a flow between the ends says the same already."""
    flows = Flow.objects.filter(
        model=model, source__uid=content["source"], destination__uid=content["destination"], gone_at=None
    )
    wanted = {name: content["facts"][name] for name in ("protocol", "port") if name in content["facts"]}
    for facts in flows.values_list("facts", flat=True):
        if all(facts.get(name, {}).get("value") == value for name, value in wanted.items()):
            raise _Outdated("The model has this flow already.")


def _first_of(fault: InvalidRequest) -> str:
    """Return the first message of a refusal."""
    found: Any = next(iter(fault.problems.values()), "")
    while isinstance(found, (list, tuple, Mapping)) and found:
        found = next(iter(found.values())) if isinstance(found, Mapping) else found[0]
    return str(found)
