"""Many rows at once: copies of a row that differ in some columns."""

import pytest

from tests.people import People
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.bulk_sql import copies_insert
from threatmodel.history.models import ModelEvent

pytestmark = pytest.mark.both_databases


@pytest.fixture
def model(cast: People) -> ThreatModel:
    return ThreatModel.objects.create(
        team=cast.anna.memberships.get().team, name="Shop", created_by=cast.anna
    )


@pytest.mark.parametrize("count", [1, 3, 40])
def test_copies_differ_in_the_given_columns_alone(model: ThreatModel, cast: People, count: int) -> None:
    shared = {"model": model, "actor": cast.anna, "subject_type": "threat", "what": "decided"}
    values = [(n, {"status": "open"}, {"reason": f"\\N \t{n}\n", "tags": [n, None]}) for n in range(count)]

    copies_insert(ModelEvent(**shared), ("subject_number", "before", "after"), values)

    events = ModelEvent.objects.order_by("id")
    assert [(one.subject_number, one.before, one.after) for one in events] == values
    assert {(one.model_id, one.actor_id, one.what, one.token) for one in events} == {
        (model.pk, cast.anna.pk, "decided", "")
    }
    assert all(one.at for one in events)


def test_no_values_are_no_copies(model: ThreatModel) -> None:
    copies_insert(ModelEvent(model=model, subject_type="threat"), ("subject_number",), [])

    assert not ModelEvent.objects.exists()
