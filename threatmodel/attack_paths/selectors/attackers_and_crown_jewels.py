"""Attackers and crown jewels as pages show them."""

import uuid
from collections.abc import Iterable
from typing import Any

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.api.selectors.threat_subjects import subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import Attacker, CrownJewel
from threatmodel.attack_paths.selectors.goals import Names, element_row, state_row
from threatmodel.engine.library.attackers_and_goals import Attacker as Profile
from threatmodel.engine.library.attackers_and_goals import load_attackers, start_rules

Row = dict[str, Any]


def attacker_rows(*, model: ThreatModel, names: Names | None = None) -> list[Row]:
    """The built-in attackers, as the team has changed them, then its own by name.

    `names` are those of all elements where the caller has them: one query, else three.
    """
    rows = list(Attacker.objects.filter(model=model).select_related("updated_by").order_by("name", "id"))
    if names is None:
        names = subjects_by_uid(model_id=model.pk, uids={uid for row in rows for uid, _ in row.starts})
    changed = {row.profile: row for row in rows if row.profile}
    found = [
        _attacker_row(changed[one.id], names) if one.id in changed else _profile_row(one)
        for one in load_attackers()
    ]
    return found + [_attacker_row(row, names) for row in rows if not row.profile]


def attacker_row(*, model: ThreatModel, key: str) -> Row | None:
    """One attacker, or None. Three queries."""
    return next((row for row in attacker_rows(model=model) if row["id"] == key), None)


def start_rule_rows() -> list[Row]:
    """The rules of the library for where attackers start."""
    return [_rule_row(name) for name in start_rules()]


def _rule_row(name: str) -> Row:
    rule = start_rules().get(name)
    return {"id": name, "title": rule.title if rule else name}


def _profile_row(profile: Profile) -> Row:
    return {
        "id": profile.id,
        "origin": "built-in",
        "name": profile.name,
        "about": profile.about,
        "motive": "",
        "skill": profile.skill,
        "resources": "",
        "counts": profile.counts,
        "enabled": True,
        "start_rules": [_rule_row(rule.id) for rule in profile.starts],
        "starts": [],
        "version": 0,
        "updated_by": None,
        "updated_at": None,
    }


def _attacker_row(row: Attacker, names: Names) -> Row:
    return {
        "id": row.profile or str(row.pk),
        "origin": "changed" if row.profile else "custom",
        "name": row.name,
        "about": row.about,
        "motive": row.motive,
        "skill": row.skill,
        "resources": row.resources,
        "counts": row.counts,
        "enabled": row.enabled,
        "start_rules": [_rule_row(name) for name in row.start_rules],
        "starts": [state_row(uid, level, names) for uid, level in row.starts],
        "version": row.version,
        "updated_by": person_row(row.updated_by),
        "updated_at": row.updated_at,
    }


def crown_jewel_rows(*, model: ThreatModel) -> list[Row]:
    """The crown jewels that people have marked, by title. Three queries."""
    return _jewel_rows(model, CrownJewel.objects.filter(model=model).order_by("title", "id"))


def crown_jewel_row(*, model: ThreatModel, key: uuid.UUID) -> Row | None:
    """One crown jewel, or None. Three queries."""
    rows = _jewel_rows(model, CrownJewel.objects.filter(model=model, pk=key))
    return rows[0] if rows else None


def _jewel_rows(model: ThreatModel, jewels: Iterable[CrownJewel]) -> list[Row]:
    rows = list(jewels)
    names = subjects_by_uid(model_id=model.pk, uids={row.element_uid for row in rows})
    return [
        {
            "id": row.pk,
            "element": element_row(row.element_uid, names),
            "level": row.level,
            "title": row.title,
            "worth": row.worth,
            "note": row.note,
            "version": row.version,
            "updated_by": person_row(row.updated_by),
            "updated_at": row.updated_at,
        }
        for row in rows
    ]
