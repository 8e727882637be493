"""Makes the decisions of a file through the services of the pages, with the rights of the person."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.models import ThreatModel
from threatmodel.bulkhead_yaml.selectors.decisions import manual_statement
from threatmodel.bulkhead_yaml.selectors.people import MemberNames, member_names
from threatmodel.engine.analysis.stated_decisions import fingerprint_of
from threatmodel.engine.model.bulkhead_yaml_statements import threat_parts
from threatmodel.engine.model.statement_merge import WHOLE, StatementChange
from threatmodel.threats.acceptances.selectors.approvers import approvers_of_team
from threatmodel.threats.acceptances.services.acceptance_checks import NotAllowed
from threatmodel.threats.acceptances.services.requests import acceptance_request
from threatmodel.threats.choices import ESTIMATES
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.services import (
    ApproverNeeded,
    mitigation_create,
    mitigation_delete,
    mitigation_update,
)
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.services.manual_threats import (
    manual_threat_add,
    manual_threat_delete,
    manual_threat_edit,
)
from threatmodel.threats.threats.services.severity_overrides import severity_override, severity_withdraw
from threatmodel.threats.triage.services.bulk_changes import threats_change

DECISIONS: Final = ("manual_threats", "threats", "mitigations", "acceptances")  # in this order
_FAULTS: Final = (InvalidRequest, OutdatedEdit, ApproverNeeded, NotAllowed, ObjectDoesNotExist)
DECISIONS_MOST: Final = 10_000  # of one import: each is written and recorded by itself
_REST: Final = f"More than {DECISIONS_MOST:,} decisions; import the file again for the others."
_LATEST: Final = 2**62  # of events: a file is compared with the model as it is
_NOBODY: Final = (
    "No member of the team is called {}; the owner is not set. Name a member, or invite the person."
)
_SEVERAL: Final = "Several members of the team are called {}; the owner is not set. Write the e-mail address."
_TAKEN: Final = "Its uid is that of a threat that a rule finds; remove the uid."
_ONLY_THERE: Final = "Acceptances are changed and ended on their page; this change is not imported."

Json = dict[str, Any]


class NoSuchThreat(ObjectDoesNotExist):
    """The file names a threat that the model does not have."""

    def __init__(self, key: str) -> None:
        super().__init__(f"No threat {' '.join(key.split()) or 'of this name'} in this model.")


@dataclass(slots=True)
class Decider:
    """Makes changes for a person; what is refused is collected and the rest is made."""

    model: ThreatModel
    actor: User
    role: Role
    made: int = 0
    refused: list[tuple[StatementChange, str]] = field(default_factory=list)
    _names: MemberNames | None = None

    def make(self, changes: Iterable[StatementChange]) -> None:
        """Make the changes, section by section."""
        waiting: dict[tuple[str, str], list[StatementChange]] = defaultdict(list)
        for one in changes:
            waiting[one.section, one.key].append(one)
        handlers: Mapping[str, Callable[[str, list[StatementChange]], None]] = {
            "manual_threats": self._manual_threat,
            "threats": self._threat,
            "mitigations": self._mitigation,
            "acceptances": self._acceptance,
        }
        for section in DECISIONS:
            for key, about in [(key, about) for (place, key), about in waiting.items() if place == section]:
                if self.made + len(self.refused) >= DECISIONS_MOST:
                    self.refused.append((about[0], _REST))
                    return
                refused = len(self.refused)
                try:
                    with transaction.atomic():
                        handlers[section](key, about)
                    if len(self.refused) == refused or any(one.name != "owner" for one in about):
                        self.made += 1  # not for an owner alone who is nobody
                except _FAULTS as fault:
                    self.refused.append((about[0], _message(fault)))

    # --- threats

    def _threat(self, key: str, changes: list[StatementChange]) -> None:
        values = _properties(changes)
        self._organize(self._found(key), values, changes)
        for name, value in values.items():
            threat = self._found(key)
            if name == "decision":
                self._decide(threat, value)
            elif name == "severity":
                self._override(threat, value)

    def _decide(self, threat: Threat, decision: Json | None) -> None:
        stated = decision or {"status": "open", "reason": ""}
        threat_decide(
            model_id=self.model.pk,
            actor=self.actor,
            number=threat.number,
            status=stated["status"],
            reason=stated["reason"],
        )

    def _organize(self, threat: Threat, values: Json, changes: Iterable[StatementChange]) -> None:
        """Set owner, due date and tags, as the list of threats does."""
        change: Json = {}
        if "owner" in values:
            change |= self._owner(values["owner"], changes)
        if "due" in values:
            change["due"] = values["due"]
        if "tags" in values:
            present = set(threat.tags.values_list("name", flat=True))
            wanted = {*(values["tags"] or ())}
            change |= {"tags_add": sorted(wanted - present), "tags_remove": sorted(present - wanted)}
        if not change:
            return
        outcome = threats_change(
            model=self.model,
            actor=self.actor,
            role=self.role,
            selection={"filter": None, "all": False, "numbers": [threat.number], "groups": []},
            seen={"event": _LATEST, "threat": threat.number},
            change=change,
        )
        if outcome.left:
            raise InvalidRequest({"threats": list(outcome.left.values())})

    def _owner(self, text: str | None, changes: Iterable[StatementChange]) -> Json:
        """The owner as services take it; a refusal where the text means no member, or several."""
        meant = self._members().meant(text) if text else ()
        if not text or len(meant) == 1:
            return {"owner": str(meant[0].pk) if meant else None}
        about = next(one for one in changes if one.name in ("owner", WHOLE))
        self.refused.append((about, (_SEVERAL if meant else _NOBODY).format(text)))
        return {}

    def _members(self) -> MemberNames:
        """The members of the team, read once for all changes."""
        if self._names is None:
            self._names = member_names(team_id=self.model.team_id)
        return self._names

    def _override(self, threat: Threat, severity: Json | None) -> None:
        parts: Json = {
            "model": self.model, "actor": self.actor, "number": threat.number, "version": threat.version
        }  # fmt: skip
        if severity is None:
            severity_withdraw(**parts)
        else:
            severity_override(**parts, severity=severity["level"], reason=severity["reason"])

    def _manual_threat(self, key: str, changes: list[StatementChange]) -> None:
        values = _properties(changes)
        _check_title(values)
        known = Threat.with_possible.select_related("manual").filter(
            model=self.model, fingerprint=key, rule=""
        ).first()  # fmt: skip
        if changes[0].name == WHOLE and changes[0].given is None:
            if known:
                manual_threat_delete(
                    model=self.model, actor=self.actor, number=known.number, version=known.version
                )
            return
        if known is None and Threat.with_possible.filter(model=self.model, fingerprint=key).exists():
            raise InvalidRequest({"uid": [_TAKEN]})
        content = values if known is None else _content(known) | values
        wanted = {name: content[name] for name in ("title", "severity", "categories", "references")}
        wanted |= {"description": content["description"], "uid": content["element"]}
        wanted["on"] = self._on(content["element"])
        if known is None:
            number = manual_threat_add(model=self.model, actor=self.actor, values=wanted, fingerprint=key)
        else:
            number = known.number
            manual_threat_edit(
                model=self.model, actor=self.actor, number=number, version=known.version, values=wanted
            )
        threat = Threat.with_possible.get(model=self.model, number=number)
        self._organize(threat, values, changes)
        if "decision" in values:
            self._decide(threat, values["decision"])

    def _on(self, uid: str) -> str:
        if not uid:
            return "model"
        return "flow" if self.model.flows.filter(uid=uid).exists() else "element"

    # --- mitigations

    def _mitigation(self, key: str, changes: list[StatementChange]) -> None:
        values = _properties(changes)
        if changes[0].name == WHOLE and changes[0].given is None:
            mitigation_delete(model=self.model, actor=self.actor, number=_number(key))
        elif changes[0].name == WHOLE:
            threats = [self._found(one).number for one in values["threats"]]
            wanted = {
                "owner": None,
                "tags": [],
                **self._mitigation_values(values, changes),
                "threats": threats,
            }
            mitigation_create(model=self.model, actor=self.actor, role=self.role, values=wanted)
        else:
            _check_title(values)
            wanted = self._mitigation_values(values, changes)
            if "threats" in values:
                wanted["threats"] = self._treated(key, values["threats"] or [])
            if wanted.pop("control", None) is not None:
                raise InvalidRequest({"control": ["The control of a mitigation cannot be changed."]})
            mitigation_update(
                model=self.model, actor=self.actor, role=self.role, number=_number(key), changes=wanted
            )

    def _mitigation_values(self, values: Json, changes: Iterable[StatementChange]) -> Json:
        texts = ("title", "control", "status", "description")
        found = {name: values[name] or "" for name in texts if name in values}
        found |= {name: _estimate(name, values[name]) for name in ESTIMATES if name in values}
        if "due" in values:
            found["due"] = date.fromisoformat(values["due"]) if values["due"] else None
        if "tags" in values:
            found["tags"] = values["tags"] or []
        if "owner" in values:
            owner = self._owner(values["owner"], changes)
            found |= {name: uuid.UUID(key) if key else None for name, key in owner.items()}
        return found

    def _treated(self, key: str, wanted: Iterable[str]) -> list[int]:
        """The numbers of the threats; those that the file cannot name stay."""
        numbers = {self._found(one).number for one in wanted}
        mitigation = Mitigation.objects.get(model=self.model, number=_number(key))
        gone = mitigation.threats(manager="with_possible").exclude(subject_uid="")
        unnamed = gone.filter(element=None, flow=None).values_list("number", flat=True)
        return sorted({*numbers, *unnamed})

    # --- acceptances

    def _acceptance(self, key: str, changes: list[StatementChange]) -> None:
        if changes[0].name != WHOLE or changes[0].given is None or changes[0].is_conflict:
            raise InvalidRequest({"acceptances": [f"{key}: {_ONLY_THERE}"]})
        values = changes[0].given
        threats = [self._found(one).pk for one in values["threats"]]
        acceptance_request(
            model=self.model,
            actor=self.actor,
            threats=Threat.with_possible.filter(model=self.model, pk__in=threats),
            values={
                "justification": values["justification"],
                "conditions": values["conditions"],
                "residual_risk": values["residual_risk"],
                "expires_on": date.fromisoformat(values["expires"]),
                "approvers": self._approvers(values["approved_by"]),
            },
        )

    def _approvers(self, name: str) -> list[uuid.UUID]:
        """Whoever is named, where another person of that name may approve; else all others who may."""
        others = approvers_of_team(team_id=self.model.team_id).exclude(user=self.actor)
        people = [one.user for one in others]
        named = [one.pk for one in people if name in (one.get_full_name(), one.email)]
        return named or [one.pk for one in people]

    def _found(self, key: str) -> Threat:
        """The threat that a key names; a fingerprint of another rule or element names none."""
        rule, uid, _ = threat_parts(key)
        named = {"rule": rule, "subject_uid": uid} if rule else {"rule": ""}
        threats = Threat.with_possible.filter(model=self.model, fingerprint=fingerprint_of(key), **named)
        found = threats.first()
        if found is None:
            raise NoSuchThreat(key)
        return found


def _properties(changes: Iterable[StatementChange]) -> Json:
    """All properties that change, None where one is taken back."""
    found: Json = {}
    for one in changes:
        if one.name != WHOLE:
            found[one.name] = one.given
        else:
            found |= dict(one.given) if one.given is not None else dict.fromkeys(one.present)
    return found


def _estimate(name: str, value: Any) -> Any:
    """An estimate as its column has it, also where the file states none any more."""
    column = Mitigation._meta.get_field(name)  # noqa: SLF001 (Django's public _meta)
    return column.get_default() if value is None else value  # type: ignore[union-attr]


def _check_title(values: Json) -> None:
    """Raise InvalidRequest for a title without a word."""
    if values.get("title") is not None and not values["title"].strip():
        raise InvalidRequest({"title": ["Enter a title."]})


def _content(threat: Threat) -> Json:
    """What a threat by hand says now."""
    return dict(manual_statement(threat).values)


def _number(key: str) -> int:
    digits = key[1:]
    if not digits.isascii() or not digits.isdigit():
        raise Mitigation.DoesNotExist(f"No mitigation is called {key}.")
    return int(digits)


def _message(fault: Exception) -> str:
    if isinstance(fault, InvalidRequest):
        problems = fault.problems.values()
        return " ".join(str(text) for one in problems for text in ([one] if isinstance(one, str) else one))
    return str(fault) or "Not possible."
