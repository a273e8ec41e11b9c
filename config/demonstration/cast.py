"""The cast: plainly invented people and offices, used by the demonstration world and by the tests alike.

Amina owns cases, Bruno supervises her, Dana works beside her but not on her cases, Emil works for
another organisation and must see nothing of theirs. The rest stand for one role each.
"""

from dataclasses import dataclass, field

MAIL_DOMAIN = "wayhome.example"


@dataclass(frozen=True)
class OfficeSpec:
    """An office of an organisation: `zone` an IANA time zone, `weekend` ISO weekdays (Monday is 1)."""

    key: str
    name: str
    code_name: str
    organisation: str
    organisation_kind: str
    country: str
    zone: str
    languages: tuple[str, ...]
    weekend: tuple[int, ...] = (6, 7)


@dataclass(frozen=True)
class PersonSpec:
    """One person of the cast: `role` is a code of accounts.permissions.Role, `office` a key of OFFICES."""

    key: str
    display_name: str
    role: str
    office: str
    language: str = "en"
    duties: tuple[str, ...] = field(default=())

    @property
    def email(self) -> str:
        return f"{self.key}@{MAIL_DOMAIN}"


OFFICES: tuple[OfficeSpec, ...] = (
    OfficeSpec(
        "harbour",
        "Harbour Mission",
        "Harbour",
        "Harbour Relief",
        "ngo",
        "MD",
        "Europe/Chisinau",
        ("en", "fr", "ro"),
    ),
    OfficeSpec(
        "linden",
        "Linden House",
        "Linden",
        "Linden Shelters",
        "shelter",
        "MD",
        "Europe/Chisinau",
        ("en", "ro"),
    ),
    OfficeSpec(
        "ponte", "Ponte Desk", "Ponte", "Ponte Assistance", "ngo", "IT", "Europe/Rome", ("en", "it", "fr")
    ),
    OfficeSpec(
        "lotus", "Lotus Point", "Lotus", "Lotus Network", "ngo", "KH", "Asia/Phnom_Penh", ("en", "km")
    ),
    OfficeSpec(
        "ceiba", "Ceiba House", "Ceiba", "Ceiba Network", "ngo", "GT", "America/Guatemala", ("es", "en")
    ),
    # Helps and answers for what is referred to it; sees no case.
    OfficeSpec(
        "birch", "Birch Clinic", "Birch", "Birch Clinic", "provider", "MD", "Europe/Chisinau", ("en", "ro")
    ),
)

PEOPLE: tuple[PersonSpec, ...] = (
    PersonSpec("amina", "Amina Okoro", "caseworker", "harbour"),
    PersonSpec("bruno", "Bruno Keller", "supervisor", "harbour"),
    PersonSpec("chidi", "Chidi Mbeki", "shelter_manager", "linden"),
    PersonSpec("dana", "Dana Petrenko", "caseworker", "harbour"),
    PersonSpec("emil", "Emil Rossi", "supervisor", "ponte", language="fr"),
    PersonSpec("farah", "Farah Haddad", "data_protection_officer", "harbour"),
    PersonSpec("goran", "Goran Ilic", "receiving_desk", "ponte"),
    PersonSpec("hala", "Hala Nasser", "health_worker", "harbour"),
    PersonSpec("ines", "Ines Duarte", "data_analyst", "harbour", language="es"),
    PersonSpec("jonas", "Jonas Berg", "user_administrator", "harbour"),
    PersonSpec("kofi", "Kofi Asante", "system_administrator", "harbour"),
    PersonSpec("lina", "Lina Sok", "caseworker", "lotus"),
    PersonSpec("marta", "Marta Xol", "caseworker", "ceiba", language="es"),
    PersonSpec("nadia", "Nadia Roth", "shelter_worker", "linden"),
    PersonSpec("oskar", "Oskar Lind", "supervisor", "linden", duties=("misconduct_focal_point",)),
    PersonSpec("samira", "Samira Vale", "caseworker", "linden"),
    PersonSpec("paola", "Paola Neri", "caseworker", "ponte"),
    PersonSpec("rithy", "Rithy Chan", "supervisor", "lotus"),
    PersonSpec("tomas", "Tomas Ixim", "supervisor", "ceiba", language="es"),
    # Second people: what needs two persons needs a second one who may.
    PersonSpec("petra", "Petra Lund", "user_administrator", "ponte"),
    PersonSpec(
        "vera", "Vera Stone", "supervisor", "harbour", duties=("duplicate_desk", "security_focal_point")
    ),
    PersonSpec("yusra", "Yusra Lindqvist", "provider", "birch"),
    PersonSpec("wanda", "Wanda Kim", "system_administrator", "ponte"),
)

DEMONSTRATION_PASSWORD = "walk slowly past the harbour"
