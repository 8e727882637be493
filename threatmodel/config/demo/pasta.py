"""The business objectives of the demo, and the PASTA review of its shop.

Four stages are approved; the fifth went stale, as intelligence came in after its approval.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.attack_paths.selectors.attackers_and_crown_jewels import attacker_row
from threatmodel.attack_paths.services.attackers_and_crown_jewels import attacker_edit
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.pasta.choices import PROPERTIES
from threatmodel.pasta.selectors.stage_content import content_of, hash_of, inputs_of
from threatmodel.pasta.selectors.stage_records import (
    APPETITE,
    COUNTERMEASURES,
    CRITERION,
    EXCLUSION,
    INTELLIGENCE,
    OBJECTIVE,
    REQUIREMENT,
)
from threatmodel.pasta.selectors.stages import stages_of
from threatmodel.pasta.services.stage_records import record_add
from threatmodel.pasta.services.stages import stage_approve, stage_edit
from threatmodel.threats.choices import DONE
from threatmodel.threats.mitigations.models import Mitigation

Json = dict[str, Any]
People = Mapping[str, User]

# By folder. What matters of what an objective depends on has a level; `data` names data sets beside elements.
_OBJECTIVES: Final[Mapping[str, tuple[Json, ...]]] = {
    "shop-kubernetes": (
        {
            "title": "Customers can check out at any time",
            "description": "An hour without checkout costs about 40,000 € in the high season.",
            "criticality": "critical",
            "availability": "critical",
            "owner": "Priya Nair",
            "depends_on": [
                "k8s:shop/Deployment/checkout",
                "k8s:shop/Deployment/cart",
                "k8s:shop/StatefulSet/rabbitmq",
            ],
        },
        {
            "title": "Payments are correct and card data stays secret",
            "description": "Required by the acquirer; a loss of card data ends the contract.",
            "criticality": "critical",
            "confidentiality": "critical",
            "integrity": "critical",
            "owner": "Priya Nair",
            "depends_on": ["k8s:payments/Deployment/payments"],
            "data": ["Payments"],
        },
        {
            "title": "Orders and customer accounts stay confidential",
            "description": "Names, addresses and order history of 210,000 customers.",
            "criticality": "high",
            "confidentiality": "high",
            "owner": "Tomasz Becker",
            "depends_on": [],
            "data": ["Customer accounts and orders"],
        },
        {
            "title": "The platform team alone changes production",
            "description": "Releases go through the deploy runner, and nothing else may deploy.",
            "criticality": "high",
            "integrity": "high",
            "owner": "Tomasz Becker",
            "depends_on": ["k8s:platform/Deployment/deploy-runner", "cluster:kubernetes"],
        },
    ),
    "media-compose": (
        {
            "title": "Accounts and habits of members stay private",
            "description": "Members were promised that what they watch stays between them and the library.",
            "criticality": "high",
            "confidentiality": "high",
            "owner": "Tomasz Becker",
            "depends_on": [],
            "data": ["Accounts and watch history"],
        },
        {
            "title": "The host runs nothing but the library",
            "description": "It is in the office network, beside the file server.",
            "criticality": "critical",
            "integrity": "critical",
            "owner": "Tomasz Becker",
            "depends_on": ["node:compose"],
        },
    ),
    "bulkhead": (
        {
            "title": "Only the team reads its threat models",
            "description": "They say where systems are weak, before that is mended.",
            "criticality": "critical",
            "confidentiality": "critical",
            "owner": "Priya Nair",
            "depends_on": [],
            "data": ["Threat models and accounts of teams"],
        },
    ),
}
_CRITERIA: Final = (
    ("Lost revenue", ["< 5,000 €", "< 25,000 €", "< 100,000 €", "< 500,000 €", "more"]),
    ("Customer records disclosed", ["none", "< 100", "< 1,000", "< 50,000", "more, or any card number"]),
    ("Checkout unavailable", ["< 5 min", "< 30 min", "< 2 h", "< 8 h", "longer"]),
)
_REQUIREMENTS: Final = (
    (
        "PCI DSS 4.0.1",
        "1.4",
        "Connections between the card data environment and other networks are controlled.",
    ),
    ("PCI DSS 4.0.1", "8.6", "Passwords of system accounts are in no script or configuration file."),
    ("GDPR", "Art. 32", "Security of processing is appropriate to the risk to customers."),
)
_APPETITES: Final = (
    ("Card data", "averse", "No known path to card data is accepted, whatever a fix costs.", 90),
    ("Availability of the shop", "balanced", "Up to 30 minutes a quarter may be lost to save cost.", 30),
)
# What drives the attackers that matter here, and what they can spend.
_MOTIVES: Final = {
    "internet": ("Money: card numbers and accounts to sell", "team"),
    "compromised-workload": ("Foothold of any of them after a flaw in the shop's own code", "team"),
    "compromised-dependency": ("Many victims at once through one published image", "organization"),
    "insider": ("Grievance, or bribed for customer data", "individual"),
}
_INTELLIGENCE: Final = (
    {
        "title": "Skimmers injected into storefronts",
        "publisher": "Own incident review",
        "published": dt.date(2026, 3, 17),
        "relevance": "high",
        "note": "A partner shop lost card numbers for nine days.",
        "concerns": ["k8s:shop/Deployment/storefront", "k8s:payments/Deployment/payments"],
    },
    {
        "title": "Containers escape to their nodes through host mounts",
        "publisher": "MITRE ATT&CK, T1611",
        "published": dt.date(2025, 10, 31),
        "link": "https://attack.mitre.org/techniques/T1611/",
        "relevance": "medium",
        "note": "Log collectors are named as a common way.",
        "concerns": ["k8s:platform/DaemonSet/log-agent"],
        "rules": ["container-runtime-socket-mounted"],
    },
)
_LATE_INTELLIGENCE: Final = {
    "title": "Message brokers with default accounts scanned for",
    "publisher": "Hosting provider",
    "published": dt.date(2026, 9, 2),
    "relevance": "high",
    "note": "Their honeypots see logins with guest accounts within minutes.",
    "concerns": ["k8s:shop/StatefulSet/rabbitmq"],
}
_EXCLUSION: Final = {
    "elements": ["k8s:shop/Deployment/mailer"],
    "reason": "Run by the supplier of the mail service, whose own review was accepted in August.",
}
# Title, how many of the open mitigations, cost in days, chosen, note.
_SETS: Final = (
    ("What is under way", 2, 12, True, "Fits into the budget of this quarter."),
    ("All that is proposed", 10, 45, False, "Needs two more people until spring."),
)
_STAGES: Final = {
    1: ("Priya Nair", "Agreed with the heads of sales and finance in September."),
    2: ("Tomasz Becker", "From the manifests of the platform team; the CDN is out of scope."),
    3: ("Tomasz Becker", ""),
    4: ("Tomasz Becker", "Incidents of the last two years are covered."),
    5: ("Tomasz Becker", "Image scans follow with the next release."),
    6: ("Tomasz Becker", ""),
    7: ("Priya Nair", ""),
}


def objectives_write(model: ThreatModel, people: People, *, folder: str) -> None:
    """Write the objectives of a model of the demo, and have its attack scenarios rated by them."""
    sets = dict(Element.objects.filter(model=model, kind="data-set").values_list("name", "uid"))
    for one in _OBJECTIVES.get(folder, ()):
        depends_on = [*one["depends_on"], *(sets[name] for name in one.get("data", ()))]
        values = {key: one[key] for key in ("title", "description", "criticality")}
        values |= {name: one.get(name, "") for name in PROPERTIES}
        values |= {"owner": people[str(one["owner"])].pk, "depends_on": depends_on}
        record_add(OBJECTIVE, model=model, actor=people["Priya Nair"], values=values)
    paths_refresh(model_id=model.pk)


def pasta_review(model: ThreatModel, people: People) -> None:
    """Write the review of the shop, and approve its first stages."""
    for stage, (owner, note) in _STAGES.items():
        owner_id = people[owner].pk
        stage_edit(model=model, actor=people["Demo"], number=stage, version=0, owner=owner_id, note=note)
    _criteria(model, people["Priya Nair"])
    record_add(EXCLUSION, model=model, actor=people["Tomasz Becker"], values=_EXCLUSION)
    for agent, (motive, resources) in _MOTIVES.items():
        _drive(model, people["Tomasz Becker"], agent, motive=motive, resources=resources)
    for item in _INTELLIGENCE:
        _intelligence(model, people["Tomasz Becker"], item)
    _sets(model, people["Tomasz Becker"])
    paths_refresh(model_id=model.pk)
    for stage, approver in ((1, "Demo"), (2, "Priya Nair"), (3, "Priya Nair"), (4, "Priya Nair")):
        _approve(model, people[approver], stage)
    _approve(model, people["Priya Nair"], 5)
    _intelligence(model, people["Tomasz Becker"], _LATE_INTELLIGENCE)


def _criteria(model: ThreatModel, priya: User) -> None:
    for title, levels in _CRITERIA:
        values = {"title": title, "objective": None, "levels": levels}
        record_add(CRITERION, model=model, actor=priya, values=values)
    for framework, clause, note in _REQUIREMENTS:
        values = {"framework": framework, "clause": clause, "note": note}
        record_add(REQUIREMENT, model=model, actor=priya, values=values)
    for scope, level, statement, days in _APPETITES:
        review = timezone.localdate() + dt.timedelta(days=days)
        appetite = {"scope": scope, "level": level, "statement": statement, "next_review": review}
        record_add(APPETITE, model=model, actor=priya, values=appetite)


def _sets(model: ThreatModel, actor: User) -> None:
    """Weigh what is under way against all that is proposed."""
    known = Mitigation.objects.filter(model=model).exclude(status__in=("rejected", *DONE)).exclude(control="")
    numbers = list(known.order_by("number").values_list("number", flat=True))
    for title, count, cost, chosen, note in _SETS:
        values = {"title": title, "mitigations": numbers[:count], "cost": cost, "cost_unit": "days of work"}
        values |= {"chosen": chosen, "note": note}
        record_add(COUNTERMEASURES, model=model, actor=actor, values=values)


def _drive(model: ThreatModel, actor: User, key: str, *, motive: str, resources: str) -> None:
    agent = attacker_row(model=model, key=key)
    if agent is None:
        return
    kept = {name: agent[name] for name in ("name", "about", "skill", "counts", "enabled", "starts")}
    rules = [rule["id"] for rule in agent["start_rules"]]
    values = {**kept, "start_rules": rules, "motive": motive, "resources": resources}
    attacker_edit(model=model, actor=actor, key=key, version=agent["version"], values=values)


def _intelligence(model: ThreatModel, actor: User, item: Json) -> None:
    record_add(INTELLIGENCE, model=model, actor=actor, values={"link": "", "rules": [], **item})


def _approve(model: ThreatModel, actor: User, number: int) -> None:
    inputs = hash_of(content_of(inputs_of(stages_of(model), number)))
    stage_approve(
        model=model,
        actor=actor,
        number=number,
        inputs_hash=inputs,
        note="Agreed for the first version of the shop.",
    )
