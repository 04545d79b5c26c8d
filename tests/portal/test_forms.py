"""Fields, forms that are refused, and the page that asks before something is deleted."""

from typing import ClassVar

import pytest
from django import forms
from django.template.loader import render_to_string

from portal.errors import InvalidInput
from portal.views import ConfirmPage, Consequence, FormPage
from tests.portal.rendering import render


class Form(forms.Form):
    name = forms.CharField(help_text="Letters and digits")
    notes = forms.CharField(widget=forms.Textarea, required=False)
    system = forms.ChoiceField(choices=[("l", "Linux")], widget=forms.RadioSelect)
    region = forms.ChoiceField(choices=[("w", "West Europe")], required=False)
    hidden = forms.BooleanField(required=False)


def test_fields_carry_their_label_hint_and_error():
    form = Form({"name": ""})

    shown = render("{% field form.name mono=True %}", form=form)

    assert '<label class="field__label" for="id_name">Name</label>' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_error"' in shown
    assert 'class="input"' in shown
    assert "data-mono" in shown


@pytest.mark.parametrize("name", Form.base_fields)
def test_every_kind_of_field_renders_with_its_name(name):
    shown = render("{% field field %}", field=Form()[name])

    assert f'name="{name}"' in shown
    assert Form.base_fields[name].label or name.capitalize() in shown


def test_the_summary_of_a_refused_form_leads_to_each_field():
    form = Form({"name": "", "system": "l"})
    form.add_error(None, "Nothing was published.")

    shown = render_to_string("components/_errors.html", {"form": form})

    assert "Nothing was published." in shown
    assert '<a href="#id_name">Name</a>: This field is required.' in shown


class Rename(FormPage):
    public = True
    form_class = Form
    template = "components/_errors.html"

    def perform(self, form):
        raise InvalidInput("That name is taken.", field="name")


def test_a_rule_broken_in_a_service_lands_next_to_its_field(visit):
    response = Rename.as_view()(visit("post", name="a", system="l"))

    assert response.status_code == 422
    assert b'<a href="#id_name">Name</a>: That name is taken.' in response.content


class Remove(ConfirmPage):
    public = True
    inside: ClassVar[list[Consequence]] = []

    def get_name(self):
        return "contoso_platform"

    def get_consequences(self):
        return self.inside

    def get_back_url(self):
        return "/back/"


def test_a_deletion_asks_for_the_name(visit):
    response = Remove.as_view()(visit())

    assert b'data-name="contoso_platform"' in response.content
    assert b"Nothing else depends on it." in response.content


def test_a_deletion_that_is_blocked_says_why_and_asks_for_nothing(visit):
    inside = [Consequence("bad", "8 images", "are still in it.", "bad", blocks=True)]

    response = Remove.as_view(inside=inside)(visit())

    assert b"8 images</b> are still in it." in response.content
    assert b"danger-solid" not in response.content
    assert b"data-name" not in response.content
