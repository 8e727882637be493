"""The demo team: three models imported from fixtures/demo, with a review of the first under way.

Everything goes through the services that the app uses; only the people and the decisions are made up.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team, User
from threatmodel.accounts.services import team_create
from threatmodel.architecture.api.services.models import model_create
from threatmodel.architecture.api.services.organization import favorite_set, folder_create, models_organize
from threatmodel.architecture.models import ModelFolder, ThreatModel
from threatmodel.config.demo.acceptances import acceptances_review
from threatmodel.config.demo.assessments import shop_assessments
from threatmodel.config.demo.attackers import attackers_describe
from threatmodel.config.demo.data_sets import data_describe
from threatmodel.config.demo.incident_response import shop_responses
from threatmodel.config.demo.pasta import objectives_write, pasta_review
from threatmodel.config.demo.posture import earlier_files, escalation_mitigate, posture_write
from threatmodel.config.demo.privacy import privacy_review
from threatmodel.config.demo.review import shop_review
from threatmodel.config.demo.risk import matrix_write, risk_rate
from threatmodel.engine.library.loader import load_library
from threatmodel.imports.services.import_requests import import_request
from threatmodel.jobs.choices import JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import UploadedFile, job_run
from threatmodel.threats.choices import OPEN
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.services import mitigation_create, mitigation_update
from threatmodel.threats.threats.models import Threat

FOLDER: Final = settings.BASE_DIR / "fixtures" / "demo"
TEAM: Final = "Demo team"
_COLLEAGUES: Final = (
    ("Priya Nair", Role.APPROVER),
    ("Tomasz Becker", Role.EDITOR),
    ("Ines Duarte", Role.VIEWER),
)


class DemoFailed(RuntimeError):
    """The demo could not be loaded; the message says what went wrong."""


@dataclass(frozen=True, slots=True)
class _Model:
    folder: str
    name: str
    description: str
    owner: str
    group: str  # the folder of models that it is in
    tags: tuple[str, ...]


_MODELS: Final = (
    _Model(
        "shop-kubernetes",
        "Web shop on Kubernetes",
        "Storefront, checkout and payments in three namespaces, as deployed by the platform team.",
        "Priya Nair",
        "Customer-facing",
        ("internet-facing", "kubernetes", "pci"),
    ),
    _Model(
        "media-compose",
        "Media library",
        "A media library: one Docker host, one compose file.",
        "Tomasz Becker",
        "Customer-facing",
        ("compose", "internet-facing"),
    ),
    _Model(
        "bulkhead",
        "Bulkhead itself",
        "Bulkhead's own deployment, from its docker-compose.yml.",
        "Demo",
        "Internal",
        ("compose",),
    ),
)


@dataclass(frozen=True, slots=True)
class _Work:
    """One mitigation of the demo: what became of it, whose it is, and the days until it is due.

    `checked` is what the approver says who verified it.
    """

    status: str
    owner: str
    days: int | None
    checked: str = ""


_WORK: Final = (
    _Work("in-progress", "Tomasz Becker", 9),
    _Work("planned", "Priya Nair", 21),
    _Work("implemented", "Tomasz Becker", -4),
    _Work("planned", "Tomasz Becker", -6),
    _Work("verified", "Priya Nair", -15, "Checked on staging and production with the platform team."),
    _Work("proposed", "", None),
    _Work("rejected", "Priya Nair", None),
)


def demo_load() -> bool:
    """Load what is missing of the demo; True when something was. The second time changes nothing."""
    team, people = _team()
    done = set(ThreatModel.objects.filter(team=team).values_list("name", flat=True))
    missing = [entry for entry in _MODELS if entry.name not in done and (FOLDER / entry.folder).is_dir()]
    regressed: dict[uuid.UUID, int] = {}
    if missing:
        matrix_write(team, people["Demo"])
    for entry in missing:
        files = _files(FOLDER / entry.folder)
        is_shop = entry is _MODELS[0]
        model = _create(entry, team, people, files=earlier_files(files) if is_shop else files)
        if is_shop:
            regressed[model.pk] = Threat.with_possible.filter(model=model).latest("number").number
            escalation_mitigate(model, people)
            _import(model, people, files)
        data_describe(model, people["Priya Nair"], folder=entry.folder)
        attackers_describe(model, people["Tomasz Becker"], folder=entry.folder)
        _review(model, people)
        objectives_write(model, people, folder=entry.folder)
        if entry is _MODELS[1]:
            risk_rate(model, people["Tomasz Becker"])
        if is_shop:
            privacy_review(model, people)
            pasta_review(model, people)
            acceptances_review(model, people)
            shop_review(model, people)
            shop_responses(model, people)
            shop_assessments(model, people)
    if missing:
        posture_write(team, regressed=regressed)
    return bool(missing)


@transaction.atomic
def _team() -> tuple[Team, dict[str, User]]:
    owner = User.objects.filter(email=settings.DEMO_EMAIL).first()
    if owner is None:
        owner = User.objects.create_user(
            settings.DEMO_EMAIL, settings.DEMO_PASSWORD, name="Demo", is_demo=True
        )
    membership = (
        Membership.objects.filter(user=owner, team__name=TEAM, team__deleted_at=None)
        .select_related("team")
        .first()
    )
    team = membership.team if membership else team_create(name=TEAM, owner=owner)
    # With a mail server only confirmed addresses sign in, and this one has no mailbox.
    EmailAddress.objects.get_or_create(
        user=owner, email=owner.email, defaults={"verified": True, "primary": True}
    )
    people = {"Demo": owner}
    for name, role in _COLLEAGUES:
        email = f"{name.split()[0].lower()}@bulkhead.example"
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email, name=name, is_demo=True
        )
        Membership.objects.get_or_create(team=team, user=user, defaults={"role": role})
        people[name] = user
    return team, people


def _create(
    entry: _Model, team: Team, people: Mapping[str, User], *, files: list[UploadedFile]
) -> ThreatModel:
    """Make a model of files; one whose import fails is removed again."""
    model = model_create(
        team_id=team.pk, actor=people["Demo"], name=entry.name, description=entry.description
    )
    try:
        _import(model, people, files)
    except DemoFailed as fault:
        model.delete()
        raise DemoFailed(f"{entry.folder}: {fault}") from fault
    _organize(model, entry, people)
    return model


def _organize(model: ThreatModel, entry: _Model, people: Mapping[str, User]) -> None:
    demo = people["Demo"]
    folder = ModelFolder.objects.filter(team=model.team, name=entry.group).first()
    if folder is None:
        folder = folder_create(team_id=model.team_id, actor=demo, name=entry.group)
    change = {"folder": folder.pk, "owner": people[entry.owner].pk, "tags": entry.tags}
    models_organize(team_id=model.team_id, actor=demo, model_ids=[model.pk], change=change)
    favorite_set(model=model, user=demo, favorite=entry is _MODELS[0])


def _import(model: ThreatModel, people: Mapping[str, User], files: list[UploadedFile]) -> None:
    """Import the files as a drop on the page would."""
    with transaction.atomic():
        job = import_request(model=model, actor=people["Demo"], files=files, scope="all")
    job_run(job_id=job.pk)
    ended = Job.objects.get(pk=job.pk)
    if ended.state != JobState.SUCCEEDED:
        raise DemoFailed(ended.message or "the import did not finish")


def _files(folder: Path) -> list[UploadedFile]:
    found = sorted(path for path in folder.rglob("*") if path.suffix in {".yaml", ".yml", ".json"})
    return [UploadedFile(str(path.relative_to(folder)), path.read_bytes()) for path in found]


def _review(model: ThreatModel, people: Mapping[str, User]) -> None:
    """Propose a mitigation for each of the first controls, in different states, and set one threat aside."""
    found = Threat.objects.filter(model=model, status="open")
    open_threats = list(found.order_by("-score", "number"))
    for work, (control, numbers) in zip(_WORK, _by_control(open_threats), strict=False):
        _mitigate(model, people, work, control=control, numbers=numbers)
    minor = [one for one in open_threats if one.severity in {"medium", "low"} and one.status in OPEN]
    aside = minor[-1] if minor else None
    if aside is not None:
        threat_decide(
            model_id=model.pk,
            actor=people["Priya Nair"],
            number=aside.number,
            status="not-applicable",
            reason="The component only handles public data and is rebuilt every night.",
        )


def _by_control(threats: Sequence[Threat]) -> Iterator[tuple[str, list[int]]]:
    """Yield the control that treats the worst threats first, with the numbers of those threats."""
    library = load_library()
    numbers: dict[str, list[int]] = {}
    for threat in threats:
        rule = library.rule(threat.rule)
        if rule is not None and rule.controls:
            numbers.setdefault(rule.controls[0], []).append(threat.number)
    yield from numbers.items()


def _mitigate(
    model: ThreatModel, people: Mapping[str, User], work: _Work, *, control: str, numbers: list[int]
) -> None:
    owner = people.get(work.owner)
    due = timezone.localdate() + dt.timedelta(days=work.days) if work.days is not None else None
    values: dict[str, Any] = {
        "threats": numbers,
        "control": control,
        "title": "",
        "description": "",
        "owner": owner.pk if owner else None,
        "due": due,
        "status": "proposed",
    }
    made = mitigation_create(model=model, actor=people["Tomasz Becker"], role=Role.EDITOR, values=values)
    if work.status != "proposed":
        approver = people["Priya Nair"]
        noted = {"verification_note": work.checked} if work.checked else {}
        mitigation_update(
            model=model,
            actor=approver,
            role=Role.APPROVER,
            number=made.number,
            changes={"status": work.status, **noted},
        )
