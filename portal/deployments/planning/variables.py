"""Values that a template gives names to."""

from dataclasses import replace
from typing import Any

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.evaluate import LOOPS, is_loops, repeat, resolve
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value, get
from portal.deployments.planning.template import Template


class Variables:
    """Each is worked out once, when it is first asked for."""

    def __init__(self, template: Template, scope: Scope) -> None:
        self._raw = {name.lower(): value for name, value in template.variables.items()}
        self._loops = _loops(self._raw.pop(LOOPS, None))
        self._scope = replace(scope, variables=self)
        self._values: dict[str, Value] = {}
        self._asked: list[str] = []

    def get(self, name: str) -> Value:
        key = name.lower()
        if key not in self._values:
            if key in self._asked:
                circle = " -> ".join([*self._asked[self._asked.index(key) :], key])
                raise InvalidTemplate(f"variables refer to themselves: {circle}.")
            self._asked.append(key)
            try:
                with self._scope.budget:
                    value = self._work_out(key)
            finally:
                self._asked.pop()
            self._scope.budget.value(value)
            self._values[key] = value
        return self._values[key]

    def settle(self) -> "Variables":
        """Work all of them out, so that what is wrong in one is told before anything is made."""
        for name in (*self._raw, *self._loops):
            self.get(name)
        return self

    def _work_out(self, key: str) -> Value:
        if key in self._loops:
            return repeat(self._loops[key], self._scope, "variables")
        if key not in self._raw:
            raise InvalidTemplate("the template has no variable of this name.")
        return resolve(self._raw[key], self._scope, f"variables.{key}")


def _loops(value: Any) -> dict[str, dict[str, Any]]:
    if value is None:
        return {}
    if not is_loops(value):
        raise InvalidTemplate("loops are an array of {name, count, input}.", path="variables.copy")
    return {str(get(loop, "name")).lower(): loop for loop in value}
