"""Attack trees: made from attack paths, edited by people, and what they amount to."""
