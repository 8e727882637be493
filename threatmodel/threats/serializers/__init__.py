"""The shapes of the API: what each answer holds and what each request may say.

Lists are answered from plain rows (selectors) in these very shapes; the classes describe them in the
OpenAPI schema and check what people send.
"""
