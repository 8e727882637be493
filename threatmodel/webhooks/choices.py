"""What a webhook may be told of, and in which form."""

from typing import Final

from threatmodel.notifications.choices import COMMENT_KINDS, KINDS

# Comments are for the people they mention: their texts leave the instance by no webhook.
EVENTS: Final = {kind: label for kind, label in KINDS.items() if kind not in COMMENT_KINDS}
TEST: Final = "test"
FORMATS: Final = ("json", "slack", "teams", "mattermost")
STATES: Final = ("queued", "sending", "delivered", "failed")
