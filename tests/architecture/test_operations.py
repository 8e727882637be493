"""The only writer of the architecture: order, idempotence, validation, and records."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.people import People
from threatmodel.accounts.models import User
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel
from threatmodel.architecture.operations.apply import Applied, apply
from threatmodel.architecture.operations.batch import Batch, InvalidBatch, Origin
from threatmodel.architecture.signals import model_changed

pytestmark = pytest.mark.both_databases
Json = dict[str, Any]


@pytest.fixture
def model(cast: People) -> ThreatModel:
    return ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice)


def element(uid: str, kind: str = "workload", parent: str | None = None, **props: Any) -> Json:
    return {
        "op": "set",
        "on": "element",
        "uid": uid,
        "props": {"kind": kind, "name": uid, "parent": parent, **props},
    }


def change(uid: str, on: str = "element", **props: Any) -> Json:
    return {"op": "set", "on": on, "uid": uid, "props": props}


def flow(source: str, destination: str) -> Json:
    uid = f"flow:{source}->{destination}"
    return change(uid, on="flow", source=source, destination=destination, name="")


def delete(uid: str, on: str = "element") -> Json:
    return {"op": "del", "on": on, "uid": uid}


def run(
    model: ThreatModel, actor: User | None, *ops: Json, batch: str = "", origin: Origin = "person"
) -> Applied:
    return apply(model_id=model.pk, actor=actor, batch=Batch(batch or uuid.uuid4().hex, ops, origin))


SYSTEM = (
    element("ns", "namespace"),
    element("web", parent="ns"),
    element("web/app", "container", parent="web"),
    element("db", "datastore", parent="ns"),
    flow("web", "db"),
    {"op": "set", "on": "relation", "type": "runs_as", "source": "web", "target": "account"},
    element("account", "service-account", parent="ns"),
)


def test_a_batch_may_refer_to_what_it_adds_further_on(cast: People, model: ThreatModel) -> None:
    applied = run(model, cast.bob, *SYSTEM)

    assert (applied.seq, applied.changed, applied.structural) == (1, True, True)
    assert Element.objects.get(uid="web/app").parent == Element.objects.get(uid="web")
    assert Flow.objects.get().destination == Element.objects.get(uid="db")
    assert Relation.objects.get().target == Element.objects.get(uid="account")
    assert Relation.objects.get().origin == "person"


def test_each_change_gets_the_next_seq_and_its_record(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM)
    run(model, cast.anna, change("web", name="Front", x=1, y=2.5))

    model.refresh_from_db()
    last = Change.objects.get(seq=2)
    assert model.seq == 2
    assert last.actor == cast.anna
    assert last.ops == [change("web", name="Front", x=1, y=2.5)]
    assert last.before == [{"name": "web", "x": None, "y": None}]


def test_the_same_batch_again_is_a_no_op_with_the_old_seq(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM, batch="b1")
    run(model, cast.bob, change("web", name="Front"), batch="b2")

    again = run(model, cast.bob, element("other"), batch="b1")

    assert (again.seq, again.changed, again.repeated) == (1, False, True)
    assert not Element.objects.filter(uid="other").exists()


def test_the_same_batch_id_of_another_actor_is_another_batch(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, element("a"), batch="b1")
    run(model, cast.anna, element("b"), batch="b1")
    run(model, None, element("c"), batch="b1")

    assert Element.objects.count() == 3
    assert run(model, None, element("d"), batch="b1").repeated


def test_the_database_holds_batch_ids_to_one_actor(cast: People, model: ThreatModel) -> None:
    run(model, None, element("a"), batch="b1")

    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.create(model=model, seq=9, actor=None, batch_id="b1", ops=[], before=[])


def test_what_changes_nothing_is_not_recorded(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM)

    with CaptureQueriesContext(connection) as captured:
        applied = run(model, cast.bob, change("web", name="web", parent="ns"), delete("nobody"))

    assert (applied.seq, applied.changed) == (1, False)
    assert not any(q["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY")) for q in captured)


def test_a_move_touches_one_row_and_few_queries(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM)

    with CaptureQueriesContext(connection) as captured:
        applied = run(model, cast.bob, change("web", x=10, y=20))

    assert not applied.structural
    assert len(captured) <= 12


def test_set_on_something_deleted_is_ignored(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM)
    run(model, cast.bob, delete("db"))

    applied = run(model, cast.bob, change("db", name="Late"))

    assert not applied.changed
    assert not Element.objects.filter(uid="db").exists()


def test_deleting_an_element_deletes_flows_and_relations_and_moves_children_up(
    cast: People, model: ThreatModel
) -> None:
    run(model, cast.bob, *SYSTEM)

    run(model, cast.bob, delete("web"))

    assert not Flow.objects.exists()
    assert not Relation.objects.exists()
    assert Element.objects.get(uid="web/app").parent == Element.objects.get(uid="ns")
    before = Change.objects.get(seq=2).before[0]
    assert before["children"] == ["web/app"]
    assert before["flows"][0]["destination"] == "db"
    assert before["relations"] == [["runs_as", "web", "account", "person"]]


def test_deleting_and_adding_again_in_one_batch_replaces(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM)
    old = Element.objects.get(uid="db").pk

    run(model, cast.bob, delete("db"), element("db", "queue", parent="ns"))

    assert Element.objects.get(uid="db").kind == "queue"
    assert Element.objects.get(uid="db").pk != old


def test_a_person_sets_only_values_and_is_named_as_their_source(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM, change("web/app", facts={"privileged": {"value": True}}))

    fact = Element.objects.get(uid="web/app").facts["privileged"]
    assert (fact["value"], fact["origin"], fact["by"]) == (True, "person", str(cast.bob.pk))
    run(model, cast.bob, change("web/app", facts={"privileged": None}))
    assert Element.objects.get(uid="web/app").facts == {}
    assert Change.objects.get(seq=2).before[0]["facts"]["privileged"]["value"] is True


_ENDS: Json = {"source": "web", "destination": "db"}
_PORT: Json = {"port": 80, "protocol": "tcp", "name": "", "host_port": 0, "host_ip": ""}
BAD: dict[str, tuple[Json, str]] = {
    "unknown kind": (element("x", "spaceship"), "unknown kind"),
    "nesting": (element("x", "namespace", parent="web"), "cannot be inside"),
    "no such parent": (element("x", parent="nowhere"), "does not exist"),
    "inside itself": (change("ns", parent="ns"), "cannot be inside|inside itself"),
    "dangling flow": (flow("web", "nowhere"), "does not exist"),
    "flow to what has no data": (flow("web", "account"), "cannot flow"),
    "unknown relation": (
        {"op": "set", "on": "relation", "type": "likes", "source": "web", "target": "db"},
        "unknown relation",
    ),
    "relation of other kinds": (
        {"op": "set", "on": "relation", "type": "runs_as", "source": "db", "target": "account"},
        "does not join",
    ),
    "NUL": (element("x\x00"), "NUL"),
    "lone surrogate": (change("web", name="\ud800"), "surrogate"),
    "name that turns the text around it": (
        change("web", name="pay\u202eecila"),
        r"U\+202E, which is invisible .*: leave it out",
    ),
    "line break in a name": (change("web", name="a\nb"), r"U\+000A"),
    "NaN": (change("web", x=float("nan")), "number"),
    "infinity in a fact": (
        change("web", facts={"replicas": {"value": float("inf")}}),
        "no numbers|infinity",
    ),
    "boolean as a number": (change("web", x=True), "number"),
    "outside of the drawing area": (change("web", x=1e300), "number"),
    "long name": (change("web", name="x" * 500), "longer than"),
    "empty name": (change("web", name=" "), "must be a text"),
    "unknown property": (change("web", color="red"), "unknown property"),
    "forged provenance": (change("web", source={"origin": "file"}), "unknown property"),
    "forged fact": (
        change("web/app", facts={"privileged": {"value": True, "origin": "file", "file": "a"}}),
        "only its value",
    ),
    "unknown fact": (change("web", facts={"tasty": {"value": True}}), "has no fact"),
    "value of another type": (change("web/app", facts={"privileged": {"value": "yes"}}), "yes or no"),
    "value of no option": (change("web/app", facts={"seccomp": {"value": "on"}}), "choose one of"),
    "day of no calendar": (
        change("web", facts={"last_restore_test": {"value": "2026-02-30"}}),
        "last_restore_test: must be a date like 2026-01-31",
    ),
    "day in other words": (
        change("web", facts={"last_restore_test": {"value": "20260131"}}),
        "last_restore_test: must be a date",
    ),
    "day in the future": (
        change("web", facts={"last_restore_test": {"value": "9999-12-31"}}),
        "last_restore_test: must not be in the future",
    ),
    "port beyond the last": (
        {"op": "set", "on": "flow", "uid": "f", "props": {**_ENDS, "facts": {"port": {"value": 99999999}}}},
        "port: must be a whole number from 1 to 65535",
    ),
    "negative count": (change("web", facts={"replicas": {"value": -5}}), "replicas: must be .* from 0 to"),
    "record with a port beyond the last": (
        change("web/app", facts={"ports": {"value": [{**_PORT, "host_port": 70000}]}}),
        "record 1: host_port must be a whole number from 0 to 65535",
    ),
    "long note beside a fact": (
        change("web/app", facts={"privileged": {"value": True, "why": "x" * 501}}),
        "`why` is longer than 500",
    ),
    "name of no fact": (change("web", facts={"A-b": {"value": 1}}), "not a valid fact name"),
    "null fact": (change("web", facts={"criticality": {"value": None}}), "needs a value"),
    "uid of every object": (element("__proto__"), "reserved JavaScript"),
    "uid of a function": (change("constructor", name="x"), "reserved JavaScript"),
    "gone by hand": (change("web", gone=True), "unknown property"),
    "no operation": ({"op": "drop", "on": "element", "uid": "web"}, "must be set, del or shift"),
    "no such thing": ({"op": "set", "on": "team", "uid": "web", "props": {}}, "must be element"),
}


def test_a_person_may_note_why_a_fact_holds(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM)

    noted = {"value": True, "why": "Copied from web"}
    run(model, cast.bob, change("web/app", facts={"privileged": noted}))

    fact = Element.objects.get(uid="web/app").facts["privileged"]
    assert fact.items() >= {**noted, "origin": "person", "by": str(cast.bob.pk)}.items()


@pytest.mark.parametrize(("op", "message"), BAD.values(), ids=BAD)
def test_a_bad_operation_is_refused_with_its_whole_batch(
    cast: People, model: ThreatModel, op: Json, message: str
) -> None:
    run(model, cast.bob, *SYSTEM)

    with pytest.raises(InvalidBatch, match=message):
        run(model, cast.bob, change("web", name="Front"), op)

    model.refresh_from_db()
    assert model.seq == 1
    assert Element.objects.get(uid="web").name == "web"


def test_an_element_keeps_a_kind_that_fits_its_flows_and_relations(cast: People, model: ThreatModel) -> None:
    relation = {"op": "set", "on": "relation", "type": "runs_as", "source": "web", "target": "account"}
    drawn = [element("web"), element("db"), element("account", "service-account"), element("free")]
    run(model, cast.bob, *drawn, flow("web", "db"), relation)

    with pytest.raises(InvalidBatch, match="data cannot flow to or from a service-account"):
        run(model, cast.bob, change("db", kind="service-account"))
    with pytest.raises(InvalidBatch, match="does not join a datastore"):
        run(model, cast.bob, change("account", kind="datastore"))
    run(model, cast.bob, change("db", kind="datastore"), change("free", kind="service-account"))

    kinds = dict(Element.objects.values_list("uid", "kind"))
    assert (kinds["db"], kinds["account"], kinds["free"]) == (
        "datastore",
        "service-account",
        "service-account",
    )


def test_a_cycle_of_parents_is_refused(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, element("a", "boundary"), element("b", "boundary", parent="a"))

    with pytest.raises(InvalidBatch, match="inside itself"):
        run(model, cast.bob, change("a", parent="b"))


def test_deep_nesting_in_a_value_ends_without_recursion(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *SYSTEM)
    value: Any = []
    for _ in range(100_000):
        value = [value]

    with pytest.raises(InvalidBatch, match="nested too deeply"):
        run(model, cast.bob, change("web", facts={"purpose": {"value": value}}))


def test_too_many_operations_are_refused(cast: People, model: ThreatModel) -> None:
    with pytest.raises(InvalidBatch, match="more than 500"):
        run(model, cast.bob, *[element(f"e{n}") for n in range(501)])


def test_every_problem_is_named(cast: People, model: ThreatModel) -> None:
    with pytest.raises(InvalidBatch) as refused:
        run(model, cast.bob, element("a", "nonsense"), element("b", parent="nowhere"))

    assert len(refused.value.problems) == 2


def test_receivers_are_called_inside_the_transaction(cast: People, model: ThreatModel) -> None:
    heard: list[Json] = []

    def hear(**news: Any) -> None:
        heard.append({**news, "atomic": connection.in_atomic_block})

    model_changed.connect(hear)
    try:
        run(model, cast.bob, element("a"))
        run(model, cast.bob, element("a"))
    finally:
        model_changed.disconnect(hear)

    assert [(news["seq"], news["structural"], news["atomic"]) for news in heard] == [(1, True, True)]
    assert heard[0]["model_id"] == model.pk


def test_another_model_has_uids_of_its_own(cast: People, model: ThreatModel) -> None:
    other = ThreatModel.objects.create(team=cast.team, name="Other")
    run(model, cast.bob, element("a", name="Mine"))
    run(other, cast.bob, element("a", name="Theirs"))
    run(other, cast.bob, change("a", name="Changed"))

    assert Element.objects.get(model=model).name == "Mine"


def test_a_large_batch_costs_as_many_queries_as_a_small_one(cast: People, model: ThreatModel) -> None:
    ops = [element(f"w{n}") for n in range(1000)]
    ops += [flow(f"w{n}", f"w{(n * 7 + 1) % 1000}") for n in range(1000)]

    with CaptureQueriesContext(connection) as captured:
        run(model, cast.bob, *ops, origin="layout")

    assert Element.objects.count() == Flow.objects.count() == 1000
    assert len(captured) <= 22


def test_changed_rows_are_written_in_one_statement(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *[element(f"w{n}") for n in range(300)])

    with CaptureQueriesContext(connection) as captured:
        run(model, cast.bob, *[change(f"w{n}", x=n, y=n) for n in range(300)])

    assert Element.objects.get(uid="w7").x == 7.0
    assert sum("architecture_element" in q["sql"] and "INSERT" in q["sql"] for q in captured) == 1
