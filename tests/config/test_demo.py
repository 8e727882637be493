"""The demo is loaded once, from its files, with a review under way."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import CommandError, call_command

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.config import demo
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.models import Job
from threatmodel.pasta.models import StageReview
from threatmodel.privacy_sessions.models import PrivacySession, RecordedThreat
from threatmodel.reviews.models import ReviewSession
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_the_demo_shows_what_the_product_does(db: None) -> None:
    out = load()

    assert settings.DEMO_EMAIL in out
    assert User.objects.get(email=settings.DEMO_EMAIL).check_password(settings.DEMO_PASSWORD)
    assert User.objects.filter(is_demo=True).count() == User.objects.count()
    assert EmailAddress.objects.filter(email=settings.DEMO_EMAIL, verified=True, primary=True).exists()
    assert ThreatModel.objects.filter(team__name=demo.TEAM).count() == 3
    assert not Element.objects.filter(x=None).exclude(kind="data-set").exists()
    assert Threat.objects.filter(severity="critical", disposition="open").count() >= 3
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
    stages = StageReview.objects.filter(model=session.model, approved_at__isnull=False)
    assert [one.stage for one in stages.order_by("stage")] == [1, 2, 3, 4, 5]


def test_loading_again_changes_nothing(db: None) -> None:
    load()
    before = (
        ModelEvent.objects.count(),
        Mitigation.objects.count(),
        Team.objects.count(),
        User.objects.count(),
    )

    assert "before" in load()

    assert before == (
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
