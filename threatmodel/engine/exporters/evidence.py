"""A piece of evidence as plain JSON values, the same for threats and attack steps."""

from typing import Any

from threatmodel.engine.analysis.fact_evidence import Evidence


def evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    """Return the fact, its value, and where it was read (line 0: no line)."""
    return {
        "fact": evidence.fact,
        "element": evidence.element,
        "value": evidence.value,
        "file": evidence.file,
        "line": evidence.line,
        "origin": evidence.origin,
    }
