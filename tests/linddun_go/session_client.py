"""How tests start, read and play sessions."""

from typing import Any

from rest_framework.test import APIClient

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel

Json = dict[str, Any]
THREAT: Json = {
    "title": "Orders name the customer",
    "description": "Every consumer gets the name.",
    "severity": "high",
    "subjects": [{"on": "element", "uid": "compose:db"}],
}


def sessions(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/linddun-go/sessions/"


def start(client: APIClient, model: ThreatModel, *people: User, categories: tuple[str, ...] = ()) -> Json:
    """Start a session with these people, else with oneself."""
    body = {"categories": list(categories), "participants": [str(one.pk) for one in people]}
    response = client.post(sessions(model), body, format="json")
    assert response.status_code == 201, response.content
    started: Json = response.json()
    return started


def read(client: APIClient, model: ThreatModel, session: Json) -> Json:
    response = client.get(f"{sessions(model)}{session['id']}/")
    assert response.status_code == 200, response.content
    found: Json = response.json()
    return found


def move(client: APIClient, model: ThreatModel, session: Json, to: str = "next") -> Any:
    """Move from the state of the session that the client saw."""
    body = {"version": session["version"], "move": to}
    return client.post(f"{sessions(model)}{session['id']}/move/", body, format="json")


def finish(client: APIClient, model: ThreatModel, session: Json) -> Any:
    body = {"version": session["version"]}
    return client.post(f"{sessions(model)}{session['id']}/finish/", body, format="json")


def seat(client: APIClient, model: ThreatModel, session: Json, *people: User) -> Any:
    body = {"version": session["version"], "participants": [str(one.pk) for one in people]}
    return client.put(f"{sessions(model)}{session['id']}/participants/", body, format="json")


def vote(client: APIClient, model: ThreatModel, session: Json, card: str, **said: Any) -> Any:
    address = f"{sessions(model)}{session['id']}/cards/{card}/vote/"
    return client.put(address, {"answer": "applies", **said}, format="json")


def record(client: APIClient, model: ThreatModel, session: Json, card: str, **changed: Any) -> Any:
    address = f"{sessions(model)}{session['id']}/cards/{card}/threats/"
    return client.post(address, {**THREAT, **changed}, format="json")


def current(session: Json) -> Json:
    """The card in turn."""
    card: Json = session["cards"][session["position"]]
    return card
