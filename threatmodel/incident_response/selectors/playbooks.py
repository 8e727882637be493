"""Playbooks as the API shows them."""

from typing import Any

from threatmodel.engine.library.loader import load_references
from threatmodel.engine.library.playbooks import Playbook, playbooks

Row = dict[str, Any]


def playbook_rows() -> list[Row]:
    """The playbooks that ship with Bulkhead, by their ids."""
    return [_row(one) for one in playbooks().values()]


def _row(playbook: Playbook) -> Row:
    references = (load_references()[one] for one in playbook.references)
    return {
        "id": playbook.id,
        "title": playbook.title,
        "about": playbook.about,
        "applies_to": playbook.applies_to,
        "steps": [{"id": one.id, "phase": one.phase, "title": one.title} for one in playbook.steps],
        "references": [{"id": one.id, "title": one.display, "url": one.url} for one in references],
    }
