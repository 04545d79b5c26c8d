"""Yes and no. What is not needed is not worked out."""

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.evaluate import evaluate
from portal.deployments.language.nodes import Node
from portal.deployments.language.registry import expect, function
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value

WORDS = {"true": True, "false": False}


@function("if", lazy=True)
def if_(scope: Scope, condition: Node, then: Node, otherwise: Node) -> Value:
    return evaluate(then if _yes(condition, scope) else otherwise, scope)


@function("and", lazy=True)
def and_(scope: Scope, one: Node, other: Node, *more: Node) -> Value:
    return all(_yes(each, scope) for each in (one, other, *more))


@function("or", lazy=True)
def or_(scope: Scope, one: Node, other: Node, *more: Node) -> Value:
    return any(_yes(each, scope) for each in (one, other, *more))


@function("not")
def not_(scope: Scope, value: Value) -> Value:
    return not expect(value, "bool")


@function("true")
def true(scope: Scope) -> Value:
    return True


@function("false")
def false(scope: Scope) -> Value:
    return False


@function("bool")
def bool_(scope: Scope, value: Value) -> Value:
    if isinstance(value, str):
        if value.lower() not in WORDS:
            raise InvalidTemplate("the string is neither true nor false.")
        return WORDS[value.lower()]
    return bool(expect(value, "bool", "int"))


@function("fail")
def fail(scope: Scope, message: Value) -> Value:
    """The template says itself what is wrong."""
    raise InvalidTemplate(str(expect(message, "string"))[:1_000])


def _yes(node: Node, scope: Scope) -> bool:
    return bool(expect(evaluate(node, scope), "bool"))
