"""The formats of `bulkhead analyze` and `bulkhead diff`: one file each, listed in registry.py."""
