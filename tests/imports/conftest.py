"""The review that tests of verification start from."""

import pytest
from rest_framework.test import APIClient

from tests.cast import Cast
from tests.imports.review import Review


@pytest.fixture
def review(cast: Cast, bob: APIClient, anna: APIClient) -> Review:
    return Review(cast, bob, anna)
