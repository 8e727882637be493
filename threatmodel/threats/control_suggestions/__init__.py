"""Controls that would treat open threats, by the risk they remove, planned in one or many models at once."""
