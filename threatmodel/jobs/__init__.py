"""Background work: a row per job, written with the change that asks for it; the broker only carries ids."""
