"""What a token may do: decided for every address and method, and no more than its owner may.

An address that names neither a team nor a model is closed unless PERSONAL lists it; those of teams and models
are open by method, but for what NEVER lists and what only owners of a team may do. Each view then asks for
the role of the person, as it does in a browser. Views of teams and models are known by their `team_id`: DRF
loads this module before it has classes of views.
"""

import re
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.http import Http404
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS

from threatmodel.accounts.choices import Role
from threatmodel.api_tokens.choices import IMPORT, PROPOSE, READ, SCOPES, WRITE
from threatmodel.api_tokens.models import ApiToken
from threatmodel.engine.model import visible_name
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job

_TEAM: Final = "api/teams/{team}/"
_MODEL: Final = "api/models/{model}/"
_JOB: Final = "api/jobs/{job}/"
_CANCEL: Final = f"{_MODEL}jobs/{{job}}/cancel/"  # for tokens that write, and those that import
PRESENT_TOKEN: Final = "api/token/"  # noqa: S105 (an address)

# Of no team, and the same for everybody; every token may read it.
PERSONAL: Final = frozenset(
    {
        PRESENT_TOKEN,
        "api/schema/",
        "api/agent-tools/",
        "api/catalogue/",
        "api/library/controls/",
        "api/library/references/",
        "api/library/rules/",
        "api/library/rules/{rule}/",
        "api/library/templates/",
        "api/report-options/",
    }
)
# What people decide or do in person: acceptances of risk, approvals, sign-off, votes, memberships, and links
# to reports: through one, a token that only writes could read what it asked for.
NEVER: Final = frozenset(
    {
        f"POST {_TEAM}acceptances/decide/",
        f"POST {_MODEL}acceptances/{{number}}/revoke/",
        f"POST {_MODEL}proposals/decide/",
        f"POST {_MODEL}proposals/{{proposal}}/accept/",
        f"POST {_MODEL}proposals/{{proposal}}/reject/",
        f"POST {_MODEL}acceptances/{{number}}/withdraw/",
        f"POST {_MODEL}overrides/confirm/",
        f"POST {_MODEL}versions/{{version}}/approval/",
        f"DELETE {_MODEL}versions/{{version}}/approval/",
        f"POST {_MODEL}pasta/stages/{{stage}}/approval/",
        f"DELETE {_MODEL}pasta/stages/{{stage}}/approval/",
        f"POST {_MODEL}reviews/{{session}}/sign-off/",
        f"POST {_MODEL}reviews/{{session}}/attendance/",
        f"DELETE {_MODEL}reviews/{{session}}/attendance/",
        f"PUT {_MODEL}linddun-go/sessions/{{session}}/cards/{{card}}/vote/",
        f"DELETE {_MODEL}linddun-go/sessions/{{session}}/cards/{{card}}/vote/",
        f"POST {_MODEL}reports/{{report}}/links/",
        f"POST {_MODEL}issue-links/{{issue_link}}/resolve/",
        f"POST {_MODEL}status-proposals/{{status_proposal}}/decide/",
        f"PATCH {_TEAM}members/{{member}}/",
        f"DELETE {_TEAM}members/{{member}}/",
    }
)
# POST that changes nothing.
READING: Final = frozenset(
    {
        f"POST {_MODEL}architecture/picture/",
        f"POST {_MODEL}attack-paths/what-if/",
        f"POST {_MODEL}threats/export/",
        f"POST {_TEAM}rules/try/",
    }
)
IMPORTING: Final = frozenset(
    {
        f"POST {_TEAM}imports/",
        f"POST {_TEAM}imports/tables/",
        f"POST {_MODEL}imports/",
        f"POST {_MODEL}imports/previews/",
        f"POST {_MODEL}imports/profiles/",
        f"POST {_MODEL}imports/tables/",
    }
)
# What an agent may do without the right to change anything.
PROPOSING: Final = frozenset({f"POST {_MODEL}proposals/", f"POST {_MODEL}proposals/{{proposal}}/withdraw/"})
_SPECIAL: Final = {
    **dict.fromkeys(IMPORTING, (IMPORT,)),
    **dict.fromkeys(PROPOSING, (PROPOSE, WRITE)),
    f"POST {_CANCEL}": (WRITE, IMPORT),
}
# What reaches beyond one model: not for tokens of one.
_BEYOND_MODEL: Final = frozenset(
    {
        f"POST {_MODEL}duplicate/",
        f"GET {_MODEL}threats/{{number}}/other-models/",
        f"POST {_MODEL}threats/{{number}}/other-models/",
    }
)
# What came of an import: for tokens that read, and for those that import. These see no other jobs.
_OF_IMPORTS: Final = (JobKind.IMPORT, JobKind.PREVIEW)
_OUTCOMES: Final = frozenset({_JOB, f"{_MODEL}imports/{{job}}/"})


