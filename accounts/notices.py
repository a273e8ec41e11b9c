"""What people are told about by this floor: registered at start-up."""

from django.utils.translation import gettext_lazy as _

from accounts.alerts import define

APPROVAL = "accounts:approval"
OWN = "accounts:account"

define("approval.asked", _("Something waits for a second person: you may decide it"), APPROVAL)
define("approval.approved", _("What you asked for was approved"), APPROVAL)
define("approval.refused", _("What you asked for was refused"), APPROVAL)
define("approval.expired", _("Nobody decided in time what you asked for"), APPROVAL)
define("approval.withdrawn", _("Something that two people approved was called off"), APPROVAL)
define("role.given", _("You were given a role or a duty. You sign in again so that it counts"), OWN)
define(
    "second_factor.reset_approved",
    _(
        "Your second factors are going to be taken away because a loss was reported. If you lost nothing, sign in"
    ),
    OWN,
)
define("second_factor.reset", _("Your second factors were taken away because a loss was reported"), OWN)
define("staff.suspended", _("An account at your office was suspended"), "accounts:suspension")
define("staff.suspended_you", _("Your account was suspended. Talk to an administrator of your office"), OWN)
define("staff.suspended_many", _("Somebody tried to suspend too many accounts"), "accounts:suspensions")
define("staff.reinstated", _("Your account was opened again"), OWN)
define("staff.ends", _("Your account ends soon. An administrator of your office can extend it"), OWN)
define("staff.ends_there", _("Accounts at your office end soon"), "accounts:staff")
define("qualification.ends", _("A qualification of yours ends soon. Plan the course that renews it"), OWN)
define("qualification.ends_there", _("Qualifications at your office end soon"), "accounts:staff")
define("access_review.overdue", _("Roles at your office wait to be reviewed"), "accounts:reviews")
