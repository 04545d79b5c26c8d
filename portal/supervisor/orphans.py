"""No process outlives the one that started it, even when that one was killed with -9."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with_parent(parent: int) -> None:
    """Called in the child: the kernel kills it when `parent` dies. Elsewhere than on Linux, a
    supervisor that dies by -9 leaves its children to be stopped by hand."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)
