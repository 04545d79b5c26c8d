"""Which scope works out what a deployment inside is made of."""

from tests.deployments.worlds import NOBODY, gallery, needs, nested, plan


def inside(scope: str, resource=None, *others):
    """How far the outside works out a deployment inside."""
    resources = (resource or gallery("[variables('v')]"), *others)
    deployment = nested("inside", *resources, scope=scope)
    deployment["properties"]["parameters"] = {"given": {"value": "[variables('v')]"}}
    found = plan({"variables": {"v": "[[outer]"}, "resources": [deployment]})
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

    body = inside("outer", looped, last)

    assert needs(plan(body["template"])) == {"g0": [], "g1": [], "last": ["g0", "g1"]}
