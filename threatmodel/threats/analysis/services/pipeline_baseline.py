"""A model as a report of the command line, against which pipelines compare their files."""

from typing import Any

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.evaluation_context import SharedContexts
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.scenario_threats import analyze_by
from threatmodel.engine.exporters import Report
from threatmodel.engine.exporters.analyze_reports.json import document
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.methods import METHODS
from threatmodel.history.models import Version
from threatmodel.history.selectors.history_reader import state_at
from threatmodel.history.selectors.versions import version_approved
from threatmodel.history.state_mapper import state_model

Json = dict[str, Any]


def baseline_report(*, model: ThreatModel) -> Json:
    """Return the approved version of a model, else its latest version, else the model as it is, analyzed now.

    By the rules of the library alone, as the command line knows no others. Raises NoSuchState.
    """
    version = version_approved(model=model) or Version.objects.filter(model=model).order_by("-seq").first()
    seq = version.seq if version else model.seq
    architecture = state_model(state_at(model_id=model.pk, seq=seq))
    attacks = AttackAnalysis(architecture, shared=SharedContexts(architecture))
    analysis = analyze_by(METHODS, attacks, load_library())
    named = {"id": str(version.pk), "name": version.name} if version else None
    return {**document(Report(architecture, analysis)), "version": named, "seq": seq}