class InsufficientScope(PermissionDenied):
    """The token does not allow the request."""

    def __init__(self, *scopes: str) -> None:
        needed = " or ".join(scopes)
        detail = f"This token has not the scope {needed}. Create one that has."
        super().__init__({"detail": detail, "code": "insufficient_scope"})


class PersonRequired(PermissionDenied):
    """No token allows the request."""

    default_detail = {
        "detail": "This is not possible with an API token. Sign in in a browser.",
        "code": "person_required",
    }


class ToolNotAllowed(PermissionDenied):
    """The token does not list the tool that the agent calls."""

    def __init__(self, tool: str) -> None:
        detail = f"This token does not allow the tool {tool!r}. Create one that lists it."
        super().__init__({"detail": detail, "code": "tool_not_allowed"})


class BeyondModel(PermissionDenied):
    """The token is for one model, and the request reaches another."""

    default_detail = {
        "detail": "This token is for one model. Use one for the whole team.",
        "code": "beyond_model",
    }


@cache
def address_of(route: str) -> str:
    """Return the address of a route in the words of the schema: `<uuid:model>` is `{model}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route).removeprefix("/")


def scopes_for(view: Any, *, method: str, address: str) -> tuple[str, ...]:
    """Return the scopes of which one is needed; none where no token may, whatever its scopes."""
    verb = _verb(method)
    request = f"{verb} {address}"
    if address in PERSONAL:
        return SCOPES if verb == "GET" else ()
    if address == _JOB:
        return (READ, IMPORT)
    if not address.startswith((_TEAM, _MODEL)) or request in NEVER:
        return ()
    if not hasattr(view, "team_id") or Role.OWNER in (view.roles.get(method), view.roles.get(verb)):
        return ()
    if request in _SPECIAL:
        return _SPECIAL[request]
    if address in _OUTCOMES and verb == "GET":
        return (READ, IMPORT)
    return (READ,) if verb == "GET" or request in READING else (WRITE,)


def _verb(method: str) -> str:
    """The method under which the lists name a request: HEAD says how long the answer of GET is."""
    return "GET" if method in SAFE_METHODS else method


def check_tool(token: ApiToken, tool: str) -> None:
    """Raise ToolNotAllowed unless the token lists the tool of the MCP server."""
    if tool not in token.tools:
        raise ToolNotAllowed(visible_name(tool)[:60])


def check_token(token: ApiToken, view: Any, *, method: str, route: str) -> None:
    """Raise unless the token allows the request, whatever the role of its owner.

    InsufficientScope or PersonRequired (403); Http404 for things of another team or model.
    """
    address = address_of(route)
    _check_place(token, view, address)
    allowed = scopes_for(type(view), method=method, address=address)
    if not allowed:
        raise PersonRequired
    if token.model_id is not None and f"{_verb(method)} {address}" in _BEYOND_MODEL:
        raise BeyondModel
    if not set(allowed) & set(token.scopes):
        raise InsufficientScope(*allowed)


def _check_place(token: ApiToken, view: Any, address: str) -> None:
    """Raise Http404 where the address names a team, a model or a job outside the token's."""
    if address == _JOB:
        _check_job(token, view.kwargs["job"], by=READ)
    elif address.startswith((_TEAM, _MODEL)):
        if token.model_id is not None and view.kwargs.get("model") != token.model_id:
            raise Http404("Not found.")
        if not hasattr(view, "team_id") or view.team_id() != token.team_id:
            raise Http404("Not found.")
        if address == _CANCEL:
            _check_job(token, view.kwargs["job"], by=WRITE)


def _check_job(token: ApiToken, job_id: UUID, *, by: str) -> None:
    """Raise Http404 for jobs that the token does not reach: without the scope `by` those of imports alone."""
    jobs = Job.objects.filter(pk=job_id, team_id=token.team_id)
    if token.model_id is not None:
        jobs = jobs.filter(model_id=token.model_id)
    if by not in token.scopes:
        jobs = jobs.filter(kind__in=_OF_IMPORTS)
    if not jobs.exists():
        raise Http404("Not found.")
