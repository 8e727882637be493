"""Mitigations, attackers and crown jewels of a report of a version are those that it had."""

from typing import Any

from rest_framework.test import APIClient

from tests.attack_paths.test_attackers_and_crown_jewels import OPERATOR, ORDERS, made
from tests.people import People
from tests.reports.test_version_reports import read, section_of
from tests.shop_model import socket_threat
from threatmodel.accounts.choices import Role
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.services.versions import version_create
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.services import mitigation_create, mitigation_delete, mitigation_update
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.services.bulk_changes import threats_change


def mitigation(model: ThreatModel, cast: People, title: str, *threats: int) -> Mitigation:
    values = {
        "title": title, "description": "", "control": None, "owner": cast.anna.pk, "due": None,
        "status": "planned", "threats": threats,
    }  # fmt: skip
    return mitigation_create(model=model, actor=cast.bob, role=Role.EDITOR, values=values)


def attach(model: ThreatModel, cast: People, threat: int, number: int) -> None:
    threats_change(
        model=model,
        actor=cast.bob,
        role=Role.EDITOR,
        selection={"filter": None, "all": False, "numbers": [threat], "groups": []},
        seen={"event": 2**62, "threat": 10**6},
        change={"mitigation": number},
    )


def test_mitigations_are_those_of_the_day_of_the_version(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    socket = socket_threat(model).number
    other = Threat.objects.filter(model=model).exclude(number=socket).earliest("number").number
    first, second, third = (
        mitigation(model, cast, title, *threats)
        for title, threats in (("Drop the socket", [socket]), ("Filter calls", []), ("Rotate keys", [other]))
    )
    attach(model, cast, other, second.number)
    asked = {"version": str(version_create(model=model, actor=cast.bob, name="1").pk)}
    before = read(bob, model, **asked, sections=["mitigations"])

    changes: dict[str, Any] = {"status": "implemented", "title": "Renamed", "owner": None, "threats": [other]}
    parts: dict[str, Any] = {"model": model, "actor": cast.bob}
    mitigation_update(**parts, role=Role.EDITOR, number=first.number, changes=changes)
    attach(model, cast, socket, second.number)
    mitigation_delete(**parts, number=third.number)
    mitigation(model, cast, "Came later", socket)

    after = read(bob, model, **asked, sections=["mitigations"])
    assert section_of(after, "Mitigations by owner") == section_of(before, "Mitigations by owner")
    rows = [line.split("|") for line in after.splitlines() if line.startswith("| M")]
    assert [[cell.strip() for cell in row[1:4]] for row in rows] == [
        [f"M{one.number}", title, "Planned"]
        for one, title in ((first, "Drop the socket"), (second, "Filter calls"), (third, "Rotate keys"))
    ]
    assert [row[7].strip() for row in rows] == [f"T{socket}", f"T{other}", f"T{other}"]
    assert "### Anna (3)" in after
    now = read(bob, model, sections=["mitigations"])
    assert "Came later" in now
    assert "Rotate keys" not in now


def test_attackers_and_crown_jewels_are_those_that_the_version_had(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    address = f"/api/models/{model.pk}/attack-paths/"
    operator = made(bob, f"{address}attackers/", OPERATOR)
    jewel = made(bob, f"{address}crown-jewels/", ORDERS)
    asked = {"version": str(version_create(model=model, actor=cast.bob, name="1").pk)}
    before = read(bob, model, **asked, sections=["attack-paths"])

    renamed = {**OPERATOR, "name": "Somebody else", "skill": "hard", "version": 1}
    assert bob.put(f"{address}attackers/{operator['id']}/", renamed, format="json").status_code == 200
    assert bob.delete(f"{address}crown-jewels/{jewel['id']}/?version=1").status_code == 204
    later = {**ORDERS, "uid": "compose:shop", "title": "Came later"}
    made(bob, f"{address}crown-jewels/", later)

    assert "Orders of customers" in before
    assert "Operator with stolen laptop" in before
    assert read(bob, model, **asked, sections=["attack-paths"]) == before
