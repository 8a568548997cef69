"""Signing in with a student no., staff no., e-mail or phone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from guardian.backends import ObjectPermissionBackend

from marketplace import permissions
from marketplace.compiled import compiled


class AnyNumberBackend(ModelBackend):
    """The password decides among the few people (of different schools) who may share a number."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        users = list(people_called(username.strip())[:5])
        for user in users:
            if user.check_password(password) and self.user_can_authenticate(user):
                return user
        if not users:
            get_user_model()().set_password(password)  # the same time as for a known name
        return None

    def get_user(self, user_id):
        return next((user for user in users(user_id) if self.user_can_authenticate(user)), None)


class ObjectPermissions(ObjectPermissionBackend):
    """Guardian's answer about one object, asked as `permissions.of` asks: a thirtieth of the processor time."""

    def has_perm(self, user_obj, perm, obj=None):
        if obj is None or not permissions.is_guarded(type(obj)):
            return super().has_perm(user_obj, perm, obj)
        return permissions.of(user_obj, [obj])(perm.rpartition(".")[-1], obj)


@compiled
def users(pk):
    return get_user_model()._default_manager.filter(pk=pk)


def people_called(name):
    """The users whose username, e-mail, phone, student no. or staff no. is `name`."""
    return (
        get_user_model()
        .objects.filter(
            Q(username=name)
            | Q(email__iexact=name)
            | Q(phone=name)
            | Q(student__student_no=name)
            | Q(memberships__staff_no=name)
        )
        .distinct()
        .order_by("pk")
    )


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up alone: schools bring their people, enterprises register on a page of their own."""

    def is_open_for_signup(self, request):
        return False

    def post_login(self, request, user, **kwargs):
        """A person's language comes along to a new browser."""
        response = super().post_login(request, user, **kwargs)
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language)
        return response


def display(user):
    return user.display_name
