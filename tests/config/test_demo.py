"""The demo is loaded once, from its files, with a review under way."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Count

from tests.people import client_of
from threatmodel.accounts.models import Team, User
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.assessments.models import AssessmentFinding
from threatmodel.attack_paths.models import PathRun
from threatmodel.config.demo import load as demo
from threatmodel.config.demo.posture import BEGUN_DAYS
from threatmodel.dashboards.models import PostureSnapshot
from threatmodel.engine.analysis.risk_matrix import DEFAULT_MATRIX
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.models import Job
from threatmodel.library.choices import SEVERITIES
from threatmodel.linddun_go.models import PrivacySession, RecordedThreat
from threatmodel.pasta.models import StageReview
from threatmodel.reviews.models import ReviewSession
from threatmodel.threats.choices import OPEN
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.risk.models import RiskMethod, ThreatRating
from threatmodel.threats.risk.selectors.matrices import risk_matrix_of
from threatmodel.threats.risk.selectors.risk_appetite import above_appetite, team_matrices
from threatmodel.threats.threats.models import Threat

# The embedded mode shows it, which has SQLite; that PostgreSQL takes it is in test_demo_on_postgresql.py.
pytestmark = pytest.mark.any_database


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_the_demo_shows_what_the_product_does(demo_loaded: str) -> None:
    assert settings.DEMO_EMAIL in demo_loaded
    assert User.objects.get(email=settings.DEMO_EMAIL).check_password(settings.DEMO_PASSWORD)
    assert User.objects.filter(is_demo=True).count() == User.objects.count()
    assert EmailAddress.objects.filter(email=settings.DEMO_EMAIL, verified=True, primary=True).exists()
    assert ThreatModel.objects.filter(team__name=demo.TEAM).count() == 3
    assert not Element.objects.filter(x=None).exclude(kind="data-set").exists()
    assert Threat.objects.filter(severity="critical", status="open").count() >= 3
    assert {"planned", "in-progress", "implemented", "proposed"} <= set(
        Mitigation.objects.values_list("status", flat=True)
    )
    assert Mitigation.objects.filter(owner__isnull=False, due__isnull=False).exists()
    assert ModelEvent.objects.filter(subject_type="mitigation").exists()
    session = PrivacySession.objects.get(state="finished")
    assert session.cards.filter(state="discussed").count() == 9
    assert RecordedThreat.objects.filter(dealt__session=session).count() == 3
    assert not Job.objects.filter(kind="analyze", state="failed").exists()
    review = ReviewSession.objects.get()
    assert (review.state, len(review.minutes["decisions"])) == ("ended", 3)
    assert review.reviewed is not None
    assert [one.by.name for one in review.reviewed.approvals.all() if one.by] == ["Priya Nair"]
    found = AssessmentFinding.objects.filter(assessment__model=session.model)
    assert sorted(found.values_list("status", flat=True)) == ["confirmed", "fixed", *["open"] * 4]
    assert found.filter(status="confirmed", links__threat__isnull=False).exists()
    assert found.filter(alert_count__gt=0, links__kind="subject").count() == 2
    stages = StageReview.objects.filter(model=session.model, approved_at__isnull=False)
    assert [one.stage for one in stages.order_by("stage")] == [1, 2, 3, 4, 5]


def test_the_demo_rates_risk_in_words_of_its_own(demo_loaded: str) -> None:
    matrix = risk_matrix_of(team_id=Team.objects.get(name=demo.TEAM).pk)
    assert matrix.likelihoods != DEFAULT_MATRIX.likelihoods
    rated = RiskMethod.objects.get()
    assert (rated.model.name, rated.method) == ("Media library", "owasp")
    answered = ThreatRating.objects.all()
    assert answered.count() == 3
    columns = ("threat__likelihood", "threat__impact")
    assert len(set(answered.values_list(*columns))) == 3
    above = Threat.objects.filter(model=rated.model)
    assert above_appetite(above, team_matrices(team_ids=[rated.model.team_id])).exists()


def test_the_demo_has_three_months_of_figures_that_agree_with_its_threats(demo_loaded: str) -> None:
    shop = ThreatModel.objects.get(name="Web shop on Kubernetes")
    for model in ThreatModel.objects.filter(team__name=demo.TEAM):
        rows = list(PostureSnapshot.objects.filter(model=model).order_by("day"))
        days = [row.day for row in rows]
        assert days == [days[-1] - timedelta(days=before) for before in range(BEGUN_DAYS, -1, -1)]
        found = Threat.objects.filter(model=model)
        groups = found.filter(status__in=OPEN).values_list("severity")
        open_now = dict(groups.annotate(number=Count("*")))
        for severity in SEVERITIES:
            today = getattr(rows[-1], f"open_{severity}")
            assert today == open_now.get(severity, 0)
        assert sum(row.found for row in rows) == found.count()
        for status in ("mitigated", "resolved", "not_applicable"):
            closed = found.filter(status=status.replace("_", "-")).count()
            assert sum(getattr(row, status) for row in rows) == closed
    of_shop = PostureSnapshot.objects.filter(model=shop)
    assert Mitigation.objects.filter(model=shop, verified_by_evidence=True).exists()
    assert of_shop.latest("day").expiring == 1
    regression = of_shop.filter(found__gt=0).order_by("-day")[0]
    assert regression.open_critical + regression.open_high > 0
    assert Threat.objects.filter(model=shop, rule="container-privileged").exists()


def test_the_demo_shop_has_attackers_and_crown_jewels(demo_loaded: str) -> None:
    shop = ThreatModel.objects.get(name="Web shop on Kubernetes")
    own = shop.attackers.filter(profile="").values_list("name", flat=True)
    assert set(own) == {"Organized fraud group", "Contractor with access to deployments"}
    run = PathRun.objects.get(model=shop)
    assert run.results.filter(goal="crown-jewel", score__isnull=False).count() == 2
    assert run.fixes
    factors = Threat.objects.filter(model=shop).values_list("factors", flat=True)
    assert "reached" in {one["value"] for found in factors for one in found if one["factor"] == "reach"}


def test_the_pasta_review_of_the_demo_shop_can_be_walked_to_its_end(
    demo_loaded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fifth stage is stale, the last two are open: what they need to be approved is there."""
    monkeypatch.setattr(settings, "DEMO", True)
    shop = ThreatModel.objects.get(name="Web shop on Kubernetes")
    address = f"/api/models/{shop.pk}/pasta/stages/"
    approvers = [client_of(User.objects.get(name=name)) for name in ("Priya Nair", "Demo")]
    before = {one["number"]: one for one in approvers[0].get(address).json()}
    assert [number for number, one in before.items() if one["status"] != "approved"] == [5, 6, 7]

    for number in (5, 6, 7):
        stages = {one["number"]: one for one in approvers[0].get(address).json()}
        approval = {"inputs_hash": stages[number]["inputs_hash"], "note": "Read by both."}
        answers = [client.post(f"{address}{number}/approval/", approval) for client in approvers]
        assert 204 in {answer.status_code for answer in answers}, [answer.json() for answer in answers]

    assert {one["status"] for one in approvers[0].get(address).json()} == {"approved"}


def test_loading_again_changes_nothing(demo_loaded: str) -> None:
    before = (
        PostureSnapshot.objects.count(),
        ModelEvent.objects.count(),
        Mitigation.objects.count(),
        Team.objects.count(),
        User.objects.count(),
    )

    assert "before" in load()

    assert before == (
        PostureSnapshot.objects.count(),
        ModelEvent.objects.count(),
        Mitigation.objects.count(),
        Team.objects.count(),
        User.objects.count(),
    )


def test_a_model_that_cannot_be_loaded_is_taken_away_again(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("demo")
    (folder / "shop-kubernetes").mkdir()
    (folder / "shop-kubernetes" / "broken.yaml").write_text("a: [")
    monkeypatch.setattr(demo, "FOLDER", folder)

    with pytest.raises(CommandError, match="shop-kubernetes"):
        load()

    assert not ThreatModel.objects.exists()
