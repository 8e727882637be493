"""The cards of the library, and the elements and flows of a model that one of them is about."""

from collections.abc import Sequence
from typing import Any, Final

from threatmodel.architecture.api.selectors.threat_subjects import Subject, subject_row, subjects_by_uid
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.engine.analysis.linddun_go_cards import card_matches
from threatmodel.engine.library.linddun_go_cards import PrivacyCard, privacy_cards
from threatmodel.engine.library.loader import load_library

Row = dict[str, Any]
MATCHES_SHOWN: Final = 200


def card_rows() -> list[Row]:
    """All cards in the order in which they are dealt."""
    return [_card_row(card) for card in privacy_cards().values()]


def states_personal_data(model: ThreatModel) -> bool:
    """Whether an element, data set or flow is stated to hold personal data. At most two queries."""
    stated = {"model": model, "facts__personal_data__value": True, "gone_at__isnull": True}
    return Element.objects.filter(**stated).exists() or Flow.objects.filter(**stated).exists()


def match_rows(model: ThreatModel, card: PrivacyCard) -> Row:
    """What the card is about and may be about: how many, and the first of them. Reads the whole model."""
    found = card_matches(engine_model(architecture_load(model_id=model.pk).working_copy), card)
    shown = (found.matching[:MATCHES_SHOWN], found.possible[:MATCHES_SHOWN])
    subjects = subjects_by_uid(model_id=model.pk, uids=[uid for uids in shown for uid in uids])
    return {
        "uids": found.matching,
        "matching": subject_rows(shown[0], subjects),
        "possible_count": len(found.possible),
        "possible": subject_rows(shown[1], subjects),
    }


def subject_rows(uids: Sequence[str], subjects: dict[str, Subject]) -> list[Row]:
    """What the uids name; what was deleted goes by its uid, without an id."""
    known = ((uid, subjects.get(uid, Subject(None, None, uid, ""))) for uid in uids)
    return [
        subject_row(one.element_id or one.flow_id, uid=uid, name=one.name, kind=one.kind)
        for uid, one in known
    ]


def _card_row(card: PrivacyCard) -> Row:
    controls = load_library().controls
    return {
        "id": card.id,
        "category": card.category,
        "title": card.title,
        "questions": card.questions,
        "examples": card.examples,
        "whole_model": card.whole_model,
        "controls": [{"id": name, "title": controls[name].title} for name in card.controls],
    }
