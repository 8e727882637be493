"""Reads of sessions, of the cards, and of what a card is about."""
