from django.urls import path

from config.demo import views

app_name = "demo"
urlpatterns = [
    path("personas/", views.persona_list, name="persona_list"),
    path("personas/sign-in/", views.persona_sign_in, name="persona_sign_in"),
]
