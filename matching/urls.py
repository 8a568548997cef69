from django.urls import path

from matching import views

app_name = "matching"
urlpatterns = [
    path("", views.for_student, name="for_student"),
    path("positions/<int:pk>/", views.for_position, name="for_position"),
    path("positions/<int:pk>/rescore/", views.position_rescore, name="position_rescore"),
    path("positions/<int:position>/students/<int:student>/", views.explanation, name="explanation"),
    path("why/", views.why, name="why"),
    path("opt-out/", views.opt_out, name="opt_out"),
]
