"""Adds, changes and removes the webhooks of a team."""

import base64
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record
from threatmodel.jobs.encryption import decrypt, encrypt
from threatmodel.notifications.services.notices import Content
from threatmodel.outgoing_http.allowed_addresses import InvalidAddress, url_checked
from threatmodel.webhooks.choices import TEST
from threatmodel.webhooks.models import Delivery, Webhook
from threatmodel.webhooks.services.request_bodies import body_of
from threatmodel.webhooks.services.signed_requests import SECRET_PREFIX

WEBHOOKS_MOST: Final = 20  # of a team
URL_PURPOSE: Final = "webhook-url"
SECRET_PURPOSE: Final = "webhook-secret"  # noqa: S105 (what the key is for)
_SECRET_BYTES: Final = 32


class InvalidWebhook(InvalidRequest):
    """The webhook cannot be so."""


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A webhook and its secret in the clear, which is shown this once."""

    webhook: Webhook
    secret: str


@transaction.atomic
def webhook_create(*, team: Team, actor: User, values: Mapping[str, Any]) -> NewSecret:
    """Write a webhook with a secret of its own. Raises InvalidWebhook."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)  # two at once are counted in turn
    if Webhook.objects.filter(team=team).count() >= WEBHOOKS_MOST:
        raise InvalidWebhook({"detail": f"A team has at most {WEBHOOKS_MOST} webhooks. Remove one first."})
    webhook = Webhook(team=team, created_by=actor)
    secret = _secret_set(webhook)
    _save(webhook, values)
    _record(webhook, Action.WEBHOOK_CREATED, actor)
    return NewSecret(webhook, secret)


@transaction.atomic
def webhook_update(*, webhook: Webhook, actor: User, changes: Mapping[str, Any]) -> Webhook:
    """Change what is named; enabling it again forgets its failures. Raises InvalidWebhook."""
    if changes.get("enabled"):
        webhook.failures, webhook.disabled_because = 0, ""
    _save(webhook, changes)
    _record(webhook, Action.WEBHOOK_CHANGED, actor)
    return webhook


@transaction.atomic
def webhook_secret_replace(*, webhook: Webhook, actor: User) -> NewSecret:
    """Give the webhook another secret; requests are signed with it from now on."""
    secret = _secret_set(webhook)
    webhook.save(update_fields=["secret"])
    _record(webhook, Action.WEBHOOK_SECRET_REPLACED, actor)
    return NewSecret(webhook, secret)


@transaction.atomic
def webhook_delete(*, webhook: Webhook, actor: User) -> None:
    """Remove the webhook with the log of its deliveries."""
    _record(webhook, Action.WEBHOOK_DELETED, actor)
    webhook.delete()


@transaction.atomic
def webhook_test(*, webhook: Webhook, actor: User) -> Delivery:
    """Write a delivery that says that the webhook works."""
    content = Content(
        kind=TEST,
        key=f"test:{uuid.uuid4().hex}",
        team_id=webhook.team_id,
        subject=webhook.name,
        what=f"sent a test of the webhook {webhook.name}",
        link=f"/t/{webhook.team_id}/settings",
    )
    return Delivery.objects.create(
        webhook=webhook,
        key=content.key,
        event=TEST,
        body=body_of(webhook.format, content, actor=actor),
        due_at=timezone.now(),
    )


def url_of(webhook: Webhook) -> str:
    """Return the address in the clear. Raises encryption.InvalidToken."""
    return decrypt(bytes(webhook.url), purpose=URL_PURPOSE).decode()


def secret_of(webhook: Webhook) -> str:
    """Return the secret in the clear. Raises encryption.InvalidToken."""
    return decrypt(bytes(webhook.secret), purpose=SECRET_PURPOSE).decode()


def _secret_set(webhook: Webhook) -> str:
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    webhook.secret = encrypt(secret.encode(), purpose=SECRET_PURPOSE)
    return secret


def _save(webhook: Webhook, values: Mapping[str, Any]) -> None:
    for name in ("name", "format", "events", "enabled"):
        if name in values:
            setattr(webhook, name, values[name])
    if url := values.get("url"):
        try:
            webhook.host = url_checked(url).netloc
        except InvalidAddress as fault:
            raise InvalidWebhook({"url": [str(fault)]}) from None
        webhook.url = encrypt(url.encode(), purpose=URL_PURPOSE)
    try:
        with transaction.atomic():
            webhook.save()
    except IntegrityError:
        raise InvalidWebhook({"name": ["A webhook with this name already exists."]}) from None


def _record(webhook: Webhook, action: Action, actor: User) -> None:
    after = {"host": webhook.host, "events": sorted(webhook.events), "enabled": webhook.enabled}
    event_record(
        action=action,
        subject=Subject("webhook", webhook.pk, webhook.name),
        team_id=webhook.team_id,
        actor=actor,
        after=after,
    )
