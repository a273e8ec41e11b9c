"""A section that names people a colleague might be is compared with the names of staff."""

from cases import dictionary, name_sources
from cases.sections import SECTIONS


def test_the_naming_fields_are_of_the_dictionary():
    assert dictionary.fields().keys() >= name_sources.NAMING


def test_every_section_with_such_a_name_is_a_source():
    missing = {}
    for section in SECTIONS.values():
        held = name_sources.NAMING & set(section.all_fields)
        source = next((one for one in name_sources.sources() if one.model is section.model), None)
        if held - (source.fields if source else frozenset()):
            missing[section.key] = sorted(held)
    assert missing == {}, "register them with cases.name_sources"


def test_sources_read_fields_that_exist():
    for source in name_sources.sources():
        names = {field.name for field in source.model._meta.get_fields()}
        assert source.fields <= names, source.label
