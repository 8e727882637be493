"""The order of roles: each may do what those before it may."""

import pytest

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import role_includes, roles_including


@pytest.mark.parametrize("least", Role)
def test_roles_for_queries_are_those_that_include_the_least(least: Role) -> None:
    found = roles_including(least)

    assert found == tuple(role for role in Role if role_includes(role, least))
    assert {least, Role.OWNER} <= set(found)


def test_a_role_does_not_include_the_one_after_it() -> None:
    assert roles_including(Role.APPROVER) == (Role.APPROVER, Role.OWNER)
