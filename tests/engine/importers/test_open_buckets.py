"""Which command lines open buckets to everyone."""

import pytest

from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.environment_facts import arguments_of, split_command
from threatmodel.engine.importers.open_buckets import open_buckets

SCRIPT = "mc alias set s http://minio:9000 user $PASSWORD; mc mb s/uploads; "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("/usr/bin/mc anonymous set public s/uploads;", {"uploads": True}),
        (
            "mc anonymous set download s/images && mc anonymous set upload s/inbox",
            {"images": False, "inbox": True},
        ),
        ("mc policy set download s/images; exit 0", {"images": False}),
        ("mc policy public s/uploads/", {"uploads": True}),
        ("mc anonymous set download s/both; mc anonymous set public s/both", {"both": True}),
        ("mc anonymous set none s/uploads", {}),
        ("mc anonymous set public s", {}),
        ("mc anonymous set", {}),
        ("mc mb s/public", {}),
    ],
)
def test_buckets_that_a_script_opens(script: str, expected: dict[str, bool]) -> None:
    arguments = arguments_of(["sh", "-c", SCRIPT + script])

    assert {one["name"]: one["writable"] for one in open_buckets(arguments)} == expected


def test_the_same_words_of_another_program_open_nothing() -> None:
    assert open_buckets(arguments_of(split_command("gate policy set public s/uploads"))) == []


def test_a_service_of_compose_names_the_buckets_and_the_file() -> None:
    script = f"{SCRIPT}mc anonymous set public s/uploads"
    text = f"services:\n  buckets:\n    image: minio/mc\n    entrypoint: sh -c '{script}'\n"
    reading = read([TextFile("compose.yaml", text.encode())])

    fact = reading.model.elements["compose:buckets/buckets"].facts["open_buckets"]
    assert (fact.value, fact.source.line) == ([{"name": "uploads", "writable": True}], 4)


def test_a_job_of_kubernetes_names_the_buckets_and_the_line() -> None:
    job = (
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: buckets}\nspec:\n  template:\n    spec:\n"
        "      containers:\n        - name: mc\n          image: minio/mc\n          command: [/bin/sh, -c]\n"
        f"          args: ['{SCRIPT}mc anonymous set public s/uploads']\n"
    )

    model = read([TextFile("job.yaml", job.encode())]).model

    fact = model.elements["k8s:default/Job/buckets/mc"].facts["open_buckets"]
    assert fact.value == [{"name": "uploads", "writable": True}]
    assert (fact.source.file, fact.source.line) == ("job.yaml", 11)
