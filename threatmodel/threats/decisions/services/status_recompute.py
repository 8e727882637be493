"""The status of threats that follows from decisions, mitigations and acceptances."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from threatmodel.accounts.models import User
from threatmodel.architecture.operations.bulk_sql import among, rows_insert
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_build
from threatmodel.threats.acceptances.selectors import current_day
from threatmodel.threats.acceptances.selectors.covered_threats import covered_threats
from threatmodel.threats.choices import DONE, OPEN
from threatmodel.threats.decisions.services.status_columns import status_columns
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.threats.models import Threat

_MOVES: Final = {"mitigated": "is mitigated", "accepted": "is accepted"}  # what is computed here


def _treated(threat_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, bool]:
    """Return which threats are mitigated: at least one mitigation counts, and all that count are done.

    A rejected mitigation counts for nothing. Nor does one that files show count for an attack scenario that
    is still found: that follows from the files as well, so the attack takes another way.
    """
    statuses: dict[uuid.UUID, list[str]] = defaultdict(list)
    counting = Treatment.objects.filter(among("threat_id", threat_ids)).exclude(mitigation__status="rejected")
    counting = counting.exclude(threat__rule__startswith=RULE_PREFIX, mitigation__verified_by_evidence=True)
    for threat_id, status in counting.values_list("threat_id", "mitigation__status"):
        statuses[threat_id].append(status)
    return {key: bool(statuses[key]) and all(s in DONE for s in statuses[key]) for key in threat_ids}


def statuses_computed(decisions: Sequence[tuple[uuid.UUID, str]]) -> dict[uuid.UUID, str]:
    """Return the status of each threat: mitigated, else accepted, else what was decided. Two queries."""
    keys = [key for key, _ in decisions]
    treated, covered = _treated(keys), covered_threats(keys, today=current_day.today())
    return {
        key: "mitigated" if treated[key] else "accepted" if key in covered else decided
        for key, decided in decisions
    }


def statuses_decided(decisions: Sequence[tuple[uuid.UUID, str]]) -> dict[uuid.UUID, str]:
    """Return the status of each threat when a person decides about it. Two queries at most.

    What wants work is mitigated or accepted where it is treated or covered; but not mitigated where the
    person says that it needs information.
    """
    computed = statuses_computed([(key, decided) for key, decided in decisions if decided in OPEN])
    statuses = {key: computed.get(key, decided) for key, decided in decisions}
    asked = {key for key, decided in decisions if decided == "needs-info" and statuses[key] == "mitigated"}
    return statuses | dict.fromkeys(asked, "needs-info")


def statuses_recompute(*, model_id: uuid.UUID, threat_ids: Iterable[uuid.UUID], actor: User | None) -> None:
    """Set the threats to mitigated or accepted, or back to the decision.

    The counters are locked. A threat that is gone or not applicable stays so.
    """
    rows = Threat.with_possible.filter(among("id", list(threat_ids)), status__in=(*OPEN, *_MOVES))
    present = list(rows.values_list("id", "number", "status", "decided"))
    computed = statuses_computed([(key, decided) for key, _, _, decided in present])
    moved: dict[str, list[uuid.UUID]] = defaultdict(list)
    events: list[ModelEvent] = []
    for key, number, before, _ in present:
        after = computed[key]
        if after != before:
            moved[after].append(key)
            events.append(_moved(model_id, actor, number, before, after))
    for after, keys in moved.items():
        Threat.with_possible.filter(among("id", keys)).update(**status_columns(after))
    rows_insert(events)


def _moved(model_id: uuid.UUID, actor: User | None, number: int, before: str, after: str) -> ModelEvent:
    return event_build(
        model_id=model_id,
        actor=actor,
        subject_type="threat",
        number=number,
        what=_move(before, after, by_person=actor is not None),
        before={"status": before},
        after={"status": after},
    )


def _move(before: str, after: str, *, by_person: bool) -> str:
    """What happened to a threat, in the words of the history: of itself, or done by a person."""
    if by_person and after == "accepted":
        return "accepted the risk"
    if by_person and before == "accepted" and after != "mitigated":
        return "ended the acceptance of the risk"
    return _MOVES.get(after, "is open again")
