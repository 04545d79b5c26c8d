"""The allow list of restricted regions, kept by administrators of the installation."""

import pytest
from django.core.management import CommandError, call_command

from regions.models import RegionAllowance
from tests.support import factories

pytestmark = pytest.mark.usefixtures("regions")


@pytest.fixture
def subscription():
    return factories.subscription(name="Platform")


def test_an_administrator_names_a_subscription_that_they_do_not_see(subscription):
    administrator = factories.person(is_administrator=True)

    call_command(
        "allow_region", "Platform", "Australia Central", "--as", administrator.sign_in_name
    )

    assert RegionAllowance.objects.get().subscription == subscription


def test_nobody_else_learns_whether_there_is_one(subscription):
    person = factories.person()

    for name in ("Platform", "Nothing"):
        with pytest.raises(CommandError, match="Only an installation administrator"):
            call_command("allow_region", name, "Australia Central", "--as", person.sign_in_name)


def test_a_region_for_everybody_needs_no_list(subscription, capsys):
    call_command("allow_region", "Platform", "westus2")

    assert "West US 2 is open to every subscription" in capsys.readouterr().out
    assert not RegionAllowance.objects.exists()
