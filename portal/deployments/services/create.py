"""Beginning a deployment."""

from typing import Any

from django.db import IntegrityError, transaction

from portal.api.call import Call
from portal.audit.services import record
from portal.deployments.calls import correlation_of, is_private, step_of
from portal.deployments.choices import ACTIVE
from portal.deployments.errors import DeploymentActive, TooMany
from portal.deployments.models import WRITE, Deployment, DeploymentStep
from portal.deployments.planning.template import MOST_RESOURCES
from portal.deployments.sealing import Secrets, seal
from portal.deployments.services.places import Place
from portal.deployments.services.prepare import Prepared
from portal.deployments.wake import wake

MOST_KEPT = 800  # deployments of one resource group or subscription
MOST_ACTIVE = 50


def create(call: Call, place: Place, name: str, prepared: Prepared) -> tuple[Deployment, bool]:
    """The deployment, which workers begin at once, and whether its name is new there."""
    try:
        with transaction.atomic():
            return _create(call, place, name, prepared)
    except IntegrityError as error:
        raise _active(name) from error


def _create(call: Call, place: Place, name: str, prepared: Prepared) -> tuple[Deployment, bool]:
    before = Deployment.objects.filter(scope=place.card, name__iexact=name).first()
    correlation_id, asked_by = correlation_of(call), step_of(call)
    if before is not None and asked_by is not None and before.asked_by == asked_by:
        return before, False  # asked for again by a worker that took over
    if before is not None:
        _remove(before)
    _check_room(place, prepared, correlation_id)
    deployment = Deployment.objects.create(
        scope=place.card,
        name=name,
        user=call.user,
        correlation_id=correlation_id,
        asked_by=asked_by,
        api_version=str(call.version),
        location=prepared.asked.location,
        tags=prepared.asked.tags or {},
        template_hash=prepared.template_hash,
        **_kept(prepared, is_private(call)),
        world=prepared.facts,
        providers=prepared.plan.providers,
    )
    _add_steps(deployment, prepared)
    count = len(prepared.plan.steps)
    record(
        call.actor,
        WRITE,
        place.card,
        f"began the deployment {name} of {count} {'resource' if count == 1 else 'resources'}",
        after={"deployment": name, "template": prepared.template_hash},
    )
    wake([deployment.pk])
    return deployment, before is None


def _remove(before: Deployment) -> None:
    """A deployment of the same name takes its place, unless it goes on."""
    if not Deployment.objects.filter(pk=before.pk).exclude(state__in=ACTIVE).delete()[0]:
        raise _active(before.name)


def _active(name: str) -> DeploymentActive:
    return DeploymentActive(
        f"The deployment '{name}' goes on at the moment. Wait until it ends, cancel it, or use "
        "another name. Nothing was changed."
    )


def _check_room(place: Place, prepared: Prepared, correlation_id: str) -> None:
    """Bounds on all that one call sets off, on what goes on at once, and on what is kept."""
    together = DeploymentStep.objects.filter(deployment__correlation_id=correlation_id)
    if together.count() + len(prepared.plan.steps) > MOST_RESOURCES:
        raise TooMany(f"All deployments inside one another may have {MOST_RESOURCES} resources.")
    there = Deployment.objects.filter(scope=place.card)
    if there.active().exclude(correlation_id=correlation_id).count() >= MOST_ACTIVE:
        raise TooMany(f"{MOST_ACTIVE} deployments go on here already. Wait until some have ended.")
    for old in there.exclude(state__in=ACTIVE).order_by("-id")[MOST_KEPT - 1 : MOST_KEPT + 9]:
        old.delete()


def _kept(prepared: Prepared, is_private: bool) -> dict[str, Any]:
    """What another deployment with secure parameters hands on may hold them anywhere: then all of
    it is sealed, and shown without values.
    """
    parameters = prepared.plan.parameters
    secure = parameters.values(secure=True)
    if not is_private:
        sealed = seal(Secrets(secure))
        return {"template": prepared.template, "parameters": prepared.shown, "sealed": sealed}
    every = {**secure, **parameters.values(secure=False)}
    types = {name: {"type": each["type"]} for name, each in prepared.shown.items()}
    return {"parameters": types, "sealed": seal(Secrets(every, prepared.template))}


def _add_steps(deployment: Deployment, prepared: Prepared) -> None:
    plan = prepared.plan
    at = {planned: ordinal for ordinal, planned in enumerate(plan.steps)}
    DeploymentStep.objects.bulk_create(
        DeploymentStep(
            deployment=deployment,
            ordinal=ordinal,
            arm_id=planned.id,
            type=planned.type,
            name=planned.name,
            needs=sorted(at[each] for each in plan.needs[planned]),
        )
        for planned, ordinal in at.items()
    )
