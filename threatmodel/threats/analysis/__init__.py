"""Analyses of models: run, kept, compared and repeated."""
