"""Whether a pipeline may go on: bars, the policy of a repository, and what it suppresses."""
