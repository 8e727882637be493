"""Reading an input never raises: each file is used whole, or one clear message says why it is not."""

import gc

import pytest

from tests.engine.golden import FIXTURES
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.model.gc_control import gc_paused

COMPOSE = b"services: {a: {image: redis}}\n"


def test_a_file_that_is_no_manifest_is_reported_with_its_line() -> None:
    reading = read([TextFile("compose.yaml", COMPOSE), TextFile("values.yaml", b"# x\n\nreplicas: 3\n")])

    (problem,) = reading.problems
    assert (problem.file, problem.line, problem.severity) == ("values.yaml", 3, "info")
    assert "compose:a" in reading.model.elements


def test_an_input_with_nothing_usable_is_an_error() -> None:
    reading = read([TextFile("values.yaml", b"replicas: 3\n")])

    assert [problem.severity for problem in reading.problems] == ["info", "error"]
    assert not reading.model.elements


def test_no_files_are_an_error() -> None:
    assert [problem.severity for problem in read([]).problems] == ["error"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\t- a",
        b"\x00\x01",
        b"services:\n" + b"".join(b" " * i + b"a:\n" for i in range(1, 200)),
        COMPOSE * 700_000,
        b"services: {a: {image: redis}, a: {image: x}}",
        b"services: {a: !!python/object:x {}}",
    ],
    ids=["empty", "tab", "binary", "200 levels", "20 MB", "duplicate service", "tag"],
)
def test_a_bad_file_gives_one_error_and_leaves_the_others_usable(data: bytes) -> None:
    alone = read([TextFile("bad.yaml", data)])
    beside = read([TextFile("bad.yaml", data), TextFile("compose.yaml", COMPOSE)])

    assert [problem.severity for problem in alone.problems] == ["error"]
    assert not alone.model.elements
    assert [problem.file for problem in beside.problems] == ["bad.yaml"]
    assert "compose:a" in beside.model.elements


def test_the_same_input_gives_the_same_model_whatever_the_order_of_files() -> None:
    files = [
        TextFile("one/compose.yaml", COMPOSE),
        TextFile("two/compose.yaml", b"services: {b: {image: postgres}}\n"),
        TextFile(
            "pod.yaml",
            b"apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: x}]}\n",
        ),
    ]

    forward, backward = read(files).model, read(reversed(files)).model

    assert forward.elements == backward.elements
    assert forward.relations == backward.relations
    assert forward.flows == backward.flows


def test_input_beyond_the_limit_is_left_out_with_an_error() -> None:
    files = [TextFile(f"{index}.yaml", b"# " + b"x" * 4_000_000) for index in range(20)]

    errors = [problem for problem in read(files).problems if "more than" in problem.message]
    assert [problem.file for problem in errors] == ["16.yaml"]


def test_many_problems_and_projects_are_all_reported() -> None:
    files = [
        TextFile(f"p{n}/stack{n}.yaml", f"services: {{a: {{image: x, ports: ['{n}:${{P}}']}}}}".encode())
        for n in range(1_500)
    ]

    reading = read(files)

    assert len(reading.problems) == 1_500


def test_what_is_read_goes_without_the_collector() -> None:
    """It rests while files are read, so a cycle would hold the text of the files until it wakes."""
    paths = sorted(path for path in FIXTURES.rglob("*") if path.suffix in {".yaml", ".yml"})
    files = [TextFile(str(path), path.read_bytes()) for path in paths]
    read(files)  # the first reading of a process builds what stays, and leaves cycles of the libraries behind
    gc.collect()

    with gc_paused():
        read(files)
        left_behind = gc.collect()

    assert left_behind == 0
