"""Sessions of LINDDUN GO: cards are dealt in turn, people vote, and what applies becomes a threat."""
