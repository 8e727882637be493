"""Everything worth keeping in one file, whatever the database: `manage.py backup` and `manage.py restore`.

The file is gzip over JSON lines: a header, the rows of each table in turn, and an end that says how many rows
there are and what they hash to. Rows are written as values, not as a database keeps them, so that a backup of
SQLite can be restored into PostgreSQL and back.
"""
