"""Five small bases for pages. A leaf declares what it shows or does; a base fetches, authorises,
chooses page or fragment, and turns domain errors into words.

A request carries `access` (what its principal may do) and `actor` (who acts), both set by the
middleware of accounts. What the principal cannot see is fetched through `accessible` and reads as
not found; what they see but may not do is forbidden.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.functional import cached_property
from django.views import View

from portal.errors import Forbidden, InvalidInput, NotFound, PortalError
from portal.htmx import wants_fragment
from portal.paging import SIZE, Page, page


class PortalView(View):
    """Signed-in people only, unless `public`. A PortalError becomes its page or fragment."""

    public: ClassVar[bool] = False
    request: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.public and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            response = super().dispatch(request, *args, **kwargs)
        except PortalError as error:
            response = self.explain(error)
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response

    @property
    def access(self) -> Any:
        return self.request.access

    @property
    def actor(self) -> Any:
        return self.request.actor

    def fetch(self, queryset: Any, action: str = "", **lookup: Any) -> Any:
        """The one row that the principal can see, else NotFound."""
        found = queryset.accessible(self.access, action).filter(**lookup).first()
        if found is None:
            raise NotFound("Nothing here that you can open.")
        return found

    def require(self, action: str, card: Any) -> None:
        """Refuse, naming the missing right, unless the action is allowed on the card."""
        if not self.access.can(action, card):
            raise Forbidden(
                f"You can see {card.name}, but not do this: the right {action} is missing. "
                "An Owner or User Access Administrator of it can give you a role that has it.",
                action=action,
                card=card,
            )

    def explain(self, error: PortalError) -> HttpResponse:
        template = "components/_error.html" if wants_fragment(self.request) else "error.html"
        return render(self.request, template, {"error": error}, status=error.status)

    def render(
        self, template: str, context: dict[str, Any], *, fragment: str = "", status: int = 200
    ) -> HttpResponse:
        """The fragment when htmx asks for one and there is one, else the whole page."""
        chosen = fragment if fragment and wants_fragment(self.request) else template
        return render(self.request, chosen, {"view": self, **context}, status=status)


class DetailPage(PortalView):
    """One object and what belongs to it: a leaf gives `get_object` and `get_context`."""

    template: ClassVar[str]
    fragment: ClassVar[str] = ""

    @cached_property
    def object(self) -> Any:
        return self.get_object()

    def get_object(self) -> Any:
        return None

    def get_context(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {"object": self.object, **self.get_context()}
        return self.render(self.template, context, fragment=self.fragment)


class ListPage(DetailPage):
    """One page of a list; filters and cursor come from the address."""

    order: Sequence[str] = ("-created_at", "-id")
    size: ClassVar[int] = SIZE

    def get_queryset(self) -> Any:
        raise TypeError(f"{type(self).__name__} declares no list.")

    def get_page(self) -> Page[Any]:
        cursor = self.request.GET.get("cursor", "")
        return page(self.get_queryset(), order=self.order, cursor=cursor, size=self.size)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {"object": self.object, "page": self.get_page(), **self.get_context()}
        return self.render(self.template, context, fragment=self.fragment)


class FormPage(DetailPage):
    """A form that does one thing: a leaf gives `form_class` and `perform`.

    `perform` returns the address to go to. A PortalError from it lands next to its field.
    """

    form_class: ClassVar[type[forms.Form]]
    done: ClassVar[str] = ""

    def get_initial(self) -> dict[str, Any]:
        return {name: value for name, value in self.request.GET.items() if value}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_form(self, data: Any = None) -> forms.Form:
        kwargs = self.get_form_kwargs()
        if data is None:
            return self.form_class(initial=self.get_initial(), **kwargs)
        return self.form_class(data, self.request.FILES or None, **kwargs)

    def perform(self, form: Any) -> str:
        raise TypeError(f"{type(self).__name__} performs nothing.")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.get_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        _ = self.object  # fetched and authorised before anything is read from the form
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            target = self.perform(form)
        except (NotFound, Forbidden):
            raise
        except PortalError as error:
            place_error(form, error)
            return self.show(form, status=422)
        return self.leave(target, self.done)

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {"object": self.object, "form": form, **self.get_context()}
        return self.render(self.template, context, fragment=self.fragment, status=status)

    def leave(self, target: str, message: str) -> HttpResponse:
        return go_to(self.request, target, message)


class ActionView(PortalView):
    """One change, by POST only. A leaf gives `perform`, which returns the address to go to."""

    http_method_names = ["post", "options"]
    done: ClassVar[str] = ""

    def perform(self) -> str:
        raise TypeError(f"{type(self).__name__} performs nothing.")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        target = self.perform()
        return go_to(request, target, self.done)


class Consequence(NamedTuple):
    """Something else that a deletion changes, or that `blocks` it until it is gone."""

    icon: str
    what: str
    becomes: str
    tone: str = ""
    blocks: bool = False


class ConfirmPage(FormPage):
    """Before something goes for good: consequences first, then its name typed to confirm."""

    class Confirmation(forms.Form):
        confirm = forms.CharField(required=False, strip=True)

    form_class = Confirmation
    template = "confirm_delete.html"

    def get_name(self) -> str:
        return str(self.object)

    def get_title(self) -> str:
        """What people call it, where the name to type says too little."""
        return self.get_name()

    def must_type(self) -> bool:
        return True

    def get_consequences(self) -> list[Consequence]:
        return []

    def get_back_url(self) -> str:
        return reverse("galleries:index")

    def get_context(self) -> dict[str, Any]:
        consequences = self.get_consequences()
        return {
            "name": self.get_name(),
            "title": self.get_title(),
            "must_type": self.must_type(),
            "consequences": consequences,
            "is_blocked": any(each.blocks for each in consequences),
            "back_url": self.get_back_url(),
        }

    def destroy(self) -> str:
        raise TypeError(f"{type(self).__name__} destroys nothing.")

    def perform(self, form: Any) -> str:
        if self.must_type() and form.cleaned_data["confirm"] != self.get_name():
            raise InvalidInput(
                f"Type {self.get_name()} exactly to confirm. Nothing was deleted.", field="confirm"
            )
        return self.destroy()


def place_error(form: forms.Form, error: PortalError) -> None:
    """Next to the field it is about, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, error.message)


def go_to(request: HttpRequest, target: str, message: str = "") -> HttpResponse:
    """Redirect a browser; tell htmx to do so as a whole page."""
    if message:
        messages.success(request, message)
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
