"""Checks that the rows of a model are those of a full analysis."""

import uuid
from typing import Any

from tests.people import People
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.threats.analysis.services.analysis_cache import AnalysisCache
from threatmodel.threats.analysis.services.analysis_diff import difference_everywhere
from threatmodel.threats.analysis.services.model_evaluation import model_evaluate, model_load
from threatmodel.threats.coverage.models import CoverageGrid

SHOP = "compose:shop"
BOX = "compose:shop/shop"


def check_rows(model: ThreatModel) -> None:
    """Hold the rows to what an analysis of everything says."""
    _, built = model_load(model_id=model.pk)
    evaluated = model_evaluate(built, model_id=model.pk)
    difference = difference_everywhere(model.pk, evaluated.analysis)
    assert not difference.part().threats, [str(row) for row in difference.changed + difference.new]
    assert not difference.asked
    kept = {row.method: row for row in CoverageGrid.objects.filter(model=model)}
    for grid in evaluated.grids:
        values = grid.values()
        assert {name: getattr(kept[grid.method], name) for name in values} == values


def check_kept(model: ThreatModel, kept: AnalysisCache) -> None:
    """Hold what is kept to what is loaded from the rows."""
    one = kept.take(model.pk)
    assert one is not None
    kept.put(model.pk, one)
    seq, loaded = model_load(model_id=model.pk)
    followed = one.analyzer.model
    assert one.place.seq == seq
    assert followed.elements == loaded.elements
    assert followed.flows == loaded.flows
    assert {*followed.relations} == {*loaded.relations}


def tell(model: ThreatModel, cast: People, uid: str = SHOP, **facts: Any) -> None:
    """Write facts as Bob's word."""
    known = {name: {"value": value} for name, value in facts.items()}
    ops = ({"op": "set", "on": "element", "uid": uid, "props": {"facts": known}},)
    apply(model_id=model.pk, actor=cast.bob, batch=Batch(uuid.uuid4().hex, ops))
