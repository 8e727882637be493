"""PostgreSQL as Django has it, answering at once while the server is away."""
