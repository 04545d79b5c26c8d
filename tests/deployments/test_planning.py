"""From templates to resources with ids, in an order in which they can be made."""

import pytest

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.planning.parameters import given_in, masked
from portal.deployments.planning.plan import make_plan
from tests.deployments.worlds import GUID, PLACE, Existing, gallery, image, plan, published, world

NOBODY = Existing()
GALLERIES = f"{PLACE}/providers/Microsoft.Compute/galleries"


def needs(found) -> dict[str, list[str]]:
    return {step.name: [each.name for each in found.needs[step]] for step in found.steps}


def parameters(**declared):
    return {"parameters": declared, "resources": []}


# Published templates


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


# Parameters


@pytest.mark.parametrize(
    ("rules", "value", "told"),
    [
        ({"type": "string"}, 1, "must be string, not int"),
        ({"type": "int"}, True, "must be int, not bool"),
        ({"type": "int"}, "1", "must be int, not string"),
        ({"type": "array"}, {}, "must be array"),
        ({"type": "object"}, [], "must be object"),
        ({"type": "string", "allowedValues": ["a", "b"]}, "c", "not one of those allowed: a, b"),
        ({"type": "array", "allowedValues": ["a", "b"]}, ["a", "c"], "not one of those allowed"),
        ({"type": "string", "minLength": 3}, "ab", "length must be at least 3"),
        ({"type": "string", "maxLength": 3}, "abcd", "length must be at most 3"),
        ({"type": "int", "minValue": 3}, 2, "value must be at least 3"),
        ({"type": "int", "maxValue": 3}, 4, "value must be at most 3"),
        ({"type": "array", "maxLength": 1}, [1, 2], "length must be at most 1"),
        ({"type": "text"}, "a", "type must be one of"),
        ({}, "a", "type must be one of"),
    ],
)
def test_a_value_that_breaks_a_rule_is_refused(rules, value, told):
    with pytest.raises(InvalidTemplate, match=told) as raised:
        plan(parameters(p=rules), p=value)

    assert raised.value.path == "parameters.p"


def test_values_are_found_whatever_their_case():
    template = parameters(Name={"type": "String"}) | {
        "outputs": {"o": {"type": "string", "value": "[parameters('NAME')]"}}
    }

    assert plan(template, name="x").outputs(NOBODY) == {"o": {"type": "String", "value": "x"}}


def test_a_default_may_use_other_parameters_the_time_and_a_new_guid():
    template = parameters(
        a={"type": "string", "defaultValue": "[concat(parameters('b'), '!')]"},
        b={"type": "string", "defaultValue": "b"},
        now={"type": "string", "defaultValue": "[utcNow('yyyy-MM-dd')]"},
        new={"type": "string", "defaultValue": "[newGuid()]"},
    )

    values = plan(template).parameters.values(secure=False)

    assert (values["a"], values["now"], len(values["new"])) == ("b!", "2026-11-24", 36)


def test_defaults_in_a_circle_are_refused():
    template = parameters(
        a={"type": "string", "defaultValue": "[parameters('b')]"},
        b={"type": "string", "defaultValue": "[parameters('a')]"},
    )

    with pytest.raises(InvalidTemplate, match="refers to itself"):
        plan(template)


def test_a_missing_and_an_unknown_value_are_named():
    with pytest.raises(InvalidTemplate, match="'p': a value is needed"):
        plan(parameters(p={"type": "string"}))
    with pytest.raises(InvalidTemplate, match="'x', which the template does not declare"):
        plan(parameters(p={"type": "string"}), p="", x=1)


def test_null_where_it_is_allowed():
    found = plan(parameters(p={"type": "string", "nullable": True}))

    assert found.parameters.get("p") is None


def test_secure_values_are_apart_and_masked():
    template = parameters(
        password={"type": "secureString"},
        settings={"type": "secureObject", "defaultValue": {"key": "k"}},
        user={"type": "string", "defaultValue": "me"},
    )

    found = plan(template, password="hidden").parameters

    assert found.values(secure=False) == {"user": "me"}
    assert found.values(secure=True) == {"password": "hidden", "settings": {"key": "k"}}
    assert masked(found) == {"user": "me", "password": "*******", "settings": {}}


def test_a_definition_is_referred_to():
    template = parameters(p={"$ref": "#/definitions/size"}) | {
        "definitions": {"size": {"type": "int", "maxValue": 3}}
    }

    with pytest.raises(InvalidTemplate, match="at most 3"):
        plan(template, p=4)


