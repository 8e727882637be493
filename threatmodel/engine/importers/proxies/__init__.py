"""Configuration files of proxies: a reader of each syntax, and what nginx, Caddy and HAProxy make of them.

Nothing that a file names is opened: what it includes is looked for among the files of the import.
"""
