"""What an operator may correct by hand. Logs and evidence can be read here, not changed."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from marketplace import models


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(models.User)
class PersonAdmin(UserAdmin):
    list_display = ["username", "name", "email", "phone", "is_active"]
    search_fields = ["username", "name", "email", "phone"]
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "email", "phone", "language"]}),
        (None, {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "name", "email", "usable_password", "password1", "password2"]})]


@admin.register(models.TransitionLog)
class TransitionLogAdmin(ReadOnlyAdmin):
    list_display = ["at", "content_type", "object_id", "seq", "action", "source", "target", "by", "via"]
    list_filter = ["content_type", "via"]
    list_select_related = ["content_type", "by"]


@admin.register(models.SkillEvidence)
class SkillEvidenceAdmin(ReadOnlyAdmin):
    list_display = ["student", "skill", "level", "evidence_class", "on"]
    list_select_related = ["student__user", "skill"]


@admin.register(models.LawRule)
class LawRuleAdmin(admin.ModelAdmin):
    list_display = ["code", "title_zh", "jurisdiction", "severity", "valid_from", "valid_to", "evidence"]
    list_filter = ["jurisdiction", "severity", "evidence"]


@admin.register(models.Skill)
class SkillAdmin(admin.ModelAdmin):
    list_display = ["code", "zh", "en", "cluster", "is_active"]
    list_filter = ["cluster", "is_active"]
    search_fields = ["zh", "en", "aliases__text"]


for model in (models.School, models.Department, models.Major, models.StudentClass, models.Site):
    admin.site.register(model)
