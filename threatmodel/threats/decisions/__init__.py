"""Decisions of people about threats, and what follows from them."""
