"""An edit reads rows of its own model only: other tenants cost it nothing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.architecture.test_operations import Json, change, delete, element, flow, run
from tests.people import People
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.ancestry import nodes_with_ancestors

pytestmark = pytest.mark.both_databases
_TABLES = ("architecture_element", "architecture_flow", "architecture_relation")
_SYSTEM = (
    element("ns", "namespace"),
    element("web", parent="ns"),
    element("app", "container", parent="web"),
    element("db"),
    flow("app", "db"),
)
_LINK = {"on": "relation", "type": "runs_as", "source": "web", "target": "account"}
EDITS: dict[str, tuple[Json, ...]] = {
    "rename": (change("web", name="Web"),),
    "move": (change("web", x=1.0, y=2.0),),
    "enter": (change("db", parent="ns"),),
    "add": (element("cache", parent="ns"), flow("app", "cache")),
    "shift": ({"op": "shift", "on": "element", "uid": "ns", "by": [5.0, 5.0]},),
    "another kind": (change("db", kind="datastore"),),
    "a flow": (change("flow:app->db", on="flow", name="orders"),),
    "a relation": (element("account", "service-account"), {**_LINK, "op": "set"}),
    "delete": (delete("ns"),),
}


@pytest.mark.parametrize("edit", EDITS)
def test_every_read_of_an_edit_names_the_model(cast: People, edit: str) -> None:
    model = ThreatModel.objects.create(team=cast.team, name="Shop")
    run(model, cast.bob, *_SYSTEM)

    with CaptureQueriesContext(connection) as captured:
        run(model, cast.bob, *EDITS[edit])

    reads = [sql for query in captured if _reads(sql := query["sql"])]
    assert [sql for sql in reads if not (_names_model(sql) or _collects(sql, edit))] == []


def _reads(sql: str) -> bool:
    return sql.lstrip().startswith(("SELECT", "WITH")) and any(table in sql for table in _TABLES)


def _collects(sql: str, edit: str) -> bool:
    """Whether Django asks this on its way of deleting rows: it names the keys of what is deleted."""
    return edit == "delete" and re.search(r'WHERE "architecture_\w+"\."\w*id" IN \(', sql) is not None


def _names_model(sql: str) -> bool:
    """Whether each part that reads a table is about the rows of one model."""
    steps = re.findall(r"FROM\s+architecture_element\b", sql)
    return len(re.findall(r"model_id\"? = ", sql)) >= max(1, len(steps))


@pytest.mark.parametrize("holding", [(), ("ns",)])
def test_every_step_along_the_parents_names_the_model(cast: People, holding: tuple[str, ...]) -> None:
    model = ThreatModel.objects.create(team=cast.team, name="Shop")
    run(model, cast.bob, *_SYSTEM)

    with CaptureQueriesContext(connection) as captured:
        nodes = nodes_with_ancestors(model_id=model.pk, uids={"app", "ns"}, containers=holding)

    assert {node.uid for node in nodes} == {"ns", "web", "app"}
    (sql,) = (query["sql"] for query in captured)
    steps = len(re.findall(r"FROM\s+architecture_element\b", sql))
    assert steps == (3 if holding else 2)
    assert len(re.findall(r"model_id = ", sql)) == steps


def test_parents_are_not_followed_into_another_model(cast: People) -> None:
    one, other = (ThreatModel.objects.create(team=cast.team, name=name) for name in ("One", "Other"))
    for model in (one, other):
        run(model, cast.bob, *_SYSTEM)

    nodes = nodes_with_ancestors(model_id=one.pk, uids={"app", "db"}, containers={"db"})

    assert {node.id for node in nodes} == set(one.elements.values_list("pk", flat=True))
