"""The API has generous limits for each person and address, and tells when to come back."""

from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People, client_of
from threatmodel.api.throttling import Counts, counts
from threatmodel.architecture.models import ThreatModel

RATES = {"person": 1000, "expensive": 1000, "address": 1000, "anonymous": 1000}


@pytest.fixture(autouse=True)
def _one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no minute end in the middle of a test."""
    monkeypatch.setattr(counts, "_clock", lambda: 30.0)


def limit(settings: Settings, **rates: int) -> None:
    settings.API_RATES = RATES | rates


def codes(client: APIClient, path: str, times: int) -> list[int]:
    return [client.get(path).status_code for _ in range(times)]


def test_a_person_with_too_many_requests_gets_retry_after(
    alice: APIClient, bob: APIClient, settings: Settings
) -> None:
    limit(settings, person=3)

    assert codes(alice, "/api/teams/", 4) == [200, 200, 200, 429]
    refused = alice.get("/api/session/")

    assert refused.status_code == 429
    seconds = int(refused["Retry-After"])
    assert 1 <= seconds <= 60
    assert refused.json() == {"detail": f"Too many requests. Try again in {seconds} seconds."}
    assert codes(bob, "/api/teams/", 3) == [200, 200, 200]


def test_one_person_is_counted_together_over_all_sessions(cast: People, settings: Settings) -> None:
    limit(settings, person=3)

    together = [client_of(cast.bob).get("/api/teams/").status_code for _ in range(4)]

    assert together == [200, 200, 200, 429]


def test_signed_out_requests_of_one_address_share_a_smaller_limit(cast: People, settings: Settings) -> None:
    limit(settings, anonymous=2)
    here, elsewhere = APIClient(REMOTE_ADDR="10.0.0.1"), APIClient(REMOTE_ADDR="10.0.0.2")

    assert codes(here, "/api/session/", 3) == [200, 200, 429]
    assert codes(elsewhere, "/api/session/", 2) == [200, 200]
    member = client_of(cast.bob)
    member.defaults["REMOTE_ADDR"] = "10.0.0.1"
    assert codes(member, "/api/teams/", 3) == [200, 200, 200]


def test_one_address_has_an_end_too(cast: People, settings: Settings) -> None:
    limit(settings, address=4)

    both = [client_of(user).get("/api/teams/").status_code for user in (cast.alice, cast.bob) * 3]

    assert both == [200, 200, 200, 200, 429, 429]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/models/{model}/comparison/?before=0&after=now"),
        ("get", "/api/models/{model}/comparison/threats/?before=0&after=now"),
        ("post", "/api/models/{model}/imports/"),
        ("post", "/api/models/{model}/imports/previews/"),
        ("post", "/api/models/{model}/analyses/"),
        ("post", "/api/teams/{team}/imports/"),
    ],
)
def test_what_costs_much_has_a_limit_of_its_own(
    method: str, path: str, cast: People, bob: APIClient, settings: Settings
) -> None:
    model = ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.bob)
    limit(settings, expensive=2)
    address = path.format(model=model.pk, team=cast.team.pk)

    answers = [getattr(bob, method)(address).status_code for _ in range(3)]

    assert answers[:2].count(429) == 0
    assert answers[2] == 429
    assert bob.get(f"/api/models/{model.pk}/imports/").status_code == 200


def test_reading_a_list_beside_what_costs_much_is_not_expensive(
    cast: People, bob: APIClient, settings: Settings
) -> None:
    model = ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.bob)
    limit(settings, expensive=0)

    assert bob.get(f"/api/models/{model.pk}/analyses/").status_code == 200


def test_limits_hold_while_redis_is_away(alice: APIClient, settings: Settings) -> None:
    limit(settings, person=2)
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert codes(alice, "/api/teams/", 3) == [200, 200, 429]


def test_a_new_minute_begins_anew() -> None:
    now = [30.0]
    own = Counts(clock=lambda: now[0])
    first = [own.count("a"), own.count("a"), own.count("b")]
    left = own.left_s()

    now[0] = 60.0

    assert (first, left) == ([1, 2, 1], 30)
    assert own.count("a") == 1


def test_a_proxy_is_believed_only_as_often_as_there_are_proxies(cast: People, settings: Settings) -> None:
    """Whoever makes up addresses is counted by the one that the server saw."""
    limit(settings, anonymous=2)
    stranger: Any = APIClient()

    answers = [
        stranger.get("/api/session/", headers={"X-Forwarded-For": f"10.9.0.{n}"}).status_code
        for n in range(3)
    ]

    assert answers == [200, 200, 429]


@pytest.mark.parametrize(
    "path", ["account/export/", "teams/{team}/export/", "teams/{team}/audit-events/download/?type=csv"]
)
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")
def test_downloads_of_everything_count_as_expensive(
    alice: APIClient, cast: People, settings: Settings, path: str
) -> None:
    limit(settings, expensive=1)

    assert codes(alice, "/api/" + path.format(team=cast.team.pk), 2) == [200, 429]
