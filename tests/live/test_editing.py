"""Several people edit one model over WebSockets: the messages they get, their order, and what is refused."""

import contextlib
import json
import threading
from typing import Any

import pytest
from django.db import OperationalError
from websockets.exceptions import ConnectionClosed

from tests.architecture.test_group_commit import shift
from tests.architecture.test_operations import change, delete, element, flow, run
from tests.live.websocket_client import changes_in, connected_client
from tests.people import People, client_of
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership
from threatmodel.architecture.api.services.models import model_delete
from threatmodel.architecture.collaboration.hub_queries import apply_edits
from threatmodel.architecture.models import Change, Element, Flow, ThreatModel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_the_first_message_says_who_and_where_one_is(port: int, people: People, model: ThreatModel) -> None:
    run(model, people.alice, element("web"))

    with connected_client(port, people.bob, model) as bob:
        welcome = bob.welcome

    assert bob.received == [welcome]
    assert (welcome["seq"], welcome["role"], welcome["peers"]) == (1, "editor", [])
    assert welcome["you"] == {"id": str(people.bob.pk), "name": "Bob", "color": people.bob.color}
    assert 0 <= people.bob.color < 12


def test_the_author_gets_the_ack_before_everybody_gets_the_change(
    port: int, people: People, model: ThreatModel
) -> None:
    with connected_client(port, people.bob, model) as bob, connected_client(port, people.vera, model) as vera:
        answer = bob.do(element("web"), flow("web", "web"), batch="b1")
        told = bob.change(1)
        assert vera.change(1) == told

    assert answer == {"type": "ack", "id": "b1", "seq": 1, "changed": True, "skipped": 0}
    types = [message["type"] for message in bob.received if message["type"] in {"ack", "changed"}]
    assert types == ["ack", "changed"]
    assert told["ops"] == [element("web"), flow("web", "web")]
    assert told["actor"] == {"id": str(people.bob.pk), "name": "Bob"}
    assert (told["batch"], told["origin"]) == ("b1", "person")
    keys = {"web": str(Element.objects.get().pk), "flow:web->web": str(Flow.objects.get().pk)}
    assert told["added"] == keys


def test_a_batch_sent_again_is_acknowledged_with_its_seq_and_broadcast_once(
    port: int, people: People, model: ThreatModel
) -> None:
    with connected_client(port, people.bob, model) as bob:
        first = bob.do(element("web"), batch="b1")
        bob.do(element("db"), batch="b2")
        bob.received.clear()
        again = bob.do(element("web"), batch="b1")
        last = bob.do(element("cache"), batch="b3")
        bob.change(3)

    assert again == first
    assert last["seq"] == 3
    assert sorted(Element.objects.values_list("uid", flat=True)) == ["cache", "db", "web"]


def test_what_changes_nothing_is_acknowledged_without_a_change(
    port: int, people: People, model: ThreatModel
) -> None:
    with connected_client(port, people.bob, model) as bob:
        bob.do(element("web"))
        answer = bob.do(change("web", name="web"))

    assert (answer["seq"], answer["changed"]) == (1, False)


def test_operations_on_deleted_objects_are_counted(port: int, people: People, model: ThreatModel) -> None:
    with connected_client(port, people.bob, model) as bob:
        bob.do(element("web"), element("db"))
        bob.do(delete("web"))
        all_lost = bob.do(change("web", name="Web"), shift("web", 10, 0))
        part_lost = bob.do(change("web", name="Web"), change("db", name="Database"))
        nothing_lost = bob.do(delete("web"))

    assert (all_lost["changed"], all_lost["skipped"]) == (False, 2)
    assert (part_lost["changed"], part_lost["skipped"]) == (True, 1)
    assert (nothing_lost["changed"], nothing_lost["skipped"]) == (False, 0)


