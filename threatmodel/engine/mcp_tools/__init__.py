"""The tools of the MCP server: what agents may read of models and propose, as requests to the REST API."""
