"""Live editing: the WebSocket consumer, the hub of each open model, and presence."""
