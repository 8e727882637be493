"""Endpoints of webhooks; owners only."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Team
from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.errors import Conflict
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.model_view import service_errors
from threatmodel.webhooks.models import Delivery, Webhook
from threatmodel.webhooks.serializers import (
    DeliveryQuerySerializer,
    DeliverySerializer,
    WebhookSecretSerializer,
    WebhookSerializer,
)
from threatmodel.webhooks.services.deliveries import delivery_retry
from threatmodel.webhooks.services.webhooks import (
    NewSecret,
    webhook_create,
    webhook_delete,
    webhook_secret_replace,
    webhook_test,
    webhook_update,
)
from threatmodel.webhooks.tasks import send_deliveries


class OwnerView(TeamScoped):
    """A view of the webhooks of a team."""

    roles = dict.fromkeys(("GET", "HEAD", "POST", "PATCH", "DELETE"), Role.OWNER)

    def webhook(self, key: UUID) -> Webhook:
        """Return a webhook of the team, or answer 404."""
        return found_or_404(Webhook.objects.filter(team=self.team_id(), pk=key).first())


class WebhooksView(OwnerView):
    """The webhooks of a team."""

    @extend_schema(responses=WebhookSerializer(many=True))
    def get(self, request: Request, team: UUID) -> Response:  # noqa: ARG002
        """List the webhooks by name."""
        found = Webhook.objects.filter(team=team).order_by("name", "pk")
        return Response(WebhookSerializer(found, many=True).data)

    @extend_schema(request=WebhookSerializer, responses={201: WebhookSecretSerializer})
    def post(self, request: Request, team: UUID) -> Response:
        """Add a webhook, and return its secret, this once."""
        values = validated_body(WebhookSerializer, request)
        with service_errors():
            made = webhook_create(team=Team.objects.get(pk=team), actor=request_user(request), values=values)
        return Response(_with_secret(made), status=201)


class WebhookView(OwnerView):
    """One webhook."""

    @extend_schema(request=WebhookSerializer, responses=WebhookSerializer)
    def patch(self, request: Request, team: UUID, webhook: UUID) -> Response:  # noqa: ARG002
        """Change the webhook; without an address the present one stays."""
        found = self.webhook(webhook)
        changes = validated_body(WebhookSerializer, request, partial=True)
        with service_errors():
            changed = webhook_update(webhook=found, actor=request_user(request), changes=changes)
        return Response(WebhookSerializer(changed).data)

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, team: UUID, webhook: UUID) -> Response:  # noqa: ARG002
        """Remove the webhook and the log of its deliveries."""
        webhook_delete(webhook=self.webhook(webhook), actor=request_user(request))
        return Response(status=204)


class WebhookSecretView(OwnerView):
    """The secret of a webhook."""

    @extend_schema(request=None, responses=WebhookSecretSerializer)
    def post(self, request: Request, team: UUID, webhook: UUID) -> Response:  # noqa: ARG002
        """Replace the secret, and return the new one, this once."""
        made = webhook_secret_replace(webhook=self.webhook(webhook), actor=request_user(request))
        return Response(_with_secret(made))


class WebhookTestView(OwnerView):
    """A test of a webhook."""

    @extend_schema(request=None, responses={201: DeliverySerializer})
    def post(self, request: Request, team: UUID, webhook: UUID) -> Response:  # noqa: ARG002
        """Send a test; the log of deliveries says what became of it."""
        found = self.webhook(webhook)
        _check_enabled(found)
        delivery = webhook_test(webhook=found, actor=request_user(request))
        send_deliveries.delay_on_commit()
        return Response(DeliverySerializer(delivery).data, status=201)


class DeliveriesView(OwnerView):
    """The log of a webhook."""

    @list_schema("deliveries", DeliverySerializer, DeliveryQuerySerializer)
    def get(self, request: Request, team: UUID, webhook: UUID) -> Response:  # noqa: ARG002
        """List the deliveries, newest first."""
        choose = partial(_deliveries, self.webhook(webhook))
        return list_response(request, DeliveryQuerySerializer, choose, _rows)


class DeliveryRetryView(OwnerView):
    """A delivery that could not be sent."""

    @extend_schema(request=None, responses=DeliverySerializer)
    def post(self, request: Request, team: UUID, webhook: UUID, delivery: UUID) -> Response:  # noqa: ARG002
        """Send it again, under the same id."""
        receiver = self.webhook(webhook)
        found = found_or_404(Delivery.objects.filter(webhook=receiver, pk=delivery).first())
        _check_enabled(receiver)
        if not delivery_retry(delivery=found):
            raise Conflict("Only a delivery that has failed can be sent again.")
        send_deliveries.delay_on_commit()
        found.refresh_from_db()
        return Response(DeliverySerializer(found).data)


def _check_enabled(webhook: Webhook) -> None:
    """Nothing is sent to a disabled webhook: what is queued would wait without end."""
    if not webhook.enabled:
        raise Conflict("The webhook is disabled. Enable it first.")


def _with_secret(made: NewSecret) -> dict[str, Any]:
    return {"webhook": WebhookSerializer(made.webhook).data, "secret": made.secret}


def _deliveries(webhook: Webhook, *, query: dict[str, Any]) -> QuerySet[Delivery]:
    found = Delivery.objects.filter(webhook=webhook).order_by("-created_at", "id")
    return found.filter(state__in=query["state"]) if query["state"] else found


def _rows(deliveries: QuerySet[Delivery]) -> list[dict[str, Any]]:
    return [dict(row) for row in DeliverySerializer(deliveries, many=True).data]
