"""Responses name the version of the API; other versions are refused, and what will be removed says so."""

from datetime import date

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from rest_framework.test import APIClient
from rest_framework.views import APIView

from threatmodel.api.openapi import summary_of
from threatmodel.api.versioning import ApiVersion, Deprecation

SOON = Deprecation(date(2026, 1, 1), date(2026, 7, 1), "/api/token/")


class OldView(APIView):
    deprecations = {"GET": SOON}


def answered(method: str, path: str = "/api/old/", **headers: str) -> HttpResponse:
    """Return what the middleware makes of the response of a view of which GET is deprecated."""

    def response_of(request: HttpRequest) -> HttpResponse:
        request.resolver_match = type("Match", (), {"func": OldView.as_view()})()
        return HttpResponse("done")

    request = RequestFactory().generic(method, path, headers=headers)
    return ApiVersion(response_of)(request)


def test_every_response_of_the_api_names_the_version(nobody: APIClient, alice: APIClient) -> None:
    assert nobody.get("/api/session/")["API-Version"] == "1"
    assert alice.get("/api/models/none/")["API-Version"] == "1"
    assert alice.get("/api/token/", headers={"API-Version": "1"})["API-Version"] == "1"


def test_another_version_is_refused_with_those_that_are_known(alice: APIClient) -> None:
    refused = alice.get("/api/session/", headers={"API-Version": "2"})

    assert (refused.status_code, refused["API-Version"]) == (400, "1")
    assert refused.json()["code"] == "unsupported_version"
    assert "API-Version: 1" in refused.json()["detail"]


def test_other_addresses_have_no_version() -> None:
    assert "API-Version" not in answered("GET", "/docs/", **{"API-Version": "2"})


def test_what_will_be_removed_says_when_and_what_replaces_it() -> None:
    response = answered("GET")

    assert response["Deprecation"] == "@1767225600"
    assert response["Sunset"] == "Wed, 01 Jul 2026 00:00:00 GMT"
    assert '</api/token/>; rel="successor-version"' in response["Link"]
    assert "Deprecation" not in answered("POST")


def test_nothing_is_removed_sooner_than_was_promised() -> None:
    with pytest.raises(ValueError, match="180 days"):
        Deprecation(date(2026, 1, 1), date(2026, 2, 1), "/api/token/")


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("List controls.", "List controls"),
        ("Revoke the token: it stops working at once.", "Revoke the token"),
        ("List past imports, newest first. More.", "List past imports, newest first"),
        ("Download bulkhead.yaml. It carries\nthe version.", "Download bulkhead.yaml"),
        ("", None),
    ],
)
def test_a_summary_is_the_first_sentence(text: str, summary: str | None) -> None:
    assert summary_of(text) == summary
