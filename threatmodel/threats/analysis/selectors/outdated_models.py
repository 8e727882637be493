"""Models whose newest analysis used other rules."""

import uuid

from django.db.models import QuerySet

from threatmodel.architecture.models import ThreatModel
from threatmodel.library.models import TeamRule
from threatmodel.library.selectors.team_library import definitions_enabled, rules_hash


def models_outdated(*, team_id: uuid.UUID) -> QuerySet[ThreatModel]:
    """Models of the team whose newest analysis used other rules than it has now. Two queries."""
    stamp = rules_hash(definitions_enabled(TeamRule.objects.filter(team_id=team_id)))
    return ThreatModel.objects.filter(team_id=team_id).exclude(counters__analyzed_rules=stamp).order_by("pk")
