"""Owners, due dates, tags and estimates go through bulkhead.yaml in both directions."""

from datetime import date
from typing import Any

import yaml

from tests.bulkhead_yaml.test_file_imports import IN_A_MONTH, bring, decide_much, edited, mitigate
from tests.people import People
from tests.shop_model import socket_threat
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.bulkhead_yaml.services.file_versions import text_write
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.services import mitigation_update
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


def test_owners_due_dates_tags_and_estimates_come_from_the_file(cast: People, model: ThreatModel) -> None:
    decide_much(model, cast)
    content = yaml.safe_load(text_write(model=model))
    planned = next(one for one in content["mitigations"].values() if one["title"] == "Fix planned")
    planned |= {"owner": "BOB", "due": "2031-05-01", "effort": "XL", "cost": 250, "tags": ["web"]}
    del planned["reduction"]
    (laptop,) = content["manual_threats"].values()
    del laptop["due"], laptop["tags"]
    laptop["owner"] = cast.bob.email
    found = next(one for one in content["threats"] if "tags" in one)
    found |= {"owner": "Nobody Here", "tags": ["later"]}
    text = yaml.safe_dump(content)

    done = bring(model, cast.bob, text)

    mitigation = Mitigation.objects.get(model=model, title="Fix planned")
    assert (mitigation.owner, mitigation.due, mitigation.effort) == (cast.bob, date(2031, 5, 1), "XL")
    assert (mitigation.cost, mitigation.reduction, mitigation.tags.get().name) == (250, "", "web")
    manual = Threat.objects.get(model=model, rule="")
    assert (manual.owner, manual.due, list(manual.tags.all())) == (cast.bob, None, [])
    tagged = Threat.objects.get(model=model, tags__name="later")
    assert (tagged.owner, tagged.due) == (cast.anna, IN_A_MONTH)
    (problem,) = done.problems
    assert "No member of the team is called Nobody Here; the owner is not set." in problem.message
    assert problem.line == text[: text.index("owner: Nobody Here")].count("\n") + 1
    again = bring(model, cast.bob, text)
    assert Mitigation.objects.get(pk=mitigation.pk).version == mitigation.version
    assert [one.message for one in again.problems] == [problem.message]
    assert again.decisions == 0


def test_two_owners_of_a_mitigation_are_a_conflict(cast: People, model: ThreatModel) -> None:
    mitigate(model, cast, [socket_threat(model).number], status="planned")
    text = edited(text_write(model=model), "owner: Anna", "owner: Vera")
    parts: Json = {"model": model, "actor": cast.anna, "role": Role.OWNER, "number": 1}
    mitigation_update(**parts, changes={"owner": cast.bob.pk})

    kept = bring(model, cast.bob, text)
    owner_kept = Mitigation.objects.get(model=model).owner
    bring(model, cast.bob, text, **{"mitigations|M1|owner": "file"})

    assert "the model counts. Model: Bob. File: Vera." in kept.problems[0].message
    assert owner_kept == cast.bob
    assert Mitigation.objects.get(model=model).owner == cast.vera


def test_members_of_one_name_are_told_apart_by_their_addresses(cast: People, model: ThreatModel) -> None:
    User.objects.filter(pk=cast.bob.pk).update(name=cast.anna.name)
    mitigate(model, cast, [socket_threat(model).number], status="planned")

    text = text_write(model=model)
    several = bring(model, cast.bob, edited(text, f"owner: {cast.anna.email}", f"owner: {cast.anna.name}"))

    assert f"    owner: {cast.anna.email}\n" in text.decode()
    assert "Write the e-mail address." in several.problems[0].message


def test_a_name_that_is_the_address_of_another_member_is_not_used(cast: People, model: ThreatModel) -> None:
    User.objects.filter(pk=cast.anna.pk).update(name=cast.bob.email.upper())
    mitigate(model, cast, [socket_threat(model).number], status="planned")
    text = text_write(model=model)

    bring(model, cast.bob, edited(text, "status: planned", "status: in-progress"))

    mitigation = Mitigation.objects.get(model=model)
    assert (mitigation.status, mitigation.owner) == ("in-progress", cast.anna)


def test_an_owner_whom_the_file_calls_as_before_is_no_change(cast: People, model: ThreatModel) -> None:
    User.objects.filter(pk=cast.bob.pk).update(name=cast.anna.name)
    mitigate(model, cast, [socket_threat(model).number], status="planned")
    text = text_write(model=model)
    assert f"owner: {cast.anna.email}\n" in text.decode()
    User.objects.filter(pk=cast.bob.pk).update(name="Bob")  # so that Anna is called by her name
    parts: Json = {"model": model, "actor": cast.anna, "role": Role.OWNER, "number": 1}
    mitigation_update(**parts, changes={"owner": cast.bob.pk})

    done = bring(model, cast.bob, text)

    assert done.problems == ()
    assert Mitigation.objects.get(model=model).owner == cast.bob
