"""What follows from the table of statuses."""

import json

import pytest

from threatmodel.engine.importers.bulkhead_yaml.schema import model_schema
from threatmodel.threats.choices import (
    AT_RISK,
    DECIDABLE,
    ESTIMATES,
    FIXED,
    NEEDS_REASON,
    NOT_FOUND,
    THREAT_STATUSES,
)
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.serializers import (
    MitigationCreateSerializer,
    MitigationSerializer,
    MitigationUpdateSerializer,
)
from threatmodel.threats.risk.selectors.risk_stages import COUNTED

pytestmark = pytest.mark.no_database


def test_reasons_are_needed_for_what_people_set() -> None:
    assert set(DECIDABLE) >= NEEDS_REASON


def test_what_is_not_found_any_more_is_fixed() -> None:
    assert set(FIXED) >= NOT_FOUND


def test_risk_counts_while_a_threat_is_found_unless_there_was_none() -> None:
    assert {*AT_RISK, "mitigated"} == set(COUNTED)
    assert set(THREAT_STATUSES) - set(COUNTED) == {"not-applicable", "resolved"}


@pytest.mark.parametrize("name", ESTIMATES)
def test_an_estimate_is_a_column_and_is_read_written_and_stated(name: str) -> None:
    shapes = (MitigationSerializer, MitigationCreateSerializer, MitigationUpdateSerializer)

    column = Mitigation._meta.get_field(name)
    assert column.get_default() in ("", None)  # type: ignore[union-attr]
    assert all(name in shape().fields for shape in shapes)
    assert f'"{name}"' in json.dumps(model_schema())
