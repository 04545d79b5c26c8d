"""From the resources of a template to ids, in an order in which they can be made."""

import pytest

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.planning.plan import make_plan
from tests.deployments.worlds import (
    GALLERIES,
    GUID,
    NOBODY,
    gallery,
    image,
    needs,
    plan,
    published,
    world,
)


def test_the_published_gallery_template():
    found = plan(published("gallery"), galleryName="mine")

    (step,) = found.steps
    assert step.id == f"{GALLERIES}/mine"
    assert step.version == "2019-12-01"
    assert found.body_of(step, NOBODY) == {
        "location": "westus2",
        "properties": {"description": "My Private Gallery"},
    }


def test_the_published_definition_template():
    found = plan(published("definition"), galleryName="mine", galleryImageDefinitionName="web")

    (step,) = found.steps
    assert step.id == f"{GALLERIES}/mine/images/web"
    assert found.body_of(step, NOBODY)["properties"]["recommended"]["vCPUs"] == {
        "min": "1",
        "max": "64",
    }


def test_a_resource_whose_condition_is_false_is_left_out():
    template = {"resources": [gallery("a"), gallery("b", condition="[equals(1,2)]")]}

    assert needs(plan(template)) == {"a": []}


def test_what_depends_on_something_left_out_does_not_wait():
    template = {
        "resources": [gallery("a", condition=False), gallery("b", dependsOn=["a"])],
    }

    assert needs(plan(template)) == {"b": []}


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "[resourceId('Microsoft.Compute/galleries', 'a')]",
        "[RESOURCEID('microsoft.compute/GALLERIES', 'A')]",
        "Microsoft.Compute/galleries/a",
    ],
)
def test_a_resource_waits_for_another_by_name_or_id(name):
    found = plan({"resources": [gallery("b", dependsOn=[name]), gallery("a")]})

    assert [step.name for step in found.steps] == ["a", "b"]
    assert needs(found)["b"] == ["a"]


def test_a_child_waits_for_what_it_lies_in():
    found = plan({"resources": [image("a/i"), gallery("a")]})

    assert [step.name for step in found.steps] == ["a", "a/i"]


def test_children_are_written_inside():
    child = {"type": "images", "apiVersion": "2024-03-03", "name": "i"}
    full = {**child, "type": "Microsoft.Compute/galleries/images", "name": "a/j"}

    found = plan({"resources": [gallery("a", resources=[child, full])]})

    assert needs(found) == {"a": [], "a/i": ["a"], "a/j": ["a"]}
    assert found.steps[1].id == f"{GALLERIES}/a/images/i"


def test_a_reference_makes_a_dependency():
    described = {"description": "[reference(resourceId('Microsoft.Compute/galleries','a')).x]"}

    found = plan({"resources": [gallery("b", properties=described), gallery("a")]})

    assert needs(found) == {"a": [], "b": ["a"]}


def test_a_loop_makes_several_and_another_waits_for_all():
    looped = gallery("[concat('g', copyIndex(1))]", copy={"name": "all", "count": 3})

    found = plan({"resources": [gallery("end", dependsOn=["all"]), looped]})

    assert needs(found) == {"g1": [], "g2": [], "g3": [], "end": ["g1", "g2", "g3"]}
    assert found.steps[0].path == "resources[1][0]"


def test_a_serial_loop_goes_batch_by_batch():
    copy = {"name": "all", "count": 5, "mode": "Serial", "batchSize": 2}

    found = plan({"resources": [gallery("[concat('g', copyIndex())]", copy=copy)]})

    assert needs(found) == {
        "g0": [], "g1": [], "g2": ["g0", "g1"], "g3": ["g0", "g1"], "g4": ["g2", "g3"],
    }  # fmt: skip


