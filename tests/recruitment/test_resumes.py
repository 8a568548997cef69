import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from pypdf import PdfReader

from marketplace import evidence
from marketplace.models import Notice, SkillAlias, SkillEvidence
from marketplace.signals import profile_changed
from recruitment import exports, services, uploads
from recruitment.models import ProposedClaim, ResumeUpload
from recruitment.resumes import frozen
from recruitment.skill_finder import Finder
from tests import factories
from tests.recruitment.test_reading import pdf, word


def upload(student, content, name="简历.pdf"):
    return services.upload_resume(student, by=student.user, file=SimpleUploadedFile(name, content))


@pytest.fixture
def claim(student, skill):
    found = factories.ResumeUploadFactory(student=student)
    return ProposedClaim.objects.create(upload=found, skill=skill, found="plc")


def test_a_resume_is_what_was_saved_last(student):
    entry = {"section": "project", "title": "分拣线改造", "text": "编写程序"}
    services.save_resume(student, by=student.user, headline="机电学生", entries=[entry, {**entry, "title": "旧"}])
    services.save_resume(student, by=student.user, headline="机电三年级", entries=[entry])

    data = frozen(student)
    assert (data["headline"], [row["title"] for row in data["entries"]]) == ("机电三年级", ["分拣线改造"])


def test_nobody_writes_the_resume_of_another(student, stranger, hr):
    for other in (stranger, hr):
        with pytest.raises(PermissionDenied):
            services.save_resume(student, by=other, headline="x")


def test_a_saved_resume_is_news_for_the_matcher(student):
    heard = []

    def listen(sender, students, **kwargs):
        heard.append(students)

    profile_changed.connect(listen)
    services.save_resume(student, by=student.user, headline="x")
    profile_changed.disconnect(listen)

    assert heard == [{student.pk}]


def test_an_upload_proposes_the_skills_its_text_names(student, skill):
    SkillAlias.objects.create(skill=skill, text="plc编程")

    found = upload(student, word("本人熟悉PLC编程,有三年的实训经验,能够独立完成。"), "简历.docx")

    found.refresh_from_db()
    assert (found.status, found.error) == ("read", "")
    assert list(found.claims.values_list("skill", "found", "status")) == [(skill.pk, "plc编程", "proposed")]
    assert Notice.objects.filter(user=student.user, kind="upload_read").count() == 1


def test_the_same_file_twice_is_one_upload(student):
    content = pdf()

    assert upload(student, content) == upload(student, content, "other name.pdf")
    assert ResumeUpload.objects.count() == 1


def test_reading_twice_changes_nothing(student, skill):
    found = upload(student, pdf("PLC programming, three years of practice"))
    uploads.read(found.pk)

    assert (found.claims.count(), Notice.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"MZ\x90\0" * 100, "wrong_type"), (b"", "wrong_type"), (b"%PDF-" + b"0" * 5 * 1024 * 1024, "too_big")],
)
def test_what_is_no_resume_is_refused_at_once_whatever_its_name_says(student, content, code):
    with pytest.raises(ValidationError) as caught:
        upload(student, content)

    assert (caught.value.code, ResumeUpload.objects.count()) == (code, 0)


def test_the_name_of_a_file_is_only_shown(student):
    found = upload(student, pdf(), "..\\..\\/etc/简历\x00\u202e" + "长" * 300 + ".pdf")

    assert (found.name[:3], len(found.name)) == ("简历长", 200)
    assert found.file.name.rsplit("/", 1)[1].removesuffix(".pdf").isalnum()


def test_a_lost_file_fails_with_a_reason(student):
    found = upload(student, pdf())
    found.file.delete(save=False)
    ResumeUpload.objects.update(status="queued")

    uploads.read(found.pk)

    assert ResumeUpload.objects.values_list("status", "error").get() == ("failed", "gone")


def test_a_confirmed_claim_is_evidence_once(claim, student, skill):
    services.confirm_claim(claim, by=student.user, level=3)
    services.confirm_claim(claim, by=student.user, level=5)

    assert SkillEvidence.objects.values_list("skill", "level", "evidence_class").get() == (skill.pk, 3, 1)
    assert evidence.level_of(student, skill).level == 3


def test_a_dismissed_claim_is_no_evidence(claim, student):
    services.dismiss_claim(claim, by=student.user)

    claim.refresh_from_db()
    assert (claim.status, SkillEvidence.objects.count()) == ("dismissed", 0)


def test_nobody_claims_for_another(claim, stranger):
    with pytest.raises(PermissionDenied):
        services.confirm_claim(claim, by=stranger, level=5)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("熟悉 ＰＬＣ 编程", ["plc 编程"]),
        ("plc编程与plc", ["plc编程"]),
        ("complcx oplc", []),
        ("C++, java; Javascript", ["c++", "java", "javascript"]),
        ("javanese c+++", []),
        ("数控车床操作员", ["数控车床操作"]),
        ("", []),
    ],
)
def test_the_longest_name_is_found_and_latin_words_stand_alone(text, found):
    names = ["PLC编程", "plc 编程", "C++", "Java", "JavaScript", "数控", "数控车床操作", "C"]
    finder = Finder([(name, number) for number, name in enumerate(names)])

    assert list(finder.find(text).values()) == found


def test_a_printed_resume_holds_its_words_in_chinese(student):
    services.save_resume(
        student, by=student.user, about="会看电气原理图", entries=[{"section": "award", "title": "技能大赛"}]
    )

    with translation.override("zh-hans"):
        content = exports.resume_pdf(frozen(student), mark="江州精密")

    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert all(words in text for words in (student.user.name, "会看电气原理图", "技能大赛", "江州精密"))


def test_a_printed_resume_fetches_nothing(student):
    services.save_resume(student, by=student.user, about='<img src="http://169.254.169.254/x"><script>x</script>')

    assert exports.resume_pdf(frozen(student)).startswith(b"%PDF")
