"""Changes of runs, one transaction each."""
