"""Tells people that threats were assigned to them: once for each change, however many threats it is about."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import EventGroup
from threatmodel.notifications.services.notices import Content, notify
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.services.threat_fields import Json

_NUMBERS_MOST: Final = 200  # in the facts


def threats_assigned_notify(
    *, model: ThreatModel, actor: User, wanted: Mapping[int, Json], group: EventGroup
) -> None:
    """Tell the new owner of each threat; `wanted` are the fields that the change sets, by number."""
    owned: dict[str, list[int]] = defaultdict(list)
    for number, fields in wanted.items():
        if fields.get("owner"):
            owned[fields["owner"]["id"]].append(number)
    for owner, numbers in sorted(owned.items()):
        person = User.objects.get(pk=owner)
        notify(
            _content(model, sorted(numbers), key=f"assigned:{group.pk}:{owner}"), to=[person.pk], actor=actor
        )


def _content(model: ThreatModel, numbers: list[int], *, key: str) -> Content:
    title = Threat.with_possible.values_list("title", flat=True).get(model=model, number=numbers[0])
    more = len(numbers) - 1
    is_one = more == 0
    named = f"T{numbers[0]}" if is_one else f"{len(numbers):,} threats"
    return Content(
        kind="assigned",
        key=key,
        team_id=model.team_id,
        model_id=model.pk,
        subject=named,
        what=f"assigned you {named} in {model.name}",
        detail=title if is_one else f"T{numbers[0]} {title}, and {more:,} more",
        link=f"/m/{model.pk}/threats/{numbers[0]}" if is_one else f"/m/{model.pk}/threats?owner=me",
        facts={"threats": numbers[:_NUMBERS_MOST], "count": len(numbers)},
    )
