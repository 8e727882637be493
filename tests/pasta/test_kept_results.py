"""What a child process keeps between two pages of a large model: no older state is ever shown."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.pasta.rows import add
from tests.shop_model import FIXED, import_text
from threatmodel.api.kept_results import kept_results
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import AttackTreeNode, GoalResult
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.pasta.selectors import objective_trees

Json = dict[str, Any]
SOCKET: Final = {"controls": [{"control": "remove-runtime-socket", "uid": "compose:proxy/proxy"}]}


@pytest.fixture
def pages(bob: APIClient, model: ThreatModel, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Json]]:
    """Reads what PASTA and questions about attack paths say of the shop, in a process that keeps results."""
    add(bob, model, "objectives", depends_on=["compose:proxy"])
    paths_refresh(model_id=model.pk)
    monkeypatch.setattr(kept_results, "_found", {})
    here = f"/api/models/{model.pk}/"

    def read() -> list[Json]:
        stages = bob.get(f"{here}pasta/stages/")
        changed = bob.post(f"{here}attack-paths/what-if/", SOCKET, format="json")
        between = bob.get(
            f"{here}attack-paths/between/?attacker=internet&target=node:compose&target_level=root"
        )
        return [one.json() for one in (stages, changed, between)]

    return read


def test_the_next_page_loads_no_architecture(pages: Callable[[], list[Json]]) -> None:
    first = pages()
    with CaptureQueriesContext(connection) as queries:
        second = pages()

    assert second == first
    loading = [one["sql"] for one in queries if 'FROM "architecture_relation"' in one["sql"]]
    assert loading == []


def test_trees_are_worked_out_once(pages: Callable[[], list[Json]], monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[Any] = []
    cells = objective_trees._cells

    def counted(tree: Any) -> Any:
        worked_out.append(tree)
        return cells(tree)

    monkeypatch.setattr(objective_trees, "_cells", counted)

    pages()
    first = len(worked_out)
    pages()

    assert 0 < first == len(worked_out)


def _import_without_socket(bob: APIClient, model: ThreatModel) -> None:
    import_text(model, None, FIXED)


def _import_and_compute(bob: APIClient, model: ThreatModel) -> None:
    import_text(model, None, FIXED)
    paths_refresh(model_id=model.pk)


def _add_objective(bob: APIClient, model: ThreatModel) -> None:
    add(bob, model, "objectives", title="The host stays ours", depends_on=["node:compose"])


def _exclude(bob: APIClient, model: ThreatModel) -> None:
    add(bob, model, "scope-exclusions", elements=["compose:shop"])


def _edit_trees(bob: APIClient, model: ThreatModel, probability: float = 0.01) -> None:
    here = f"/api/models/{model.pk}/attack-paths/goals/"
    for goal in GoalResult.objects.filter(run__model=model, certain__gt=0):
        tree = bob.get(f"{here}{goal.key}/tree/").json()
        leaf = next(node for node in tree["nodes"] if node["gate"] == "leaf")
        edit = {"probability": probability, "reason": "Watched", "version": 0}
        if not AttackTreeNode.objects.filter(model=model, key=leaf["key"]).exists():
            saved = bob.put(f"{here}{goal.key}/tree/nodes/{leaf['key']}/", edit, format="json")
            assert saved.status_code == 200, saved.content


def _disable_attacker(bob: APIClient, model: ThreatModel) -> None:
    here = f"/api/models/{model.pk}/attack-paths/attackers/"
    internet = next(one for one in bob.get(here).json()["results"] if one["id"] == "internet")
    rules = [rule["id"] for rule in internet["start_rules"]]
    sent = {
        key: internet[key] for key in ("name", "about", "skill", "counts", "version", "motive", "resources")
    }
    saved = bob.put(f"{here}internet/", {**sent, "start_rules": rules, "enabled": False}, format="json")
    assert saved.status_code == 200, saved.content


def _mark_jewel(bob: APIClient, model: ThreatModel) -> None:
    jewel = {"uid": "compose:db", "level": "read", "title": "Orders", "worth": "critical"}
    saved = bob.post(f"/api/models/{model.pk}/attack-paths/crown-jewels/", jewel, format="json")
    assert saved.status_code == 201, saved.content


@pytest.mark.parametrize(
    "change",
    [
        _import_without_socket,
        _import_and_compute,
        _add_objective,
        _exclude,
        _edit_trees,
        _disable_attacker,
        _mark_jewel,
    ],
)
def test_a_change_is_shown_at_once(
    pages: Callable[[], list[Json]],
    bob: APIClient,
    model: ThreatModel,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[APIClient, ThreatModel], None],
) -> None:
    before = pages()

    change(bob, model)

    after = pages()
    monkeypatch.setattr(kept_results, "_found", None)
    assert after == pages()
    assert after != before


def test_an_edit_in_the_place_of_a_deleted_one_is_shown_at_once(
    pages: Callable[[], list[Json]], bob: APIClient, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    _edit_trees(bob, model)
    before = pages()

    AttackTreeNode.objects.filter(model=model).delete()
    _edit_trees(bob, model, probability=0.99)  # of the same version

    after = pages()
    monkeypatch.setattr(kept_results, "_found", None)
    assert after == pages()
    assert after != before
