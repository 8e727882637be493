"""How long a model takes from what was read to saved, drawn and analyzed, and how many queries.

And how long one answered question takes, from the request to its threats in the database.

Run with `python -m benchmarks.save_and_analyze`. Prints figures beside their bounds; a miss exits with 1.
Peer on the same stack, 100 components: 13.4 s and 24,182 queries.
"""

import itertools
import sys
import time
from typing import Any, Final

from benchmarks.database import scratch_database
from benchmarks.workloads import manifests

# elements, flows, most seconds, most queries (None: no bound)
_SIZES: Final = ((100, 150, 0.5, 52), (1_000, 1_500, 3.0, 52))
_REQUEST_MOST_S: Final = 0.3
_ROUNDS: Final = 3
# elements, flows, most seconds from the request to stored threats: warm, and cold (nothing kept in memory)
_ANSWERS: Final = ((100, 150, 0.1, 0.5), (1_000, 1_500, 0.15, 2.0), (10_000, 15_000, 0.5, 20.0))
_ANSWER_ROUNDS: Final = 15

missed: list[str] = []


def main() -> None:
    with scratch_database() as vendor:
        for elements, flows, seconds, queries in _SIZES:
            _save_and_analyze(vendor, elements, flows, seconds, queries)
        _request(vendor)
        for elements, flows, warm, cold in _ANSWERS:
            _answer(vendor, elements, flows, warm, cold)
    sys.exit(1 if missed else 0)


def show(what: str, measured: float, bound: float, unit: str) -> None:
    """Print one figure beside its bound and remember a miss."""
    verdict = "ok" if measured <= bound else "MISSED"
    print(f"  {what}: {measured:.3g} {unit} (bound {bound:g}) {verdict}")
    if measured > bound:
        missed.append(what)


def _save_and_analyze(vendor: str, elements: int, flows: int, seconds: float, queries: int) -> None:
    from django.db import connection  # noqa: PLC0415 (Django is set up by scratch_database)
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from threatmodel.engine.importers import Reading  # noqa: PLC0415
    from threatmodel.imports.services.imports import import_apply  # noqa: PLC0415

    reading = Reading(sized_model(elements, flows), ())
    files = {element.source.file for element in reading.model.elements.values()}
    best, count, writes = float("inf"), 0, 0
    for _ in range(_ROUNDS):
        model = new_model()
        started = time.perf_counter()
        import_apply(model_id=model.pk, actor=model.created_by, reading=reading, files=files)
        best = min(best, time.perf_counter() - started)
    model = new_model()
    with CaptureQueriesContext(connection) as captured:
        imported = import_apply(model_id=model.pk, actor=model.created_by, reading=reading, files=files)
        count = len(captured)
    with CaptureQueriesContext(connection) as captured:
        import_apply(model_id=model.pk, actor=model.created_by, reading=reading, files=files)
        writes = sum(
            q["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY")) for q in captured.captured_queries
        )
    threats = imported.result()["threats"]
    print(f"{imported.elements} elements, {imported.flows} flows, {threats} threats on {vendor}")
    show("saved, drawn and analyzed", best, seconds, "s")
    show("queries", count, queries, "")
    show("rows written by the same again", writes, 0, "")


