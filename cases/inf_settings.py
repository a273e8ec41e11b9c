"""Values of the field that an office may set (practice.md P4); none of them is stated by a source."""

from django.utils.translation import gettext_lazy as _

from accounts.settings_register import Kind, define
from cases.attachments import cleaning

INFERRED = "[INF]"


def recordings_caution() -> str:
    """What an office must know before it takes sound and film; empty where all is well."""
    why = cleaning.cannot_record()
    return str(cleaning.REASONS[why]) if why else ""


define(
    "cases.alert_days",
    default=30,
    kind=Kind.INTEGER,
    range=(1, 365),
    source="practice.md P16 " + INFERRED,
    meaning=_("Days an alert of a case stands, unless somebody says otherwise"),
)
define(
    "cases.search_valid_minutes",
    default=30,
    kind=Kind.INTEGER,
    range=(5, 480),
    source=INFERRED,
    meaning=_("Minutes during which a search allows a new case to be opened"),
)
define(
    "cases.searches_per_hour",
    default=60,
    kind=Kind.INTEGER,
    range=(5, 1000),
    source=INFERRED,
    meaning=_("Searches one person may make in an hour"),
)
define(
    "cases.search_candidates",
    default=1000,
    kind=Kind.INTEGER,
    range=(100, 20000),
    source=INFERRED,
    meaning=_("Records a search may open before it asks for more detail"),
)
define(
    "cases.interview_hours",
    default=12,
    kind=Kind.INTEGER,
    range=(1, 72),
    source=INFERRED,
    meaning=_("Hours after which an interview that nobody ended no longer counts as under way"),
)
define(
    "cases.removed_rows_days",
    default=30,
    kind=Kind.INTEGER,
    range=(1, 365),
    source="practice.md P11",
    meaning=_("Days during which a removed row can be brought back"),
)
define(
    "cases.consent_months",
    default=12,
    kind=Kind.INTEGER,
    range=(1, 60),
    source="consent.md 2",
    meaning=_("Months after which a consent to sharing, family contact or follow-up ends by itself"),
)
define(
    "cases.interpreter_again_hours",
    default=24,
    kind=Kind.INTEGER,
    range=(1, 168),
    source="practice.md P7 " + INFERRED,
    meaning=_("Hours before a booked hour by which another interpreter has to be chosen"),
)
define(
    "cases.local_questions",
    default=10,
    kind=Kind.INTEGER,
    range=(0, 30),
    source="practice.md P23 " + INFERRED,
    meaning=_("Questions of its own an office may ask at a time"),
)
define(
    "cases.erasure_days",
    default=30,
    kind=Kind.INTEGER,
    range=(1, 365),
    source="consent.md 4 " + INFERRED,
    meaning=_("Days between the confirmation of an erasure and its taking effect"),
)
define(
    "cases.file_megabytes",
    default=20,
    kind=Kind.INTEGER,
    range=(1, 100),
    source=INFERRED,
    meaning=_("Megabytes one file of a case may have"),
)
define(
    "cases.files_megabytes_a_day",
    default=200,
    kind=Kind.INTEGER,
    range=(1, 5000),
    source=INFERRED,
    meaning=_("Megabytes of files one person may upload in 24 hours"),
)
define(
    "cases.files_megabytes_a_case",
    default=500,
    kind=Kind.INTEGER,
    range=(1, 10000),
    source=INFERRED,
    meaning=_("Megabytes of files one case may hold"),
)
define(
    "cases.sound_and_film",
    default=False,
    kind=Kind.BOOLEAN,
    source="confidentiality.md 11 " + INFERRED,
    meaning=_("Take sound and film as files, made anew without where and with what they were recorded"),
    caution=recordings_caution,
)
define(
    "cases.picture_megapixels",
    default=50,
    kind=Kind.INTEGER,
    range=(1, 80),
    source=INFERRED,
    meaning=_("Millions of points a picture may have before it is opened"),
)
define(
    "cases.break_glass_minutes",
    default=60,
    kind=Kind.INTEGER,
    range=(5, 240),
    source="confidentiality.md 7",
    meaning=_("Minutes for which an emergency opens a case"),
)
define(
    "cases.break_glass_per_day",
    default=3,
    kind=Kind.INTEGER,
    range=(0, 20),
    source="confidentiality.md 7",
    meaning=_("Cases one person may open in an emergency within a day"),
)
define(
    "cases.break_glass_review_hours",
    default=72,
    kind=Kind.INTEGER,
    range=(4, 336),
    source="confidentiality.md 7",
    meaning=_("Hours within which an emergency opening is reviewed"),
)
define(
    "cases.duplicate_score",
    default=55,
    kind=Kind.INTEGER,
    range=(30, 100),
    source=INFERRED,
    meaning=_("How alike two cases must be, from 0 to 100, to be proposed as the same person"),
)
define(
    "cases.duplicate_change",
    default=10,
    kind=Kind.INTEGER,
    range=(1, 50),
    source=INFERRED,
    meaning=_("How much more alike two cases must become before a decision about them is asked again"),
)
define(
    "cases.retention_years",
    default=5,
    kind=Kind.INTEGER,
    range=(1, 30),
    source="principles.md D9 " + INFERRED,
    meaning=_("Years for which identifying data is kept after a case is closed"),
)
define(
    "cases.retention_child_age",
    default=23,
    kind=Kind.INTEGER,
    range=(18, 40),
    source="principles.md D9 " + INFERRED,
    meaning=_("Age until which identifying data of a child is kept at least"),
)
define(
    "cases.paper_sample_percent",
    default=10,
    kind=Kind.INTEGER,
    range=(0, 100),
    source="practice.md P35 " + INFERRED,
    meaning=_("Share of entered paper forms, in per cent, that are compared with their sheets"),
)
define(
    "cases.paper_check_days",
    default=10,
    kind=Kind.INTEGER,
    range=(1, 60),
    source="practice.md P35 " + INFERRED,
    meaning=_("Working days within which a chosen paper form is compared with its sheets"),
)
