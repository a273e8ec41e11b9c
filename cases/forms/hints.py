"""What helps a worker to ask a question well. One short sentence each, shown under the question."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HINTS: dict[str, str | Promise] = {
    "age_at_registration": _("Only when the date of birth is not known. An estimate is enough."),
    "age_dispute": _("When in doubt, the person is treated as a child."),
    "birth_date": _("As much as is known: 2001, March 2001 or 7 March 2001."),
    "citizenship": _("More than one is possible."),
    "co_victims": _("An estimate is enough."),
    "current_city": _("Leave this empty for somebody in a shelter."),
    "current_street": _("Never the address of a shelter."),
    "current_postal_code": _("Never the address of a shelter."),
    "debt_remaining": _("What the alleged exploiter still claims today."),
    "emergency_contact_informed": _("This decides what staff may say when they call."),
    "ethnicity": _("In the person's own words, and only if it helps them."),
    "exp_account": _("Do not ask for details at a first interview. Note what the person chooses to tell."),
    "exp_end": _("As much as is known: 2023, March 2023 or 7 March 2023."),
    "exp_other_type": _("In a few words."),
    "exp_start": _("As much as is known: 2023, March 2023 or 7 March 2023."),
    "family_name": _("As the person writes it, in any script."),
    "first_name": _("As the person writes it, in any script."),
    "hours_per_day": _("On a usual day."),
    "identification_country": _(
        "Where the person was first recognised as somebody who may have been trafficked."
    ),
    "linked_cases": _("References of cases you may see, separated by commas."),
    "previous_case": _("The reference of a case you may see."),
    "literacy": _("Information is read aloud to somebody who does not read."),
    "name_original_script": _("If the name was written in Latin letters above."),
    "other_names": _("Nicknames, earlier names, other spellings. Separate them with commas."),
    "entry_mode": _("Tick everything that applies."),
    "entry_date": _("As much as is known: 2023, March 2023 or 7 March 2023."),
    "recruitment_account": _("In the person's own words, and only what they choose to tell."),
    "phone": _("With the country code if known, for example +373 22 000 000."),
    "religion": _("In the person's own words, and only if it helps them, for example with food or worship."),
    "safe_contact_notes": _("When to call, what to say, what never to mention, who else may answer."),
    "means_of_control": _("Tick everything the person speaks of. Do not read the list out."),
    "exp_types": _("Tick everything that applies."),
    "national_id_number": _("Only if the person has it at hand."),
    "departure_reasons": _("Tick everything the person speaks of."),
    "dependants": _("Children, parents or others who rely on the person's income."),
    "narrative_summary": _("The minimum needed to help. Names of other people do not belong here."),
}

# A page of many questions is read in groups: the first question of each, in the order of the dictionary.
HEADINGS: dict[str, str | Promise] = {
    "salutation": _("Name"),
    "sex": _("Sex and age"),
    "birth_country": _("Origin"),
    "primary_language": _("Languages, family, papers"),
    "phone": _("How to reach the person"),
    "emergency_contact_name": _("In an emergency"),
    "exp_country": _("Where and when"),
    "exp_types": _("What happened"),
    "means_of_control": _("How the person was controlled"),
    "hours_per_day": _("Work, money and conditions"),
    "exp_account": _("In the person's own words"),
}
