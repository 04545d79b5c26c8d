"""No template makes the engine fail, hang or fill the memory."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.deployments.language.budget import Budget
from portal.deployments.language.errors import InvalidTemplate, OutOfBounds
from portal.deployments.language.registry import BY_NAME
from portal.deployments.planning.plan import make_plan
from tests.deployments.worlds import gallery, plan, value_of, world

LITERALS = st.one_of(
    st.integers(-(2**70), 2**70).map(lambda number: str(number)[:19]),
    st.text("ab'{}0:D,/[]é%", max_size=8).map(lambda text: "'" + text.replace("'", "''") + "'"),
    st.sampled_from(["'P1D'", "'2024-01-01'", "'10.0.0.0/8'", "'Microsoft.Compute/galleries'"]),
)
NAMES = st.sampled_from(sorted(BY_NAME))
BLOWN_UP = 60  # seconds; what should take one or two takes minutes when work multiplies


def _calls(inner):
    call = st.tuples(NAMES, st.lists(inner, max_size=4)).map(
        lambda parts: f"{parts[0]}({', '.join(parts[1])})"
    )
    lambdas = inner.map(lambda body: f"lambda('x', {body})")
    indexed = st.tuples(call, inner).map(lambda parts: f"{parts[0]}[{parts[1]}]")
    return st.one_of(call, lambdas, indexed, call.map(lambda text: f"{text}.name"))


EXPRESSIONS = st.recursive(LITERALS, _calls, max_leaves=12).map(lambda text: f"[{text}]")


@given(EXPRESSIONS)
@settings(deadline=None, max_examples=300)
def test_an_expression_is_worth_something_or_invalid(text):
    try:
        value_of(text)
    except InvalidTemplate:
        pass


@given(st.text("[]()'.,abco1- \n", max_size=30))
def test_a_text_in_brackets_is_an_expression_or_invalid(text):
    try:
        value_of(f"[{text}]")
    except InvalidTemplate:
        pass


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["a", "[parameters('a')]", "[a", ""]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["type", "name", "value", "copy", "count", "input", "properties", "resources", "scope",
             "dependsOn", "condition", "apiVersion", "defaultValue", "a", "mode", "batchSize"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=12,
)  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from(["parameters", "variables", "functions", "resources", "outputs"]), JSON
    )
)
@settings(deadline=None, max_examples=300)
def test_any_json_is_a_template_or_invalid(template):
    try:
        make_plan(template, {}, world())
    except InvalidTemplate:
        pass


def _doubling(form: str, count: int = 60) -> dict[str, str]:
    variables = {"v0": "aaaaaaaaaa"}
    for number in range(1, count):
        variables[f"v{number}"] = form.replace("X", f"variables('v{number - 1}')")
    return variables


@pytest.mark.parametrize(
    "variables",
    [
        _doubling("[concat(X, X)]"),
        _doubling("[createArray(X, X)]"),
        _doubling("[createObject('a', X, 'b', X)]"),
        _doubling("[replace(string(X), 'a', string(X))]"),
        _doubling("[union(createArray(X), createArray(createArray(X)))]"),
        _doubling("[format('{0}{0}{0}', X)]"),
        _doubling("[join(createArray(X, X), X)]"),
        {f"v{n}": f"[variables('v{n + 1}')]" for n in range(400)} | {"v400": "end"},
        {"a": "[" + "concat(" * 2_000 + "'a'" + ")" * 2_000 + "]"},
        {"a": "[" + "map(range(0,100), lambda('x', " * 8 + "1" + "))" * 8 + "]"},
        {"a": "[length(range(0,100000))]", "b": "[map(range(0,100000), lambda('x', "
         "map(range(0,100000), lambda('y', 1))))]"},
        {"copy": [{"name": "a", "count": 800, "input": {
            "copy": [{"name": "b", "count": 800, "input": {
                "copy": [{"name": "c", "count": 800, "input": "x"}]}}]}}]},
    ],
)  # fmt: skip
def test_what_grows_without_end_is_stopped(variables):
    with pytest.raises(OutOfBounds):
        plan({"variables": variables, "resources": []})


def test_time_is_bounded():
    now = iter(range(0, 10**9, 5))

    with pytest.raises(OutOfBounds, match="too long"):
        value_of("[map(range(0, 5000), lambda('x', 1))]", Budget(10, clock=lambda: next(now)))


def test_so_many_resources_and_no_more():
    looped = gallery("[concat('g', copyIndex())]", copy={"name": "all", "count": 500})
    other = gallery("[concat('h', copyIndex())]", copy={"name": "more", "count": 500})

    with pytest.raises(OutOfBounds, match="800 resources"):
        plan({"resources": [looped, other]})


def test_a_count_is_bounded():
    with pytest.raises(OutOfBounds, match="between 0 and 800"):
        plan({"resources": [gallery("g", copy={"name": "all", "count": 801})]})


def test_the_largest_template_is_planned_in_seconds():
    looped = gallery(
        "[concat('g', padLeft(copyIndex(), 3, '0'))]", copy={"name": "all", "count": 800}
    )
    began = time.process_time()

    found = plan({"resources": [looped]})

    assert len(found.steps) == 800
    assert time.process_time() - began < BLOWN_UP


MANY = [0] * 200_000
ASKING = "[concat(" + ", ".join(f"'{n:04}'" for n in range(2_500)) + ", '{}')]"


@pytest.mark.parametrize(
    ("template", "given"),
    [
        ({"variables": {"copy": [{"name": "a", "count": 800, "input": MANY}]}}, {}),
        ({"parameters": {"a": {"type": "array", "allowedValues": [*MANY, 1]}}}, {"a": [1] * 9_000}),
        ({"resources": [gallery("g", properties=[ASKING.format(n) for n in range(200)])]}, {}),
    ],
    ids=["literals in loops", "allowed values", "long expressions"],
)
def test_reading_the_same_again_and_again_is_stopped(template, given):
    began = time.process_time()

    with pytest.raises(OutOfBounds):
        plan({"resources": [], **template}, **given)

    assert time.process_time() - began < BLOWN_UP


def test_what_is_said_many_times_counts_once():
    properties = {"values": MANY}
    looped = gallery(
        "[concat('g', copyIndex())]", copy={"name": "all", "count": 400}, properties=properties
    )
    began = time.process_time()

    found = plan({"resources": [looped, gallery("last", dependsOn=["all"] * 100_000)]})

    assert len(found.needs[found.steps[-1]]) == 400
    assert time.process_time() - began < BLOWN_UP


def test_a_type_is_no_longer_than_is_kept():
    with pytest.raises(InvalidTemplate, match="namespace/type"):
        plan({"resources": [gallery("g/" * 60 + "g", type="Contoso.Lab/" + "a/" * 100 + "a")]})
