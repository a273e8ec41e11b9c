"""How files arrive: small ones in memory, larger ones in a sealed temporary file, none in clear on a disk.

Django reads a request's body before anybody asked who sends it, so the bound on a whole request stands here.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from vault.temporary import SealedTemporaryFile


class Bound(FileUploadHandler):
    """The first handler: refuses a request larger than any file may be, before a byte of it is kept."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803  # Django's name
        """Raises RequestDataTooBig (400)."""
        if content_length > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("A request is larger than any upload may be.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand on to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Not ours."""


class SealedTemporaryUploads(FileUploadHandler):
    """The last handler: what the memory handler left goes to a file sealed under a key of this request."""

    file: SealedTemporaryFile

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A key and a file of its own."""
        super().new_file(*args, **kwargs)
        self.file = SealedTemporaryFile(settings.FILE_UPLOAD_TEMP_DIR)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal it."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file as forms know it."""
        self.file.seek(0)
        return UploadedFile(
            file=self.file,  # type: ignore[arg-type]  # as much of a file as Django uses
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """Nothing of it stays."""
        if hasattr(self, "file"):
            self.file.close()
