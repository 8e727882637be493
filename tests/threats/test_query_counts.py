"""Every list costs the number of SQL queries that tests/query_counts.json pins, whatever is in it.

When a number changes on purpose, write the new one there: the file's history is the history of the cost.
"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from tests.architecture.test_operations import change, run
from tests.pasta.rows import ROWS, add
from tests.people import People
from tests.shop_model import COMPOSE, import_text, new_model, socket_threat
from tests.threats.library_updates import age
from tests.threats.test_analyses import mitigate
from threatmodel.architecture.api.services.data_sets import Subject, data_set_create
from threatmodel.architecture.models import Element, FavoriteModel, Flow, ModelFolder, SavedView, ThreatModel
from threatmodel.assessments.services.assessments import assessment_create
from threatmodel.assessments.services.findings import finding_create
from threatmodel.attack_paths.models import Attacker, CrownJewel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.comments.services import thread_answer, thread_open
from threatmodel.history.services.versions import version_approve, version_create
from threatmodel.incident_response.services.runs import run_start
from threatmodel.incident_response.services.steps import note_add
from threatmodel.linddun_go.services.sessions import session_start
from threatmodel.linddun_go.services.votes_and_threats import card_threats_record, vote_cast
from threatmodel.proposals.services.proposal_creation import Proposer, proposal_create
from threatmodel.reviews.models import ReviewSession
from threatmodel.threats.acceptances.services.decisions import acceptances_decide
from threatmodel.threats.acceptances.services.requests import acceptance_request
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.analysis.services.library_previews import library_update_preview
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.both_databases
LIST_MOST = 13
REPORT_MOST = 18  # a stage, or a path, shows all that is known of its parts: one query for each table
REPORTS = ("/pasta/", "/attack-paths/")
COUNTS: dict[str, int] = json.loads(Path(__file__).parents[1].joinpath("query_counts.json").read_text())


@pytest.fixture
def ids(cast: People, model: ThreatModel) -> dict[str, Any]:
    """What stands in the addresses, of a model that has something of everything."""
    more = "\n".join(f"  extra{n}:\n    image: busybox:1.{n}\n    privileged: true" for n in range(30))
    import_text(
        model, cast.bob, COMPOSE.replace("  db:\n", f"{more}\n  users-db:\n    image: mysql:9\n  db:\n")
    )
    shop = [Subject("element", "compose:shop"), Subject("element", "compose:db")]
    for name in ("Orders", "Customers"):
        facts = {"classification": "confidential", "personal_data": True, "purposes": []}
        _, data_set = data_set_create(model=model, actor=cast.bob, name=name, facts=facts, on=shop)
    model_analyze(model_id=model.pk)
    SavedView.objects.create(team=model.team, model=model, owner=cast.bob, name="Edge", shared=True)
    SavedView.objects.create(team=model.team, shows="threats", owner=cast.bob, name="Urgent", shared=True)
    for words in ("Look", f"<@{cast.vera.pk}> look"):
        thread = thread_open(model=model, actor=cast.bob, text=words, on="element", uid="compose:db")
        thread_answer(model=model, actor=cast.anna, comment_id=thread.pk, text=words)
    for _ in range(3):
        mitigate(cast, model, socket_threat(model).number, 1, 2, 3)
        new_model(cast.team, cast.alice, "Another")
    _organize(cast)
    Threat.objects.filter(model=model, number__in=(1, 2)).update(owner=cast.vera)
    Mitigation.objects.filter(model=model).update(owner=cast.vera, due="2028-02-15")
    _accept_risks(cast, model)
    version = version_create(model=model, actor=cast.bob, name="Release 1")
    version_approve(model=model, actor=cast.alice, version_id=version.pk)
    for op in (change("compose:shop", x=1.0), change("compose:db", facts={"criticality": {"value": "high"}})):
        run(model, cast.bob, op)
    for start, jewel in (("shop", "db"), ("db", "shop")):
        starts = [[f"compose:{start}", "execute"]]
        Attacker.objects.create(model=model, name=start, skill="easy", counts=True, starts=starts)
        goal = {"element_uid": f"compose:{jewel}", "level": "read", "title": jewel, "worth": "high"}
        CrownJewel.objects.create(model=model, **goal)
    paths = paths_refresh(model_id=model.pk)
    assert paths is not None
    write_stages(model, cast)
    return {
        "session": play_cards(model, cast),
        "review": hold_review(model, cast).pk,
        "run": respond(model, cast),
        "assessment": assess(model, cast),
        "goal": paths.results.order_by("position").first().key,  # type: ignore[union-attr]
        "team": cast.team.pk,
        "model": model.pk,
        "element": Element.objects.get(uid="compose:proxy/proxy").pk,
        "workload": Element.objects.get(uid="compose:proxy").pk,
        "flow": Flow.objects.filter(source__uid="compose:shop").first().pk,  # type: ignore[union-attr]
        "threat": socket_threat(model).number,
        "data_set": data_set,
        "version": version.pk,
    }


def propose(model: ThreatModel, cast: People) -> None:
    """Let two agents' proposals of each kind wait."""
    proposer = Proposer(cast.bob, None, "Helper")
    asked = Question.objects.filter(model=model, answered=False, fact="criticality")
    for question in asked.exclude(element__uid="compose:db"):  # whose criticality has been stated since
        values = {"question": question.pk, "value": "high"}
        proposal_create(model=model, proposer=proposer, kind="answer", values=values, reason="It is.")
    ends = list(Element.objects.filter(model=model, kind="container").order_by("pk")[:3])
    for destination in ends[1:]:
        values = {"source": ends[0].pk, "destination": destination.pk, "name": "", "facts": {"port": 1}}
        proposal_create(model=model, proposer=proposer, kind="flow", values=values, reason="It calls.")
    for number in (1, 2):
        values = {"threats": [number], "control": "", "title": "Patch it", "description": ""}
        proposal_create(model=model, proposer=proposer, kind="mitigation", values=values, reason="Old.")


