"""Shapes of models, elements, flows and data sets with counts of threats."""
