"""The style page of developers: every component in every state, with invented data. Wired only under DEBUG."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

CITIES = [("330100", "杭州"), ("330200", "宁波"), ("330300", "温州")]


class SampleForm(forms.Form):
    """One field of every widget a page may meet."""

    title = forms.CharField(label="岗位名称", help_text="学生先看到的就是它，写清做什么。", max_length=40)
    pay = forms.DecimalField(label="月实习报酬（元）", help_text="不低于同岗位工资的 80%。", max_digits=8)
    starts_on = forms.DateField(label="开始日期", widget=forms.DateInput(attrs={"type": "date"}))
    city = forms.ChoiceField(label="城市", choices=CITIES, required=False)
    about = forms.CharField(label="工作内容", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    kind = forms.ChoiceField(label="实习方式", choices=[("a", "集中安排"), ("b", "自主联系")], widget=forms.RadioSelect)
    majors = forms.MultipleChoiceField(
        label="面向专业",
        choices=[("1", "机电一体化技术"), ("2", "工业机器人技术"), ("3", "数控技术")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photo = forms.FileField(label="工作照片", help_text="图片或 PDF，5 MB 以内。", required=False)
    lawful = forms.BooleanField(label="岗位信息真实，不向学生收取任何费用")
    locked = forms.CharField(label="统一社会信用代码", initial="91330100MA2B2XKQ0Y", disabled=True, required=False)


def _steps(today):
    return [
        {"label": "提交申请", "state": "done", "by": "陈嘉禾", "at": today - timedelta(days=9)},
        {"label": "进入候选", "state": "done", "by": "西泠精工 · 吴敏", "at": today - timedelta(days=6)},
        {
            "label": "面试",
            "state": "current",
            "due": today + timedelta(days=2),
            "note": "周三 14:00，线上会议。请带上作品集。",
        },
        {"label": "录用", "state": "todo"},
        {"label": "签三方协议", "state": "todo"},
    ]


def _bars():
    return [
        {"label": "PLC 编程", "value": 42, "share": 100, "n": 42, "url": "#bars"},
        {"label": "工业机器人操作与运维", "value": 31, "share": 74, "n": 31},
        {"label": "机械制图", "value": 18, "share": 43, "n": 18, "tone": "wait"},
        {"label": "设备点检", "value": 4, "share": 9.5, "n": 4, "tone": "bad"},
    ]


def gallery(request):
    today = timezone.localdate()
    if "toast" in request.GET:
        messages.success(request, "申请已提交，企业 3 个工作日内回复。")
        messages.error(request, "这一步已被别人完成，页面已更新。")
    form = SampleForm({"pay": "很多", "kind": "c"} if "errors" in request.GET else None)
    return render(
        request,
        "face/gallery.html",
        {
            "form": form,
            "page": Paginator(range(240), 20).get_page(request.GET.get("page", 4)),
            "steps": _steps(today),
            "bars": _bars(),
            "tabs": [
                {"label": "待我处理", "url": "?", "current": True, "count": 12},
                {"label": "已办", "url": "?tab=done", "count": 230},
                {"label": "全部", "url": "?tab=all"},
            ],
            "crumbs": [{"label": "岗位", "url": "#"}, {"label": "西泠精工", "url": "#"}],
            "days": [today + timedelta(days=days) for days in (-3, 0, 1, 5)] + [date(today.year + 1, 3, 1)],
            "states": ["draft", "submitted", "shortlisted", "offered", "rejected"],
            "levels": [(1, "claimed"), (2, "assessed"), (3, "confirmed"), (4, "confirmed"), (5, "assessed"), (0, "")],
        },
        status=422 if form.errors else 200,
    )
