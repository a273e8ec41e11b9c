"""Sound and film through the real locked child and the real ffmpeg: what is left of them, and what is refused."""

import pytest

from cases.attachments import cleaning
from cases.attachments.cleaning import FileRefused, checked, make_anew
from cases.attachments.kinds import RECORDINGS, accepted, told_by_content
from tests.cases.files import recordings
from tests.cases.files.making import MARK
from tests.cases.files.recordings import (
    AAC,
    H264,
    NOTES,
    PLACE,
    SCENE,
    TONE,
    film,
    looked_at,
    made,
    song,
    sound,
)

WEBM = ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus")
SOUNDS = {
    "mp3": lambda: sound("mp3"),
    "m4a": lambda: sound("m4a", *AAC),
    "wav": lambda: sound("wav"),
    "ogg": lambda: sound("ogg", "-c:a", "libopus"),
    "flac": lambda: sound("flac"),
    "aac": lambda: sound("aac"),
    "mkv": lambda: sound("mkv", "-c:a", "libvorbis"),
    "amr": recordings.telephone_voice,
    "mp3 with a sleeve": song,
}
FILMS = {
    "mp4": film,
    "mov": lambda: film("mov"),
    "webm": lambda: film("webm", *WEBM),
    "mkv": lambda: film("mkv", "-c:v", "mpeg4", "-c:a", "libvorbis"),
}


@pytest.fixture(autouse=True)
def _able():
    assert cleaning.cannot_record() == "", "make test installs ffmpeg; the rest is the kernel's"


def anew(content):
    return make_anew(kind=RECORDINGS[told_by_content(content)], content=content)


def refusal(content):
    with pytest.raises(FileRefused) as refused:
        anew(content)
    assert refused.value.reason
    return refused.value.code


def told(found):
    """Every word in the heads of a recording, of its tracks and chapters."""
    parts = [found["format"], *found["streams"], *found["chapters"]]
    return " ".join(f"{key}={value}" for part in parts for key, value in part.get("tags", {}).items())


@pytest.mark.parametrize("kind", SOUNDS)
def test_of_a_sound_nothing_is_left_but_what_can_be_heard(kind):
    content = SOUNDS[kind]()
    assert kind in ("amr", "aac") or MARK in content
    cleaned = anew(content)
    found = looked_at(cleaned.content)
    assert (cleaned.kind.key, [one["codec_name"] for one in found["streams"]]) == ("m4a", ["aac"])
    assert float(found["format"]["duration"]) == pytest.approx(2, abs=0.15)
    assert MARK not in cleaned.content and b"Lavf" not in cleaned.content
    assert "creation_time" not in told(found) and "ukr" not in told(found)


@pytest.mark.parametrize("kind", FILMS)
def test_of_a_film_nothing_is_left_but_what_can_be_seen_and_heard(kind):
    content = FILMS[kind]()
    assert MARK in content
    cleaned = anew(content)
    found = looked_at(cleaned.content)
    assert cleaned.kind.key == "mp4"
    assert {one["codec_name"] for one in found["streams"]} == {"h264", "aac"}
    assert float(found["format"]["duration"]) == pytest.approx(2, abs=0.15)
    assert found["chapters"] == []
    assert MARK not in cleaned.content and PLACE.encode() not in cleaned.content
    assert "creation_time" not in told(found) and "ukr" not in told(found)


def test_a_large_film_becomes_smaller_and_is_the_right_way_up():
    lying = made("mp4", *(word.format("2560x1440") for word in SCENE), "-t", "0.2", *H264)
    upright = recordings.turned(lying)
    assert looked_at(upright)["streams"][0]["side_data_list"], "it is told to be turned"
    (seen,) = [one for one in looked_at(anew(upright).content)["streams"] if one["codec_type"] == "video"]
    assert (seen["width"], seen["height"], seen["pix_fmt"]) == (720, 1280, "yuv420p")
    assert not seen.get("side_data_list"), "turned, not told to be turned"


def test_texts_files_and_data_inside_a_film_stay_behind():
    content = made(
        "mkv", *TONE, *(word.format("64x64") for word in SCENE), "-i", "{in}/said.srt", "-map", "0:a", "-map", "1:v",
        "-map", "2:s", "-t", "1", "-attach", "{in}/x.bin", "-metadata:s:t", "mimetype=text/plain", *H264, *AAC,
    )  # fmt: skip
    assert MARK in content
    cleaned = anew(content).content
    assert MARK not in cleaned
    assert {one["codec_type"] for one in looked_at(cleaned)["streams"]} == {"audio", "video"}


def test_a_second_track_is_refused_rather_than_lost_without_a_word():
    two = made("mkv", *TONE, *TONE, "-map", "0:a", "-map", "1:a", "-t", "1", "-c:a", "flac")
    assert refusal(two) == "tracks"


