"""Requests of one team for a large model affect neither others nor the server."""

import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from tests.services.deployment import Server
from tests.services.quick_settings import LARGE_READ_ELEMENTS
from tests.services.visitor import Visitor

_CONTAINERS = LARGE_READ_ELEMENTS + 50
# More than wait in the line of one team while some are answered, and more than the database has connections.
_TOGETHER = 40
READS = (
    "architecture/",
    "architecture/filters/",
    "architecture/threats/",
    "attack-paths/between/?attacker=compromised-workload&target=k8s:default/Deployment/large",
    "attack-paths/impact/?uid=k8s:default/Deployment/large",
    "attack-paths/leads-to/?target=k8s:default/Deployment/large",
    "comparison/?before=0",
    "comparison/drawing/?before=0",
    "comparison/threats/?before=0",
    "coverage/",
    "data-suggestions/",
    "defense-layers/",
    "drift/",
    "elements/{element}/changes/",
    "overrides/",
    "pod-security/",
    "threats/1/known-facts/",
    "threats/1/what-if/",
)


class Large(NamedTuple):
    """Somebody with a large model, and a stranger with a small one, on the same server."""

    owner: Visitor
    model: str
    element: str
    stranger: Visitor
    small: str

    def address(self, read: str) -> str:
        return f"/api/models/{self.model}/{read.format(element=self.element)}"


@pytest.fixture(scope="module")
def large(server: Server) -> Large:
    owner, stranger = Visitor(server.url), Visitor(server.url)
    owner.sign_up("large@bulkhead.example")
    stranger.sign_up("small@bulkhead.example")
    model, small = owner.model("Large"), stranger.model("Small")
    job = owner.import_files(model, {"deployments.yaml": _deployment(_CONTAINERS).encode()})
    assert job["state"] == "succeeded", job
    owner.wait_for_analysis(model)
    element = owner.get(f"/api/models/{model}/elements/?kind=workload")["results"][0]["id"]
    return Large(owner, model, element, stranger, small)


# Each container has four threats rather than twelve: they are stored and compared in every test.
_HARDENING = (
    "securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true,"
    " capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}},"
    " resources: {requests: {cpu: 1m, memory: 1Mi}, limits: {cpu: 9m, memory: 9Mi}}"
)


def _deployment(containers: int) -> str:
    rows = "".join(
        f"        - {{name: c{n}, image: nginx, ports: [{{containerPort: {n + 1}}}], {_HARDENING}}}\n"
        for n in range(containers)
    )
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: large}\nspec:\n"
        "  selector: {matchLabels: {app: large}}\n  template:\n    metadata: {labels: {app: large}}\n"
        f"    spec:\n      containers:\n{rows}"
    )


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: Any


def _ask(visitor: Visitor, path: str, **headers: str) -> Answer:
    request = urllib.request.Request(visitor.url + path, headers={"Accept": "application/json", **headers})
    request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()))
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:
            content, status, sent = answer.read(), answer.status, dict(answer.headers)
    except urllib.error.HTTPError as refusal:
        content, status, sent = refusal.read(), refusal.code, dict(refusal.headers)
    if sent.get("content-encoding") == "gzip":
        content = gzip.decompress(content)
    return Answer(status, sent, json.loads(content))


@contextmanager
def _many(large: Large, read: str) -> Iterator[list[Answer]]:
    """Ask for the same many times at once; what came of it is known at the end of the block."""
    answers: list[Answer] = []
    with ThreadPoolExecutor(_TOGETHER) as pool:
        asked = [pool.submit(_ask, large.owner, large.address(read)) for _ in range(_TOGETHER)]
        yield answers
        answers += [one.result() for one in asked]


@pytest.mark.parametrize("read", READS)
def test_a_large_model_is_read_in_a_process_of_its_own(large: Large, read: str) -> None:
    plain = _ask(large.owner, large.address(read))
    packed = _ask(large.owner, large.address(read), **{"Accept-Encoding": "gzip"})

    assert plain.status == packed.status == 200, plain.body
    assert packed.headers["content-encoding"] == "gzip"  # only such a process compresses
    assert packed.body == plain.body


def test_asking_for_the_headers_alone_is_reading_too(large: Large) -> None:
    request = urllib.request.Request(
        large.owner.url + large.address("comparison/?before=0"),
        method="HEAD",
        headers={"Accept-Encoding": "gzip"},
    )
    cookies = "; ".join(f"{name}={value}" for name, value in large.owner.cookies.items())
    request.add_header("Cookie", cookies)

    with urllib.request.urlopen(request, timeout=600) as answer:
        assert answer.headers["content-encoding"] == "gzip"


def test_a_question_that_is_posted_is_answered_in_a_process_too(large: Large) -> None:
    control = {"control": "user-namespaces", "uid": "k8s:default/Deployment/large/c1"}

    found = large.owner.post(large.address("attack-paths/what-if/"), {"controls": [control]})

    assert 0 < found["cut"] < found["paths"]


def test_a_stranger_does_not_reach_the_process(large: Large) -> None:
    assert _ask(large.stranger, large.address("architecture/")).status == 404


def test_a_page_of_a_large_answer_links_to_the_next(large: Large) -> None:
    first = _ask(large.owner, large.address("comparison/?before=0&search=c1"))

    second = _ask(large.owner, first.body["next"].removeprefix(large.owner.url))

    assert first.body["results"] != second.body["results"]
    assert second.body["previous"]


@pytest.mark.parametrize("read", ["comparison/?before=0", "comparison/threats/?before=0"])
def test_large_reads_of_one_team_do_not_delay_others(large: Large, read: str) -> None:
    """Of those that come at once some are asked to come again; others have answers all the time."""
    with _many(large, read) as answers:
        others = [_ask(large.stranger, f"/api/models/{large.small}/threats/") for _ in range(40)]

    assert {one.status for one in others} == {200}
    assert {one.status for one in answers} <= {200, 429}
    assert 200 in {one.status for one in answers}
    turned_away = [one for one in answers if one.status == 429]
    assert turned_away
    assert all(int(one.headers["retry-after"]) > 0 for one in turned_away)
    assert all("Try again in a few seconds" in one.body["detail"] for one in turned_away)
