"""What each tool asks the REST API, and what of the answer it returns."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from threatmodel.engine.mcp_tools.api_client import Access, Api, ApiRefused, Params
from threatmodel.engine.mcp_tools.results import Json, detail_result, list_result, picked
from threatmodel.engine.mcp_tools.tool_schemas import PAGE_SIZE

Arguments = Mapping[str, Any]
Call = Callable[[Api, Access, Arguments], Awaitable[Json]]

_MODEL: Final = (
    "id", "name", "description", "tags", "role", "element_count", "flow_count", "threats", "possible",
    "mitigations", "questions_open", "questions_asked", "analyzed_on", "last_import_at", "updated_at",
)  # fmt: skip
_ELEMENT: Final = ("id", "uid", "kind", "name", "parent", "file", "line", "threats", "possible")
_THREAT: Final = (
    "number", "title", "severity", "score", "certainty", "status", "rule", "subject", "categories",
    "mitigations", "waits_for", "owner", "due", "tags",
)  # fmt: skip
_GOAL: Final = (
    "key", "goal", "title", "element", "level", "worth", "score", "paths", "possible", "attackers",
    "entry_points",
)  # fmt: skip
_CONTROL: Final = ("id", "title", "category", "lifecycle", "how")
_PAGE_MOST: Final = 200
_COUNTED_MOST: Final = 2_000  # elements; more would take too many requests


async def _rows(
    api: Api, path: str, arguments: Arguments, *, names: tuple[str, ...] = (), params: Params | None = None
) -> Json:
    """Return the rows of a list from the cursor on: the API counts in pages, the cursor in rows."""
    offset, size = int(arguments.get("cursor", 0)), arguments.get("page_size", PAGE_SIZE)
    asked = {name: value for name, value in (params or {}).items() if value not in (None, "", [])}
    wanted: list[Any] = []
    count, page = offset, offset // size + 1
    # A cursor inside a page needs the page after it as well.
    while len(wanted) < size and page <= (offset + size - 1) // size + 1:
        answer = await api.get(path, {**asked, "page": page, "page_size": size})
        count = answer["count"]
        skipped = max(0, offset - (page - 1) * size)
        wanted += answer["results"][skipped:]
        page += 1
        if answer["next"] is None:
            break
    rows = [picked(row, names) if names else row for row in wanted[:size]]
    return list_result(rows, address=path, offset=offset, count=count)


async def _one(api: Api, path: str) -> Json:
    return detail_result(await api.get(path), address=path)


def _of(arguments: Arguments, rest: str = "") -> str:
    return f"/api/models/{arguments['model']}/{rest}"


async def list_models(api: Api, access: Access, arguments: Arguments) -> Json:
    if access.model is not None:
        path = f"/api/models/{access.model}/"
        row = picked(await api.get(path), _MODEL)
        return list_result([row], address=path, offset=0, count=1)
    path = f"/api/teams/{access.team}/models/"
    return await _rows(api, path, arguments, names=_MODEL, params={"search": arguments.get("search", "")})


async def get_model(api: Api, _access: Access, arguments: Arguments) -> Json:
    path = _of(arguments)
    model = picked(await api.get(path), _MODEL)
    kinds = await _kinds(api, arguments) if model["element_count"] <= _COUNTED_MOST else None
    return detail_result({**model, "elements_by_kind": kinds}, address=path)


async def _kinds(api: Api, arguments: Arguments) -> dict[str, int]:
    found: Counter[str] = Counter()
    for page in range(1, _COUNTED_MOST // _PAGE_MOST + 2):
        answer = await api.get(_of(arguments, "elements/"), {"page": page, "page_size": _PAGE_MOST})
        found.update(row["kind"] for row in answer["results"])
        if answer["next"] is None:
            break
    return dict(sorted(found.items()))


async def list_elements(api: Api, _access: Access, arguments: Arguments) -> Json:
    params = {"kind": arguments.get("kind", ""), "search": arguments.get("search", "")}
    return await _rows(api, _of(arguments, "elements/"), arguments, names=_ELEMENT, params=params)


async def get_element(api: Api, _access: Access, arguments: Arguments) -> Json:
    return await _one(api, _of(arguments, f"elements/{arguments['element']}/"))


async def list_threats(api: Api, _access: Access, arguments: Arguments) -> Json:
    params = {name: arguments.get(name) for name in ("severity", "status", "certainty", "element", "search")}
    asked = {name: value for name, value in params.items() if value}
    return await _rows(
        api,
        _of(arguments, "threats/"),
        arguments,
        names=_THREAT,
        params={**asked, "ordering": "-score,number"},
    )


async def get_threat(api: Api, _access: Access, arguments: Arguments) -> Json:
    return await _one(api, _of(arguments, f"threats/{arguments['number']}/"))


async def list_questions(api: Api, _access: Access, arguments: Arguments) -> Json:
    params = {name: arguments[name] for name in ("element", "search") if name in arguments}
    return await _rows(api, _of(arguments, "questions/"), arguments, params=params)


async def list_attack_paths(api: Api, _access: Access, arguments: Arguments) -> Json:
    params = {"reached": str(arguments["reached"]).lower()} if "reached" in arguments else {}
    return await _rows(api, _of(arguments, "attack-paths/goals/"), arguments, names=_GOAL, params=params)


async def get_attack_path(api: Api, _access: Access, arguments: Arguments) -> Json:
    return await _one(api, _of(arguments, f"attack-paths/goals/{arguments['goal']}/"))


def _controls(access: Access) -> str:
    """The controls of the team; a token of one model reads those of the library alone."""
    return "/api/library/controls/" if access.model is not None else f"/api/teams/{access.team}/controls/"


async def list_controls(api: Api, access: Access, arguments: Arguments) -> Json:
    params = {"search": arguments.get("search", "")}
    return await _rows(api, _controls(access), arguments, names=_CONTROL, params=params)


async def get_control(api: Api, access: Access, arguments: Arguments) -> Json:
    wanted, path = arguments["control"], _controls(access)
    if access.model is None:
        return await _one(api, f"{path}{wanted}/")
    answer = await api.get(path, {"search": wanted, "page_size": 200})
    found = next((row for row in answer["results"] if row["id"] == wanted), None)
    if found is None:
        raise ApiRefused(404, {"detail": "Not found."})
    return detail_result(found, address=path)


async def list_proposals(api: Api, _access: Access, arguments: Arguments) -> Json:
    params = {"state": arguments.get("state", [])}
    return await _rows(api, _of(arguments, "proposals/"), arguments, params=params)


async def propose_answer(api: Api, _access: Access, arguments: Arguments) -> Json:
    return await _propose(api, arguments, "answer", picked(arguments, ("question", "value")))


async def propose_mitigation(api: Api, _access: Access, arguments: Arguments) -> Json:
    names = ("threats", "control", "title", "description")
    return await _propose(api, arguments, "mitigation", picked(arguments, names))


async def propose_flow(api: Api, _access: Access, arguments: Arguments) -> Json:
    names = ("source", "destination", "name", "facts")
    return await _propose(api, arguments, "flow", picked(arguments, names))


async def _propose(api: Api, arguments: Arguments, kind: str, content: Json) -> Json:
    path = _of(arguments, "proposals/")
    made = await api.post(path, {"kind": kind, "reason": arguments["reason"], kind: content})
    return detail_result(made, address=path)


async def withdraw_proposal(api: Api, _access: Access, arguments: Arguments) -> Json:
    path = _of(arguments, f"proposals/{arguments['proposal']}/withdraw/")
    return detail_result(await api.post(path, {}), address=path)


CALLS: Final[Mapping[str, Call]] = {
    call.__name__: call
    for call in (
        list_models, get_model, list_elements, get_element, list_threats, get_threat, list_questions,
        list_attack_paths, get_attack_path, list_controls, get_control, list_proposals, propose_answer,
        propose_mitigation, propose_flow, withdraw_proposal,
    )
}  # fmt: skip
