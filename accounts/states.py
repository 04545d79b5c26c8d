"""What the public service calls a resource's provisioning state; each app knows its own types."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from accounts.choices import ResourceType
from accounts.models import Resource

SUCCEEDED = "Succeeded"

StatesOf = Callable[[Sequence[Resource]], Mapping[int, str]]
_states_of: dict[ResourceType, StatesOf] = {}


def register(type_: ResourceType, states_of: StatesOf) -> None:
    """Called from `AppConfig.ready`. `states_of` answers by card id, in constant queries; what is
    not registered, or not told, has succeeded."""
    _states_of[type_] = states_of


def states_of(cards: Iterable[Resource]) -> dict[int, str]:
    found = list(cards)
    states = {card.pk: SUCCEEDED for card in found}
    for type_, ask in _states_of.items():
        of_type = [card for card in found if card.type == type_]
        if of_type:
            states |= ask(of_type)
    return states
