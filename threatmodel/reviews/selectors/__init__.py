"""Reads of sessions, agendas, minutes, and the status of models."""
