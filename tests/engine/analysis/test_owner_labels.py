"""That no label names an owner informs; that a person says there is none is a threat."""

from threatmodel.engine.analysis.incremental_analysis import IncrementalAnalyzer
from threatmodel.engine.analysis.model_edits import FactSet
from threatmodel.engine.analysis.rule_evaluation import Analysis, analyze
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Fact, Source

DEPLOYMENT = b"""
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: shop, image: "example.com/shop:1.2.3"}]}
"""
PERSON = Source("person", by="somebody", at="2026-01-01T00:00:00Z")


def _severity(analysis: Analysis) -> str:
    return next(one.severity for one in analysis.threats if one.rule == "workload-without-owner")


def test_a_person_who_says_that_it_has_no_owner_is_believed() -> None:
    model = read([TextFile("shop.yaml", DEPLOYMENT)]).model
    (workload,) = model.of_kind("workload")
    analyzer = IncrementalAnalyzer(model, load_library())

    stated = analyzer.edit(FactSet(workload, "owner", Fact("", PERSON)))

    assert _severity(analyze(model, load_library())) == "info"
    assert _severity(stated) == "low"
