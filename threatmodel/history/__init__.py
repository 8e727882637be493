"""The history of models: their states, named versions, events, comparison and restore."""
