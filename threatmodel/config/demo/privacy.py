"""The privacy review of the demo shop: a finished session of LINDDUN GO."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.linddun_go.models import PrivacySession
from threatmodel.linddun_go.services.sessions import session_finish, session_move, session_start
from threatmodel.linddun_go.services.votes_and_threats import card_threats_record, vote_cast

Json = dict[str, Any]
People = Mapping[str, User]

_PRIYA: Final = "Priya Nair"
_TOMASZ: Final = "Tomasz Becker"
_EXPORT: Final = "k8s:shop/CronJob/nightly-export"
_RABBITMQ: Final = "k8s:shop/StatefulSet/rabbitmq"
_MAILER: Final = "k8s:shop/Deployment/mailer"
_LOGS: Final = "k8s:platform/DaemonSet/log-agent"

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
    """Play a session about the personal data of the shop."""
    members = [people[_PRIYA].pk, people[_TOMASZ].pk]
    session = session_start(model=model, actor=people[_PRIYA], categories=_CATEGORIES, participants=members)
    cards = list(session.cards.order_by("place").values_list("card", flat=True))
    for version, card in enumerate(cards):
        _play(model, people, session, card)
        move = "skip" if card in _SKIPPED else "next"
        session_move(model=model, session_id=session.pk, version=version, move=move)
    session_finish(model=model, actor=people[_PRIYA], session_id=session.pk, version=len(cards))


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
