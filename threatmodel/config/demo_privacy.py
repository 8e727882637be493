"""The privacy review of the demo shop: its personal data, and a finished session of LINDDUN GO."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from threatmodel.accounts.models import User
from threatmodel.architecture.api.services.data_sets import Subject, data_set_create
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.services import job_run
from threatmodel.privacy_sessions.models import PrivacySession
from threatmodel.privacy_sessions.services.results import card_threats_record, vote_cast
from threatmodel.privacy_sessions.services.sessions import session_finish, session_move, session_start

Json = dict[str, Any]
People = Mapping[str, User]

_PRIYA: Final = "Priya Nair"
_TOMASZ: Final = "Tomasz Becker"
_POSTGRES: Final = "k8s:shop/StatefulSet/postgres"
_CHECKOUT: Final = "k8s:shop/Deployment/checkout"
_EXPORT: Final = "k8s:shop/CronJob/nightly-export"
_RABBITMQ: Final = "k8s:shop/StatefulSet/rabbitmq"
_MAILER: Final = "k8s:shop/Deployment/mailer"
_LOGS: Final = "k8s:platform/DaemonSet/log-agent"

_DATA: Final[tuple[tuple[str, Json, tuple[str, ...]], ...]] = (
    (
        "Customers",
        {
            "classification": "confidential",
            "personal_data": True,
            "personal_data_categories": ["identification", "contact"],
            "data_subjects": ["customers"],
            "purposes": ["Orders and support"],
            "legal_basis": "contract",
        },
        (_POSTGRES, _CHECKOUT, _EXPORT),
    ),
    (
        "Order events",
        {
            "classification": "confidential",
            "personal_data": True,
            "personal_data_categories": ["identification", "contact", "transactions"],
            "data_subjects": ["customers"],
            "purposes": ["Delivery and mails"],
        },
        (_RABBITMQ, _MAILER),
    ),
)
_CATEGORIES: Final = ("linking", "data-disclosure")
# By card: who voted what and why, and the elements that they named.
_VOTES: Final[Mapping[str, tuple[tuple[str, str, str, tuple[str, ...]], ...]]] = {
    "L1": (
        (_PRIYA, "unsure", "The access log of the ingress has the session id.", (_LOGS,)),
        (_TOMASZ, "does-not-apply", "", ()),
    ),
    "L4": (
        (_PRIYA, "applies", "The export keeps the customer number.", (_EXPORT,)),
        (_TOMASZ, "applies", "", (_EXPORT,)),
    ),
    "L5": ((_PRIYA, "does-not-apply", "", ()), (_TOMASZ, "does-not-apply", "", ())),
    "DD2": (
        (_TOMASZ, "applies", "The mailer needs the address, not the whole order.", (_RABBITMQ, _MAILER)),
        (_PRIYA, "applies", "", (_RABBITMQ,)),
    ),
    "DD4": ((_PRIYA, "applies", "Exports are never deleted.", (_EXPORT,)), (_TOMASZ, "unsure", "", ())),
}
_SKIPPED: Final = frozenset({"L3"})
_THREATS: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    (
        "L4",
        _EXPORT,
        "Exports link customers to the production database",
        "medium",
        "The nightly export keeps the customer number, so its records can be joined with every other store.",
    ),
    (
        "DD2",
        _RABBITMQ,
        "Order events carry more personal data than needed",
        "medium",
        "Each event holds the whole order with name and address; the mailer uses three fields of it.",
    ),
    (
        "DD4",
        _EXPORT,
        "Nightly exports are kept forever",
        "high",
        "There is no expiry for the exports, and erased customers stay in them.",
    ),
)


def privacy_review(model: ThreatModel, people: People) -> None:
    """State which data of the shop is personal, and play a session about it."""
    _data_sets(model, people[_TOMASZ])
    members = [people[_PRIYA].pk, people[_TOMASZ].pk]
    session = session_start(model=model, actor=people[_PRIYA], categories=_CATEGORIES, participants=members)
    cards = list(session.cards.order_by("place").values_list("card", flat=True))
    for version, card in enumerate(cards):
        _play(model, people, session, card)
        move = "skip" if card in _SKIPPED else "next"
        session_move(model=model, session_id=session.pk, version=version, move=move)
    session_finish(model=model, actor=people[_PRIYA], session_id=session.pk, version=len(cards))


def _data_sets(model: ThreatModel, actor: User) -> None:
    jobs: dict[Any, None] = {}
    for name, facts, uids in _DATA:
        places: Sequence[Subject] = [Subject("element", uid) for uid in uids]
        changed, _ = data_set_create(model=model, actor=actor, name=name, facts=facts, on=places)
        if changed.job is not None:
            jobs[changed.job.pk] = None
    for job in jobs:
        job_run(job_id=job)


def _play(model: ThreatModel, people: People, session: PrivacySession, card: str) -> None:
    for name, answer, note, uids in _VOTES.get(card, ()):
        said: Json = {"answer": answer, "note": note, "uids": uids}
        vote_cast(model=model, actor=people[name], session_id=session.pk, card=card, **said)
    for threat_card, uid, title, severity, description in _THREATS:
        if threat_card == card:
            values = {
                "title": title,
                "description": description,
                "severity": severity,
                "subjects": [{"on": "element", "uid": uid}],
            }
            card_threats_record(
                model=model, actor=people[_PRIYA], session_id=session.pk, card=card, values=values
            )
