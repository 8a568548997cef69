"""The people: staff of the college and of the enterprises, students of four cohorts, guardians of the minors."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from config.demo.data import tree
from config.demo.organisations import cohorts, heads
from config.demo.rounds import at
from config.demo.rows import insert
from marketplace.models import Department, Enterprise, Membership, School, Student, StudentClass, User
from marketplace.organisations import group_for
from marketplace.states import EnterpriseState, Role

FEMALE_SHARE = {"520201": 0.9, "530302": 0.8, "530701": 0.65, "530802": 0.5, "460301": 0.1, "460305": 0.12}


@dataclass
class Register:
    """People to be admitted together: each with a role, a scope and a number."""

    world: object
    chance: object
    rows: list = field(default_factory=list)

    def add(self, role, scope, username, *, name="", mail="minglan.example", staff_no=""):
        user = User(
            username=username,
            name=name or staff_name(self.chance),
            email=f"{username}@{mail}",
            phone=phone(len(self.rows), role),
            password=make_password(None),
            date_joined=at(self.world.rounds[0].opens_on),
        )
        self.rows.append((user, role, scope, staff_no))
        self.world.staff[role, scope].append(user)
        return user

    def admit(self):
        """Save everybody, as `organisations.add_member` would one by one."""
        save([row[0] for row in self.rows])
        groups = {}
        for _, role, scope, _ in self.rows:
            if (role, scope) not in groups:
                groups[role, scope] = group_for(role, scope)
        insert(
            Membership(user=user, role=role, group=groups[role, scope], staff_no=staff_no, **place(scope))
            for user, role, scope, staff_no in self.rows
        )
        belongs = User.groups.through
        insert(belongs(user=user, group=groups[role, scope]) for user, role, scope, _ in self.rows)


def save(users):
    """Save `users`, whose addresses have been confirmed: two-factor sign-in asks for that."""
    insert(users)
    insert(EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users if user.email)


def place(scope):
    return {
        "school": scope if isinstance(scope, School) else scope.school if isinstance(scope, Department) else None,
        "department": scope if isinstance(scope, Department) else None,
        "enterprise": scope if isinstance(scope, Enterprise) else None,
    }


def build_operators(world):
    register = Register(world, world.chance("operators"))
    register.add(Role.OPERATOR, None, "operator", name="梅远山", mail="bridge.example")
    register.admit()


def build_staff(world):
    """Staff of the college and its enterprises; the first of each role is a persona."""
    register = Register(world, world.chance("staff"))
    offices = [
        (Role.INTERNSHIP_OFFICE, "office", "钟静宜", 2),
        (Role.ACADEMIC_AFFAIRS, "affairs", "邵景文", 2),
        (Role.LEADERSHIP, "president", "顾明辉", 2),
    ]
    for role, username, name, count in offices:
        for number in range(count):
            register.add(role, world.school, numbered(username, number), name="" if number else name)
    for number, department in enumerate(dict.fromkeys(world.departments.values())):
        department_staff(register, department, number)
    for number, (code, department) in enumerate(world.departments.items()):
        user = register.add(
            Role.PROGRAMME_LEADER, department, numbered("leader", number), name="" if number else "程家骏"
        )
        world.staff[Role.PROGRAMME_LEADER, code].append(user)
    for number, obj in enumerate(world.enterprises):
        enterprise_staff(register, obj, number)
    register.admit()


def department_staff(register, department, number):
    world = register.world
    register.add(Role.COORDINATOR, department, numbered("coordinator", number), name="" if number else "姚春燕")
    share = sum(1 for found in world.departments.values() if found == department) / 8
    for place_number in range(world.count(20 * share, least=2)):
        is_first = number == place_number == 0
        username = "supervisor" if is_first else f"t{number + 1}{place_number + 1:03d}"
        register.add(
            Role.SUPERVISOR,
            department,
            username,
            name="沈文斌" if is_first else "",
            staff_no=f"T{number + 1}{place_number + 1:03d}",
        )


def enterprise_staff(register, obj, number):
    if obj.state == EnterpriseState.REJECTED:
        return
    mail = f"e{number + 1}.example"
    register.add(Role.HR, obj, numbered("hr", number), name="" if number else "林雪梅", mail=mail)
    mentors = 0 if obj.state == EnterpriseState.APPLIED else 2 + obj.staff_count // 250
    for found in range(mentors):
        is_first = number == found == 0
        username = "mentor" if is_first else f"mentor{number + 1}-{found + 1}"
        register.add(Role.MENTOR, obj, username, name="赵国强" if is_first else "", mail=mail)


def build_students(world):
    chance, register = world.chance("students"), Register(world, world.chance("students/names"))
    students = [
        student(world, register, chance, student_class, position)
        for cohort, _ in cohorts(world)
        for code in world.departments
        for student_class, position in seats(world, code, cohort)
    ]
    make_personas(world, students)
    register.admit()
    guardians = make_guardians(world, students, chance)
    guardians.admit()
    insert(students)
    world.students = students
    world.gifts = {obj.pk: chance.betavariate(5, 3) for obj in students}


def seats(world, code, cohort):
    """`(class, place)` for each student of a major and cohort, filling class after class evenly."""
    found = list(StudentClass.objects.filter(major__code=code, cohort=cohort).select_related("department", "major"))
    found.sort(key=lambda student_class: student_class.name)
    return [(found[i % len(found)], i // len(found) + 1) for i in range(heads(world, code, cohort))]


def student(world, register, chance, student_class, number):
    code = student_class.major.code
    is_female = chance.random() < FEMALE_SHARE.get(code, 0.4)
    student_no = (
        f"{student_class.cohort}{list(world.departments).index(code) + 1:02d}{student_class.name[-2:]}{number:02d}"
    )
    home = chance.choice([row for row in tree("regions") if row["home"]])
    user = register.add(
        Role.STUDENT,
        student_class.department,
        student_no,
        name=full_name(chance, "female" if is_female else "male"),
        mail="stu.minglan.example",
    )
    return Student(
        user=user,
        student_class=student_class,
        student_no=student_no,
        home_region=home["code"],
        sex=Student.Sex.FEMALE if is_female else Student.Sex.MALE,
        birth_date=birth_date(world, chance, student_class),
        preferred_cities=sorted({"宁波", home["city"]}) if chance.random() < 0.6 else [],
        supervisor=supervisor(world, student_class, number),
        ranking_opt_out=chance.random() < 0.03,
    )


def birth_date(world, chance, student_class):
    """Nearly all were eighteen at entry; a few came by the five-year path and are still seventeen."""
    third = cohorts(world)[1][0]
    is_personas = student_class.major.code in ("460301", "460305")
    if student_class.cohort >= third and not is_personas and chance.random() < 0.04:
        return world.today - timedelta(days=round(365.25 * 17) + chance.randint(30, 150))
    return date(student_class.cohort - 19, 9, 1) + timedelta(days=chance.randint(0, 364))


def supervisor(world, student_class, number):
    """Who guides: from the second year on, one teacher for about twenty students of a class."""
    if student_class.cohort == cohorts(world)[-1][0]:
        return None
    staff = world.staff[Role.SUPERVISOR, student_class.department]
    if student_class.major.code == "460301" and student_class.cohort == cohorts(world)[1][0] and number <= 24:
        return staff[0]
    return staff[(student_class.pk * 3 + number // 20) % len(staff)]


def make_personas(world, students):
    """Give the first students of the third year the names by which the demo knows them, and some of them an age."""
    mechatronics, robotics = (third_year(world, students, code) for code in ("460301", "460305"))
    for obj, (username, name) in zip(mechatronics, (("student", "陈立诚"), ("applicant", "杨子昂")), strict=False):
        obj.user.username, obj.user.name, obj.sex = username, name, Student.Sex.MALE
        obj.birth_date = date(world.third_year - 18, 3, 14)
    for obj in (mechatronics[3], *mechatronics[6:7], *robotics[1:4:2]):
        obj.birth_date = world.today - timedelta(days=round(365.25 * 17) + 60)


def third_year(world, students, code):
    return [
        obj for obj in students if obj.student_class.major.code == code and obj.student_class.cohort == world.third_year
    ]


def make_guardians(world, students, chance):
    register = Register(world, chance)
    for obj in students:
        if obj.age_on(world.today) < 18:
            number = len(register.rows)
            surname = obj.user.name[:2] if obj.user.name[:2] == "欧阳" else obj.user.name[0]
            obj.guardian = register.add(
                Role.GUARDIAN,
                None,
                numbered("guardian", number),
                name=surname + given_name(chance, "staff"),
                mail="home.example",
            )
    return register


def numbered(word, number):
    return f"{word}{number + 1}" if number else word


def phone(number, role):
    """A made-up mobile number; 199 and the role keep registers apart."""
    return f"199{list(Role).index(role):02d}{number:06d}"


def staff_name(chance):
    return full_name(chance, "staff")


def full_name(chance, kind):
    return chance.choice(tree("names")["surnames"].split()) + given_name(chance, kind)


def given_name(chance, kind):
    return chance.choice(tree("names")[f"given_{kind}"].split())
