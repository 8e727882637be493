"""How a model is rated."""

from typing import Any

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.owasp_rating import OWASP_FACTORS
from threatmodel.threats.risk.models import RiskMethod

Row = dict[str, Any]


def risk_method_row(*, model: ThreatModel) -> Row:
    """The method of the model, what holds for all its threats, and the factors of OWASP. One query."""
    row = RiskMethod.objects.filter(model=model).first() or RiskMethod(method="facts")
    return {
        "method": row.method,
        "owasp": row.owasp,
        "version": row.version,
        "factors": [
            {
                "id": factor.id,
                "group": factor.group,
                "label": factor.label,
                "options": [{"value": value, "label": label} for value, label in factor.options],
            }
            for factor in OWASP_FACTORS
        ],
    }
