"""Answers to questions, who was asked, and what an analysis asks."""
