"""The attackers and crown jewels of the demo, and its attack paths."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.services.attackers_and_crown_jewels import attacker_add, crown_jewel_add
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.threats.analysis.services.apply_analysis import model_analyze

Json = dict[str, Any]
_ATTACKERS: Final[Mapping[str, tuple[Json, ...]]] = {
    "shop-kubernetes": (
        {
            "name": "Organized fraud group",
            "about": "Sells payment data, has time, and pays others for access.",
            "motive": "Payment data that can be sold",
            "skill": "hard",
            "resources": "organization",
            "counts": True,
            "start_rules": ["internet"],
            "starts": [],
        },
        {
            "name": "Contractor with access to deployments",
            "about": "Maintains the deployment jobs, so code of theirs runs in the deploy runner.",
            "motive": "Money, or pressure from others",
            "skill": "moderate",
            "resources": "individual",
            "counts": True,
            "start_rules": [],
            "starts": [{"uid": "k8s:platform/Deployment/deploy-runner", "level": "execute"}],
        },
    ),
}
_JEWELS: Final[Mapping[str, tuple[Json, ...]]] = {
    "shop-kubernetes": (
        {
            "uid": "k8s:payments/StatefulSet/ledger",
            "level": "read",
            "title": "Payments of customers",
            "worth": "critical",
            "note": "A leak has to be reported to the bank and to the authority within 72 hours.",
        },
        {
            "uid": "k8s:shop/StatefulSet/postgres",
            "level": "read",
            "title": "Orders and addresses of customers",
            "worth": "high",
            "note": "Personal data of everybody who has ever ordered.",
        },
    ),
}


def attackers_describe(model: ThreatModel, actor: User, *, folder: str) -> None:
    """Describe who attacks the model and what is worth most in it, and compute its attack paths."""
    for attacker in _ATTACKERS.get(folder, ()):
        attacker_add(model=model, actor=actor, values={"enabled": True, **attacker})
    for jewel in _JEWELS.get(folder, ()):
        crown_jewel_add(model=model, actor=actor, values=jewel)
    paths_refresh(model_id=model.pk)
    model_analyze(model_id=model.pk)
