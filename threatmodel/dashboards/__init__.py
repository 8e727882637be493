"""Posture of models, teams and portfolios: figures of each day, and what they are made of."""
