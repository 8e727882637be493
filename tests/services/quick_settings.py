"""The settings of the servers that tests start: those of Bulkhead, with less work for the same.

Each of the hundreds of people in the tests signs up; hashing their passwords as in production would take
more of the time than the pages they look at. A model is large with fewer elements, and sooner imported.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher

from threatmodel.config.settings import *  # noqa: F403 (settings are a module of names)


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 with the least that it allows."""

    memory_cost = 8
    time_cost = 1
    parallelism = 1


PASSWORD_HASHERS = [f"{__name__}.QuickArgon2"]
LARGE_READ_ELEMENTS = 250  # more than most tests have in a model
