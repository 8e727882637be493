"""In which mode of the server a browser test runs, where one of the two is enough.

What people see of each other, and what jobs tell their pages, comes by other ways in each mode:
test_collaboration.py and test_first_visit.py look at that in both.
"""

import pytest

only_embedded = pytest.mark.parametrize("live", ["embedded"], indirect=True)
only_team = pytest.mark.parametrize("live", ["team"], indirect=True)
