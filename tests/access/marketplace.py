from tests import factories
from tests.access.table import ACTORS, Row


def everyone(status, **others):
    return {**dict.fromkeys(ACTORS, status), **others}


SIGNED_IN = everyone(200, visitor=302)


def skill_code(fixture):
    fixture("db")
    return factories.SkillFactory().code


ROWS = [
    Row("marketplace:home", SIGNED_IN),
    Row("marketplace:todo_list", SIGNED_IN),
    Row("marketplace:todo_badge", SIGNED_IN),
    Row("marketplace:role_switch", everyone(404, visitor=302), method="post"),
    Row("marketplace:notice_list", SIGNED_IN),
    Row("marketplace:notice_bell", SIGNED_IN),
    Row("marketplace:notice_read", everyone(302), method="post"),
    Row("marketplace:notice_preferences", SIGNED_IN),
    Row("marketplace:link_open", everyone(404), kwargs={"token": "no-such-token"}),
    Row("marketplace:link_reissue", everyone(404), kwargs={"token": "no-such-token"}, method="post"),
    Row("marketplace:enterprise_list", everyone(200)),
    Row("marketplace:enterprise_detail", everyone(200), obj="enterprise"),
    Row("marketplace:enterprise_detail", everyone(404, operator=200), obj="unverified"),
    Row("marketplace:enterprise_edit", everyone(404, visitor=302, hr=200), obj="enterprise"),
    Row(
        "marketplace:enterprise_move",
        everyone(404, visitor=302, operator=302),
        obj="unverified",
        kwargs={"action": "verify"},
        method="post",
    ),
    Row("marketplace:enterprise_inspect", everyone(403, visitor=302, coordinator=200, operator=200), obj="enterprise"),
    Row("marketplace:enterprise_register", everyone(200)),
    Row("marketplace:release_list", SIGNED_IN),
    Row("marketplace:release_detail", everyone(404, visitor=302, hr=200), obj="law_release"),
    Row(
        "marketplace:release_detail",
        everyone(404, visitor=302, hr=403),
        obj="law_release",
        method="post",
        data={"action": "grant", "reason": "x"},
    ),
    Row("marketplace:release_withdraw", everyone(404, visitor=302, hr=302), obj="law_release", method="post"),
    Row("marketplace:skill_list", everyone(200)),
    Row("marketplace:skill_suggest", everyone(200), query="?q=plc"),
    Row("marketplace:skill_import", everyone(404, visitor=302, operator=200)),
    Row("marketplace:skill_detail", everyone(200), kwargs={"code": skill_code}),
    Row("marketplace:my_skills", everyone(404, visitor=302, student=200)),
    Row("marketplace:my_data", SIGNED_IN),
]
