"""Which provider speaks to which kind of tracker. Adding a tracker is one line here."""

from collections.abc import Callable, Mapping
from typing import Final

from threatmodel.trackers.providers.github import GitHub
from threatmodel.trackers.providers.gitlab import GitLab
from threatmodel.trackers.providers.jira import Jira
from threatmodel.trackers.providers.provider_protocol import Provider, Settings

_PROVIDERS: Final[Mapping[str, Callable[[Settings], Provider]]] = {
    "github": GitHub,
    "gitlab": GitLab,
    "jira-cloud": Jira,
    "jira-data-center": Jira,
}


def provider_of(settings: Settings) -> Provider:
    """Return what speaks to the tracker."""
    return _PROVIDERS[settings.kind](settings)
