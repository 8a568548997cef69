from django.urls import path

from marketplace.views import enterprises, home, links, me, notices, releases, searches, skills, tasks

app_name = "marketplace"
urlpatterns = [
    path("home/", home.home, name="home"),
    path("todo/", home.todo_list, name="todo_list"),
    path("todo/badge/", home.todo_badge, name="todo_badge"),
    path("role/", home.role_switch, name="role_switch"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/bell/", notices.notice_bell, name="notice_bell"),
    path("notices/read/", notices.notice_read, name="notice_read"),
    path("notices/preferences/", notices.notice_preferences, name="notice_preferences"),
    path("l/<str:token>/", links.link_open, name="link_open"),
    path("l/<str:token>/again/", links.link_reissue, name="link_reissue"),
    path("enterprises/", enterprises.enterprise_list, name="enterprise_list"),
    path("enterprises/register/", enterprises.enterprise_register, name="enterprise_register"),
    path("enterprises/<int:pk>/", enterprises.enterprise_detail, name="enterprise_detail"),
    path("enterprises/<int:pk>/edit/", enterprises.enterprise_edit, name="enterprise_edit"),
    path("enterprises/<int:pk>/inspect/", enterprises.enterprise_inspect, name="enterprise_inspect"),
    path("enterprises/<int:pk>/<slug:action>/", enterprises.enterprise_move, name="enterprise_move"),
    path("releases/", releases.release_list, name="release_list"),
    path("releases/<int:pk>/", releases.release_detail, name="release_detail"),
    path("releases/<int:pk>/withdraw/", releases.release_withdraw, name="release_withdraw"),
    path("searches/", searches.search_list, name="search_list"),
    path("skills/", skills.skill_list, name="skill_list"),
    path("skills/suggest/", skills.skill_suggest, name="skill_suggest"),
    path("skills/import/", skills.skill_import, name="skill_import"),
    path("skills/<slug:code>/", skills.skill_detail, name="skill_detail"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/retry/", tasks.task_retry_all, name="task_retry_all"),
    path("tasks/<uuid:pk>/retry/", tasks.task_retry, name="task_retry"),
    path("tasks/<uuid:pk>/discard/", tasks.task_discard, name="task_discard"),
    path("me/skills/", me.my_skills, name="my_skills"),
    path("me/data/", me.my_data, name="my_data"),
]
