"""Every field of the dictionary is read by exactly one permission and written by exactly one."""

from accounts.permissions import ROLE_PERMISSIONS, Permission, Role
from accounts.policy import CONTENT
from cases import dictionary
from cases.field_permissions import OF_FIELD, OF_SECTION, OF_SENSITIVITY, Area, area_of
from cases.sections import SECTIONS


def keys_of(area):
    return {key for key in dictionary.fields() if area_of(key) is area}


def test_every_field_has_exactly_one_area():
    assert len(dictionary.fields()) > 400
    assert sum(len(keys_of(area)) for area in Area) == len(dictionary.fields())


def test_the_tables_name_what_the_dictionary_has():
    sections = {entry.section for entry in dictionary.fields().values()}
    assert OF_FIELD.keys() <= dictionary.fields().keys()
    assert OF_SECTION.keys() <= sections
    assert OF_SENSITIVITY.keys() == {entry.sensitivity for entry in dictionary.fields().values()}


def test_each_permission_of_content_reads_or_writes_one_area():
    used = [permission for area in Area for permission in area.value]
    assert len(used) == len(set(used))
    assert set(used) | {Permission.HEALTH_HEADS} == CONTENT


def test_whole_sections_stand_behind_their_own_permission():
    for section, area in OF_SECTION.items():
        areas = {area_of(entry.key) for entry in dictionary.section_fields(section)}
        assert areas == {area}, section


def test_files_and_papers_stand_behind_documents():
    files = {key for key, entry in dictionary.fields().items() if entry.type == "file"}
    assert files <= keys_of(Area.DOCUMENT)


def test_no_location_is_left_in_another_area():
    suspicious = ("current_", "address", "shelter", "room", "street", "destination_place")
    kept_elsewhere = {
        "current_country": "a country is counted",
        "origin_address": "where the person came from, not where they are",
    }
    found = {key for key in dictionary.fields() if any(word in key for word in suspicious)}
    assert found - keys_of(Area.LOCATION) - kept_elsewhere.keys() == set()


def test_who_reads_which_area():
    """domain/tables/role_matrix.csv, and the issue's five permissions of their own."""
    reads = {role: {area for area in Area if area.read in held} for role, held in ROLE_PERMISSIONS.items()}
    everything_but_health = set(Area) - {Area.HEALTH}
    assert reads[Role.CASEWORKER] == reads[Role.SUPERVISOR] == everything_but_health
    assert Area.HEALTH in reads[Role.HEALTH_WORKER]
    assert not reads[Role.HEALTH_WORKER] & {Area.LOCATION, Area.LEGAL, Area.PERPETRATOR, Area.RESTRICTED}
    assert not reads[Role.RECEIVING_DESK] & {Area.LOCATION, Area.PERPETRATOR, Area.DOCUMENT}
    for role in (
        Role.DATA_ANALYST,
        Role.DATA_PROTECTION_OFFICER,
        Role.USER_ADMINISTRATOR,
        Role.SYSTEM_ADMINISTRATOR,
    ):
        assert reads[role] == set(), role


def test_who_writes_reads():
    for role, held in ROLE_PERMISSIONS.items():
        for area in Area:
            assert area.write not in held or area.read in held, (role, area)


def test_the_sections_of_today_use_the_table():
    used = {area_of(key) for section in SECTIONS.values() for key in section.all_fields}
    assert {Area.IDENTITY, Area.CONFIDENTIAL, Area.RESTRICTED, Area.STATISTICAL, Area.LOCATION} <= used
