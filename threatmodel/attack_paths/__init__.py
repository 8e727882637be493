"""Attack paths: stored results of each analysis, what people ask of them, attackers and crown jewels."""
