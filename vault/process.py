"""What a process that holds keys does to itself at its start: no core dump, no reading by others."""

import ctypes
import resource

PR_SET_DUMPABLE = 4


def harden() -> bool:
    """Switch core dumps off and keep other processes of this account from reading our memory.

    Called once by whatever opens envelopes (web, worker, beat, sealer). Returns whether both worked;
    config/checks.py refuses a production start with core dumps on.
    """
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        libc = ctypes.CDLL(None, use_errno=True)
        return bool(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
    except (ValueError, OSError, AttributeError):
        return False
