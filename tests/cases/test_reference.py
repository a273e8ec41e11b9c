"""References and code names say nothing and catch slips of the pen."""

from hypothesis import assume, given
from hypothesis import strategies as st

from cases.reference import ALPHABET, LETTERS, check_character, new_code_name, new_reference, read_reference

BODIES = st.tuples(st.sampled_from(LETTERS), st.text(ALPHABET, min_size=7, max_size=7)).map("".join)


@given(BODIES)
def test_it_is_read_back_however_it_was_written_down(body):
    reference = body + check_character(body)
    assert read_reference(f" {reference[:4].lower()}-{reference[4:]} ") == reference


@given(BODIES, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(body, place, wrong):
    reference = body + check_character(body)
    assume(reference[place] != wrong)
    assert read_reference(reference[:place] + wrong + reference[place + 1 :]) is None


def test_letters_that_look_like_digits_are_read_as_such():
    reference = "W1000000"
    assert read_reference("wlOoOooo" + check_character(reference)) == reference + check_character(reference)


def test_references_are_random_and_nine_long():
    made = {new_reference() for _ in range(500)}
    assert len(made) == 500 and {len(one) for one in made} == {9}
    assert all(one[0].isalpha() and read_reference(one) == one for one in made)


def test_a_code_name_is_two_words():
    assert all(len(new_code_name().split()) == 2 for _ in range(50))
