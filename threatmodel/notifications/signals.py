"""What apps above follow: something happened that people are told of."""

from django.dispatch import Signal

announced = Signal()
"""Something happened in a team: `content` (services.notices.Content) and `actor`. Sent in the transaction.

The same `content.key` may come again: it tells of the same.
"""
