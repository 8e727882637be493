"""What the members of a team are called in bulkhead.yaml, and whom such a text means."""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from threatmodel.accounts.models import Membership, User


class MemberNames:
    """Members by what the file calls them: their name, or their address where that may mean another one."""

    def __init__(self, people: Iterable[User]) -> None:
        self._named: dict[str, list[User]] = defaultdict(list)
        self._by_address: dict[str, User] = {}
        for person in people:
            self._named[_key(person.get_full_name())].append(person)
            self._by_address[_key(person.email)] = person

    def text_of(self, person: User | None) -> str:
        """What the file calls a person; empty for nobody."""
        if person is None:
            return ""
        name = " ".join(person.get_full_name().split())
        is_address_of_another = self._by_address.get(_key(name), person).pk != person.pk
        is_shared = len(self._named.get(_key(name), ())) > 1
        return person.email if is_shared or is_address_of_another else name

    def meant(self, text: str) -> tuple[User, ...]:
        """The members that a text means: one by address, else all of that name."""
        key = _key(text)
        found = self._by_address.get(key)
        return (found,) if found else tuple(self._named.get(key, ()))

    def same(self, text: str) -> str:
        """The text as the file has it of the member that is meant; as it is where that is not one member."""
        found = self.meant(text)
        return self.text_of(found[0]) if len(found) == 1 else text


def member_names(*, team_id: uuid.UUID) -> MemberNames:
    """Return the names of the members of a team. One query."""
    members = Membership.objects.filter(team_id=team_id).select_related("user")
    return MemberNames(one.user for one in members)


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