def test_a_recording_cut_short_is_refused_where_it_says_how_long_it_was():
    whole = made("mp4", *TONE, "-t", "20", *NOTES, *AAC, "-movflags", "+faststart")
    assert refusal(whole[: len(whole) // 2]) == "cut_short"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: b"\x00\x00\x00\x18ftypmp42", id="a head alone"),
        pytest.param(lambda: b"ID3\x03" + bytes(5000), id="notes alone"),
        pytest.param(lambda: b"OggS" + b"\xff" * 5000, id="noise"),
        pytest.param(lambda: b"RIFF\xff\xff\xff\xffWAVEfmt ", id="a length of four gigabytes"),
        pytest.param(lambda: b"\x1aE\xdf\xa3" + b"\x01" * 5000, id="a tree of nothing"),
        pytest.param(lambda: film()[:3000], id="the first bytes of a film"),
    ],
)
def test_what_is_no_recording_is_refused(content):
    assert refusal(content()) in ("broken", "codec", "cut_short")


@pytest.mark.parametrize("at", [40, 200, 700, 2_000, 9_000])
def test_noise_in_the_middle_ends_in_a_recording_or_a_refusal(at):
    content = bytearray(film())
    content[at : at + 24] = b"\xff\x00\x7f" * 8
    try:
        assert told_by_content(anew(bytes(content)).content) == "mpeg4"
    except FileRefused as refused:
        assert refused.reason


def test_a_film_that_names_another_file_gets_nothing_of_it():
    """A track whose data lie in a file of the machine, as QuickTime allows."""
    content = bytearray(film("mov", "-c:v", "mjpeg", "-c:a", "pcm_s16le"))
    at = content.index(b"url \x00\x00\x00\x01")
    content[at : at + 8] = b"alis\x00\x00\x00\x00"
    try:
        assert b"root:" not in anew(bytes(content)).content
    except FileRefused as refused:
        assert refused.reason


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "a.mp4"),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "a.mp4"),
        (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "a.mp4"),
        (b"<MPD><BaseURL>http://127.0.0.1/</BaseURL></MPD>", "a.mp4"),
    ],
)
def test_a_list_of_addresses_is_no_recording(content, name):
    with pytest.raises(FileRefused, match="kind"):
        checked(name=name, declared="video/mp4", content=content, recordings=True)


def test_more_points_than_a_film_has_are_refused_before_they_are_decoded():
    immense = made("mp4", *(word.format("4200x2400") for word in SCENE), "-frames:v", "1", *H264)
    assert refusal(immense) == "pixels"


def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(cleaning, "RECORDING_SECONDS", 1)
    assert refusal(film(size="640x480", seconds=20)) == "too_slow"


def test_what_needs_more_room_than_there_is_is_refused(monkeypatch):
    content = sound("wav", seconds=30)
    monkeypatch.setattr(cleaning, "RECORDING_ROOM", len(content) + 50_000)
    assert refusal(content) == "broken"


@pytest.mark.parametrize(
    ("content", "name", "declared", "code"),
    [
        (lambda: sound("mp3"), "a.mp4", "audio/mpeg", "ending"),
        (lambda: sound("mp3"), "a.mp3", "image/jpeg", "declared"),
        (film, "a.mp3", "video/mp4", "ending"),
        (lambda: b"RIFF\x00\x00\x00\x00AVI LIST", "a.avi", "video/x-msvideo", "other_recording"),
        (lambda: b"\x00\x00\x01\xba", "a.mpg", "video/mpeg", "other_recording"),
    ],
)
def test_ending_content_and_declaration_must_be_one(content, name, declared, code):
    with pytest.raises(FileRefused) as refused:
        checked(name=name, declared=declared, content=content(), recordings=True)
    assert refused.value.code == code


def test_the_list_of_endings_follows_the_office():
    assert ".mp3" in accepted(recordings=True) and ".mp3" not in accepted(recordings=False)
    assert checked(name="a.MP3", declared="audio/mp3", content=sound("mp3"), recordings=True).key == "mp3"
    with pytest.raises(FileRefused, match="sound_or_film"):
        checked(name="a.mp3", declared="audio/mpeg", content=sound("mp3"))


def test_without_the_program_or_the_locks_nothing_is_promised(monkeypatch):
    monkeypatch.setattr(
        cleaning, "_confinement", lambda: {"network": True, "files": False, "privileges": True}
    )
    assert cleaning.cannot_record() == "unconfined"
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert cleaning.cannot_record() == "no_program"
    assert all(str(cleaning.REASONS[code]).endswith(".") for code in ("unconfined", "no_program"))
