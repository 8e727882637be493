"""Evidence that people put with mitigations: links, notes and files. It never verifies anything by itself."""
