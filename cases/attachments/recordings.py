"""Sound and film: decoded and written anew by ffmpeg, with nothing but what can be heard and seen. Runs in the locked child.

What goes in lies in the child's own memory, under the one demuxer its content told; no other protocol, demuxer
or decoder than those named here is opened. Out comes M4A (AAC) or MP4 (H.264 and AAC), which every telephone plays.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from vault.locked_child import MEMORY_FOLDER, Refused, run

IN, OUT = f"{MEMORY_FOLDER}/in", f"{MEMORY_FOLDER}/out"
# Kinds whose head says how long the recording is; the others are as long as what is there.
SAYS_ITS_LENGTH: Final = frozenset({"mpeg4", "matroska", "wav", "flac"})
DEMUXERS: Final = {
    "mp3": "mp3", "mpeg4": "mov", "ogg": "ogg", "wav": "wav", "flac": "flac", "aac": "aac", "amr": "amr",
    "matroska": "matroska",
}  # fmt: skip
DECODERS: Final = {
    "audio": (
        "aac", "mp3", "mp3float", "opus", "vorbis", "flac", "alac", "amrnb", "amrwb", "pcm_u8", "pcm_s16le",
        "pcm_s16be", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_alaw", "pcm_mulaw", "adpcm_ima_wav", "adpcm_ms",
    ),
    "video": ("h264", "hevc", "vp8", "vp9", "libdav1d", "mpeg4", "h263", "mjpeg", "theora"),
}  # fmt: skip
# Texts along a film are opened to be told apart, and left behind.
LEFT_BEHIND: Final = ("ssa", "ass", "srt", "subrip", "webvtt", "mov_text", "text")
# As ffprobe calls what these decode.
CODECS: Final = {
    "audio": {*DECODERS["audio"], "amr_nb", "amr_wb"},
    "video": {*DECODERS["video"], "av1"},
}
MAX_POINTS = 9_500_000  # a picture of a film: 4096 by 2304
LONGEST_SIDE = 1280
FRAMES = 30
TIMES = {"lowest": 32_000, "usual": 64_000, "highest": 128_000}
NARROW = 16_000  # samples a second of a telephone's voice
MISSING_SHARE, MISSING_SECONDS = 0.05, 1.0

READ = (
    "-protocol_whitelist", "file",
    "-codec_whitelist", ",".join((*DECODERS["audio"], *DECODERS["video"], *LEFT_BEHIND)),
)  # fmt: skip
# No word of the first recording: neither its own, nor of its tracks or chapters, nor ours.
NO_NOTES = (
    "-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-sn", "-dn",
    "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
)  # fmt: skip


@dataclass(frozen=True)
class Track:
    """A stream of sound or film as ffprobe describes it."""

    codec_type: str
    codec_name: str
    bit_rate: int
    sample_rate: int
    channels: int
    points: int


def clean(kind: str, content: bytes) -> tuple[str, bytes]:
    """The kind and content of the recording made anew. Refused: `broken`, `tracks`, `codec`, `pixels`, `cut_short`."""
    with open(IN, "xb") as file:
        file.write(content)
    tracks, seconds = _looked_at(IN, DEMUXERS[kind])
    sound, film = _one("audio", tracks), _one("video", tracks)
    if sound is None and film is None:
        raise Refused("broken")
    made = "mp4" if film else "m4a"
    code, _said = run(_command(kind, sound, film))
    if code:
        raise Refused("broken")
    with open(OUT, "rb") as file:
        found = file.read()
    _kept, kept_seconds = _looked_at(OUT, "mov")
    if kind in SAYS_ITS_LENGTH and seconds - kept_seconds > MISSING_SECONDS + MISSING_SHARE * seconds:
        raise Refused("cut_short")
    return made, found


def _looked_at(path: str, demuxer: str) -> tuple[list[Track], float]:
    """The tracks of a file and how many seconds it says it has; 0 where it does not say."""
    wanted = (
        "stream=codec_type,codec_name,width,height,bit_rate,sample_rate,channels"
        ":stream_disposition=attached_pic:format=duration"
    )
    code, said = run(
        ["ffprobe", "-v", "quiet", *READ, "-f", demuxer, "-show_entries", wanted, "-of", "json", path]
    )
    if code:
        raise Refused("broken")
    found = json.loads(said)
    tracks = [
        Track(
            one.get("codec_type", ""),
            one.get("codec_name", ""),
            _number(one, "bit_rate"),
            _number(one, "sample_rate"),
            _number(one, "channels"),
            _number(one, "width") * _number(one, "height"),
        )
        for one in found.get("streams", [])
        # A picture on the sleeve is no film.
        if not one.get("disposition", {}).get("attached_pic")
    ]
    return tracks, float(found.get("format", {}).get("duration") or 0)


def _number(said: dict[str, Any], key: str) -> int:
    words = str(said.get(key, ""))
    return int(words) if words.isdigit() else 0


def _one(kind: str, tracks: list[Track]) -> Track | None:
    """The one track of a kind. A second one would be left out without a word: Refused."""
    found = [track for track in tracks if track.codec_type == kind]
    if len(found) > 1:
        raise Refused("tracks")
    if found and found[0].codec_name not in CODECS[kind]:
        raise Refused("codec")
    if found and found[0].points > MAX_POINTS:
        raise Refused("pixels")
    return found[0] if found else None


def _command(kind: str, sound: Track | None, film: Track | None) -> list[str]:
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet", "-threads", "1"]
    command += [*READ, "-max_pixels", str(MAX_POINTS), "-f", DEMUXERS[kind], "-i", IN, *NO_NOTES]
    if film:
        # `V` is film without pictures on the sleeve.
        command += ["-map", "0:V:0", "-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-threads", "1"]
        command += ["-fpsmax", str(FRAMES), "-vf", _smaller()]
    if sound:
        command += [
            "-map",
            "0:a:0",
            "-c:a",
            "aac",
            "-b:a",
            str(_rate(sound)),
            "-ac",
            str(min(sound.channels, 2) or 1),
        ]
        if sound.sample_rate > 48_000:
            command += ["-ar", "48000"]
    return [*command, "-movflags", "+faststart", "-f", "mp4" if film else "ipod", OUT]


def _smaller() -> str:
    """No side longer than LONGEST_SIDE, even numbers of points, colours that every player shows."""
    side = f"'min({LONGEST_SIDE},{{}})'"
    return (
        f"scale={side.format('iw')}:{side.format('ih')}:force_original_aspect_ratio=decrease"
        ":force_divisible_by=2,format=yuv420p"
    )


def _rate(sound: Track) -> int:
    """Bits a second: as many as it had, within what a voice needs and what anybody hears."""
    lowest = TIMES["lowest" if 0 < sound.sample_rate <= NARROW else "usual"]
    return min(TIMES["highest"], max(lowest, sound.bit_rate))
