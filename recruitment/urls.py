from django.urls import path

from recruitment.views import applications, manage, positions

app_name = "recruitment"
urlpatterns = [
    path("positions/", positions.position_list, name="position_list"),
    path("positions/<int:pk>/", positions.position_detail, name="position_detail"),
    path("positions/<int:pk>/apply/", positions.position_apply, name="position_apply"),
    path("manage/positions/", manage.position_manage, name="position_manage"),
    path("manage/positions/new/", manage.position_create, name="position_create"),
    path("manage/positions/law/", manage.position_law, name="position_law"),
    path("manage/positions/<int:pk>/edit/", manage.position_edit, name="position_edit"),
    path("manage/positions/<int:pk>/publish/", manage.position_publish, name="position_publish"),
    path("manage/positions/<int:pk>/<slug:action>/", manage.position_move, name="position_move"),
    path("applications/", applications.application_list, name="application_list"),
    path("applications/<int:pk>/", applications.application_detail, name="application_detail"),
    path("applications/<int:pk>/reject/", applications.application_reject, name="application_reject"),
    path("applications/<int:pk>/invite/", applications.application_invite, name="application_invite"),
    path("applications/<int:pk>/offer/", applications.application_offer, name="application_offer"),
    path("applications/<int:pk>/<slug:action>/", applications.application_move, name="application_move"),
]
