"""Tenants and what they own: subscriptions, resource groups, people, apps and groups."""

from accounts.services.apps.registration import create_app
from accounts.services.directory.elevation import elevate, stop_elevation
from accounts.services.directory.founding import found_tenant
from accounts.services.directory.groups import (
    add_member,
    create_group,
    delete_group,
    remove_member,
    update_group,
)
from accounts.services.directory.people import create_person, set_active, update_person
from accounts.services.directory.subscriptions import (
    create_resource_group,
    create_subscription,
    delete_resource_group,
    delete_subscription,
    rename_subscription,
    update_resource_group,
)
from accounts.services.directory.tenants import create_tenant, delete_tenant, rename_tenant

__all__ = [
    "add_member",
    "create_app",
    "create_group",
    "create_person",
    "create_resource_group",
    "create_subscription",
    "create_tenant",
    "delete_group",
    "delete_resource_group",
    "delete_subscription",
    "delete_tenant",
    "elevate",
    "found_tenant",
    "remove_member",
    "rename_subscription",
    "rename_tenant",
    "set_active",
    "stop_elevation",
    "update_group",
    "update_person",
    "update_resource_group",
]
