"""The words that rules, controls and threats share, in the order of the pages."""

from typing import Final, get_args

from threatmodel.engine.library import methods, rules
from threatmodel.engine.library.taxonomies import SEVERITIES as _SEVERITIES
from threatmodel.engine.model import bulkhead_yaml_statements

SEVERITIES: Final = tuple(_SEVERITIES)
METHODS: Final = tuple(methods.METHODS)
METHOD_SUBJECTS: Final = get_args(methods.Subjects)
METHOD_SOURCES: Final = get_args(methods.FoundBy)
CATEGORIES: Final = tuple(methods.categories())  # of all methods
TEAM_PREFIX: Final = rules.TEAM_PREFIX
MITIGATION_STATUSES: Final = bulkhead_yaml_statements.MITIGATION_STATUSES
