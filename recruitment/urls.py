from django.urls import path

from recruitment.views import applications, imports, manage, positions, publish, resume

app_name = "recruitment"
urlpatterns = [
    path("positions/", positions.position_list, name="position_list"),
    path("positions/<int:pk>/", positions.position_detail, name="position_detail"),
    path("positions/<int:pk>/apply/", positions.position_apply, name="position_apply"),
    path("manage/positions/", manage.position_manage, name="position_manage"),
    path("manage/positions/new/", manage.position_create, name="position_create"),
    path("manage/positions/law/", manage.position_law, name="position_law"),
    path("manage/positions/<int:pk>/edit/", manage.position_edit, name="position_edit"),
    path("manage/positions/<int:pk>/publish/", publish.position_publish, name="position_publish"),
    path("manage/positions/<int:pk>/release/", publish.position_release, name="position_release"),
    path("manage/positions/<int:pk>/<slug:action>/", manage.position_move, name="position_move"),
    path("manage/imports/", imports.import_list, name="import_list"),
    path("manage/imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("manage/imports/<int:pk>/run/", imports.import_run, name="import_run"),
    path("manage/imports/<int:pk>/refused.csv", imports.import_refused, name="import_refused"),
    path("applications/", applications.application_list, name="application_list"),
    path("applications/<int:pk>/", applications.application_detail, name="application_detail"),
    path("applications/<int:pk>/reject/", applications.application_reject, name="application_reject"),
    path("applications/<int:pk>/invite/", applications.application_invite, name="application_invite"),
    path("applications/<int:pk>/offer/", applications.application_offer, name="application_offer"),
    path("applications/<int:pk>/resume.pdf", resume.application_resume, name="application_resume"),
    path("applications/<int:pk>/<slug:action>/", applications.application_move, name="application_move"),
    path("resume/", resume.resume, name="resume"),
    path("resume/resume.pdf", resume.resume_pdf, name="resume_pdf"),
    path("resume/uploads/", resume.upload_create, name="upload_create"),
    path("resume/uploads/<int:pk>/", resume.upload_detail, name="upload_detail"),
    path("resume/uploads/<int:pk>/file/", resume.upload_file, name="upload_file"),
    path("resume/uploads/<int:pk>/delete/", resume.upload_delete, name="upload_delete"),
]
