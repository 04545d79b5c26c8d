"""From the text of an expression to its tree."""

import re
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from portal.deployments.language.errors import InvalidTemplate, OutOfBounds
from portal.deployments.language.nodes import Invoke, Literal, Member, Node

MOST_CHARACTERS = 24_576  # as in the public service
MOST_DEPTH = 50
SHORT = 1_000  # characters

GRAMMAR = r"""
    ?start: expression
    ?expression: call | member | index | text | number
    member: expression "." NAME
    index: expression "[" expression "]"
    call: NAME "(" [expression ("," expression)*] ")"
        | NAME "." NAME "(" [expression ("," expression)*] ")"  -> own_call
    text: TEXT
    number: NUMBER
    NAME: /[A-Za-z_$][A-Za-z0-9_$-]*/
    TEXT: /'(?:[^']|'')*'/
    NUMBER: /-?[0-9]{1,19}/
    %ignore /[ \t\r\n]+/
"""


def is_expression(text: str) -> bool:
    """`[...]`, but not `[[...]`, which is how a text in brackets is written."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def literal(text: str) -> str:
    """A text that is no expression, without its escape."""
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


def escape(text: str) -> str:
    """So that it is read as this text again."""
    return f"[{text}" if text.startswith("[") and text.endswith("]") else text


def parse(text: str) -> Node:
    """`text` with its brackets. Raises InvalidTemplate, OutOfBounds."""
    if len(text) > MOST_CHARACTERS:
        raise OutOfBounds(f"an expression may have {MOST_CHARACTERS} characters.", expression=text)
    return _short(text) if len(text) <= SHORT else _long(text)


@lru_cache(maxsize=4_096)
def _short(text: str) -> Node:
    return _parse(text)


@lru_cache(maxsize=64)
def _long(text: str) -> Node:
    """A tree takes many times the memory of its text, so few that are long are kept."""
    return _parse(text)


def _parse(text: str) -> Node:
    try:
        tree: Any = _parser.parse(text[1:-1])
    except UnexpectedInput as error:
        raise InvalidTemplate(_told(error, text[1:-1]), expression=text) from error
    except InvalidTemplate as error:
        raise error.at("", text) from error
    node: Node = tree.node
    return node


class Deep:
    """A node, and how deep it is, so that nobody walks down too far later."""

    __slots__ = ("depth", "node")

    def __init__(self, node: Node, *below: "Deep") -> None:
        self.node = node
        self.depth: int = 1 + max((inner.depth for inner in below), default=0)
        if self.depth > MOST_DEPTH:
            raise OutOfBounds(f"an expression may be nested {MOST_DEPTH} deep.")


@v_args(inline=True)
class Build(Transformer[Token, Deep]):
    def text(self, token: Token) -> Deep:
        return Deep(Literal(token[1:-1].replace("''", "'")))

    def number(self, token: Token) -> Deep:
        return Deep(Literal(int(token)))

    def member(self, of: Deep, name: Token) -> Deep:
        return Deep(Member(of.node, Literal(str(name))), of)

    def index(self, of: Deep, key: Deep) -> Deep:
        return Deep(Member(of.node, key.node), of, key)

    def call(self, name: Token, *arguments: Deep | None) -> Deep:
        given = [argument for argument in arguments if argument is not None]
        return Deep(Invoke(str(name), tuple(each.node for each in given)), *given)

    def own_call(self, namespace: Token, name: Token, *arguments: Deep | None) -> Deep:
        given = [argument for argument in arguments if argument is not None]
        nodes = tuple(argument.node for argument in given)
        return Deep(Invoke(str(name), nodes, str(namespace)), *given)


_parser = Lark(GRAMMAR, parser="lalr", transformer=Build(), maybe_placeholders=True)


def _told(error: UnexpectedInput, text: str) -> str:
    at = error.pos_in_stream or 0
    if at >= len(text):
        return "it ends too early; a ')' or ']' may be missing."
    met = re.sub(r"\s+", " ", text[at : at + 10])
    return f"'{met}' is not expected at character {at + 2}."
