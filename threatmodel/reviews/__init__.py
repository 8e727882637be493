"""Review sessions: people walk through the agenda of a model together, keep minutes, and sign it off."""