def update_library(model: ThreatModel) -> None:
    """Let the rules of this release change two threats."""
    rows = Threat.objects.filter(model=model, severity="medium")[:2]
    Threat.objects.filter(pk__in=[row.pk for row in rows]).update(severity="info")
    age(model)
    library_update_preview(model_id=model.pk)


def _organize(cast: People) -> None:
    """Let models have tags, folders, owners and a person who marked them."""
    folder = ModelFolder.objects.create(team=cast.team, name="Payments")
    for made in ThreatModel.objects.filter(team=cast.team):
        made.tags.create(name="pci")
        made.tags.create(name="web")
        FavoriteModel.objects.create(model=made, user=cast.vera)
    ThreatModel.objects.filter(name="Another").update(folder=folder, owner=None)


def write_stages(model: ThreatModel, cast: People) -> None:
    """Have rows of each kind that people write in the stages of PASTA, proposals, and a waiting library."""
    update_library(model)
    propose(model, cast)
    client = APIClient()
    client.force_login(cast.bob)
    for kind in ROWS:
        for number in (1, 2):
            name = next(iter(ROWS[kind]))
            add(client, model, kind, **({"title": f"Row {number}"} if name == "title" else {}))


def play_cards(model: ThreatModel, cast: People) -> UUID:
    """Start a session of LINDDUN GO whose first two cards get votes and threats; return its id."""
    people = [cast.bob.pk, cast.anna.pk]
    session = session_start(model=model, actor=cast.bob, categories=(), participants=people).pk
    content = {"title": "Named", "description": "", "severity": "low"}
    for card in ("L1", "L2"):
        values = {**content, "subjects": [{"on": "element", "uid": "compose:db"}]}
        for actor in (cast.bob, cast.anna):
            said: dict[str, Any] = {"answer": "applies", "note": "", "uids": ["compose:db", "compose:shop"]}
            vote_cast(model=model, actor=actor, session_id=session, card=card, **said)
            card_threats_record(model=model, actor=actor, session_id=session, card=card, values=values)
    return session


def respond(model: ThreatModel, cast: People) -> UUID:
    """Start two responses; return the id of one whose first steps have notes."""
    for _ in range(2):
        run = run_start(
            model=model, actor=cast.bob, playbook="compromised-container", element="compose:proxy"
        )
    for place in (0, 1):
        for user in (cast.bob, cast.anna):
            note_add(model=model, actor=user, run_id=run.pk, place=place, text="Seen")
    return run.pk


def assess(model: ThreatModel, cast: People) -> UUID:
    """Record two assessments that are overdue; return the id of one with findings that are linked."""
    number = socket_threat(model).number
    days = {"performed_on": date(2026, 1, 10), "next_due": date(2026, 2, 10)}
    for title in ("Test", "Test again"):
        values = {"kind": "audit", "title": title, **days}
        made = assessment_create(model=model, actor=cast.bob, values=values)
    for title in ("Socket", "Root"):
        content = {"title": title, "severity": "high", "threats": [number], "subjects": ["compose:proxy"]}
        finding_create(model=model, actor=cast.bob, assessment_id=made.pk, values=content)
    made.findings.update(techniques=["T1610", "T1611", "T1059"])
    return made.pk


def hold_review(model: ThreatModel, cast: People) -> ReviewSession:
    """A review that has ended, whose items people noted something on."""
    at = timezone.now()
    reviewed = version_create(model=model, actor=cast.bob, name="Review")
    review = ReviewSession.objects.create(
        model=model, state="ended", started_at=at, shown_at=at, ended_at=at, reviewed=reviewed
    )
    for place, number in enumerate(Threat.objects.filter(model=model).values_list("number", flat=True)[:3]):
        item = review.items.create(
            place=place, kind="threat", key=str(number), title="T", severity="high", score=70
        )
        for user in (cast.bob, cast.anna):
            item.notes.create(user=user, text="Look")
    for user in (cast.bob, cast.anna):
        review.attendances.create(user=user, joined_at=at)
    return review


def test_the_lists_cost_what_is_pinned(vera: APIClient, ids: dict[str, Any]) -> None:
    costs: dict[str, list[str]] = {}
    for address in COUNTS:
        with CaptureQueriesContext(connection) as captured:
            response = vera.get(address.format_map(ids))
        assert response.status_code == 200, (address, response.content)
        costs[address] = [query["sql"][:160] for query in captured]

    differing = {address: queries for address, queries in costs.items() if len(queries) != COUNTS[address]}
    assert not differing, json.dumps(differing, indent=1)
    for address, count in COUNTS.items():
        is_report = any(part in address for part in REPORTS)
        assert count <= (REPORT_MOST if is_report else LIST_MOST), address


def _accept_risks(cast: People, model: ThreatModel) -> None:
    """Let the team have acceptances of several threats, one of them active."""
    opened = Threat.objects.filter(model=model, status="open").order_by("number")
    numbers = list(opened.values_list("number", flat=True)[:6])
    for chosen in (numbers[:2], numbers[2:4], numbers[4:6]):
        values = {
            "justification": "Replaced soon.",
            "conditions": "",
            "residual_risk": "low",
            "expires_on": timezone.localdate() + timedelta(days=30),
            "approvers": [cast.anna.pk, cast.alice.pk],
        }
        threats = Threat.objects.filter(model=model, number__in=chosen)
        made = acceptance_request(model=model, actor=cast.bob, threats=threats, values=values)
    seen = {made.pk: made.version}
    acceptances_decide(team=cast.team, actor=cast.anna, versions=seen, decision="approve", note="")
