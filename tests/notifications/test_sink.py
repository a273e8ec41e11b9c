"""The demonstration world's mail can be looked at; elsewhere the page does not exist."""

from pathlib import Path

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from notifications.sink import messages_in

FILES = "django.core.mail.backends.filebased.EmailBackend"


def send(folder: Path, *addresses: str) -> None:
    with override_settings(EMAIL_BACKEND=FILES, EMAIL_FILE_PATH=folder):
        for address in addresses:
            mail.send_mail("Wayhome", "Vous avez du travail à faire.", "wayhome@localhost", [address])


def test_what_was_sent_is_found_again(tmp_path: Path) -> None:
    send(tmp_path, "bruno@wayhome.example", "lina@wayhome.example")
    found = messages_in(tmp_path)
    assert sorted(message.to for message in found) == ["bruno@wayhome.example", "lina@wayhome.example"]
    assert {(message.subject, message.text.strip()) for message in found} == {
        ("Wayhome", "Vous avez du travail à faire.")
    }


def test_no_folder_no_mail(tmp_path: Path) -> None:
    assert messages_in(tmp_path / "none") == []


@pytest.mark.django_db
@pytest.mark.parametrize(("demonstration", "status"), [(True, 200), (False, 404)])
def test_the_page_is_there_in_the_demonstration_world_only(
    tmp_path: Path, demonstration: bool, status: int
) -> None:
    send(tmp_path, "bruno@wayhome.example")
    with override_settings(DEMONSTRATION=demonstration, EMAIL_FILE_PATH=tmp_path):
        assert Client().get(reverse("demo:mail")).status_code == status
