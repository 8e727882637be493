"""Merge of an import into the rows of a model."""