def _request(vendor: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415
    from rest_framework.test import APIClient  # noqa: PLC0415

    model = new_model()
    client = APIClient(SERVER_NAME="127.0.0.1")
    client.force_login(model.created_by)
    text = manifests(170).encode()
    best = float("inf")
    for _ in range(_ROUNDS):
        upload = SimpleUploadedFile("all.yaml", text)
        started = time.perf_counter()
        response = client.post(f"/api/models/{model.pk}/imports/", {"files": [upload]}, format="multipart")
        best = min(best, time.perf_counter() - started)
        assert response.status_code == 202, response.content
    print(f"the request that imports them ({len(text) / 1024:.0f} KiB) on {vendor}")
    show("answered", best, _REQUEST_MOST_S, "s")


def _answer(vendor: str, elements: int, flows: int, warm_most: float, cold_most: float) -> None:
    """Answer one question after another, and do the job as a worker does that has just been nudged.

    What the nudge itself takes is not in it.
    """
    from rest_framework.test import APIClient  # noqa: PLC0415

    from threatmodel.engine.importers import Reading  # noqa: PLC0415
    from threatmodel.imports.services.imports import import_apply  # noqa: PLC0415
    from threatmodel.jobs.services import job_run  # noqa: PLC0415
    from threatmodel.threats.questions.models import Question  # noqa: PLC0415

    model = new_model()
    reading = Reading(sized_model(elements, flows), ())
    files = {element.source.file for element in reading.model.elements.values()}
    import_apply(model_id=model.pk, actor=model.created_by, reading=reading, files=files)
    client = APIClient(SERVER_NAME="127.0.0.1")
    client.force_login(model.created_by)
    asked = Question.objects.filter(model=model, answered=False, fact__in=_ANSWERED).order_by("-weight", "id")
    client.get(f"/api/models/{model.pk}/")  # what a process loads once is not part of it
    requests, taken = [], []
    for number, question in enumerate(asked[: _ANSWER_ROUNDS + 1]):
        started = time.perf_counter()
        address = f"/api/models/{model.pk}/questions/{question.pk}/answer/"
        response = client.post(address, {"value": number % 2 == 0}, format="json")
        answered = time.perf_counter()
        assert response.status_code == 202, response.content
        job_run(job_id=response.json()["job"]["id"])
        requests.append(answered - started)
        taken.append(time.perf_counter() - started)
    warm = sorted(taken[1:])
    print(f"one answered question, {elements} elements and {flows} flows on {vendor}")
    show("cold, from the request to stored threats", taken[0], cold_most, "s")
    show("warm, median", warm[len(warm) // 2], warm_most, "s")
    of_request = sorted(requests)[len(requests) // 2]
    print(f"    slowest {warm[-1]:.3f} s; the request alone, median {of_request:.3f} s")


_ANSWERED: Final = ("personal_data", "backups", "stores_logs", "ssh_server", "rotated")  # yes or no
_names = itertools.count()


def new_model() -> Any:
    """Write a team with its owner and an empty model."""
    from threatmodel.accounts.models import User  # noqa: PLC0415
    from threatmodel.accounts.services import team_create  # noqa: PLC0415
    from threatmodel.architecture.api.services.models import model_create  # noqa: PLC0415

    number = next(_names)
    user = User.objects.create(email=f"bench-{number}@example.com")
    team = team_create(name=f"Bench {number}", owner=user)
    return model_create(team_id=team.pk, actor=user, name=f"Model {number}")


def sized_model(elements: int, flows: int) -> Any:
    """Return a model of about this many elements and exactly this many flows, read from manifests."""
    from threatmodel.engine.importers import TextFile, read  # noqa: PLC0415
    from threatmodel.engine.model import Flow, Model, Source  # noqa: PLC0415

    count = 1
    while len((model := read([TextFile("all.yaml", manifests(count).encode())]).model).elements) < elements:
        count += max(1, (elements - len(model.elements)) // 8)
    wanted = dict(itertools.islice(model.flows.items(), flows))
    workloads = sorted(uid for uid, element in model.elements.items() if element.kind == "workload")
    steps, places = range(1, len(workloads)), range(len(workloads))
    pairs = ((workloads[n], workloads[n - step]) for step in steps for n in places)
    while len(wanted) < flows:
        source, destination = next(pairs)
        uid = f"flow:{source}->{destination}:8080"
        wanted.setdefault(
            uid,
            Flow(
                uid=uid,
                source=source,
                destination=destination,
                origin="inferred",
                why="Made up for the benchmark.",
                provenance=Source("inferred", "all.yaml", 1),
            ),
        )
    return Model(model.elements, model.relations, wanted)


if __name__ == "__main__":
    main()
