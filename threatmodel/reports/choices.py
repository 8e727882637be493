"""The states of a report, and the limits of reports, templates and links."""

from typing import Final

REPORT_STATES: Final = ("waiting", "running", "ready", "failed", "canceled")
FORMAT_LENGTH: Final = 20
SECTIONS_MOST: Final = 40
LINKS_MOST: Final = 20  # of one report
LINK_DAYS_MOST: Final = 90
TEMPLATES_MOST: Final = 50  # of a team
LOGO_MOST_BYTES: Final = 256 * 1024
LOGO_MOST_PIXELS: Final = 4_000_000
CLASSIFICATION_LENGTH: Final = 80
STATE_LENGTH: Final = 60
