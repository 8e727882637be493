"""What API tokens may be allowed."""

from typing import Final

READ: Final = "read"  # everything that the owner can read of the team or model
WRITE: Final = "write"  # change models, threats and mitigations
IMPORT: Final = "import"  # import files, and read what came of it
PROPOSE: Final = "propose"  # propose what a person accepts; `write` includes it
SCOPES: Final = (READ, WRITE, IMPORT, PROPOSE)
AGENT_LENGTH: Final = 100  # of what an agent calls itself
