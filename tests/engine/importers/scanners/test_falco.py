"""Alerts of Falco are read from lines and arrays, grouped, and found in the model by what they name."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers.scanners import falco
from threatmodel.engine.importers.scanners.alert_places import PlaceIndex, place_label, place_name
from threatmodel.engine.importers.scanners.falco import AlertLimits, AlertPlace, read_alerts
from threatmodel.engine.importers.scanners.json_document import InvalidReport

WEB = "k8s:shop/Deployment/web"
ELEMENTS = [
    (WEB, "workload"),
    (f"{WEB}/app", "container"),
    ("k8s:shop/StatefulSet/db", "workload"),
    ("k8s:shop/CronJob/report", "workload"),
    ("k8s:logs/DaemonSet/agent", "workload"),
    ("compose:api", "workload"),
    ("compose:api-db", "workload"),
    ("compose:one/cache", "workload"),
    ("compose:two/cache", "workload"),
    ("image:registry.example.com/web", "image"),
    ("image:redis:7", "image"),
    ("image:redis:6", "image"),
]


def alert(**parts: Any) -> dict[str, Any]:
    return {"rule": "Shell", "priority": "Warning", "time": "2026-03-01T12:00:00Z", **parts}


def as_lines(*alerts: Any) -> bytes:
    return b"\n".join(json.dumps(one).encode() for one in alerts)


def test_lines_arrays_and_one_object_say_the_same() -> None:
    one = alert(output_fields={"container.name": "web"})

    assert read_alerts(as_lines(one)) == read_alerts(json.dumps([one], indent=1).encode())
    assert read_alerts(json.dumps(one, indent=1).encode()).read == 1
    assert read_alerts(b"\xef\xbb\xbf" + as_lines(one, one)).groups[0].times == ("2026-03-01T12:00:00Z",) * 2


def test_other_lines_of_the_log_are_skipped_and_counted() -> None:
    found = read_alerts(b"Falco initialized\n" + as_lines(alert()) + b"\n\n[broken\n")

    assert (found.read, found.skipped) == (1, 2)


def test_a_group_has_the_highest_priority_and_all_techniques_and_programs() -> None:
    place = {"container.name": "web"}
    low = alert(priority="Notice", tags=["T1059", "shell"], output_fields={**place, "proc.name": "sh"})
    high = alert(priority="Error", tags=["t1611", "TA0003"], output_fields={**place, "proc.name": "a b"})

    (group,) = read_alerts(as_lines(low, high)).groups

    assert (group.severity, group.techniques, group.programs) == ("high", ("T1059", "T1611"), ("sh",))


def test_what_exceeds_the_limits_is_left_out_and_counted() -> None:
    limits = AlertLimits(max_alerts=3, max_groups=2)
    many = [alert(rule=f"Rule {number}") for number in (1, 2, 3, 1, 1)]

    found = read_alerts(as_lines(*many), limits)

    assert ([group.rule for group in found.groups], found.read, found.left_out) == (
        ["Rule 1", "Rule 2"],
        3,
        2,
    )
    with pytest.raises(InvalidReport, match="limit"):
        read_alerts(b" " * 101, AlertLimits(max_bytes=100))


def test_an_array_of_too_many_values_is_refused_and_lines_are_read() -> None:
    limits = AlertLimits(max_values=20)
    many = [alert(tags=["a"] * 20), alert()]

    with pytest.raises(InvalidReport, match="values"):
        read_alerts(json.dumps(many).encode(), limits)
    with pytest.raises(InvalidReport, match="values"):
        read_alerts(b"[" + b"[]," * 30 + b"[]]", limits)
    assert read_alerts(as_lines(*many), limits).read == 2


def test_places_beyond_the_limit_of_alerts_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Any] = []

    def place(value: Any) -> AlertPlace:
        looked.append(value)
        return AlertPlace()

    monkeypatch.setattr(falco, "_place", place)

    assert read_alerts(as_lines(*[alert()] * 9), AlertLimits(max_alerts=2)).left_out == 7
    assert len(looked) == 2


def test_alerts_of_two_nodes_are_two_groups() -> None:
    there = {"output_fields": {"container.name": "web"}}
    found = read_alerts(as_lines(*(alert(hostname=node, **there) for node in "aba")))

    assert [(group.node, len(group.times)) for group in found.groups] == [("a", 2), ("b", 1)]


def test_a_line_that_is_too_long_is_skipped() -> None:
    long = alert(output="x" * 200)

    assert read_alerts(as_lines(alert(), long), AlertLimits(max_line_bytes=150)).skipped == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"k8s.ns.name": "shop", "k8s.pod.name": "web-6c9f7d5b8d-x7k2p", "container.name": "app"},
            f"{WEB}/app",
        ),
        ({"k8s.ns.name": "shop", "k8s.pod.name": "web-6c9f7d5b8d-x7k2p", "container.name": "x"}, WEB),
        ({"container.name": "k8s_app_web-6c9f7d5b8d-x7k2p_shop_0a1b-2c_0"}, f"{WEB}/app"),
        ({"k8s.ns.name": "shop", "k8s.pod.name": "db-12"}, "k8s:shop/StatefulSet/db"),
        ({"k8s.ns.name": "shop", "k8s.pod.name": "report-29012345-bcdf2"}, "k8s:shop/CronJob/report"),
        ({"k8s.ns.name": "logs", "k8s.pod.name": "agent-q9x2z"}, "k8s:logs/DaemonSet/agent"),
        ({"k8s.ns.name": "other", "k8s.pod.name": "web-6c9f7d5b8d-x7k2p"}, ""),
        ({"container.name": "shop-api-1"}, "compose:api"),
        ({"container.name": "shop_api-db_2"}, "compose:api-db"),
        ({"container.name": "api"}, "compose:api"),
        ({"container.name": "one-cache-1"}, ""),  # of which project is not known
        ({"container.image.repository": "registry.example.com/web"}, "image:registry.example.com/web"),
        ({"container.image.repository": "redis", "container.image.tag": "7"}, "image:redis:7"),
        ({"container.image.repository": "docker.io/library/redis"}, ""),
        ({"container.name": "<NA>", "k8s.pod.name": None}, ""),
        ({"container.id": "host"}, ""),
    ],
)
def test_a_place_is_found_by_what_the_alert_names(fields: dict[str, Any], expected: str) -> None:
    (group,) = read_alerts(as_lines(alert(output_fields=fields))).groups

    assert PlaceIndex(ELEMENTS).element_of(group.place) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (AlertPlace(namespace="shop", pod="web-6c9f7d5b8d-x7k2p"), "shop/web"),
        (AlertPlace(namespace="shop", pod="web-6c9f7d5b8d-z4b2c"), "shop/web"),
        (AlertPlace(pod="alone"), "alone"),
        (AlertPlace(namespace="shop", pod="debug-tools"), "shop/debug-tools"),
        (AlertPlace(container="web", image="redis"), "web"),
        (AlertPlace(host="node-1"), "node-1"),
        (AlertPlace(), ""),
    ],
)
def test_a_place_is_called_by_its_workload(place: AlertPlace, expected: str) -> None:
    assert place_label(place) == expected


def test_the_name_of_a_place_tells_containers_of_one_pod_apart() -> None:
    pod = {"namespace": "shop", "pod": "web-6c9f7d5b8d-x7k2p"}

    assert place_name(AlertPlace(**pod, container="app")) == "shop/web/app"
    assert place_name(AlertPlace(**pod)) == "shop/web"
    assert place_name(AlertPlace(container="web")) == "web"


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert read_alerts(data).read >= 0


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_name_is_looked_up(pod: str, container: str) -> None:
    index = PlaceIndex(ELEMENTS)
    data = as_lines(alert(output_fields={"k8s.pod.name": pod, "container.name": container}))

    assert {index.element_of(group.place) for group in read_alerts(data).groups} <= {
        "", *(uid for uid, _kind in ELEMENTS)
    }  # fmt: skip
