"""Sessions ended on the server: by their owner, an administrator, or a change that must count at once."""

from accounts.models import Membership, Office, SignedInSession, User
from accounts.permissions import Role
from accounts.sessions import row_key
from audit import events


def end_sessions(*, user: User, reason: str, keep: str = "") -> int:
    """End a person's sessions but the one with the key `keep`; says how many. They have to sign in again."""
    rows = SignedInSession.objects.filter(user=user)
    count, _rows = (rows.exclude(session_key=row_key(keep)) if keep else rows).delete()
    if count:
        events.record(
            "session.ended", subject=user, facts={"reason": reason, "count": count, "user": user.pk}
        )
    return count


def end_one_session(*, user: User, beginning: str, but: str) -> int:
    """End the person's session whose stored key begins so, unless it is `but` (the present one)."""
    rows = SignedInSession.objects.filter(user=user, session_key__startswith=beginning).exclude(
        session_key=but
    )
    count, _rows = rows.delete()
    if count:
        events.record(
            "session.ended", subject=user, facts={"reason": "asked", "count": count, "user": user.pk}
        )
    return count


def end_sessions_of_role(office: Office, role: Role) -> None:
    """End the sessions of everybody who has a role at an office now (the role was narrowed)."""
    holders = User.objects.filter(
        memberships__in=Membership.objects.valid().filter(office=office, role=role)
    ).distinct()
    for user in holders:
        end_sessions(user=user, reason="role_changed")
