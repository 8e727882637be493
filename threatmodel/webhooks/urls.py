"""Addresses of webhooks."""

from django.urls import path

from threatmodel.webhooks.views import (
    DeliveriesView,
    DeliveryRetryView,
    WebhookSecretView,
    WebhooksView,
    WebhookTestView,
    WebhookView,
)

_WEBHOOK = "teams/<uuid:team>/webhooks/<uuid:webhook>/"
urlpatterns = [
    path("teams/<uuid:team>/webhooks/", WebhooksView.as_view(), name="webhooks"),
    path(_WEBHOOK, WebhookView.as_view(), name="webhook"),
    path(f"{_WEBHOOK}secret/", WebhookSecretView.as_view(), name="webhook-secret"),
    path(f"{_WEBHOOK}test/", WebhookTestView.as_view(), name="webhook-test"),
    path(f"{_WEBHOOK}deliveries/", DeliveriesView.as_view(), name="deliveries"),
    path(f"{_WEBHOOK}deliveries/<uuid:delivery>/retry/", DeliveryRetryView.as_view(), name="delivery-retry"),
]