def test_an_invalid_batch_does_not_affect_the_others_of_its_commit(
    port: int, people: People, model: ThreatModel
) -> None:
    with connected_client(port, people.bob, model) as bob:
        bob.do(element("web"))
        batches = [bob.send(element(f"e{number}")) for number in range(5)]
        batches.append(bob.send(change("web", name="Half"), element("bad", "namespace", parent="web")))
        batches += [bob.send(element(f"f{number}")) for number in range(5)]
        batches.append(bob.send(change("e1", x="left")))
        answers = [bob.answer(batch) for batch in batches]

    refused = [answer for answer in answers if answer["type"] == "refused"]
    assert [answer["code"] for answer in refused] == ["invalid", "invalid"]
    assert "cannot be inside" in refused[0]["problems"][0]
    acked = [answer["seq"] for answer in answers if answer["type"] == "ack"]
    assert acked == list(range(2, 12))
    assert list(Change.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 12))
    assert Element.objects.get(uid="web").name == "web"


def test_viewers_are_refused_and_a_new_role_counts_at_once(
    port: int, people: People, model: ThreatModel
) -> None:
    with connected_client(port, people.vera, model) as vera:
        refused = vera.do(element("web"))
        Membership.objects.filter(user=people.vera, team=people.team).update(role=Role.EDITOR)
        granted = vera.do(element("web"))
        told = vera.until("role")
        Membership.objects.filter(user=people.vera, team=people.team).update(role=Role.VIEWER)
        again = vera.do(element("db"))

    assert (refused["type"], refused["code"]) == ("refused", "read-only")
    assert granted["type"] == "ack"
    assert told["role"] == "editor"
    assert again["code"] == "read-only"
    assert [row.uid for row in Element.objects.all()] == ["web"]


def test_missed_changes_are_sent_after_reconnecting(port: int, people: People, model: ThreatModel) -> None:
    run(model, people.alice, element("web"))
    run(model, None, change("web", x=5), batch="moved", origin="layout")

    with connected_client(port, people.vera, model) as vera:
        vera.send_frame(type="since", seq=0)
        missed = vera.until("changes")
        vera.send_frame(type="since", seq=2)
        nothing = vera.until("changes")

    assert [one["seq"] for one in missed["changes"]] == [1, 2]
    assert missed["changes"][0]["added"] == {"web": str(Element.objects.get().pk)}
    assert missed["changes"][1]["actor"] is None
    assert (nothing["after"], nothing["changes"]) == (2, [])


