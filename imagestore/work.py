"""A few threads taking items in order until there are none, the budget is spent, or one fails."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future


def in_threads[T](items: Iterable[T], threads: int, worker: Callable[[Iterator[T]], None]) -> None:
    """Run `worker` in each thread over a shared iterator; the first error is raised here."""
    source = iter(items)
    lock = threading.Lock()
    failures: list[BaseException] = []

    def shared() -> Iterator[T]:
        while not failures:
            with lock:
                item = next(source, None)
            if item is None:
                return
            yield item

    def run() -> None:
        try:
            worker(shared())
        except BaseException as error:  # noqa: BLE001 - handed to the caller below
            failures.append(error)

    running = [threading.Thread(target=run, daemon=True) for _ in range(threads - 1)]
    for thread in running:
        thread.start()
    run()
    for thread in running:
        thread.join()
    if failures:
        raise failures[0]


def aside[T](work: Callable[[], T]) -> Future[T]:
    """Do it in a thread of its own, which nobody has to wait for, not even the process's end."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is asked for
            answer.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return answer
