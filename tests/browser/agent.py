"""A program that proposes changes with an API token of a person."""

import json
import urllib.request
from collections.abc import Mapping
from typing import Any

from tests.services.visitor import PASSWORD, Visitor

TOOLS = ("get_model", "list_questions", "propose_answer")


class Agent:
    """Has a token that reads and proposes, and names itself."""

    def __init__(self, owner: Visitor, *, name: str = "Coder 2.1") -> None:
        self._url, self._name = owner.url, name
        team = owner.get("/api/teams/")["results"][0]["id"]
        owner.post("/_allauth/browser/v1/auth/reauthenticate", {"password": PASSWORD})
        token = {"name": "Agent", "team": team, "scopes": ["read", "propose"], "tools": TOOLS}
        self._secret = owner.post("/api/account/tokens/", token)["secret"]

    def propose(self, model: str, reason: str, **content: Mapping[str, Any]) -> dict[str, Any]:
        """Propose an answer, a mitigation or a flow, by its name; return the proposal."""
        [kind] = content
        body = json.dumps({"kind": kind, "reason": reason, **content}).encode()
        request = urllib.request.Request(f"{self._url}/api/models/{model}/proposals/", data=body)
        request.add_header("Authorization", f"Bearer {self._secret}")
        request.add_header("Content-Type", "application/json")
        request.add_header("Bulkhead-Agent", self._name)
        with urllib.request.urlopen(request) as response:
            made: dict[str, Any] = json.load(response)
        return made
