"""A run as Markdown: what was done, by whom and when, with commands and notes."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from threatmodel.api.markdown_escaping import escaped, fenced

Row = Mapping[str, Any]
SCHEMA: Final = "bulkhead.response/1"
PHASE_TITLES: Final = {
    "analysis": "Detection and analysis",
    "containment": "Containment",
    "eradication": "Eradication",
    "recovery": "Recovery",
    "post-incident": "Post-incident activity",
}
LIST_TITLES: Final = {
    "workloads": "Workloads",
    "scalable": "Workloads that can be scaled",
    "suspendable": "Jobs",
    "containers": "Containers",
    "pinned": "Containers pinned by digest",
    "unpinned": "Containers not pinned by digest",
    "images": "Images",
    "secrets": "Secrets",
    "accounts": "Service accounts",
    "volumes": "Volumes",
    "networks": "Networks",
    "called": "Connects to",
    "sharing": "Others that read these secrets",
    "readers": "Other readers",
    "restartable": "Workloads that can be restarted",
    "builders": "Built by",
    "derived": "Images based on it",
}


def run_markdown(run: Row, *, model: str) -> str:
    """Return the run with its steps in their order."""
    return "\n\n".join([*_head(run, model), *(block for one in run["steps"] for block in _step(one))]) + "\n"


def run_file_name(run: Row, ending: str) -> str:
    """Return the name of the file: playbook and day are fit for all systems, titles are not."""
    return f"response-{run['playbook']}-{run['started_at'].date().isoformat()}.{ending}"


def _head(run: Row, model: str) -> Iterator[str]:
    yield f"# {escaped(run['title'])}"
    if run["exercise"]:
        yield "This was an exercise."
    element = run["element"]
    yield f"Model: {escaped(model)}  \nElement: {escaped(element['name'])} ({escaped(element['uid'])})"
    yield f"Started by {_person(run['started_by'])}, {_time(run['started_at'])}"
    if run["closed_at"]:
        yield f"Closed by {_person(run['closed_by'])}, {_time(run['closed_at'])}"
        yield f"Outcome: {escaped(run['outcome'])}"
    else:
        yield "Not closed yet"


def _step(step: Row) -> Iterator[str]:
    yield f"## {step['place'] + 1}. {escaped(step['title'])}"
    yield f"{PHASE_TITLES[step['phase']]}. {_state(step)}"
    yield escaped(step["text"])
    for part in step["lists"]:
        yield f"{LIST_TITLES[part['list']]}:"
        yield "\n".join(_elements(part))
    if step["commands"]:
        yield fenced("\n".join(step["commands"]), "sh")
    if step["manifest"]:
        yield "quarantine.yaml:"
        yield fenced(step["manifest"], "yaml")
    if step["notes"]:
        yield "Notes:"
        yield "\n".join(_note(one) for one in step["notes"])


def _elements(part: Row) -> Iterator[str]:
    for one in part["elements"]:
        yield f"- {escaped(one['name'])} ({escaped(one['uid'])})"
    if part["more"]:
        yield f"- and {part['more']} more"


def _state(step: Row) -> str:
    owner = f"Owner: {_person(step['owner'])}. " if step["owner"] else ""
    if step["state"] == "open":
        return f"{owner}Open."
    reason = f": {escaped(step['reason'])}" if step["reason"] else ""
    by = f"by {_person(step['finished_by'])}, {_time(step['finished_at'])}"
    return f"{owner}{step['state'].capitalize()} {by}{reason}"


def _note(note: Row) -> str:
    return f"- {_time(note['written_at'])}, {_person(note['person'])}: {escaped(note['text'])}"


def _person(person: Row | None) -> str:
    return escaped(person["name"] or person["email"]) if person else "a former member"


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S UTC")
