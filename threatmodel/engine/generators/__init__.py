"""Files of the repository that follow from the library: the pages under docs/, a module of the front end."""
