from django.urls import path

from curricula.views import ballots, gaps, imports, programmes, proposals, students, versions

app_name = "curricula"
urlpatterns = [
    path("programmes/", programmes.programme_list, name="programme_list"),
    path("programmes/new/", programmes.programme_create, name="programme_create"),
    path("programmes/<int:pk>/", programmes.programme_detail, name="programme_detail"),
    path("programmes/<int:pk>/committee/", programmes.committee_edit, name="committee_edit"),
    path(
        "programmes/<int:pk>/committee/<int:member_pk>/remove/",
        programmes.committee_member_remove,
        name="committee_member_remove",
    ),
    path("programmes/<int:pk>/import/", imports.plan_import, name="plan_import"),
    path("programmes/<int:pk>/gap/", gaps.gap_table, name="gap_table"),
    path("programmes/<int:pk>/gap/positions/", gaps.gap_positions, name="gap_positions"),
    path("programmes/<int:pk>/gap/students/", gaps.gap_students, name="gap_all_students"),
    path("programmes/<int:pk>/gap/rejections/", gaps.gap_rejections, name="gap_all_rejections"),
    path("programmes/<int:pk>/gap/<slug:code>/posts/", gaps.gap_posts, name="gap_posts"),
    path("programmes/<int:pk>/gap/<slug:code>/students/", gaps.gap_students, name="gap_students"),
    path("programmes/<int:pk>/gap/<slug:code>/rejections/", gaps.gap_rejections, name="gap_rejections"),
    path("programmes/<int:pk>/gap/<slug:code>/propose/", gaps.gap_propose, name="gap_propose"),
    path("plans/<int:pk>/", versions.version_detail, name="version_detail"),
    path("plans/<int:pk>/matrix/", versions.version_matrix, name="version_matrix"),
    path("plans/<int:pk>/norms/", versions.version_checks, name="version_checks"),
    path("plans/<int:pk>/changes/", versions.version_compare, name="version_compare"),
    path("plans/<int:pk>/edit/", versions.version_edit, name="version_edit"),
    path("plans/<int:pk>/propose/", versions.version_propose, name="version_propose"),
    path("plans/<int:pk>/<slug:action>/", versions.version_move, name="version_move"),
    path("courses/<int:pk>/", versions.course_detail, name="course_detail"),
    path("proposals/", proposals.proposal_list, name="proposal_list"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<int:pk>/edit/", proposals.proposal_edit, name="proposal_edit"),
    path("proposals/<int:pk>/coverage/", proposals.proposal_coverage, name="proposal_coverage"),
    path("proposals/<int:pk>/course/", proposals.proposal_course, name="proposal_course"),
    path("proposals/<int:pk>/course/remove/", proposals.proposal_course_remove, name="proposal_course_remove"),
    path("proposals/<int:pk>/rebase/", proposals.proposal_rebase, name="proposal_rebase"),
    path("proposals/<int:pk>/<slug:action>/", proposals.proposal_move, name="proposal_move"),
    path("ballots/<int:pk>/", ballots.ballot_detail, name="ballot_detail"),
    path("me/requirements/", students.my_requirements, name="my_requirements"),
]
