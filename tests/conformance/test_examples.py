"""Every example request of the public service is accepted, or refused as docs/api.md says."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import TestCase

from tests.conformance.differences import (
    COMPUTE,
    DIFFERENCES,
    Difference,
    Request,
    of_no_example,
)
from tests.conformance.filling import request_of
from tests.conformance.published import NEWEST, Example, examples
from tests.conformance.world import World, build
from tests.support.api import Caller

# Of later api-versions than the published ones here; one shape is answered to all.
LATER = {"blockDeletionBeforeEndOfLife"}


class Examples(TestCase):
    world: World
    caller: Caller

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build()

    def setUp(self) -> None:
        self.caller = Caller(self.world.owner)

    def test_every_example_is_accepted_or_refused_as_told(self) -> None:
        faults = [f"{example}: {fault}" for example in examples() for fault in self.faults(example)]

        assert not faults, "\n".join(faults)

    def faults(self, example: Example) -> list[str]:
        """What is changed for one example is not seen by the next."""
        with transaction.atomic():
            found = list(self.check(example))
            transaction.set_rollback(True)
        return found

    def check(self, example: Example) -> Iterator[str]:
        request = request_of(example, self.world)
        asked = [each for each in DIFFERENCES if each.is_in(request)]
        for difference in asked:
            yield from self.check_refused(self.without(request, asked, difference))
        if all(each.take_out for each in asked):
            yield from self.check_accepted(example, self.without(request, asked))

    def without(
        self, request: Request, differences: list[Difference], keep: Difference | None = None
    ) -> Request:
        """So that each is refused for itself, whatever else is in the example."""
        for each in differences:
            if each is not keep and each.take_out and each.is_in(request):
                request = each.without(request, self.world.source)
        return request

    def check_refused(self, request: Request) -> Iterator[str]:
        answer = self.send(request)
        if answer.status_code != 400 or answer.json()["error"]["code"] != "FeatureNotSupported":
            yield f"{request.method} is not refused: {told(answer)}"

    def check_accepted(self, example: Example, request: Request) -> Iterator[str]:
        """What is put is put twice: it is made, then it is there as it is wanted."""
        yield from self.check_answer(example, self.send(request))
        if request.method == "put":
            yield from self.check_answer(example, self.send(request))
            yield from self.check_shape(example, self.send(Request("get", request.path)))

    def check_answer(self, example: Example, answer: Any) -> Iterator[str]:
        if answer.status_code not in example.operation.statuses:
            yield f"is not accepted: {told(answer)}"
        else:
            yield from self.check_shape(example, answer)

    def check_shape(self, example: Example, answer: Any) -> Iterator[str]:
        operation = example.operation
        if answer.content:
            yield from operation.faults(answer.status_code, answer.json())
        if answer.content and operation.version == NEWEST:
            if answer.json().get("value") == []:
                yield "lists nothing"
            unknown = operation.unknown(answer.status_code, answer.json()) - LATER
            yield from (f"{name} is not described" for name in unknown)

    def send(self, request: Request) -> Any:
        return self.caller.call(request.method, request.path, request.body, version="")

    def test_what_no_example_asks_for_is_refused_the_same_way(self) -> None:
        faults = [
            f"{name}: {fault}"
            for name, requests in self.others().items()
            for request in requests
            for fault in self.check_refused(request)
        ]

        assert not faults, "\n".join(faults)

    def test_the_list_of_differences_is_the_one_that_is_tested(self) -> None:
        document = (settings.BASE_DIR / "docs/api.md").read_text()
        _, _, section = document.partition("## What is not served")
        listed = re.findall(r"^\| \*\*(.+?)\*\* \|", section, re.MULTILINE)

        assert sorted(listed) == sorted([*(each.name for each in DIFFERENCES), *self.others()])

    def others(self) -> dict[str, list[Request]]:
        subscription = f"/subscriptions/{self.world.subscription}"
        group = f"{subscription}/resourceGroups/{self.world.group}"
        return of_no_example(subscription, group, f"{group}/{COMPUTE}/galleries/prepared")


def told(answer: Any) -> str:
    return f"{answer.status_code} {answer.content.decode()[:400]}"
