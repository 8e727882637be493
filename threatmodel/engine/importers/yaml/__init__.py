"""YAML and JSON text as bounded Python values that know their lines."""
