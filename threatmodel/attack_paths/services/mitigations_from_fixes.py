"""Makes fixes into mitigations."""

from typing import Final

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.selectors.threat_subjects import subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.selectors.applied_controls import (
    fix_title,
    mitigations_of_fixes,
    open_numbers,
    threats_treated,
)
from threatmodel.library.selectors.team_library import controls_by_id
from threatmodel.threats.mitigations.services import mitigation_create

_STATUS: Final = "planned"


class InvalidFix(InvalidRequest):
    """The fix cannot be a mitigation."""


def fix_apply(*, model: ThreatModel, actor: User, role: Role, control: str, uid: str) -> tuple[int, bool]:
    """Plan a mitigation: a control at an element or flow; return its number, and whether it is new.

    It treats the open threats there whose rules name the control. One that does so already is the answer.
    Raises InvalidFix.
    """
    known = controls_by_id(team_id=model.team_id, ids=[control]).get(control)
    if known is None:
        raise InvalidFix({"control": ["Unknown control."]})
    subject = subjects_by_uid(model_id=model.pk, uids=[uid]).get(uid)
    if subject is None:
        raise InvalidFix({"uid": ["Unknown element or flow in this model."]})
    fix = (control, uid)
    title = fix_title(known.title, subject.name)
    threats = threats_treated(model=model, fixes=[fix])
    planned = mitigations_of_fixes(
        model_id=model.pk, treated=threats, titles={fix: title}, kinds={uid: subject.kind}
    )
    if fix in planned:
        return planned[fix]["number"], False
    values = {
        "threats": open_numbers(threats[fix]),
        "control": control,
        "title": title,
        "description": "",
        "owner": None,
        "due": None,
        "status": _STATUS,
    }
    return mitigation_create(model=model, actor=actor, role=role, values=values).number, True
