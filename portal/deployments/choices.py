from django.db.models import TextChoices


class State(TextChoices):
    """Of a deployment. It ends in one of the last three."""

    ACCEPTED = "Accepted"
    RUNNING = "Running"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    CANCELED = "Canceled"


ACTIVE = (State.ACCEPTED, State.RUNNING)


class StepState(TextChoices):
    """`Skipped`: what it waited for did not come to be."""

    WAITING = "Waiting"
    RUNNING = "Running"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    CANCELED = "Canceled"
    SKIPPED = "Skipped"


OPEN = (StepState.WAITING, StepState.RUNNING)
