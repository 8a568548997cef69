from django.urls import path

from matching.views import scores

app_name = "matching"
urlpatterns = [
    path("", scores.for_student, name="for_student"),
    path("positions/<int:pk>/", scores.for_position, name="for_position"),
    path("positions/<int:pk>/rescore/", scores.position_rescore, name="position_rescore"),
    path("positions/<int:position>/students/<int:student>/", scores.explanation, name="explanation"),
    path("why/", scores.why, name="why"),
    path("opt-out/", scores.opt_out, name="opt_out"),
]
