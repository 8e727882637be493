"""A threat knows since when it is closed: mitigated, resolved or ruled out; at risk it has no such time."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, FIXED, import_text, socket_threat
from tests.threats.test_analyses import mitigate
from threatmodel.accounts.choices import Role
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.choices import CLOSED
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.services import mitigation_update
from threatmodel.threats.threats.models import Threat


def decide(cast: People, model: ThreatModel, status: str) -> Threat:
    threat_decide(
        model_id=model.pk, actor=cast.bob, number=socket_threat(model).number, status=status, reason="Why"
    )
    return socket_threat(model)


def assert_closed_as_status_says() -> None:
    for status, closed_at in Threat.with_possible.values_list("status", "closed_at"):
        assert (closed_at is not None) == (status in CLOSED), status


def test_a_new_threat_is_not_closed(model: ThreatModel) -> None:
    assert socket_threat(model).closed_at is None


def test_what_is_ruled_out_is_closed_until_it_is_open_again(cast: People, model: ThreatModel) -> None:
    assert decide(cast, model, "not-applicable").closed_at is not None
    assert decide(cast, model, "open").closed_at is None
    assert decide(cast, model, "needs-info").closed_at is None


def test_it_keeps_its_time_when_an_import_no_longer_finds_it(cast: People, model: ThreatModel) -> None:
    before = decide(cast, model, "not-applicable").closed_at

    import_text(model, cast.bob, FIXED)

    gone = socket_threat(model)
    assert (gone.status, gone.closed_at) == ("resolved", before)
    import_text(model, cast.bob, COMPOSE)
    assert (socket_threat(model).status, socket_threat(model).closed_at) == ("not-applicable", before)


def test_it_is_closed_by_an_import_and_open_when_it_returns(cast: People, model: ThreatModel) -> None:
    import_text(model, cast.bob, FIXED)
    assert socket_threat(model).closed_at is not None

    import_text(model, cast.bob, COMPOSE)

    assert socket_threat(model).closed_at is None
    assert_closed_as_status_says()


def test_it_is_closed_while_its_mitigation_is_done(cast: People, model: ThreatModel) -> None:
    number = mitigate(cast, model, socket_threat(model).number).number
    for status, closed in (("implemented", True), ("planned", False)):
        mitigation_update(
            model=model, actor=cast.alice, role=Role.OWNER, number=number, changes={"status": status}
        )
        assert (socket_threat(model).closed_at is not None) == closed
    assert_closed_as_status_says()


def test_many_at_once_are_closed_and_opened_by_the_undo(
    bob: APIClient, model: ThreatModel, address: str
) -> None:
    seen = bob.get(address).json()["seen"]
    body = {
        "selection": {"numbers": [1, 2, 3]},
        "seen": seen,
        "change": {"status": "not-applicable", "reason": "Only for tests."},
    }
    group = bob.post(f"{address}changes/", body, format="json").json()["group"]
    assert Threat.objects.filter(model=model, closed_at__isnull=False).count() == 3
    assert_closed_as_status_says()

    bob.post(f"{address}changes/{group}/undo/")

    assert not Threat.objects.filter(model=model, closed_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"closed_since": "{today}"}, 1),
        ({"closed_until": "{yesterday}"}, 0),
        ({"closed_since": "{yesterday}", "closed_until": "{today}"}, 1),
        ({"seen_since": "{today}", "status": "not-applicable"}, 1),
        ({"seen_until": "{yesterday}"}, 0),
    ],
)
def test_the_list_finds_threats_by_day(
    bob: APIClient, cast: People, model: ThreatModel, address: str, query: dict[str, str], found: int
) -> None:
    closed_at: Any = decide(cast, model, "not-applicable").closed_at
    days = {"today": closed_at.date(), "yesterday": closed_at.date().replace(year=closed_at.year - 1)}

    answer = bob.get(address, {name: value.format(**days) for name, value in query.items()})

    assert answer.json()["count"] == found


def test_a_day_that_is_none_is_refused(bob: APIClient, address: str) -> None:
    answer = bob.get(address, {"closed_since": "yesterday"})

    assert answer.status_code == 400
    assert "closed_since" in answer.json()
