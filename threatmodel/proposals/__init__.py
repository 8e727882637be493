"""Proposals of agents: answers, mitigations and flows that are in a model once a person accepts them."""