def test_too_many_missed_changes_require_a_resync(
    port: int, people: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.architecture.collaboration.hub._MAX_CHANGES", 2)
    for number in range(3):
        run(model, people.alice, element(f"e{number}"))

    with connected_client(port, people.vera, model) as vera:
        vera.send_frame(type="since", seq=0)

        assert vera.until("resync")["seq"] == 3


def test_a_large_change_is_sent_without_its_operations(port: int, people: People, model: ThreatModel) -> None:
    with connected_client(port, people.bob, model) as bob:
        bob.do(*[element(f"e{number}", name="x" * 200) for number in range(400)])

        assert bob.change(1)["ops"] is None


def test_writes_over_the_api_are_broadcast(port: int, people: People, model: ThreatModel) -> None:
    bob = client_of(people.bob)
    with connected_client(port, people.vera, model) as vera:
        done = bob.post(f"/api/models/{model.pk}/batches/", {"id": "b1", "ops": [element("web")]}, "json")
        told = vera.change(1)
        bob.post(f"/api/models/{model.pk}/layout/", {"id": "l1"}, "json")
        drawn = vera.change(2)

    assert done.json() == {"seq": 1, "changed": True, "skipped": 0}
    assert told["batch"] == "b1"
    assert (drawn["batch"], drawn["origin"]) == ("l1", "layout")
    assert drawn["ops"][0]["props"].keys() == {"x", "y", "width", "height"}


def test_a_change_lost_by_the_broker_is_read_from_the_log(
    port: int, people: People, model: ThreatModel
) -> None:
    """Another process wrote, and the broker lost what it said: the log of changes has it."""
    with connected_client(port, people.vera, model) as vera:
        run(model, people.bob, element("web"))
        vera.change(1)
        Change.objects.create(
            model=model,
            seq=2,
            actor=people.bob,
            batch_id="lost",
            ops=[change("web", x=1)],
            before=[{"x": None}],
        )
        ThreatModel.objects.filter(pk=model.pk).update(seq=2)

        assert vera.change(2)["batch"] == "lost"


def test_others_get_the_presence_of_a_connection(port: int, people: People, model: ThreatModel) -> None:
    with connected_client(port, people.vera, model) as vera:
        with connected_client(port, people.bob, model) as bob:
            came = vera.until("peer", lambda message: message["peer"]["connection"] == bob.connection)
            bob.send_frame(type="presence", cursor=[1, 2.5], selection=["web"], field="web/name")
            shown = vera.until("peer", lambda message: message["peer"]["cursor"] is not None)
            look = {
                "hidden": ["secrets"],
                "collapsed": ["web"],
                "filters": {"severity": ["high"]},
                "path": {"goal": "7e207fa6a916202a", "path": "1", "step": "2"},
            }
            bob.send_frame(type="presence", cursor=None, look=look)
            hidden = vera.until("peer", lambda message: message["peer"]["cursor"] is None)
            with connected_client(port, people.anna, model) as anna:
                others = {peer["connection"]: peer for peer in anna.welcome["peers"]}
        left = vera.until("left", lambda message: message["connection"] == bob.connection)

    assert came["peer"]["user"]["name"] == "Bob"
    assert shown["peer"]["selection"] == ["web"]
    assert hidden["peer"]["field"] == "web/name"
    assert hidden["peer"]["look"] == look
    assert others.keys() == {vera.connection, bob.connection}
    assert others[bob.connection]["selection"] == ["web"]
    assert left


LOOK = '{"type": "presence", "look": {"hidden": [], "collapsed": %s, "filters": %s, "path": %s}}'
BAD: dict[str, str] = {
    "no JSON": "{",
    "no object": "[]",
    "no type": "{}",
    "unknown type": '{"type": "changed", "seq": 9}',
    "a type that is no text": '{"type": {"a": 1}}',
    "NaN": '{"type": "batch", "id": "b", "ops": [{"x": NaN}]}',
    "infinity": '{"type": "presence", "cursor": [1e999, 0]}',
    "deep nesting": '{"type": "batch", "id": "b", "ops": ' + "[" * 5000 + "]" * 5000 + "}",
    "operations that are none": '{"type": "batch", "id": "b", "ops": {"a": 1}}',
    "no id": '{"type": "batch", "ops": []}',
    "a long id": json.dumps({"type": "batch", "id": "x" * 65, "ops": [element("a")]}),
    "an id with a NUL": json.dumps({"type": "undo", "id": "x\x00", "of": "y"}),
    "no seq": '{"type": "since"}',
    "a seq that is no number": '{"type": "since", "seq": true}',
    "unknown presence": '{"type": "presence", "mood": "fine"}',
    "a cursor of three": '{"type": "presence", "cursor": [1, 2, 3]}',
    "a look without filters": '{"type": "presence", "look": {"hidden": [], "collapsed": []}}',
    "a look that is too much": LOOK % (json.dumps(["x"] * 2000), "{}", "null"),
    "a filter of numbers": LOOK % ("[]", '{"a": [1]}', "null"),
    "a path of numbers": LOOK % ("[]", "{}", '{"step": 1}'),
    "much selected": json.dumps({"type": "presence", "selection": ["x"] * 1000}),
    "too large": json.dumps({"type": "batch", "id": "b", "ops": ["x" * 300_000]}),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_frame_is_refused_and_the_socket_stays(
    port: int, people: People, model: ThreatModel, name: str
) -> None:
    with connected_client(port, people.bob, model) as bob:
        bob.socket.send(BAD[name])
        refused = bob.until("refused")
        answer = bob.do(element("web"))

    assert refused["code"] == ("too-large" if name == "too large" else "invalid")
    assert answer["seq"] == 1


def test_an_operation_with_bad_values_is_refused(port: int, people: People, model: ThreatModel) -> None:
    bad: list[Any] = [None, 3, [], {"op": ["set"]}, {**element("a"), "more": 1}, element("a\x00")]
    bad += [{"op": "shift", "on": "element", "uid": "a", "by": by} for by in (None, [1], [True, 1], "ab")]
    with connected_client(port, people.bob, model) as bob:
        answers = [bob.do(op) for op in bad]
        too_many = bob.do(*[element(f"e{number}") for number in range(501)])

    assert {answer["code"] for answer in [*answers, too_many]} == {"invalid"}
    assert not Element.objects.exists()


def test_many_invalid_frames_close_the_connection(port: int, people: People, model: ThreatModel) -> None:
    with connected_client(port, people.bob, model) as bob, connected_client(port, people.vera, model) as vera:
        with contextlib.suppress(ConnectionClosed):  # it may be cut off before all is sent
            for _ in range(30):
                bob.socket.send("nonsense")

        assert bob.closed() == 4400
        vera.send_frame(type="since", seq=0)
        assert vera.until("changes")


def test_binary_frames_are_refused(port: int, people: People, model: ThreatModel) -> None:
    with connected_client(port, people.bob, model) as bob:
        bob.socket.send(b"\x00\xff")

        assert bob.until("refused")["id"] is None


def test_only_own_batches_can_be_undone(port: int, people: People, model: ThreatModel) -> None:
    with connected_client(port, people.bob, model) as bob, connected_client(port, people.anna, model) as anna:
        bob.do(element("web"), batch="b1")
        refused = anna.answer(anna.undo("b1"))
        done = bob.answer(bob.undo("b1"))

    assert (refused["type"], refused["code"]) == ("refused", "not-found")
    assert (done["type"], done["changed"]) == ("ack", True)
    assert not Element.objects.exists()


def test_a_model_that_is_deleted_closes_its_sockets(port: int, people: People, model: ThreatModel) -> None:
    with connected_client(port, people.bob, model) as bob:
        model_delete(model=model, actor=people.alice)

        assert bob.closed() == 4404


def test_when_the_database_fails_nothing_is_acknowledged(
    port: int, people: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_asked: Any) -> None:
        raise OperationalError("the disk is full")

    with connected_client(port, people.bob, model) as bob:
        with monkeypatch.context() as broken:
            broken.setattr("threatmodel.architecture.collaboration.hub.apply_edits", fail)
            bob.send(element("web"), batch="b1")
            assert bob.closed() == 4500
        assert not any(message["type"] == "ack" for message in bob.received)

    with connected_client(port, people.bob, model) as bob:
        assert bob.do(element("web"), batch="b1")["seq"] == 1


def test_batches_behind_a_failed_one_are_not_written_before_it(
    port: int, people: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the older batch, sent again, would win over the newer one, which was acknowledged."""
    writing, both_sent = threading.Event(), threading.Event()

    def fail_once(**asked: Any) -> Any:
        if not writing.is_set():
            writing.set()
            assert both_sent.wait(30)
            raise OperationalError("the server closed the connection")
        return apply_edits(**asked)

    with connected_client(port, people.bob, model) as bob:
        bob.do(element("web"), batch="made")
        monkeypatch.setattr("threatmodel.architecture.collaboration.hub.apply_edits", fail_once)
        bob.send(change("web", name="older"), batch="b1")
        assert writing.wait(30)
        bob.send(change("web", name="newer"), batch="b2")
        bob.send_frame(type="since", seq=1)
        bob.until("changes")  # frames are read in order: the second batch waits by now
        both_sent.set()
        assert bob.closed() == 4500
        assert not any(message.get("id") in {"b1", "b2"} for message in bob.received)

    with connected_client(port, people.bob, model) as bob:
        assert Element.objects.get(model=model, uid="web").name == "web"
        bob.do(change("web", name="older"), batch="b1")
        bob.do(change("web", name="newer"), batch="b2")
    assert Element.objects.get(model=model, uid="web").name == "newer"


def test_a_burst_of_changes_is_sent_in_few_frames(port: int, people: People, model: ThreatModel) -> None:
    """More than the queue of a browser holds, all at once."""
    with connected_client(port, people.vera, model) as vera:
        for number in range(400):
            Change.objects.create(
                model=model, seq=number + 1, actor=people.bob, batch_id=f"b{number}", ops=[], before=[]
            )
        ThreatModel.objects.filter(pk=model.pk).update(seq=400)

        vera.change(400)

    assert [change["seq"] for message in vera.received for change in changes_in(message)] == list(
        range(1, 401)
    )
