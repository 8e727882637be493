"""Manifests as objects: identity, kinds, typed access to their parts, label selectors, limits on fan-out."""
