"""Variables that switch a debug mode, a debugger or endpoints for one on."""

import re
from typing import Final

from threatmodel.engine.importers.redaction import is_literal
from threatmodel.engine.model.short_text_cache import kept_for_short_texts

_LONGEST_NAME: Final = 256
_LONGEST_VALUE: Final = 8192
_OFF: Final = frozenset({"", "0", "false", "no", "off", "n", "f", "none", "null", "disabled"})
_DEBUG_SWITCH: Final = re.compile(r"(?i)^(?:\w{0,60}_)?DEBUG(?:_MODE|_ENABLED|GER)?$")
# Such switches that only have their program log more.
_LOGS_MORE: Final = frozenset({"OLLAMA_DEBUG", "BITNAMI_DEBUG"})
_ENVIRONMENT_NAME: Final = re.compile(
    r"(?i)^(?:FLASK|NODE|APP|RAILS|RACK|DJANGO|SYMFONY|GO|DOTNET|ASPNETCORE|SPRING_PROFILES|MIX|LARAVEL)_"
    r"(?:ENV|ENVIRONMENT|ACTIVE)$"
)
_DEVELOPMENT: Final = frozenset({"development", "dev", "debug", "local"})
# Endpoints of Spring Boot that return the memory, settings or requests of a program, or change how it runs.
_DEBUG_ENDPOINTS: Final = re.compile(
    r"(?i)^MANAGEMENT_?ENDPOINTS_?WEB_?EXPOSURE_?INCLUDE(?:_\d{1,2})?$|^management\.endpoints\.web\.exposure\.include$"
)
_REVEALING_ENDPOINTS: Final = frozenset(
    {
        *("*", "env", "heapdump", "threaddump", "httptrace", "httpexchanges", "configprops", "jolokia"),
        *("gateway", "shutdown", "restart", "refresh", "loggers", "logfile", "sessions", "auditevents"),
    }
)
_NO_WORD: Final = re.compile(r"[\s,\"']+")
_DEBUG_AGENT: Final = re.compile(r"jdwp|--inspect|debugpy|xdebug\.(?:mode=debug|remote_enable=1)")


def is_debug_switch(name: str, value: str) -> bool:
    """Whether a variable switches a debug mode, a debugger or endpoints for one on."""
    text = value.strip().lower()
    subject = _debugged_by(name)
    if subject == "mode":
        return text not in _OFF and is_literal(value)
    if subject == "environment":
        return text in _DEVELOPMENT
    if subject == "endpoints":
        return not _REVEALING_ENDPOINTS.isdisjoint(_NO_WORD.split(text))
    return _DEBUG_AGENT.search(text[:_LONGEST_VALUE]) is not None


@kept_for_short_texts
def _debugged_by(name: str) -> str:
    """Whether a variable of this name switches a debug mode, names an environment, or lists endpoints."""
    if _DEBUG_SWITCH.match(name[:_LONGEST_NAME]) and name.upper() not in _LOGS_MORE:
        return "mode"
    if _DEBUG_ENDPOINTS.match(name[:_LONGEST_NAME]):
        return "endpoints"
    return "environment" if _ENVIRONMENT_NAME.match(name[:_LONGEST_NAME]) else ""
