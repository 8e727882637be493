"""Inputs of several files with the calls and messages that reading them gives."""

from collections.abc import Mapping

from threatmodel.engine.importers import Reading, TextFile, read


def of(files: Mapping[str, str]) -> Reading:
    return read([TextFile(name, text.encode()) for name, text in files.items()])


def calls(reading: Reading) -> dict[str, object]:
    """The port of each call between services, by its two ends."""
    flows = reading.model.flows.values()
    return {
        f"{flow.source}->{flow.destination}".replace("compose:", ""): (
            flow.facts["port"].value if "port" in flow.facts else None
        )
        for flow in flows
        if flow.source.startswith("compose:")
    }


def said(reading: Reading) -> list[str]:
    return [problem.message for problem in reading.problems]
