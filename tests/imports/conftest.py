"""The review that tests of verification start from."""

import pytest
from rest_framework.test import APIClient

from tests.imports.review import Review
from tests.people import People


@pytest.fixture
def review(cast: People, bob: APIClient, anna: APIClient) -> Review:
    return Review(cast, bob, anna)
