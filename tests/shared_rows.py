"""The people, the shop and the things that tests begin with: written once for all that begin with them.

The rows lie in a transaction around those of the tests: what a test changes is rolled back as ever. A test
that commits, or that begins without them, has them rolled back first.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import partial
from io import StringIO
from typing import Any, Final
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.people import People, make_people
from tests.security.sample_objects import Things, things_of
from tests.shop_model import import_files, import_text, new_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.analysis.services.analysis_cache import analysis_cache

_Written = dict[str, Any]
_Files = Mapping[str, str]


def _people(_written: _Written) -> People:
    return make_people()


def _shop(written: _Written) -> ThreatModel:
    cast: People = written["people_rows"]
    model = new_model(cast.team, cast.alice)
    import_text(model, cast.bob)
    return model


def _imported(written: _Written, files: _Files) -> ThreatModel:
    cast: People = written["people_rows"]
    model = new_model(cast.team, cast.alice)
    import_files(model, cast.bob, files)
    return model


def _demo(_written: _Written) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def _things(written: _Written) -> Things:
    cast: People = written["people_rows"]
    return things_of(cast.team, by=cast.alice)


def _other_things(written: _Written) -> Things:
    cast: People = written["people_rows"]
    return things_of(cast.other_team, by=cast.charlie)


# By the name of the fixture that asks for them; each lies upon those before it.
_LAYERS: Final[Mapping[str, Callable[[_Written], Any]]] = {
    "people_rows": _people,
    "shop_rows": _shop,
    "things_rows": _things,
    "other_things_rows": _other_things,
    "demo_rows": _demo,
}


class SharedRows:
    """The layers that are written, each in an atomic block of its own."""

    def __init__(self) -> None:
        self._written: _Written = {}
        self._files: _Files = {}  # of the model in the last layer
        self._blocks: list[transaction.Atomic] = []

    def copy(self, layer: str) -> Any:
        """Return what the layer wrote, for a test to change; None where the test commits."""
        return deepcopy(self._written.get(layer))

    def keep(self, wanted: set[str], files: _Files | None = None) -> None:
        """Roll back the layers that are not wanted, and write those that are; `files` are for the last."""
        stays = wanted if files == self._files else wanted - {"imported_rows"}
        while not stays.issuperset(self._written):
            self._written.popitem()
            transaction.set_rollback(True)
            self._blocks.pop().__exit__(None, None, None)
        if "imported_rows" in wanted:
            self._files = files or {}
        writes: dict[str, Callable[[_Written], Any]] = dict(_LAYERS)
        writes["imported_rows"] = partial(_imported, files=self._files)
        for layer, write in writes.items():
            if layer in wanted and layer not in self._written:
                self._blocks.append(transaction.atomic())
                self._blocks[-1].__enter__()
                self._written[layer] = write(self._written)


@pytest.fixture(scope="session")
def shared_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SharedRows]:
    """The rows of this process."""
    rows = SharedRows()
    yield rows
    with django_db_blocker.unblock():
        rows.keep(set())


@pytest.fixture(scope="session")
def people_rows(shared_rows: SharedRows) -> SharedRows:
    """Where the people are."""
    return shared_rows


@pytest.fixture(scope="session")
def shop_rows(people_rows: SharedRows) -> SharedRows:
    """Where the shop is."""
    return people_rows


@pytest.fixture
def cast(people_rows: SharedRows, db: None) -> People:
    """The cast, in the database of the test."""
    return people_rows.copy("people_rows") or make_people()


@pytest.fixture
def model(shop_rows: SharedRows, cast: People) -> ThreatModel:
    """The shop, imported by Bob."""
    shared: ThreatModel | None = shop_rows.copy("shop_rows")
    if shared is None:
        return _shop({"people_rows": cast})
    analysis_cache.take(shared.pk)  # of what another test made of it
    return shared


@pytest.fixture(scope="session")
def imported_rows(people_rows: SharedRows) -> SharedRows:
    """Where the model is that the files of the mark `imports` were imported into."""
    return people_rows


@pytest.fixture
def imported(imported_rows: SharedRows, cast: People) -> ThreatModel:
    """A model into which Bob has imported the files that the mark `imports` gives by name."""
    shared: ThreatModel = imported_rows.copy("imported_rows")
    analysis_cache.take(shared.pk)  # of what another test made of it
    return shared


def as_written(model: ThreatModel) -> ThreatModel:
    """Return the model as its rows have it now, for the next example of a test that rolls back each."""
    analysis_cache.take(model.pk)  # of what the one before made of it
    return ThreatModel.objects.get(pk=model.pk)


@pytest.fixture(scope="session")
def things_rows(people_rows: SharedRows) -> SharedRows:
    """Where one thing of each kind is."""
    return people_rows


@pytest.fixture
def things(things_rows: SharedRows, cast: People) -> Things:
    """One thing of each kind in the team of the cast, by the name it has in addresses."""
    shared: Things | None = things_rows.copy("things_rows")
    if shared is None:
        return _things({"people_rows": cast})
    analysis_cache.take(UUID(shared["model"]))  # of what another test made of it
    return shared


@pytest.fixture(scope="session")
def other_things_rows(people_rows: SharedRows) -> SharedRows:
    """Where the other team has one thing of each kind."""
    return people_rows


@pytest.fixture
def other_things(other_things_rows: SharedRows, cast: People) -> Things:
    """One thing of each kind in the other team of the cast."""
    return other_things_rows.copy("other_things_rows") or _other_things({"people_rows": cast})


@pytest.fixture(scope="session")
def demo_rows(shared_rows: SharedRows) -> SharedRows:
    """Where the demo is."""
    return shared_rows


@pytest.fixture
def demo_loaded(demo_rows: SharedRows, db: None) -> str:
    """What the command said that loaded the demo, which is in the database of the test."""
    said: str = demo_rows.copy("demo_rows")
    return said


def _commits(item: pytest.Item) -> bool:
    marks = any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
    return marks or not {"transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> None:
    """Have the rows written before the transaction of the test begins."""
    if fixturedef.argname == "_django_db_helper":  # of pytest-django, which begins it
        item = request.node
        with request.getfixturevalue("django_db_blocker").unblock():
            rows: SharedRows = request.getfixturevalue("shared_rows")
            mark = item.get_closest_marker("imports")
            wanted = set() if _commits(item) else set(request.fixturenames)
            rows.keep(wanted, mark.args[0] if mark else None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of a file that begin with the same rows one after the other."""
    files = {path: number for number, path in enumerate(dict.fromkeys(item.path for item in items))}

    def order(item: pytest.Item) -> tuple[int, bool, int]:
        names = getattr(item, "fixturenames", ())
        return files[item.path], _commits(item), sum(layer in names for layer in (*_LAYERS, "imported_rows"))

    items.sort(key=order)
