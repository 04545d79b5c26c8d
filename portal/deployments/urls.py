"""Addresses of this app."""

from django.urls import URLPattern

from portal.api.routes import arm_path
from portal.deployments.api import views

SUBSCRIPTION = "subscriptions/{subscription}"
GROUP = f"{SUBSCRIPTION}/resourceGroups/{{group}}"
TYPE = "providers/Microsoft.Resources/deployments"


def _addresses(above: str, prefix: str) -> list[URLPattern]:
    one = f"{above}/{{deployment}}"
    return [
        arm_path(above, views.DeploymentsView.as_view(), f"{prefix}deployments"),
        arm_path(one, views.DeploymentView.as_view(), f"{prefix}deployment"),
        arm_path(f"{one}/validate", views.ValidateView.as_view(), f"{prefix}validate"),
        arm_path(f"{one}/whatIf", views.WhatIfView.as_view(), f"{prefix}what-if"),
        arm_path(f"{one}/cancel", views.CancelView.as_view(), f"{prefix}cancel"),
        arm_path(f"{one}/exportTemplate", views.ExportView.as_view(), f"{prefix}export"),
        arm_path(
            f"{one}/operationStatuses/{{operation}}", views.StatusView.as_view(), f"{prefix}status"
        ),
        *_steps(one, prefix),
    ]


def _steps(one: str, prefix: str) -> list[URLPattern]:
    return [
        arm_path(f"{one}/operations", views.StepsView.as_view(), f"{prefix}operations"),
        arm_path(f"{one}/operations/{{operation}}", views.StepView.as_view(), f"{prefix}operation"),
    ]


app_name = "deployments"
urlpatterns = [
    *_addresses(f"{GROUP}/{TYPE}", ""),
    *_addresses(f"{SUBSCRIPTION}/{TYPE}", "subscription-"),
    # Where the CLI asks for a deployment's operations.
    *_steps(f"{GROUP}/deployments/{{deployment}}", "short-"),
]