def test_values_come_in_the_shape_of_the_api_or_of_a_file():
    given = {"a": {"value": 1}}

    assert given_in(given) == {"a": 1}
    assert given_in({"contentVersion": "1.0.0.0", "parameters": given}) == {"a": 1}
    assert given_in(None) == {}


@pytest.mark.parametrize("given", [{"a": 1}, {"a": {}}, [], {"a": {"reference": {}}}])
def test_other_shapes_are_refused(given):
    with pytest.raises(InvalidTemplate):
        given_in(given)


# Variables and functions of one's own


def test_variables_refer_to_one_another_and_repeat():
    template = {
        "variables": {
            "b": "[concat(variables('a'), 'b')]",
            "a": "a",
            "copy": [{"name": "many", "count": 2, "input": "[concat('n', copyIndex('many'))]"}],
            "inside": {"copy": [{"name": "x", "count": 2, "input": "[copyIndex('x')]"}]},
        },
        "resources": [],
        "outputs": {
            name: {"type": type_, "value": f"[variables('{name}')]"}
            for name, type_ in (("b", "string"), ("many", "array"), ("inside", "object"))
        },
    }

    outputs = plan(template).outputs(NOBODY)

    assert [output["value"] for output in outputs.values()] == ["ab", ["n0", "n1"], {"x": [0, 1]}]


def test_variables_in_a_circle_are_named():
    variables = {"a": "[variables('b')]", "b": "[variables('a')]"}

    with pytest.raises(InvalidTemplate, match="a -> b -> a"):
        plan({"variables": variables, "resources": []})


def test_a_template_may_define_functions():
    functions = [
        {
            "namespace": "my",
            "members": {
                "name": {
                    "parameters": [{"name": "base", "type": "string"}],
                    "output": {"type": "string", "value": "[toLower(parameters('base'))]"},
                }
            },
        }
    ]
    template = {"functions": functions, "resources": [gallery("[my.name('ABC')]")]}

    assert plan(template).steps[0].name == "abc"


# Resources


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


# Deployments inside


def nested(scope: str, **properties):
    return {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "inside",
        "properties": {
            "expressionEvaluationOptions": {"scope": scope},
            "mode": "Incremental",
            "parameters": {"given": {"value": "[variables('v')]"}},
            "template": {"resources": [gallery("[variables('v')]")], **properties},
        },
    }


def inside(scope: str, **properties):
    template = {"variables": {"v": "[[outer]"}, "resources": [nested(scope, **properties)]}
    found = plan(template)
    return found.body_of(found.steps[0], NOBODY)["properties"]


def test_the_inner_scope_keeps_expressions_for_the_template_inside():
    body = inside("inner")

    assert body["template"]["resources"][0]["name"] == "[variables('v')]"
    assert body["parameters"] == {"given": {"value": "[outer]"}}


def test_the_outer_scope_works_them_out():
    body = inside("outer")

    assert body["template"]["resources"][0]["name"] == "[[outer]"
    assert plan(body["template"]).steps[0].name == "[outer]"


def test_loops_inside_are_written_out():
    looped = gallery("[concat('g', copyIndex())]", copy={"name": "all", "count": 2})
    last = gallery("last", dependsOn=["all"])

    body = inside("outer", resources=[looped, last])

    assert needs(plan(body["template"])) == {"g0": [], "g1": [], "last": ["g0", "g1"]}


# Outputs


def test_outputs_repeat_depend_on_conditions_and_hide_what_is_secure():
    template = {
        "resources": [],
        "outputs": {
            "many": {"type": "array", "copy": {"count": 2, "input": "[copyIndex()]"}},
            "not": {"type": "string", "condition": False, "value": "[fail('no')]"},
            "hidden": {"type": "securestring", "value": "secret"},
            "place": {"type": "string", "value": "[reference('a').place]"},
        },
    }

    assert plan(template).outputs(Existing(a={"properties": {"place": "here"}})) == {
        "many": {"type": "Array", "value": [0, 1]},
        "hidden": {"type": "SecureString"},
        "place": {"type": "String", "value": "here"},
    }


def test_an_output_of_another_type_is_refused():
    template = {"resources": [], "outputs": {"o": {"type": "int", "value": "a"}}}

    with pytest.raises(InvalidTemplate, match="must be int, not string"):
        plan(template).outputs(NOBODY)
