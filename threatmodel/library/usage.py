"""How often rules fire and controls are applied in the models of a team, for the pages of the library.

Threats and mitigations belong to an app above this one, which registers its figures when it is loaded.
"""

import uuid
from collections.abc import Mapping
from typing import Any, Protocol

Row = dict[str, Any]


class LibraryUsage(Protocol):
    """Figures of one team; models in the trash do not count."""

    def rules_fired(self, *, team_id: uuid.UUID) -> Mapping[str, int]:
        """Open threats by id of the rule: {"container-privileged": 3}. One query."""

    def rule_fired_in(self, *, team_id: uuid.UUID, rule_id: str) -> list[Row]:
        """The models with open threats of the rule, most first: [{model: {id, name}, fired}]. One query."""

    def controls_applied(self, *, team_id: uuid.UUID) -> Mapping[str, int]:
        """Mitigations by id of the control they apply: {"read-only-root": 2}. One query."""

    def control_statuses(self, *, team_id: uuid.UUID, control_id: str) -> Mapping[str, int]:
        """Mitigations that apply the control, by status in their order: {"planned": 2}. One query."""

    def control_applied_in(self, *, team_id: uuid.UUID, control_id: str) -> list[Row]:
        """The newest mitigations that apply the control, as AppliedSerializer describes them. One query."""


_registered: list[LibraryUsage] = []


def usage_register(usage: LibraryUsage) -> None:
    """Let these figures be shown; called once, by the app that has them."""
    _registered[:] = [usage]


def library_usage() -> LibraryUsage:
    """Return the registered figures."""
    return _registered[0]
