"""What API tokens may be allowed."""

from typing import Final

READ: Final = "read"  # everything that the owner can read of the team or model
WRITE: Final = "write"  # change models, threats and mitigations
IMPORT: Final = "import"  # import files, and read what came of it
SCOPES: Final = (READ, WRITE, IMPORT)
