"""Agents propose; people accept or reject, once, and what is accepted is written in their name."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.proposals.conftest import Propose, agent_client, element_of, question_of
from tests.shop_model import new_model, socket_threat
from threatmodel.api_tokens.models import ApiToken
from threatmodel.architecture.models import Change, Flow, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.audit.models import AuditEvent
from threatmodel.history.models import ModelEvent
from threatmodel.proposals import choices
from threatmodel.proposals.models import Proposal
from threatmodel.proposals.services import proposal_creation
from threatmodel.proposals.services.retention import proposals_remove_old
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat


def flow_body(model: ThreatModel, **facts: Any) -> dict[str, Any]:
    ends = {"source": str(element_of(model, "shop").pk), "destination": str(element_of(model, "proxy").pk)}
    return {"kind": "flow", "reason": "main.py:3 calls it.", "flow": {**ends, "facts": facts}}


def mitigation_body(model: ThreatModel, **values: Any) -> dict[str, Any]:
    content = {"threats": [socket_threat(model).number], "title": "Remove the socket", **values}
    return {"kind": "mitigation", "reason": "Nothing uses it.", "mitigation": content}


def decide(client: APIClient, address: str, proposal: Any, what: str = "accept") -> Any:
    return client.post(f"{address}{proposal['id']}/{what}/", {}, format="json")


def test_an_accepted_answer_is_a_fact_that_names_both(
    bob: APIClient, alice: APIClient, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    question = question_of(model)
    made = propose_answer(question)
    before = Change.objects.filter(model=model).count()
    assert (made.status_code, made.json()["state"]) == (201, "pending")
    assert question_of(model) == question  # nothing is written yet

    accepted = decide(alice, address, made.json())

    assert accepted.status_code == 200
    assert accepted.json()["proposal"]["decided_by"]["name"] == "Alice"
    assert accepted.json()["job"]["kind"] == "analyze"
    fact = Flow.objects.get(questions=question).facts[question.fact]
    assert (fact["value"], fact["origin"]) == (True, "person")
    assert fact["why"] == 'Proposed by the agent "Helper 1.0" for Bob, accepted by Alice.'
    assert Change.objects.filter(model=model).count() == before + 1
    question.refresh_from_db()
    assert question.by_person
    undone = alice.post(
        f"/api/models/{model.pk}/changes/{accepted.json()['proposal']['result']['seq']}/undo/"
    )
    assert undone.status_code == 200


def test_who_proposed_and_who_decided_is_recorded(
    alice: APIClient, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    decide(alice, address, propose_answer().json())

    events = AuditEvent.objects.filter(action__startswith="proposal.").order_by("number")
    assert [(event.action, event.actor_label) for event in events] == [
        ("proposal.created", 'agent "Helper 1.0" for Bob (token Agent)'),
        ("proposal.accepted", "Alice"),
    ]
    told = ModelEvent.objects.filter(model=model, subject_type="proposal").order_by("id")
    assert [(event.what, event.token) for event in told] == [
        ("proposed an answer", "Agent"),
        ("accepted an answer", ""),
    ]


def test_the_same_proposal_waits_once(address: str, agent: APIClient, propose_answer: Propose) -> None:
    first, again, other = propose_answer(), propose_answer(), propose_answer(value=False)

    assert [made.status_code for made in (first, again, other)] == [201, 200, 201]
    assert again.json()["id"] == first.json()["id"]
    assert agent.get(f"{address}counts/").json()["pending"] == 2


def test_a_proposal_is_decided_once(
    alice: APIClient, bob: APIClient, address: str, propose_answer: Propose
) -> None:
    made = propose_answer().json()
    decide(alice, address, made)

    for what in ("accept", "reject", "withdraw"):
        refused = decide(bob, address, made, what)
        assert (refused.status_code, refused.json()["code"]) == (409, "decided")
        assert refused.json()["detail"] == "This proposal was accepted by Alice."


def test_an_answer_that_came_first_makes_the_proposal_outdated(
    alice: APIClient, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    question = question_of(model)
    yes, no = propose_answer(question).json(), propose_answer(question, value=False).json()
    decide(alice, address, yes)

    refused = decide(alice, address, no)

    assert (refused.status_code, refused.json()["code"]) == (409, "outdated")
    assert refused.json()["proposal"]["state"] == "outdated"
    assert Flow.objects.get(questions=question).facts[question.fact]["value"] is True
    assert decide(alice, address, no).json()["code"] == "decided"


def test_what_was_deleted_makes_its_proposals_outdated(
    cast: People, alice: APIClient, agent: APIClient, model: ThreatModel, address: str
) -> None:
    flow = agent.post(address, flow_body(model, protocol="https"), format="json").json()
    uid = element_of(model, "proxy").uid
    ops = ({"op": "del", "on": "element", "uid": uid},)
    apply(model_id=model.pk, actor=cast.alice, batch=Batch("deleted", ops))

    refused = decide(alice, address, flow)

    assert (refused.status_code, refused.json()["code"]) == (409, "outdated")
    shown = agent.get(f"{address}{flow['id']}/").json()
    assert (shown["flow"]["destination"]["id"], shown["flow"]["destination"]["name"]) == (
        None,
        flow["flow"]["destination"]["name"],
    )


def test_an_accepted_flow_is_drawn_once(
    alice: APIClient, agent: APIClient, model: ThreatModel, address: str
) -> None:
    made = agent.post(address, flow_body(model, protocol="https", port=443), format="json")
    other = agent.post(address, flow_body(model, protocol="https"), format="json")
    assert made.status_code == 201

    accepted = decide(alice, address, made.json()).json()["proposal"]

    drawn = Flow.objects.get(pk=accepted["result"]["flow"])
    assert (drawn.origin, drawn.facts["port"]["value"]) == ("drawn", 443)
    assert "accepted by Alice" in drawn.facts["port"]["why"]
    assert decide(alice, address, other.json()).json()["detail"] == "The model has this flow already."


def test_an_accepted_mitigation_is_planned_for_its_threats(
    cast: People, alice: APIClient, agent: APIClient, model: ThreatModel, address: str
) -> None:
    made = agent.post(address, mitigation_body(model), format="json").json()

    accepted = decide(alice, address, made).json()["proposal"]

    mitigation = Mitigation.objects.get(model=model, number=accepted["result"]["mitigation"])
    assert (mitigation.status, mitigation.title) == ("planned", "Remove the socket")
    assert list(mitigation.threats.values_list("number", flat=True)) == made_threats(made)
    assert str(mitigation.created_by) == str(cast.alice)


def made_threats(made: Any) -> list[int]:
    return [threat["number"] for threat in made["mitigation"]["threats"]]


def test_many_are_decided_together(
    alice: APIClient, agent: APIClient, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    yes, no = propose_answer().json(), propose_answer(value=False).json()
    flow = agent.post(address, flow_body(model), format="json").json()
    body = {"decision": "accept", "proposals": [yes["id"], no["id"], flow["id"]]}

    decided = alice.post(f"{address}decide/", body, format="json")

    assert decided.status_code == 200
    assert decided.json()["decided"] == 2
    assert [one["state"] for one in decided.json()["results"]] == ["accepted", "outdated", "accepted"]
    rejected = alice.post(f"{address}decide/", {**body, "decision": "reject"}, format="json").json()
    assert (rejected["decided"], {one["state"] for one in rejected["results"]}) == (
        0,
        {"accepted", "outdated"},
    )
    unknown = {**body, "proposals": [str(model.pk)]}
    assert alice.post(f"{address}decide/", unknown, format="json").status_code == 404


def test_no_token_decides(cast: People, address: str, propose_answer: Propose) -> None:
    made = propose_answer().json()
    strong = agent_client(cast, user=cast.alice, scopes=["read", "write", "import", "propose"])

    answers = [decide(strong, address, made, what) for what in ("accept", "reject")]
    body = {"decision": "accept", "proposals": [made["id"]]}
    answers.append(strong.post(f"{address}decide/", body, format="json"))

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(403, "person_required")}
    assert Proposal.objects.get().state == "pending"


def test_only_its_own_token_withdraws(
    cast: People, bob: APIClient, alice: APIClient, agent: APIClient, address: str, propose_answer: Propose
) -> None:
    first, second = propose_answer().json(), propose_answer(value=False).json()

    assert decide(agent_client(cast), address, first, "withdraw").status_code == 409
    assert decide(alice, address, first, "withdraw").status_code == 409
    assert decide(agent, address, first, "withdraw").json()["state"] == "withdrawn"
    assert decide(bob, address, second, "withdraw").json()["state"] == "withdrawn"


def test_who_may_propose(
    cast: People, charlie: APIClient, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    viewer = agent_client(cast, user=cast.vera)
    reader = agent_client(cast, scopes=["read"], tools=("list_models",))
    elsewhere = agent_client(cast, user=cast.charlie, team_id=cast.other_team.pk)

    answers = [propose_answer(by=one) for one in (viewer, reader, elsewhere, charlie, client_of(None))]

    assert [one.status_code for one in answers] == [403, 403, 404, 404, 403]
    assert [one.json()["code"] for one in answers[:2]] == ["insufficient_role", "insufficient_scope"]
    other = new_model(cast.team, cast.alice, "Other")
    bound = agent_client(cast, model_id=other.pk)
    assert propose_answer(by=bound).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "answer", "reason": "r"}, "answer"),
        ({"kind": "answer", "reason": "", "answer": {"question": "x"}}, "reason"),
        ({"kind": "odd", "reason": "r"}, "kind"),
        ({"kind": "mitigation", "reason": "r", "mitigation": {"threats": [99999]}}, "mitigation"),
        (
            {"kind": "mitigation", "reason": "r", "mitigation": {"threats": [1], "control": "no-such"}},
            "mitigation",
        ),
        ({"kind": "flow", "reason": "r" * 2001, "flow": {}}, "reason"),
    ],
)
def test_bad_proposals_are_refused_by_field(
    agent: APIClient, address: str, body: dict[str, Any], field: str
) -> None:
    refused = agent.post(address, body, format="json")

    assert refused.status_code == 400
    assert field in refused.json()


def test_values_that_do_not_fit_are_refused(
    agent: APIClient, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    assert propose_answer(value="maybe").json() == {"answer": {"value": ["must be yes or no"]}}
    odd = agent.post(address, flow_body(model, review="confirmed", port=0), format="json").json()
    assert sorted(odd["flow"]["facts"]) == ["port", "review"]
    assert agent.post(address, flow_body(model, protocol="x" * 2001), format="json").status_code == 400


def test_a_model_has_a_limit_of_pending_proposals(
    monkeypatch: pytest.MonkeyPatch, propose_answer: Propose
) -> None:
    monkeypatch.setattr(proposal_creation, "PENDING_MOST", 1)

    assert [propose_answer().status_code, propose_answer(value=False).status_code] == [201, 429]
    assert choices.PENDING_MOST == 200


def test_proposals_are_listed_by_filters(
    alice: APIClient, agent: APIClient, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    answer = propose_answer().json()
    flow = agent.post(address, flow_body(model), format="json").json()
    decide(alice, address, flow, "reject")
    element = flow["flow"]["source"]["id"]

    def found(query: str) -> list[str]:
        return [row["id"] for row in alice.get(f"{address}?{query}").json()["results"]]

    assert found("") == [flow["id"], answer["id"]]
    assert found("state=pending") == [answer["id"]]
    assert found("kind=flow&state=rejected") == [flow["id"]]
    assert found("search=Helper&ordering=created_at") == [answer["id"], flow["id"]]
    assert flow["id"] in found(f"element={element}")


def test_proposals_are_counted_by_kind_until_they_end(
    alice: APIClient, agent: APIClient, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    assert alice.get(f"{address}counts/").json() == {
        "pending": 0, "ended": 0, "answer": 0, "mitigation": 0, "flow": 0,
    }  # fmt: skip

    propose_answer()
    flow = agent.post(address, flow_body(model), format="json").json()
    decide(alice, address, flow, "reject")

    assert alice.get(f"{address}counts/").json() == {
        "pending": 1, "ended": 1, "answer": 1, "mitigation": 0, "flow": 0,
    }  # fmt: skip


def test_a_tool_that_the_token_does_not_list_is_refused(cast: People, address: str) -> None:
    client = agent_client(cast, tools=("list_models",))

    refused = client.get(address, HTTP_BULKHEAD_TOOL="list_proposals")

    assert (refused.status_code, refused.json()["code"]) == (403, "tool_not_allowed")
    assert client.get(address).status_code == 200  # its scopes are those of the API


def test_the_name_of_an_agent_is_cleaned(cast: People, propose_answer: Propose) -> None:
    agent = agent_client(cast, agent="A%0Ab%E2%80%AEc%FF" + "x" * 300)

    name = propose_answer(by=agent).json()["agent"]

    assert name.startswith("A bc")
    assert len(name) <= 100


@pytest.mark.parametrize(
    "text",
    [
        "The file says DB_PASSWORD=hunter2-Kx91",
        "It calls postgres://shop:s3cr3t-9fQ@db:5432/shop directly.",
        "Key: ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "Rejects\u202e nothing\nof it.",
    ],
)
def test_secrets_and_hidden_characters_are_refused(
    agent: APIClient, model: ThreatModel, address: str, text: str
) -> None:
    in_reason = {**flow_body(model), "reason": text}

    refused = [
        agent.post(address, body, format="json")
        for body in (in_reason, mitigation_body(model, description=text), flow_body(model, description=text))
    ]

    assert [(one.status_code, list(one.json())) for one in refused] == [
        (400, ["reason"]),
        (400, ["mitigation"]),
        (400, ["flow"]),
    ]
    assert not Proposal.objects.exists()


def test_a_token_that_may_only_propose_reads_nothing_of_the_model(
    cast: People, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    """Nor what another agent proposed, or the words of threats that it names by number."""
    tools = ("propose_answer", "propose_mitigation", "withdraw_proposal")
    blind = agent_client(cast, scopes=["propose"], tools=tools)
    first = Threat.objects.filter(model=model).order_by("number")[0]
    content = {"threats": [first.number], "title": "Run it rootless"}
    body = {"kind": "mitigation", "reason": "It needs no root.", "mitigation": content}

    made = blind.post(address, body, format="json")
    known = propose_answer()
    same = propose_answer(by=blind)
    withdrawn = blind.post(f"{address}{made.json()['id']}/withdraw/")
    again = blind.post(f"{address}{made.json()['id']}/withdraw/")

    assert (made.status_code, same.status_code, withdrawn.status_code) == (201, 200, 200), made.content
    assert (again.status_code, again.json()["proposal"]["state"]) == (409, "withdrawn")
    assert same.json()["id"] == known.json()["id"]
    for row in (made.json(), same.json(), withdrawn.json(), again.json()["proposal"]):
        assert {row[name] for name in ("title", "reason", "agent", "note")} == {""}
        assert [row[name] for name in ("answer", "mitigation", "flow", "proposed_by")] == [None] * 4
    assert first.title not in made.content.decode()


def test_decided_proposals_are_removed_after_their_time_and_waiting_ones_never(
    address: str, agent: APIClient, propose_answer: Propose, settings: Settings
) -> None:
    old = propose_answer().json()["id"]
    agent.post(f"{address}{old}/withdraw/")
    waiting = propose_answer(value=False).json()["id"]
    long_ago = timezone.now() - timedelta(days=31)
    Proposal.objects.update(created_at=long_ago)
    Proposal.objects.filter(pk=old).update(decided_at=long_ago)

    settings.KEEP_PROPOSALS_DAYS = 0
    assert proposals_remove_old() == 0
    settings.KEEP_PROPOSALS_DAYS = 30
    assert proposals_remove_old() == 1
    assert str(Proposal.objects.get().pk) == waiting


def test_a_call_of_a_tool_counts_once_however_many_requests_it_needs(cast: People, address: str) -> None:
    client = agent_client(cast)
    for part in ("1", "2", "3"):
        client.get(address, HTTP_BULKHEAD_TOOL="list_proposals", HTTP_BULKHEAD_TOOL_PART=part)
    client.get(address, HTTP_BULKHEAD_TOOL="list_proposals")  # a program that numbers nothing

    assert ApiToken.objects.get().tool_calls == 2
