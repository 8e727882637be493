"""What assessments are called."""

from threatmodel.assessments.choices import KIND_NAMES
from threatmodel.assessments.models import Assessment


def assessment_named(assessment: Assessment) -> str:
    """What an assessment is called in a sentence: penetration test of Oct 12, 2026."""
    day = assessment.performed_on
    return f"{KIND_NAMES[assessment.kind]} of {day:%b} {day.day}, {day.year}"