def test_a_body_sees_its_turn_of_the_loop():
    looped = gallery(
        "[concat('g', copyIndex())]",
        copy={"name": "all", "count": 2},
        properties={"description": "[format('{0} of {1}', copyIndex('all'), copyIndex())]"},
    )
    found = plan({"resources": [looped]})

    bodies = [found.body_of(step, NOBODY)["properties"]["description"] for step in found.steps]

    assert bodies == ["0 of 0", "1 of 1"]


def test_a_circle_is_named():
    template = {"resources": [gallery("a", dependsOn=["b"]), gallery("b", dependsOn=["a"])]}

    with pytest.raises(InvalidTemplate, match=r"galleries/a -> .*galleries/b -> .*galleries/a"):
        plan(template)


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        (gallery("a", dependsOn=["nobody"]), "'nobody' is no resource of the template"),
        (gallery("a/b"), "needs 1 names"),
        (image("a"), "needs 2 names"),
        (gallery(""), "'name' must be a string; it is missing"),
        (gallery("[reference('x').name]"), "nothing exists yet"),
        ({"type": "Microsoft.Compute/galleries", "name": "a"}, "'apiVersion' must be a string"),
        (gallery("a", type="galleries"), "written as namespace/type"),
        (gallery("a", condition="maybe"), "must be bool"),
        (gallery("a", copy={"name": "all"}), "count must be int"),
        (gallery("a", copy=[1]), "written as"),
    ],
)
def test_a_wrong_resource_is_refused(resource, told):
    with pytest.raises(InvalidTemplate, match=told) as raised:
        plan({"resources": [resource]})

    assert raised.value.path.startswith("resources[0]")


def test_the_same_resource_twice_is_refused():
    with pytest.raises(InvalidTemplate, match="more than once"):
        plan({"resources": [gallery("a"), gallery("A")]})


@pytest.mark.parametrize("section", ["parameters", "variables", "outputs", "resources"])
def test_a_section_of_the_wrong_kind_is_refused(section):
    with pytest.raises(InvalidTemplate):
        plan({section: "text"})


def test_an_extension_lies_on_what_it_is_about():
    role = {
        "type": "Microsoft.Authorization/roleAssignments",
        "apiVersion": "2022-04-01",
        "name": "[guid('a')]",
        "scope": "Microsoft.Compute/galleries/a",
    }

    found = plan({"resources": [role, gallery("a")]})

    assert found.steps[1].id.startswith(
        f"{GALLERIES}/a/providers/Microsoft.Authorization/roleAssignments/"
    )
    assert needs(found)[found.steps[1].name] == ["a"]


def test_symbols_name_resources():
    template = {
        "languageVersion": "2.0",
        "resources": {
            "there": {**gallery("old"), "existing": True},
            "many": gallery("[concat('g', copyIndex())]", copy={"name": "many", "count": 2}),
            "last": gallery(
                "last",
                dependsOn=["many", "there"],
                properties={"description": "[resourceInfo('there').id]"},
            ),
            "one": gallery("one", properties={"description": "[reference('many[1]').x]"}),
        },
    }

    found = plan(template)

    assert needs(found) == {"g0": [], "g1": [], "last": ["g0", "g1"], "one": ["g1"]}
    last = next(step for step in found.steps if step.name == "last")
    assert found.body_of(last, NOBODY)["properties"]["description"] == f"{GALLERIES}/old"


def test_a_subscription_takes_groups_and_deployments_in_them():
    template = {
        "resources": [
            {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2024-11-01", "name": "g",
             "location": "westus2"},
            {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d",
             "resourceGroup": "g", "properties": {"mode": "Incremental", "template": {}}},
        ]
    }  # fmt: skip

    found = make_plan(template, {}, world(place=f"/subscriptions/{GUID}", resource_group=None))

    group, deployment = found.steps
    assert group.id == f"/subscriptions/{GUID}/resourceGroups/g"
    assert deployment.id == f"{group.id}/providers/Microsoft.Resources/deployments/d"
    assert found.needs[deployment] == [group]
