"""In which mode of the server a browser test runs, where one of the two is enough.

What people see of each other, and what jobs tell their pages, comes by other ways in each mode: tests of
that run in both.
"""

import pytest

only_embedded = pytest.mark.parametrize("live", ["embedded"], indirect=True)
only_team = pytest.mark.parametrize("live", ["team"], indirect=True)
