"""Reads of models, architecture, threats and mitigations, in the shapes of the API.

Lists are plain rows, read with a fixed number of queries whatever their length.
"""
