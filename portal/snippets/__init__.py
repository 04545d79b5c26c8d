"""What a page does, written for a script: az, curl, Python, Terraform and our own commands.

A page tells *steps* (`steps.py`): the call of the resource manager, and what az, the Python SDK and
manage.py call the same thing. Each *tool* (`tools/`) writes the steps as one text that runs as it
is copied, signing in where the tool has to. curl and Terraform follow from the call alone.
"""

from portal.snippets.script import Script, Tab, script
from portal.snippets.site import Site, site_of
from portal.snippets.steps import Call, Lines, Sdk, Step, option

__all__ = ["Call", "Lines", "Script", "Sdk", "Site", "Step", "Tab", "option", "script", "site_of"]
