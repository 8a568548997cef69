from django.urls import path

from matching.views import audit, compare, invitations, models, rankings, rounds, scores, weights, wishes

app_name = "matching"
urlpatterns = [
    path("", scores.for_student, name="for_student"),
    path("positions/<int:pk>/", scores.for_position, name="for_position"),
    path("positions/<int:pk>/rescore/", scores.position_rescore, name="position_rescore"),
    path("positions/<int:pk>/compare/", compare.compare, name="compare"),
    path("positions/<int:pk>/candidates/<str:pseudonym>/", compare.candidate, name="candidate"),
    path("positions/<int:pk>/invite/", invitations.invite, name="invite"),
    path("positions/<int:pk>/weights/", weights.weights, name="weights"),
    path("positions/<int:pk>/me/", scores.why_not, name="why_not"),
    path("invitations/<int:pk>/decline/", invitations.decline, name="invitation_decline"),
    path("positions/<int:position>/students/<int:student>/", scores.explanation, name="explanation"),
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/new/", rounds.round_new, name="round_new"),
    path("rounds/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("rounds/<int:pk>/settings/", rounds.round_settings, name="round_settings"),
    path("rounds/<int:pk>/students/", rounds.round_students, name="round_students"),
    path("rounds/<int:pk>/students/<int:participant>/", rounds.round_must, name="round_must"),
    path("rounds/<int:pk>/again/", rounds.round_again, name="round_again"),
    path("rounds/<int:pk>/move/<str:action>/", rounds.round_move, name="round_move"),
    path("rankings/", rankings.ranking_list, name="ranking_list"),
    path("rankings/<int:pk>/", rankings.ranking_give, name="ranking_give"),
    path("wishes/<int:pk>/", wishes.round_wishes, name="round_wishes"),
    path("recommendations/<int:pk>/", wishes.recommendation_detail, name="recommendation_detail"),
    path("model/", models.model, name="model"),
    path("model/train/", models.model_train, name="model_train"),
    path("model/rule/", models.model_rule, name="model_rule"),
    path("model/<int:pk>/", models.model_version, name="model_version"),
    path("model/<int:pk>/serve/", models.model_serve, name="model_serve"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export.csv", audit.audit_export, name="audit_export"),
    path("why/", scores.why, name="why"),
    path("opt-out/", scores.opt_out, name="opt_out"),
]
