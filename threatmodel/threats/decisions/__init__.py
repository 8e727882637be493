"""Decisions of people about threats and facts, and what follows from them."""
