"""Sound and film for tests, made by ffmpeg itself: with places, names and pictures in them, and broken on purpose."""

import json
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tests.cases.files.making import MARK, picture

PLACE = "+47.3769+008.5417/"
SAID = MARK.decode()
NOTES = (
    "-metadata", f"title={SAID}", "-metadata", f"artist={SAID}", "-metadata", f"comment={SAID}",
    "-metadata", f"location={PLACE}", "-metadata", "creation_time=2026-03-01T12:30:00Z",
    "-metadata:s:a:0", f"title={SAID}", "-metadata:s:a:0", "language=ukr",
)  # fmt: skip
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100")
SCENE = ("-f", "lavfi", "-i", "testsrc=size={}:rate=25")
H264, AAC = ("-c:v", "libx264", "-preset", "ultrafast"), ("-c:a", "aac")


@cache
def made(ending: str, *arguments: str) -> bytes:
    """What ffmpeg makes of its arguments; `{in}` among them is a folder with `cover.jpg`, `said.srt` and `x.bin`."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "cover.jpg").write_bytes(picture())
        (Path(folder) / "said.srt").write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{SAID}\n")
        (Path(folder) / "x.bin").write_bytes(MARK * 3)
        (Path(folder) / "chapters").write_text(
            f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle={SAID}\n"
        )
        out = Path(folder) / f"out.{ending}"
        words = [argument.replace("{in}", folder) for argument in arguments]
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *words, str(out)], check=True)
        return out.read_bytes()


def sound(ending: str, *codec: str, seconds: float = 2) -> bytes:
    """A tone with notes on who, where and when."""
    return made(ending, *TONE, "-t", str(seconds), *NOTES, *codec)


def song() -> bytes:
    """An MP3 with a picture on its sleeve, in which the place is."""
    return made(
        "mp3", *TONE, "-i", "{in}/cover.jpg", "-map", "0:a", "-map", "1:v", "-t", "2", *NOTES,
        "-c:v", "copy", "-disposition:v:0", "attached_pic",
    )  # fmt: skip


def film(ending: str = "mp4", *codecs: str, size: str = "320x240", seconds: float = 2) -> bytes:
    """A film with sound, notes and chapters."""
    scene = tuple(word.format(size) for word in SCENE)
    return made(
        ending, *TONE, *scene, "-i", "{in}/chapters", "-map", "0:a", "-map", "1:v", "-map_chapters", "2",
        "-t", str(seconds), *NOTES, *(codecs or (*H264, *AAC)),
    )  # fmt: skip


def turned(content: bytes) -> bytes:
    """The same film with the note that a telephone was held upright."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.mp4", Path(folder) / "after.mp4"
        before.write_bytes(content)
        words = ("-i", str(before), "-c", "copy", "-metadata:s:v:0", "rotate=90", str(after))
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *words], check=True)
        return after.read_bytes()


def telephone_voice(frames: int = 100) -> bytes:
    """AMR as old telephones record it: silence, twenty milliseconds a frame. No encoder of it is free."""
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * frames


def looked_at(content: bytes) -> dict[str, Any]:
    """Everything that ffprobe finds in a recording."""
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-show_chapters", "-of", "json", "-"],
        input=content,
        capture_output=True,
        check=True,
    )
    return dict(json.loads(done.stdout))
