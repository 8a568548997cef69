"""What if the skills weighed otherwise: tried first, then saved."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace import privacy
from matching import weighing
from matching.forms import WeightsForm
from recruitment import services as recruitment
from recruitment.models import Position
from recruitment.states import PositionState

SHOWN = 25


@login_required
def weights(request, pk):
    position = get_object_or_404(Position.objects.managed_by(request.user), pk=pk)
    data = request.POST if request.method == "POST" else None
    form = WeightsForm(data, standard=list(position.skill_standard.select_related("skill")))
    is_open, is_saving = position.state == PositionState.OPEN, request.POST.get("action") == "save"
    status = 422 if form.is_bound and not form.is_valid() else 200 if is_open or not is_saving else 409
    if is_saving and status == 200:
        try:
            recruitment.change_position(position, by=request.user, standard=form.standard)
        except ValidationError as error:
            form.add_error(None, error.messages)
            status = 422
        else:
            messages.success(request, _("The weights are saved. The order is being computed again."))
            return redirect("matching:for_position", pk)
    places = weighing.reorder(position, request.user, form.weights) if is_open and form.rows else []
    if not request.htmx:
        seen = [(each.application, each.application.student_id) for each in places if each.application]
        privacy.look(request.user, seen, what="candidate_list", memberships=request.memberships)
    context = {"position": position, "form": form, "is_open": is_open, "moved": [each for each in places if each.up]}
    context["places"] = [each for place, each in enumerate(places) if each.application or place < SHOWN]
    return render(request, "matching/_order.html" if request.htmx else "matching/weights.html", context, status=status)
