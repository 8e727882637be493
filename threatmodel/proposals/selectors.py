"""Reads of proposals."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.api.selectors.threat_subjects import Subject, subject_row, subjects_by_uid
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.library.selectors.team_library import controls_by_id
from threatmodel.proposals.choices import ANSWER, FLOW, KINDS, MITIGATION, PENDING
from threatmodel.proposals.models import Proposal
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors.questions import question_type
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]


def proposals_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Proposal]:
    """Proposals of a model that match the filters of ProposalQuery, in its order."""
    found = Proposal.objects.filter(model=model)
    if query["state"]:
        found = found.filter(state__in=query["state"])
    if query["kind"]:
        found = found.filter(kind__in=query["kind"])
    if query["element"]:
        uids = [
            *Element.objects.filter(model=model, pk=query["element"]).values_list("uid", flat=True),
            *Flow.objects.filter(model=model, pk=query["element"]).values_list("uid", flat=True),
        ]
        found = found.filter(Q(subject_uid__in=uids) | Q(other_uid__in=uids))
    if words := query["search"]:
        found = found.filter(
            Q(title__icontains=words) | Q(reason__icontains=words) | Q(agent__icontains=words)
        )
    return found.order_by(*query["ordering"])


def proposal_counts(*, model: ThreatModel) -> Row:
    """How many proposals of a model wait for a person, in all and by kind, and how many ended. One query."""
    groups = Proposal.objects.filter(model=model).order_by().values_list("state", "kind")
    waiting, ended = dict.fromkeys(KINDS, 0), 0
    for state, kind, number in groups.annotate(number=Count("id")):
        if state == PENDING:
            waiting[kind] = number
        else:
            ended += number
    return {"pending": sum(waiting.values()), "ended": ended, **waiting}


def proposal_row(proposal: Proposal) -> Row:
    """Return one proposal as the API shows it."""
    return proposal_rows(Proposal.objects.filter(pk=proposal.pk))[0]


def proposal_receipt(proposal: Proposal) -> Row:
    """Return what has become of a proposal, without what it names: for tokens that may not read the model."""
    return {
        "id": proposal.pk,
        "kind": proposal.kind,
        "state": proposal.state,
        "created_at": proposal.created_at,
        "decided_at": proposal.decided_at,
        "token": {"id": None, "name": ""},
        **dict.fromkeys(("title", "reason", "agent", "note", "outdated_because"), ""),
        **dict.fromkeys(("proposed_by", "decided_by", "result", *KINDS)),
    }


def proposal_rows(proposals: QuerySet[Proposal]) -> list[Row]:
    """Proposals of one model as the API lists them. Six queries at most."""
    rows = list(proposals.select_related("model", "token", "proposed_by", "decided_by"))
    if not rows:
        return []
    model = rows[0].model
    contents = {
        ANSWER: _answers(model, [row for row in rows if row.kind == ANSWER]),
        MITIGATION: _mitigations(model, [row for row in rows if row.kind == MITIGATION]),
        FLOW: _flows(model, [row for row in rows if row.kind == FLOW]),
    }
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "state": row.state,
            "title": row.title,
            "reason": row.reason,
            "agent": row.agent,
            "token": {"id": row.token_id, "name": row.token_name},
            "proposed_by": person_row(row.proposed_by),
            "created_at": row.created_at,
            "decided_by": person_row(row.decided_by),
            "decided_at": row.decided_at,
            "note": row.note,
            "outdated_because": row.outdated_because,
            **{kind: contents[kind].get(row.pk) for kind in KINDS},
            "result": row.result,
        }
        for row in rows
    ]


def _answers(model: ThreatModel, rows: Sequence[Proposal]) -> dict[uuid.UUID, Row]:
    if not rows:
        return {}
    uids = {row.subject_uid for row in rows}
    subjects = subjects_by_uid(model_id=model.pk, uids=uids)
    about = Q(element__uid__in=uids) | Q(flow__uid__in=uids)
    asked = Question.objects.filter(about, model=model, answered=False)
    open_ones = {
        (element or flow, fact): key
        for key, element, flow, fact in asked.values_list("id", "element__uid", "flow__uid", "fact")
    }
    return {row.pk: _answer(row.payload, subjects, open_ones) for row in rows}


def _answer(
    content: Mapping[str, Any],
    subjects: Mapping[str, Subject],
    open_ones: Mapping[tuple[str, str], uuid.UUID],
) -> Row:
    uid, fact = content["uid"], content["fact"]
    known = subjects.get(uid)
    kind = known.kind if known else "flow" if content["on"] == "flow" else ""
    return {
        "question": open_ones.get((uid, fact)),
        "subject": _subject(uid, content["names"][uid], subjects, on=content["on"]),
        "fact": fact,
        **question_type(kind, fact),
        "text": content["text"],
        "value": content["value"],
    }


def _mitigations(model: ThreatModel, rows: Sequence[Proposal]) -> dict[uuid.UUID, Row]:
    if not rows:
        return {}
    numbers = {number for row in rows for number in row.payload["threats"]}
    found = Threat.with_possible.filter(model=model, number__in=numbers)
    threats = {
        row["number"]: row for row in found.values("number", "title", "severity", "status").order_by("number")
    }
    ids = {row.payload["control"] for row in rows} - {""}
    controls = controls_by_id(team_id=model.team_id, ids=sorted(ids))
    made = {}
    for row in rows:
        content = row.payload
        known = controls.get(content["control"])
        wanted = content["threats"]
        made[row.pk] = {
            "title": content["title"],
            "control": content["control"] or None,
            "control_title": known.title if known else None,
            "description": content["description"],
            "threats": [
                {
                    "number": number,
                    "title": threats[number]["title"],
                    "severity": threats[number]["severity"],
                    "status": threats[number]["status"],
                }
                for number in wanted
                if number in threats
            ],
            "missing_threats": [number for number in wanted if number not in threats],
        }
    return made


def _flows(model: ThreatModel, rows: Sequence[Proposal]) -> dict[uuid.UUID, Row]:
    if not rows:
        return {}
    uids = {uid for row in rows for uid in (row.subject_uid, row.other_uid)}
    subjects = subjects_by_uid(model_id=model.pk, uids=uids)
    return {row.pk: _flow(row.payload, subjects) for row in rows}


def _flow(content: Mapping[str, Any], subjects: Mapping[str, Subject]) -> Row:
    names = content["names"]
    return {
        **{end: _subject(content[end], names[content[end]], subjects) for end in ("source", "destination")},
        "name": content["name"],
        "facts": [
            {"fact": name, **question_type("flow", name), "value": value}
            for name, value in content["facts"].items()
        ],
    }


def _subject(uid: str, name: str, subjects: Mapping[str, Subject], *, on: str = "element") -> Row:
    """Return the subject as it is called now, or as it was called once it was deleted."""
    known = subjects.get(uid)
    if known is None:
        return {"type": on, "id": None, "uid": uid, "name": name, "kind": None}
    return subject_row(known.element_id or known.flow_id, uid=uid, name=known.name, kind=known.kind)
