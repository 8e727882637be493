"""Assessments of a model: penetration tests, audits and runtime alerts, with what they found."""
