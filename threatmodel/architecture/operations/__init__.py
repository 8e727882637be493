"""Writes of the architecture: batches of operations, applied by `apply`, the only writer of its rows."""
