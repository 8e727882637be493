"""Dockerfiles as text to models, for the tests of the importer."""

from threatmodel.engine.importers import Reading, TextFile, read


def read_files(**files: str) -> Reading:
    return read([TextFile(name.replace("__", "/"), text.encode()) for name, text in files.items()])
