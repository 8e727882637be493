"""Rules and controls of teams, and the pages of the library."""
