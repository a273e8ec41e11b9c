"""Accepting a one-time link: the person sets the own password, then enrols a second factor."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts import actions, factors
from accounts.decorators import public
from accounts.forms.account import NewPasswordForm


@public
@sensitive_post_parameters("password", "again")
@sensitive_variables("token")
def accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page behind an invitation's link. Unknown, used and expired links look the same."""
    row = actions.find_invitation(token)
    if row is None:
        return render(request, "accounts/invitation_over.html", status=404)
    form = NewPasswordForm(request.POST or None, user=row.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.accept_invitation(token=token, password=form.cleaned_data["password"])
        except actions.InvitationOver:
            return render(request, "accounts/invitation_over.html", status=404)
        if factors.has_factor(user):
            return redirect("account_login")
        login(request, user, backend="accounts.backends.Backend")
        record_authentication(request, user, "password")
        return redirect("accounts:enrol")
    return render(request, "accounts/invitation.html", {"form": form})
