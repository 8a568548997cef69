"""Who may do what with the objects of the matcher."""

from marketplace.policy import grants
from matching.models import Invitation


@grants(Invitation)
def invitation(invitation):
    """The enterprise holds nothing on it: it sees the state through its position, and never who it is."""
    yield invitation.student.user, {"view_invitation", "answer_invitation"}
