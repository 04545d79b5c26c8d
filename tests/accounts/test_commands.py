import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from accounts.models import Access, Group, GroupGrant, Subscription, Tenant, User, UserGrant
from accounts.roles import CONTRIBUTOR, OWNER, READER, USER_ACCESS_ADMINISTRATOR
from accounts.services import setup, sign_in
from portal.audit.models import Entry, Via
from tests.support import factories

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_from_nothing_to_a_member_of_a_group():
    assert "Created tenant Contoso (contoso.example)" in run("create_tenant", "Contoso")
    run("create_subscription", "Platform", "--tenant", "contoso")
    run("create_user", "priya.raman@contoso.example", "--tenant", "Contoso")
    run(
        "create_group", "All engineers", "--tenant", "Contoso",
        "--member", "priya.raman@contoso.example",
    )  # fmt: skip

    priya = User.objects.get()
    assert (priya.display_name, priya.tenant.name) == ("Priya Raman", "Contoso")
    assert Subscription.objects.get().tenant == priya.tenant
    assert list(Group.objects.get().auth_group.user_set.all()) == [priya]


def test_the_operator_is_named_in_the_log(contoso):
    run("create_subscription", "Platform", "--tenant", "Contoso")

    entry = Entry.objects.latest("id")
    assert (entry.actor_name, entry.actor_kind, entry.via) == ("Operator", "Operator", Via.COMMAND)


def test_a_user_without_a_password_gets_a_link_once(contoso):
    said = run("create_user", "priya@contoso.example", "--tenant", "Contoso")

    link = said.strip().rpartition(" ")[2]
    assert link.startswith("http://127.0.0.1:8000/")
    token = link.rstrip("/").rpartition("/")[2]
    assert setup.open_link(token).user == User.objects.get()


def test_a_password_is_read_from_standard_input(contoso, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))

    said = run("create_user", "priya@contoso.example", "--tenant", "Contoso", "--password-stdin")

    assert "horse" not in said
    assert "http" not in said
    assert sign_in.check_password(
        sign_in_name="priya@contoso.example", password="correct horse battery"
    )


@pytest.mark.parametrize("typed", ["", "\n", "short\n"])
def test_a_bad_password_creates_nobody(contoso, monkeypatch, typed):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))

    with pytest.raises(CommandError):
        run("create_user", "priya@contoso.example", "--tenant", "Contoso", "--password-stdin")

    assert not User.objects.exists()


def test_an_administrator_is_made_on_request(contoso):
    run("create_user", "ada@contoso.example", "--tenant", "Contoso", "--administrator")

    assert User.objects.get().is_installation_administrator


def test_a_group_with_an_unknown_member_is_not_created(contoso):
    with pytest.raises(CommandError, match="nobody@contoso.example"):
        run("create_group", "Crew", "--tenant", "Contoso", "--member", "nobody@contoso.example")

    assert not Group.objects.exists()


def test_a_group_with_a_member_of_another_tenant_is_not_created(contoso):
    other = factories.person()

    with pytest.raises(CommandError, match="its own tenant"):
        run("create_group", "Crew", "--tenant", "Contoso", "--member", other.sign_in_name)

    assert not Group.objects.exists()


def test_access_is_given_listed_and_revoked(house):
    factories.group(house.contoso, "All engineers")

    run("grant", "Reader", "--to", "All engineers", "--on", "base")
    (row,) = json.loads(run("list_access", "base/ubuntu", "--json"))
    assert row["principal"] == "All engineers"
    assert row["kind"] == "Group"
    assert row["role"] == "Reader"
    assert row["scopeId"] == house["base"].arm_id
    assert row["inherited"] is True
    assert row["expires"] is None

    run("revoke", "reader", "--from", "All engineers", "--on", house["base"].arm_id)
    assert not GroupGrant.objects.exists()


def test_an_inherited_role_is_revoked_where_it_was_given(house):
    priya = factories.person(house.contoso, "Priya Raman")
    factories.grant(READER, priya, house["images"])

    with pytest.raises(CommandError, match="inherited from images"):
        run("revoke", "Reader", "--to", "Priya Raman", "--on", "base")

    assert UserGrant.objects.exists()


def test_a_role_that_nobody_gave_cannot_be_revoked(house):
    factories.person(house.contoso, "Priya Raman")

    with pytest.raises(CommandError, match="was not made Reader of base"):
        run("revoke", "Reader", "--from", "Priya Raman", "--on", "base")


def test_a_version_is_refused_with_advice_in_one_line(house):
    factories.person(house.contoso, "Priya Raman")

    with pytest.raises(CommandError, match="Share its definition instead") as refusal:
        run("grant", "Reader", "--to", "Priya Raman", "--on", "base/ubuntu/1.0.0")

    assert "\n" not in str(refusal.value)


