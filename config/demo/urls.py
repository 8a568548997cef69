from django.urls import path

from config.demo import views

app_name = "demo"
urlpatterns = [
    path("personas/", views.persona_list, name="persona_list"),
    path("personas/sign-in/", views.persona_sign_in, name="persona_sign_in"),
    path("mail/", views.mail_list, name="mail_list"),
    path("mail/<str:name>/", views.mail_detail, name="mail_detail"),
]
