"""Changes of a file as the preview shows them: what each is about, and its values in words."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.bulkhead_yaml.services.file_changes import TextChanges
from threatmodel.engine.model.bulkhead_yaml_statements import FACT, Statement, relation_parts, threat_parts
from threatmodel.engine.model.statement_merge import WHOLE, StatementChange

LISTED: Final = 500
_TEXT: Final = 160
_TITLES: Final = {
    "manual_threats": "title",
    "mitigations": "title",
    "acceptances": "justification",
    "elements": "name",
}

Json = dict[str, Any]
Places = Mapping[tuple[str, str], Statement]


def change_rows(found: TextChanges) -> Json:
    """Return the changes, conflicts first, with how many there are of each kind."""
    ordered = sorted(found.changes, key=lambda one: not one.is_conflict)
    listed = ordered[:LISTED]
    about = {(one.section, one.key) for one in listed}
    present, given = (
        {(one.section, one.key): one for one in side.items if (one.section, one.key) in about}
        for side in (found.present, found.given)
    )
    return {
        "base_known": found.base_known,
        "count": len(ordered),
        "conflicts": sum(one.is_conflict for one in ordered),
        "listed": LISTED,
        "changes": [_row(one, found, present, given) for one in listed],
    }


def _row(one: StatementChange, found: TextChanges, present: Places, given: Places) -> Json:
    return {
        "id": one.id,
        "section": one.section,
        "subject": change_subject(one, found),
        "property": one.name.removeprefix(FACT),
        "change": one.change,
        "conflict": one.is_conflict,
        "base": value_text(one.base),
        "present": value_text(one.present),
        "given": value_text(one.given),
        "by": _said_by(one, present),
        "given_by": _said_by(one, given),
        "line": found.line_of(one),
    }


def change_subject(one: StatementChange, found: TextChanges) -> str:
    """What a change is about, in words."""
    if one.section == "threats":
        rule, uid, _ = threat_parts(one.key)
        return _cut(f"{rule} on {uid}")
    if one.section == "relations":
        type_, source, target = relation_parts(one.key)
        return _cut(f"{type_.replace('_', ' ')}: {source} \u2192 {target}")
    title = _TITLES.get(one.section)
    if title is None:
        return _cut(one.key)
    versions = [
        values.get((one.section, one.key), {}) for values in (found.given.values(), found.present.values())
    ]
    named = next((values[title] for values in versions if values.get(title)), "")
    number = f"{one.key} " if one.section in ("mitigations", "acceptances") else ""
    return _cut(f"{number}{named}" or one.key)


def value_text(value: Any) -> str:
    """Return a value in a few words; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        if set(value) <= {"value", "why"}:  # a fact
            why = f" ({value['why']})" if value.get("why") else ""
            return _cut(f"{value_text(value.get('value'))}{why}")
        filled = [(key, value_text(part)) for key, part in value.items()]
        return _cut("; ".join(f"{key.removeprefix(FACT)}: {text}" for key, text in filled if text))
    if isinstance(value, list):
        return _cut(", ".join(" ".join(value_text(part).split()) for part in value)) or "none"
    return _cut(" ".join(str(value).split()))


def _said_by(one: StatementChange, statements: Places) -> str:
    """Who stated a fact, and when."""
    statement = statements.get((one.section, one.key))
    if one.name == WHOLE or statement is None:
        return ""
    note = statement.notes.get(one.name, {})
    return ", ".join(note[key] for key in ("by", "at") if note.get(key))


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}\u2026"
