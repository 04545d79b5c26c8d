"""Values that a template is given, works out and gives back."""

import pytest

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.planning.parameters import given_in, masked
from tests.deployments.worlds import NOBODY, Existing, gallery, plan

# Parameters


def parameters(**declared):
    return {"parameters": declared, "resources": []}


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
