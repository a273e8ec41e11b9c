"""Pages of sign-in, own account and administration.

Of django-allauth only what is listed here can be reached; there is no sign-up, no e-mail management, no
password reset by mail (an administrator sends a one-time link instead).
"""

from django.urls import include, path

from accounts import demo
from accounts.views import (
    approvals,
    conduct,
    emergency,
    entrance,
    invitation,
    kept,
    offices,
    own,
    printing,
    resets,
    reviews,
    settings,
    staff,
    suspensions,
    workers,
)

own_account = [
    path("account/", own.account, name="account"),
    path("account/enrol/", own.enrol, name="enrol"),
    path("account/enrol/app/", own.enrol_app, name="enrol-app"),
    path("account/factors/codes/", own.recovery_codes, name="recovery-codes"),
    path("account/factors/<int:pk>/remove/", own.remove_factor, name="remove-factor"),
    path("account/sessions/", own.sessions, name="sessions"),
    path("account/sessions/end/", own.end_session, name="end-session"),
    path("account/duress/", emergency.duress_password, name="duress-password"),
    path("account/duress/remove/", emergency.remove_duress_password, name="remove-duress-password"),
    path("account/conduct/", conduct.conduct_page, name="conduct"),
    path("account/talks/", workers.own_talks, name="own-talks"),
    path("keep/", kept.keep_form, name="keep-form"),
    path("kept/<uuid:kept_id>/", kept.kept_form, name="kept-form"),
    path("lockdown/", emergency.lockdown, name="lockdown"),
    path("lockdown/<uuid:lockdown_id>/", emergency.lockdown_one, name="lockdown-one"),
    path("lockdown/<uuid:lockdown_id>/suspend/", emergency.lockdown_suspend, name="lockdown-suspend"),
    path("alerts/<uuid:user_id>/", emergency.duress_alert, name="duress-alert"),
    path("evacuation/<uuid:office_id>/", emergency.evacuation, name="evacuation"),
    path("evacuation/<uuid:office_id>/change/", emergency.evacuation_edit, name="evacuation-edit"),
    path("evacuation/<uuid:office_id>/drill/", emergency.evacuation_drill, name="evacuation-drill"),
    path("welcome/<str:token>/", invitation.accept, name="invitation"),
    path("print/", printing.print_page, name="print"),
    path("continue/", entrance.carry_on, name="continue"),
    path("approvals/", approvals.approval_list, name="approvals"),
    path("approvals/<uuid:approval_id>/", approvals.approval, name="approval"),
    path("approvals/<uuid:approval_id>/approve/", approvals.approve, name="approve"),
    path("approvals/<uuid:approval_id>/refuse/", approvals.refuse, name="refuse"),
    path("approvals/<uuid:approval_id>/withdraw/", approvals.withdraw, name="withdraw"),
    path("approvals/<uuid:approval_id>/link/", resets.reset_link, name="reset-link"),
    path("colleagues/", suspensions.suspensions, name="suspensions"),
    path("colleagues/<uuid:user_id>/talks/", workers.talks, name="talks"),
    path("colleagues/<uuid:user_id>/suspend/", suspensions.suspend, name="suspend"),
    path("colleagues/suspension/<uuid:suspension_id>/", suspensions.suspension, name="suspension"),
]

administration = [
    path("staff/", staff.people, name="staff"),
    path("staff/invite/", staff.invite, name="invite"),
    path("staff/<uuid:user_id>/", staff.person, name="person"),
    path("staff/<uuid:user_id>/role/", staff.give_role, name="give-role"),
    path("staff/<uuid:user_id>/duty/", staff.give_duty, name="give-duty"),
    path("staff/<uuid:user_id>/qualification/", workers.give_qualification, name="give-qualification"),
    path(
        "staff/qualification/<uuid:qualification_id>/withdraw/",
        workers.withdraw_qualification,
        name="withdraw-qualification",
    ),
    path("staff/<uuid:user_id>/link/", staff.new_link, name="new-link"),
    path("staff/<uuid:user_id>/end/", staff.extend, name="extend"),
    path("staff/<uuid:user_id>/reset/", resets.ask_reset, name="ask-reset"),
    path("staff/<uuid:user_id>/reinstate/", suspensions.reinstate, name="reinstate"),
    path("way-back/", resets.way_back, name="way-back"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<uuid:office_id>/", reviews.review, name="review"),
    path("offices/<uuid:office_id>/partner/", offices.partner, name="partner"),
    path("staff/<uuid:user_id>/sessions/", staff.end_sessions, name="end-sessions-of"),
    path("staff/role/<uuid:membership_id>/end/", staff.end_role, name="end-role"),
    path("staff/duty/<uuid:duty_id>/end/", staff.end_duty, name="end-duty"),
    path("offices/", offices.offices, name="offices"),
    path("offices/<uuid:office_id>/", offices.office, name="office"),
    path("offices/<uuid:office_id>/roles/", offices.roles, name="office-roles"),
    path("offices/<uuid:office_id>/roles/back/", offices.give_back, name="give-back"),
    path("offices/<uuid:office_id>/holidays/", offices.add_holiday, name="add-holiday"),
    path("offices/<uuid:office_id>/holidays/remove/", offices.remove_holiday, name="remove-holiday"),
    path("conduct/", conduct.publish, name="conduct-publish"),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/<uuid:office_id>/export/", settings.export, name="export-settings"),
    path("settings/<uuid:office_id>/import/", settings.import_file, name="import-settings"),
    path("settings/<uuid:office_id>/<str:key>/", settings.change, name="change-setting"),
]

urlpatterns = [
    path("account/login/", entrance.login, name="account_login"),
    path("account/logout/", entrance.sign_out, name="account_logout"),
    path("account/login/factor/", entrance.authenticate, name="mfa_authenticate"),
    path("account/login/key/", entrance.key_alone, name="mfa_login_webauthn"),
    path("account/confirm/", entrance.confirm, name="mfa_reauthenticate"),
    path("account/confirm/key/", entrance.confirm_with_key, name="mfa_reauthenticate_webauthn"),
    path("account/factors/", own.second_factors, name="mfa_index"),
    path("account/factors/key/", own.add_key, name="mfa_add_webauthn"),
    path("account/password/", own.change_password, name="account_change_password"),
    path("language/", entrance.set_language, name="set_language"),
    path("leave/", entrance.leave, name="leave"),
    path("left/", entrance.left, name="left"),
    path("", include(([*own_account, path("administration/", include(administration))], "accounts"))),
]

# Mounted by config under the name space `demo`, beside the page of the mail sink.
demonstration_urlpatterns = [path("", demo.cast, name="cast")]
