"""The web server's entry."""

import os

from django.core.wsgi import get_wsgi_application

from portal.supervisor.orphans import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

if "SIG_SUPERVISED" in os.environ:  # here in a process that our web server started
    end_with_parent(os.getppid())

application = get_wsgi_application()
