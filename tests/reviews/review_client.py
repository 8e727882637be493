"""How tests start, read and lead reviews."""

from typing import Any
from uuid import UUID

from rest_framework.test import APIClient

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel

Json = dict[str, Any]


def reviews(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/reviews/"


def at(model: ThreatModel, review: Json, *parts: object) -> str:
    """The address of a part of the review."""
    return reviews(model) + "/".join(str(part) for part in (review["id"], *parts)) + "/"


def start(client: APIClient, model: ThreatModel, **options: Any) -> Json:
    response = client.post(reviews(model), options, format="json")
    assert response.status_code == 201, response.content
    started: Json = response.json()
    return started


def read(client: APIClient, model: ThreatModel, review: Json) -> Json:
    response = client.get(at(model, review))
    assert response.status_code == 200, response.content
    found: Json = response.json()
    return found


def show(client: APIClient, model: ThreatModel, review: Json, place: int, left_as: str = "discussed") -> Any:
    """Show another item, from the state of the review that the client saw."""
    body = {"version": review["version"], "place": place, "left_as": left_as}
    return client.post(at(model, review, "show"), body, format="json")


def present(client: APIClient, model: ThreatModel, review: Json, person: User) -> Any:
    body = {"version": review["version"], "presenter": str(person.pk)}
    return client.put(at(model, review, "presenter"), body, format="json")


def join(client: APIClient, model: ThreatModel, review: Json) -> Any:
    return client.post(at(model, review, "attendance"))


def leave(client: APIClient, model: ThreatModel, review: Json) -> Any:
    return client.delete(at(model, review, "attendance"))


def note(client: APIClient, model: ThreatModel, review: Json, place: int, text: str) -> Any:
    return client.put(at(model, review, "items", place, "note"), {"text": text}, format="json")


def end(client: APIClient, model: ThreatModel, review: Json) -> Any:
    return client.post(at(model, review, "end"), {"version": review["version"]}, format="json")


def sign_off(client: APIClient, model: ThreatModel, review: Json, text: str = "") -> Any:
    return client.post(at(model, review, "sign-off"), {"note": text}, format="json")


def minutes(client: APIClient, model: ThreatModel, review: Json) -> Json:
    response = client.get(at(model, review, "minutes"))
    assert response.status_code == 200, response.content
    found: Json = response.json()
    return found


def status(client: APIClient, model: ThreatModel) -> Json:
    response = client.get(f"/api/models/{model.pk}/review-status/")
    assert response.status_code == 200, response.content
    found: Json = response.json()
    return found


def signed_off(bob: APIClient, anna: APIClient, model: ThreatModel) -> Json:
    """A review that Bob led and Anna signed off."""
    review = end(bob, model, start(bob, model)).json()
    response = sign_off(anna, model, review)
    assert response.status_code == 200, response.content
    found: Json = response.json()
    return found


def attendance(review: Json, person: User) -> Json:
    (found,) = [one for one in review["attendances"] if UUID(one["person"]["id"]) == person.pk]
    return dict(found)
