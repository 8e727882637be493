"""The words that rules, controls and threats share, in the order of the pages."""

from typing import Final, get_args

from threatmodel.engine.library import methods

SEVERITIES: Final = ("critical", "high", "medium", "low", "info")
METHODS: Final = tuple(methods.METHODS)
METHOD_SUBJECTS: Final = get_args(methods.Subjects)
CATEGORIES: Final = tuple(methods.categories())  # of all methods
TEAM_PREFIX: Final = "team-"  # begins the ids of what a team wrote; nothing that ships begins so
STATUSES: Final = ("proposed", "planned", "in-progress", "implemented", "verified", "rejected")
