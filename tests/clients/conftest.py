"""One installation over TLS, two organisations in it, and an app of each that signs in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clients.az import Az
from tests.clients.loopback import environment
from tests.clients.node import Node
from tests.support.disks import partitioned_ext4
from tests.system.installation import Installation, running
from tests.system.person import Person


@dataclass(frozen=True)
class App:
    """What `create_app` tells, once."""

    tenant: str
    client: str
    secret: str
    subscription: str

    @property
    def scope(self) -> str:
        return f"/subscriptions/{self.subscription}"

    @property
    def login(self) -> str:
        """The command that signs in as it."""
        return f"login --service-principal -u {self.client} -p {self.secret} --tenant {self.tenant}"


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("clients") / "var", "--tls") as started:
        yield started


@pytest.fixture(scope="session")
def olga(installation: Installation) -> Person:
    """The person who set it up: owner of Contoso."""
    person = Person(installation.url, installation.trust())
    person.set_up(installation.first_link())
    return person


def make_app(
    installation: Installation, name: str, tenant: str, subscription: str, *options: str
) -> App:
    told: dict[str, Any] = installation.json(
        "create_app", name, "--tenant", tenant, "--role", "Owner", "--on", subscription, *options
    )
    return App(told["tenantId"], told["clientId"], told["clientSecret"], told["subscriptions"][0])


@pytest.fixture(scope="module")
def trusting(installation: Installation) -> Iterator[None]:
    """For SDKs in this very process: told by its environment, as any program is."""
    told = environment(installation.authority)
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("REQUESTS_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
            patch.setenv(variable, told[variable])
        yield


@pytest.fixture(scope="session")
def contoso(installation: Installation, olga: Person) -> App:
    """Owns a subscription of Contoso, in which every test has a resource group of its own."""
    installation.command("create_subscription", "Platform", "--tenant", "Contoso")
    return make_app(installation, "pipeline", "Contoso", "Platform")


@pytest.fixture(scope="session")
def fabrikam(installation: Installation, olga: Person) -> App:
    """Of another organisation."""
    installation.command("create_tenant", "Fabrikam")
    installation.command("create_subscription", "Workshop", "--tenant", "Fabrikam")
    return make_app(installation, "workshop", "Fabrikam", "Workshop")


@pytest.fixture(scope="session")
def unknown_az(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Az:
    """It knows the cloud, and nobody has signed in."""
    az = Az(tmp_path_factory.mktemp("az") / "config", installation.authority)
    az.register(installation.url)
    return az


def signed_in(az: Az, app: App, folder: Path) -> Az:
    mine = az.another(folder)
    mine(app.login)
    return mine


@pytest.fixture(scope="session")
def az(unknown_az: Az, contoso: App, tmp_path_factory: pytest.TempPathFactory) -> Az:
    """Signed in as Contoso's app."""
    return signed_in(unknown_az, contoso, tmp_path_factory.mktemp("contoso") / "config")


@pytest.fixture(scope="session")
def az_fabrikam(unknown_az: Az, fabrikam: App, tmp_path_factory: pytest.TempPathFactory) -> Az:
    return signed_in(unknown_az, fabrikam, tmp_path_factory.mktemp("fabrikam") / "config")


@pytest.fixture(scope="session")
def node(installation: Installation) -> Node:
    return Node(installation.authority)


@pytest.fixture(scope="module")
def group(request: pytest.FixtureRequest, az: Az) -> str:
    """A resource group of the module's own, in West US 2."""
    name = request.module.__name__.rpartition(".")[2].replace("_", "-")
    az(f"group create -n {name} -l westus2")
    return name


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return partitioned_ext4(tmp_path_factory.mktemp("disks"), "ubuntu", size=24 << 20)
