"""Steps of the pages of a directory: what is added to a tenant."""

from accounts.models import Tenant
from portal.snippets import Step, option

PERSON, GROUP, APP = "priya", "Engineers", "nightly-builder"


def listing_principals(kind: str) -> list[Step]:
    """By the directory's page; az asks the Graph of the tenant that it is signed in to."""
    lists = {
        "people": ("The people", "ad user list"),
        "groups": ("The groups", "ad group list"),
        "apps": ("The apps that are at home here", "ad app list"),
        "connected": ("Every app that may sign in here", "ad sp list --all"),
    }
    note, command = lists[kind]
    return [Step(note, az=[f"{command} --output table"])]


def adding_person(tenant: Tenant) -> list[Step]:
    name = option("create_user", f"{PERSON}@{tenant.domain}")
    return [Step("It prints a link to choose a password", command=[name, *_in(tenant)])]


def adding_group(tenant: Tenant) -> list[Step]:
    return [Step("A group", command=[option("create_group", GROUP), *_in(tenant)])]


def registering_app(tenant: Tenant) -> list[Step]:
    return [
        Step(
            "An app with a secret, which is printed once",
            az=["ad sp create-for-rbac", option("--name", APP)],
            command=[option("create_app", APP), *_in(tenant), "--json"],
        )
    ]


def creating_subscription(tenant: Tenant) -> list[Step]:
    name = option("create_subscription", "Platform")
    return [Step("A subscription", command=[name, *_in(tenant)])]


def creating_tenant() -> list[Step]:
    name = option("create_tenant", "Fabrikam")
    return [Step("A tenant; add its first owner next", command=[name])]


def _in(tenant: Tenant) -> list[str]:
    return [option("--tenant", tenant.guid)]
