"""Messages to the WebSocket connections of a model, from any thread of any process."""
