"""What the resource manager serves, by namespace: types of resources, and what can be done.

Types with a handler (portal.api.resources) are known by it. What has none, such as a list that is
only read, or an action besides reading, writing and deleting, is registered here by its app.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.api.resources import registered

NEWEST = "2024-11-01"
VERBS = {"get": "read", "put": "write", "patch": "write", "delete": "delete"}


@dataclass
class ServedType:
    """`name` is without its namespace: galleries/images. `actions` are the last words of rights."""

    namespace: str
    name: str
    versions: tuple[str, ...] = ()
    actions: list[str] = field(default_factory=list)
    is_tracked: bool = False  # has a location and tags

    @property
    def full_name(self) -> str:
        return f"{self.namespace}/{self.name}"


@dataclass(frozen=True)
class _Extra:
    type: str
    versions: tuple[str, ...]
    actions: tuple[str, ...]


_extras: dict[str, _Extra] = {}


def register(type_: str, *, actions: Iterable[str], versions: Iterable[str] = ()) -> None:
    """Called from `AppConfig.ready`: Microsoft.Compute/galleries and share/action."""
    _extras[type_.lower()] = _Extra(type_, tuple(versions), tuple(actions))


def namespaces() -> dict[str, list[ServedType]]:
    """Every namespace with its types, in the order of their names."""
    by_namespace: dict[str, list[ServedType]] = defaultdict(list)
    for served in sorted(_served().values(), key=lambda served: served.full_name.lower()):
        by_namespace[served.namespace].append(served)
    return dict(by_namespace)


def _served() -> dict[str, ServedType]:
    found: dict[str, ServedType] = {}
    for resource in registered():
        served = found[resource.type.lower()] = _type(resource.type, resource.versions)
        served.actions += dict.fromkeys(VERBS[verb] for verb in resource.verbs())
        served.is_tracked = {"put", "patch"} <= set(resource.verbs())
    for key, extra in _extras.items():
        served = found.setdefault(key, _type(extra.type, extra.versions))
        served.actions += [action for action in extra.actions if action not in served.actions]
    return found


def _type(type_: str, versions: tuple[str, ...]) -> ServedType:
    namespace, _, name = type_.partition("/")
    return ServedType(namespace, name, versions or (NEWEST,))
