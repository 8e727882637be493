"""The documentation as a searchable static site: mkdocs reads docs/, hooks.py adds what lies elsewhere."""
