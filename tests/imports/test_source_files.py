"""Lines around evidence are kept with an import, shown on the page of a threat, and replaced by the next."""

import json
from typing import Any

import pytest
from django.db.models import Sum
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, SOCKET, new_model, socket_threat
from threatmodel.api.streaming import json_parts
from threatmodel.architecture.importing import source_line_storage
from threatmodel.architecture.importing.import_scope import Scope
from threatmodel.architecture.models import SourceFile, ThreatModel
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.source_lines import source_lines
from threatmodel.engine.library.loader import load_library
from threatmodel.exports_and_deletions.exports.team import team_export
from threatmodel.imports.services.imports import import_apply
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
NAME = "docker-compose.yml"


def import_lines(model: ThreatModel, cast: People, scope: Scope = "files", **texts: str) -> None:
    """Import texts by file name, with their lines, as the job does."""
    files = [TextFile(name.replace("__", "."), text.encode()) for name, text in texts.items()]
    reading = read(files)
    lines = source_lines(files, reading.model, load_library().rules)
    names = [file.name for file in files]
    import_apply(model_id=model.pk, actor=cast.bob, reading=reading, files=names, scope=scope, lines=lines)


@pytest.fixture
def shop(cast: People) -> ThreatModel:
    made = new_model(cast.team, cast.alice)
    import_lines(made, cast, compose__yml=COMPOSE)
    return made


def sources(client: APIClient, model: ThreatModel) -> list[Json]:
    number = socket_threat(model).number
    return client.get(f"/api/models/{model.pk}/threats/{number}/").json()["sources"]  # type: ignore[no-any-return]


def test_a_threat_shows_the_lines_around_its_evidence(vera: APIClient, shop: ThreatModel) -> None:
    (source,) = sources(vera, shop)
    (excerpt,) = source["excerpts"]

    socket = COMPOSE.split("\n").index(SOCKET.rstrip()) + 1
    assert source["file"] == "compose.yml"
    assert excerpt["marked"] == [socket]
    assert excerpt["first"] == socket - 3
    assert excerpt["lines"][3] == SOCKET.rstrip()
    assert len(excerpt["lines"]) == 7


def test_a_possible_threat_shows_the_lines_around_what_is_known(vera: APIClient, shop: ThreatModel) -> None:
    waiting = Threat.with_possible.filter(model=shop, certainty="possible", subject_uid="compose:db")
    number = waiting.get(rule="store-unencrypted-at-rest").number

    told = vera.get(f"/api/models/{shop.pk}/threats/{number}/known-facts/").json()

    (source,) = told["sources"]
    image = COMPOSE.split("\n").index("    image: postgres:16") + 1
    assert image in source["excerpts"][0]["marked"]
    assert (source["file"], image) in {(one["file"], one["line"]) for one in told["facts"]}


def test_the_next_import_of_the_file_replaces_them(vera: APIClient, shop: ThreatModel, cast: People) -> None:
    import_lines(shop, cast, compose__yml=f"# moved\n# down\n{COMPOSE}")

    (source,) = sources(vera, shop)
    marked = source["excerpts"][0]["marked"]
    assert marked == [COMPOSE.split("\n").index(SOCKET.rstrip()) + 3]


def test_other_files_keep_theirs_unless_the_import_is_the_whole_system(
    shop: ThreatModel, cast: People
) -> None:
    other = "services:\n  cache:\n    image: redis\n    privileged: true\n"

    import_lines(shop, cast, other__yml=other)
    both = set(SourceFile.objects.filter(model=shop).values_list("file", flat=True))
    import_lines(shop, cast, scope="all", other__yml=other)

    assert both == {"compose.yml", "other.yml"}
    assert list(SourceFile.objects.filter(model=shop).values_list("file", flat=True)) == ["other.yml"]


def test_where_nothing_was_kept_file_and_line_remain(vera: APIClient, shop: ThreatModel) -> None:
    SourceFile.objects.all().delete()

    number = socket_threat(shop).number
    shown = vera.get(f"/api/models/{shop.pk}/threats/{number}/").json()

    assert shown["sources"] == []
    assert shown["evidence"][0]["file"] == "compose.yml"
    assert shown["evidence"][0]["line"] > 0


def test_the_lines_of_a_model_are_bounded(
    shop: ThreatModel, cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = SourceFile.objects.filter(model=shop).aggregate(lines=Sum("line_count"))["lines"]
    monkeypatch.setattr(source_line_storage, "LINES_MOST", before + 2)

    import_lines(shop, cast, other__yml="services:\n  cache:\n    image: redis\n    privileged: true\n")

    assert not SourceFile.objects.filter(file="other.yml").exists()
    assert SourceFile.objects.filter(file="compose.yml").exists()


def test_they_go_with_the_model(shop: ThreatModel) -> None:
    shop.delete()

    assert not SourceFile.objects.exists()


def test_a_stranger_sees_none(charlie: APIClient, shop: ThreatModel) -> None:
    number = socket_threat(shop).number

    assert charlie.get(f"/api/models/{shop.pk}/threats/{number}/").status_code == 404


@pytest.mark.usefixtures("shop")
def test_an_export_of_the_team_has_them(cast: People) -> None:
    text = "".join(json_parts(team_export(cast.team)))

    (exported,) = json.loads(text)["models"]
    assert exported["source_files"][0]["file"] == "compose.yml"
    assert SOCKET.rstrip() in exported["source_files"][0]["lines"].values()
