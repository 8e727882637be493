"""All that people said about a model, at present and at the time when a file was written."""

from threatmodel.architecture.models import ThreatModel
from threatmodel.bulkhead_yaml.models import TextVersion
from threatmodel.bulkhead_yaml.selectors.decisions import decision_statements
from threatmodel.bulkhead_yaml.selectors.stated_architecture import architecture_statements
from threatmodel.engine.model.bulkhead_yaml_statements import Statement, Statements, in_order


def model_statements(*, model: ThreatModel) -> Statements:
    """Return what bulkhead.yaml of the model says. Twelve queries whatever the size."""
    items = architecture_statements(model_id=model.pk) + decision_statements(model=model)
    return Statements(in_order(items), model.name)


def base_statements(*, model: ThreatModel, digest: str) -> Statements | None:
    """Return what the model said when a file with this base was written; None where that is not known."""
    found = TextVersion.objects.filter(model=model, digest=digest).first() if digest else None
    if found is None:
        return None
    return Statements(tuple([Statement(section, key, values) for section, key, values in found.content]))
