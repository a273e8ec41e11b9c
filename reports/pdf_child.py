"""The child process that turns HTML into PDF. Started by reports/pdf.py, never imported by the application.

It gets the HTML and every asset on standard input and answers with the PDF on standard output. It has no
environment, no database, no keys, no network (where the kernel lets it leave the network), a read-only
file system (likewise), bounded time and memory, and an asset fetcher that knows nothing but a dictionary.
Only the standard library and WeasyPrint are imported here.
"""

import base64
import ctypes
import json
import os
import resource
import signal
import sys
from typing import Any, NoReturn

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x00020000, 0x10000000, 0x40000000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18
MS_NOSUID, MS_NODEV = 2, 4

PR_SET_PDEATHSIG = 1
KINDS = {"svg": "image/svg+xml", "ttf": "font/ttf", "css": "text/css"}

# Exit codes that reports/pdf.py turns into words.
REFUSED_ASSET, TOO_MANY_PAGES, BROKEN = 3, 4, 5


def limit(cpu_seconds: int, memory_bytes: int) -> None:
    """Bounds on time, memory, file size and core dumps."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 << 20, 16 << 20))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def leave_network() -> bool:
    """A network of its own with nothing in it. True when the kernel allowed it."""
    libc = ctypes.CDLL(None, use_errno=True)
    # Root may leave the network as it is; anybody else needs a user namespace first.
    extra = 0 if os.geteuid() == 0 else CLONE_NEWUSER
    return libc.unshare(CLONE_NEWNET | CLONE_NEWNS | extra) == 0 or (
        extra == 0 and libc.unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUSER) == 0
    )


def lock_files() -> bool:
    """Everything read-only but a small /dev/shm. Needs the mount namespace that leave_network() made.

    Not /tmp: the checkout and its packages may lie below it, and would disappear.
    """
    libc = ctypes.CDLL(None, use_errno=True)

    def mount(
        source: bytes | None, target: bytes, kind: bytes | None, flags: int, data: bytes | None = None
    ) -> bool:
        return libc.mount(source, target, kind, flags, data) == 0

    return (
        mount(None, b"/", None, MS_REC | MS_PRIVATE)
        and mount(b"/", b"/", None, MS_BIND | MS_REC)
        and mount(None, b"/", None, MS_REMOUNT | MS_BIND | MS_RDONLY)
        and mount(b"tmpfs", b"/dev/shm", b"tmpfs", MS_NOSUID | MS_NODEV, b"size=64m")
    )


def confine() -> dict[str, bool]:
    """Leave the network and lock the files as far as this machine allows; says what it could."""
    network = leave_network()
    return {"network": network, "files": network and lock_files()}


def fail(code: int, reason: str) -> NoReturn:
    """End with a code and one word; never with a message that may hold text of the document."""
    sys.stderr.write(reason)
    sys.stderr.flush()
    os._exit(code)


def render(job: dict[str, Any]) -> bytes:
    """The PDF of `job` (html, assets, max_pages). The process ends where an unknown asset is asked for."""
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    assets = {name: base64.b64decode(content) for name, content in job["assets"].items()}

    class OnlyTheDictionary(URLFetcher):
        """`asset:name` from memory; anything else ends the rendering."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix("asset:")
            if name == url or name not in assets:
                raise FatalURLFetchingError("not an asset of this report")
            kind = KINDS[name.rpartition(".")[2]]
            return URLFetcherResponse(url, assets[name], {"Content-Type": kind})

    try:
        html = weasyprint.HTML(string=job["html"], base_url="asset:", url_fetcher=OnlyTheDictionary())
        document = html.render()
        if len(document.pages) > job["max_pages"]:
            fail(TOO_MANY_PAGES, "pages")
        # The variant belongs to write_pdf(); given to render() it is silently ignored.
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
        return pdf
    except FatalURLFetchingError:  # a BaseException: `except Exception` would let it pass
        fail(REFUSED_ASSET, "asset")


def main() -> None:
    """Confine, load WeasyPrint while the parent still counts, read the job, answer."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # a worker that is killed takes its child along
    confined = confine()
    if "--probe" in sys.argv:
        sys.stdout.write(json.dumps(confined))
        return
    limit(cpu_seconds=int(sys.argv[1]), memory_bytes=int(sys.argv[2]))
    out = os.dup(1)
    os.dup2(2, 1)  # nothing a library prints may get into the PDF
    try:
        import weasyprint  # noqa: F401  # the slow part of a start, while nobody waits yet

        pdf = render(json.load(sys.stdin.buffer))
    except MemoryError:
        fail(BROKEN, "memory")
    except Exception as problem:
        fail(BROKEN, type(problem).__name__)
    with os.fdopen(out, "wb") as answer:
        answer.write(pdf)


if __name__ == "__main__":
    main()
