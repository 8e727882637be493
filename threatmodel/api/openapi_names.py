"""Describes by name what means the same everywhere: parts of addresses, parameters of lists, versions."""

from typing import Any, Final

from threatmodel.api.openapi import Json, operations_of

_IN_ADDRESSES: Final = {
    "assessment": "Id of the assessment.",
    "attacker": "Id of the attacker: a word for those of the library, a UUID for those of the model.",
    "card": "Id of the card, as the list of cards and the session name it.",
    "comment": "Id of the comment.",
    "control": "Id of the control, such as pin-image-digest.",
    "data_set": "Id of the data set.",
    "deleted": "Id of the deleted model.",
    "delivery": "Id of the delivery.",
    "element": "Id of the element; lists of elements have it beside the uid.",
    "evidence": "Id of the evidence.",
    "export_format": "Id of the format, as the list of exports names it.",
    "fact": "Name of the fact, as the catalogue has it for the kind.",
    "finding": "Id of the finding.",
    "flow": "Id of the flow; lists of flows have it beside the uid.",
    "folder": "Id of the folder.",
    "goal": "Key of the goal, as lists of goals name it.",
    "group": "Id of the bulk change, as its response names it.",
    "invitation": "Id of the invitation.",
    "issue_link": "Id of the link between an issue and a threat or mitigation.",
    "jewel": "Id of the crown jewel.",
    "job": "Id of the job.",
    "link": "Id of the link.",
    "member": "Id of the user.",
    "model": "Id of the model.",
    "node": "Key of the node, as the tree names it.",
    "number": "Number within the model: 7 for threat T7, 3 for mitigation M3, 2 for acceptance A2.",
    "place": "Place in the list, as its rows name it.",
    "proposal": "Id of the proposal.",
    "question": "Id of the question.",
    "record": "Id of the entry.",
    "removed": "Id of the deleted entry.",
    "removed_evidence": "Id of the deleted evidence.",
    "report": "Id of the report.",
    "rule": "Id of the rule, such as container-privileged.",
    "run": "Id of the response.",
    "section": "Id of the section, as the stage names it.",
    "seq": "Number of the change, as the timeline names it.",
    "session": "Id of the session.",
    "stage": "Number of the stage, 1 to 7.",
    "status_proposal": "Id of the status proposal.",
    "team": "Id of the team.",
    "template": "Id of the template.",
    "token": "Id of the token, not its secret.",
    "tracker": "Id of the issue tracker.",
    "user": "Id of the user.",
    "version": "Id of the version.",
    "view": "Id of the saved view.",
    "webhook": "Id of the webhook.",
}
_IN_QUERIES: Final = {
    "page": "Number of the page.",
    "page_size": "Rows of a page.",
    "search": "Only rows with this text, ignoring case.",
    "version": "Version of what was read; 409 where it has changed since.",
}
_IN_REQUESTS: Final = {"version": "Version of what was read; 409 where it has changed since."}
_IN_RESPONSES: Final = {
    "count": "Number of rows on all pages.",
    "next": "Address of the next page; null on the last.",
    "previous": "Address of the previous page; null on the first.",
    "version": "Grows with each change. A later change sends it, and is refused where it is out of date.",
}
_REQUEST: Final = "Request"  # how the names of schemas of requests end


def names_described(result: Json, generator: Any, request: Any, public: bool) -> Json:  # noqa: ARG001, FBT001 (a hook of drf-spectacular)
    """Describe what a view does not describe itself, and has the same meaning wherever it has this name."""
    for _, _, operation in operations_of(result):
        for parameter in operation.get("parameters", ()):
            known = _IN_ADDRESSES if parameter.get("in") == "path" else _IN_QUERIES
            _describe(parameter, parameter.get("name"), known)
    for name, schema in result["components"]["schemas"].items():
        properties = schema.get("properties", {})
        known = _IN_REQUESTS if name.endswith(_REQUEST) else _IN_RESPONSES
        if "next" not in properties:  # no page: a count is one of something else
            known = {key: text for key, text in known.items() if key == "version"}
        for field, described in properties.items():
            if described.get("type") == "integer" or field in ("next", "previous"):
                _describe(described, field, known)
    return result


def _describe(part: Json, name: Any, known: dict[str, str]) -> None:
    if name in known and "$ref" not in part and not part.get("description"):
        part["description"] = known[name]
