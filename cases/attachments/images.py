"""Pictures: decoded and written anew, so that nothing but the picture is left. Runs in the locked child."""

import warnings
from io import BytesIO
from typing import Any

from vault.locked_child import Refused

FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
OPTIONS: dict[str, dict[str, Any]] = {
    "jpeg": {"quality": 90, "optimize": True},
    "png": {"optimize": True},
    "webp": {"quality": 90, "method": 4},
}


def clean(kind: str, content: bytes, max_pixels: int) -> bytes:
    """The picture alone, the right way up. Refused: `pixels` (before decoding), `broken`."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = max_pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(content), formats=(FORMATS[kind],)) as found:
            if found.width * found.height > max_pixels:
                raise Refused("pixels")
            found.load()
            picture = ImageOps.exif_transpose(found)
            return _anew(picture.convert(_mode(picture, kind)), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Refused("broken") from None


def _mode(picture: Any, kind: str) -> str:
    """Colours as every viewer knows them; see-through where the kind has it."""
    has_alpha = bool(picture.has_transparency_data)
    return "RGBA" if has_alpha and kind != "jpeg" else "RGB"


def _anew(picture: Any, kind: str) -> bytes:
    """A picture that never knew the first one's notes: made from its bare points."""
    from PIL import Image

    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = BytesIO()
    bare.save(out, FORMATS[kind], **OPTIONS[kind])
    return out.getvalue()
