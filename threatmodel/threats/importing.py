"""SCOPES"""

SCOPES = ("files", "all")
