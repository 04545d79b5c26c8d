"""Where roles are given: the card that an address means, and how the address is written.

A tenant is written as the public service writes the root of its management groups, which has the
tenant's id.
"""

from accounts.api.fetching import ANCESTORS, fetch_card
from accounts.choices import ResourceType
from accounts.models import Resource
from portal.api.call import Call
from portal.api.errors import not_found
from portal.api.ids import ResourceId
from portal.errors import InvalidInput

MANAGEMENT_GROUPS = "/providers/Microsoft.Management/managementGroups/"


def fetch_scope(call: Call, text: str) -> Resource:
    path = text.rstrip("/")
    if not path:
        raise InvalidInput(
            "Roles are not given on everything at once here. Give one on a tenant "
            f"({MANAGEMENT_GROUPS}{call.user.tenant.guid}), subscription, resource group, gallery "
            "or image definition.",
            field="scope",
            code="ScopeNotSupported",
        )
    id_ = ResourceId.parse(path)
    if id_.key.startswith(MANAGEMENT_GROUPS.lower()):
        return _fetch_tenant(call, id_.name)
    return fetch_card(call, id_)


def _fetch_tenant(call: Call, guid: str) -> Resource:
    tenants = Resource.objects.filter(type=ResourceType.TENANT, arm_key=f"/tenants/{guid}".lower())
    found = tenants.select_related(*ANCESTORS).filter(call.access.readable()).first()
    if found is None:
        raise not_found()
    return found


def written(card: Resource) -> str:
    """The scope as clients compare it."""
    if card.kind == ResourceType.TENANT:
        return f"{MANAGEMENT_GROUPS}{card.guid}"
    return card.arm_id


def subscription_in(scope: str) -> str:
    """`/subscriptions/{guid}` as the scope has it, or nothing."""
    words = [word for word in scope.split("/") if word]
    if len(words) < 2 or words[0].lower() != "subscriptions":
        return ""
    return f"/subscriptions/{words[1]}"
