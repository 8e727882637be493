"""Where a diagram of another tool draws an element: pixels, the top left is the origin."""

from threatmodel.engine.model.struct_base import Record


class Place(Record, frozen=True):
    """A rectangle; width and height are greater than 0."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height

    def is_around(self, other: "Place") -> bool:
        """Whether the center of the other one lies in this one."""
        x, y = other.x + other.width / 2, other.y + other.height / 2
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height
