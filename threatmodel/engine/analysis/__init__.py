"""From the model to threats and questions."""