def test_as_somebody_with_their_rights_only(house):
    owner = factories.person(house.contoso, "Olga")
    reader = factories.person(house.contoso, "Rita")
    factories.grant(OWNER, owner, house["base"])
    factories.grant(READER, reader, house["base"])
    words = ("grant", "Reader", "--to", "Rita", "--on", "ubuntu")

    with pytest.raises(CommandError, match="roleAssignments/write"):
        run(*words, "--as", reader.sign_in_name)
    run(*words, "--as", owner.sign_in_name)

    assert Entry.objects.latest("id").actor_id == owner.pk
    with pytest.raises(CommandError, match="There is no resource 'desk'"):
        run("grant", "Reader", "--to", "Rita", "--on", "desk", "--as", owner.sign_in_name)


def test_as_nobody_is_refused(contoso):
    with pytest.raises(CommandError, match="ghost@contoso.example"):
        run("list_resources", "--as", "ghost@contoso.example")


@pytest.mark.parametrize("role", [READER, CONTRIBUTOR])
def test_the_directory_is_changed_by_those_who_give_access(contoso, role):
    priya = factories.person(contoso)
    factories.grant(role, priya, contoso)

    for words in (("create_user", "x@contoso.example"), ("create_group", "Crew")):
        with pytest.raises(CommandError, match="Nothing was changed"):
            run(*words, "--tenant", "Contoso", "--as", priya.sign_in_name)

    assert User.objects.count() == 1


def test_only_administrators_make_tenants(contoso):
    owner = factories.person(contoso)
    administrator = factories.person(contoso, is_administrator=True)
    factories.grant(OWNER, owner, contoso)

    with pytest.raises(CommandError, match="Only an installation administrator"):
        run("create_tenant", "Mine", "--as", owner.sign_in_name)
    run("create_tenant", "Fabrikam", "--as", administrator.sign_in_name)

    assert Tenant.objects.count() == 2


def test_a_subscription_needs_the_right_on_the_tenant(contoso):
    tomas = factories.person(contoso)
    factories.grant(USER_ACCESS_ADMINISTRATOR, tomas, contoso)

    with pytest.raises(CommandError, match="subscriptions/write"):
        run("create_subscription", "Mine", "--tenant", "Contoso", "--as", tomas.sign_in_name)

    assert not Subscription.objects.exists()


def test_resources_are_listed_across_subscriptions(house):
    rows = json.loads(run("list_resources", "--json"))

    assert {row["id"] for row in rows} >= {card.arm_id for card in house.cards.values()}
    (base,) = [row for row in rows if row["name"] == "base"]
    assert base["type"] == "Microsoft.Compute/galleries"
    assert base["subscription"] == "Platform"
    assert base["resourceGroup"] == "images"
    assert base["location"] == "westus2"


def names(*words: str) -> set[str]:
    return {row["name"] for row in json.loads(run("list_resources", "--json", *words))}


def test_resources_are_narrowed_by_type_subscription_and_person(house):
    other = factories.subscription(house.fabrikam, "Other")
    factories.resource_group(other, "elsewhere")
    priya = factories.person(house.contoso)
    factories.grant(READER, priya, house["ubuntu"])

    assert names("--type", "gallery") == {"base", "desk"}
    assert names("--subscription", "Other") == {"Other", "elsewhere"}
    assert names("--as", priya.sign_in_name) == {"ubuntu", "1.0.0"}


def test_resources_as_a_table(house):
    header, *lines = run("list_resources", "--type", "gallery").splitlines()

    assert header.split() == ["name", "kind", "location", "resourceGroup", "subscription"]
    assert sorted(line.split()[0] for line in lines) == ["base", "desk"]


def test_listing_takes_as_many_queries_for_many_as_for_few(house, django_assert_num_queries):
    for number in range(30):
        factories.resource_group(house["platform"].as_subscription, f"more-{number}")

    with django_assert_num_queries(1):
        run("list_resources", "--json")


def test_a_taken_name_is_one_line(contoso):
    with pytest.raises(CommandError, match="already a tenant") as refusal:
        run("create_tenant", "contoso")

    assert "\n" not in str(refusal.value)


def test_a_missing_word_is_one_line_too():
    with pytest.raises(CommandError, match="--tenant") as refusal:
        run("create_subscription", "Platform")

    assert "\n" not in str(refusal.value)


def test_an_inactive_person_acts_no_more(contoso):
    priya = factories.person(contoso)
    factories.grant(OWNER, factories.person(contoso), contoso)
    User.objects.filter(pk=priya.pk).update(is_active=False)

    with pytest.raises(CommandError, match="no active person"):
        run("list_resources", "--as", priya.sign_in_name)
    assert not Access.of(User.objects.get(pk=priya.pk)).roles


def test_what_is_no_text_is_refused_in_one_line():
    with pytest.raises(CommandError, match="UTF-8"):
        run("create_tenant", "\udcff")


def test_a_database_that_is_not_there_is_told_in_one_line():
    def lost(*args):
        raise OperationalError("no such table: accounts_tenant\n")

    with (
        connection.execute_wrapper(lost),
        pytest.raises(CommandError, match="no such table") as told,
    ):
        run("create_tenant", "Contoso")

    assert "\n" not in str(told.value)
