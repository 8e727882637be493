"""What a webhook gets to read: JSON for programs, or a message in the form of a chat program.

Names and titles are texts of people: none of them may become a link, a mention or a format there.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson
from django.conf import settings
from django.utils import timezone

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.models import ThreatModel
from threatmodel.notifications.services.notices import Content

Json = dict[str, Any]
_SLACK: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Slack and Teams format by these as well; inside a word they would be lost.
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")
_ZERO_WIDTH_SPACE: Final = "\u200b"


def body_of(format_: str, content: Content, *, actor: User | None) -> str:
    """Return the body of a request, as JSON."""
    sentence = f"{actor.get_full_name()} {content.what}" if actor else content.what
    sentence = " ".join(sentence.split())
    url = f"{settings.PUBLIC_URL}{content.link}"
    make = _CHAT.get(format_)
    if make:
        # Without the address of this server a path is no link.
        body = make(sentence, content.detail, url if settings.PUBLIC_URL else "")
    else:
        body = _json(content, sentence, url, actor)
    return orjson.dumps(body).decode()


def _json(content: Content, sentence: str, url: str, actor: User | None) -> Json:
    team = Team.objects.get(pk=content.team_id)
    model = ThreatModel.with_trash.filter(pk=content.model_id).first() if content.model_id else None
    return {
        "type": content.kind,
        "timestamp": timezone.now(),
        "data": {
            "text": sentence,
            "detail": content.detail,
            "url": url,
            "team": {"id": team.pk, "name": team.name},
            "model": {"id": model.pk, "name": model.name} if model else None,
            "actor": actor.get_full_name() if actor else None,
            "facts": dict(content.facts),
        },
    }


def _slack(sentence: str, detail: str, url: str) -> Json:
    """Source: Slack, "Formatting text for app surfaces": three characters are escaped."""
    link = f"<{url}|Open in Bulkhead>" if url else ""
    lines = [_escaped(sentence, _SLACK), _escaped(detail, _SLACK), link]
    return {"text": "\n".join(line for line in lines if line)}


def _mattermost(sentence: str, detail: str, url: str) -> Json:
    link = f"[Open in Bulkhead]({url})" if url else ""
    lines = [_plain_markdown(sentence), _plain_markdown(detail), link]
    return {"text": "\n\n".join(line for line in lines if line)}


def _teams(sentence: str, detail: str, url: str) -> Json:
    """Source: Microsoft, "Create incoming webhooks with Workflows": an adaptive card in a message."""
    texts = [{"text": _plain_markdown(sentence), "weight": "bolder"}, {"text": _plain_markdown(detail)}]
    card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "body": [{"type": "TextBlock", "wrap": True, **one} for one in texts if one["text"]],
        "actions": [{"type": "Action.OpenUrl", "title": "Open in Bulkhead", "url": url}] if url else [],
    }
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
    }


_CHAT: Final[Mapping[str, Callable[[str, str, str], Json]]] = {
    "slack": _slack,
    "mattermost": _mattermost,
    "teams": _teams,
}


def _escaped(text: str, characters: Mapping[str, str]) -> str:
    return "".join(characters.get(one, one) for one in text)


def _plain_markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text).replace("@", f"@{_ZERO_WIDTH_SPACE}")
