"""What can be wrong in a template: always this error, never another."""

from typing import Self

from portal.errors import PortalError

MOST_SHOWN = 200  # characters of an expression


class InvalidTemplate(PortalError):
    """Says what, and where: the path in the template and the expression.

    Values are never quoted, because any may come from a secure parameter.
    """

    code = "InvalidTemplate"

    def __init__(self, reason: str, *, path: str = "", expression: str = "") -> None:
        self.reason, self.path, self.expression = reason, path, expression
        super().__init__(self._told(), field=path)

    def at(self, path: str, expression: str = "") -> Self:
        """The same, with the place where it was met, unless an inner place is known already."""
        if self.path:
            return self
        return type(self)(self.reason, path=path, expression=self.expression or expression)

    def _told(self) -> str:
        place = f" at '{self.path}'" if self.path else ""
        shown = self.expression[:MOST_SHOWN]
        written = f' in the expression "{shown}"' if shown else ""
        return f"The template is not valid{place}{written}: {self.reason}"


class OutOfBounds(InvalidTemplate):
    """It asks for more than a template may: steps, time, size or depth."""
