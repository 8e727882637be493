"""Projects of several files, for the tests of compose."""

from threatmodel.engine.importers import Reading, TextFile, read


def read_files(files: dict[str, str], *profiles: str) -> Reading:
    named = [TextFile(name, text.encode()) for name, text in files.items()]
    return read(named, profiles=frozenset(profiles))


def services(reading: Reading) -> set[str]:
    return {e.uid for e in reading.model.elements.values() if e.kind == "workload"}


def flows(reading: Reading) -> set[tuple[str, str]]:
    return {(flow.source, flow.destination) for flow in reading.model.flows.values()}


def web_facts(reading: Reading, uid: str = "compose:web/web") -> dict[str, object]:
    return {name: fact.value for name, fact in reading.model.elements[uid].facts.items()}
