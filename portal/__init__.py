"""Plumbing every app stands on. Settings, URLs and Celery are wiring; the rest knows no app."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
