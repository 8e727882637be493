"""Who did what, when and from where: an append-only log that the apps above write to."""
