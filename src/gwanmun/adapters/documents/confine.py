"""A process that can only compute (격리): no network, no files, no programs, bounded time and memory.

Linux: `PR_SET_NO_NEW_PRIVS`, a network namespace of its own where the kernel allows it, a seccomp filter that answers EACCES to
whatever opens files, sockets or programs, and resource limits. Each is asked for by itself; `confine` says which hold. What does
not live here: what the process computes.
"""

import ctypes
import platform
import resource
import struct

_NO_NEW_PRIVS, _SET_DUMPABLE, _SET_SECCOMP, _FILTER = 38, 4, 22, 2
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 13, 0x80000000
_LOAD, _EQUAL, _LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06

#: Architecture → its audit number and its numbers of what is refused: open, openat, openat2, creat, socket, connect, bind,
#: execve, execveat, fork, vfork, ptrace, io_uring_setup, unlink(at), rename(at2), mkdir(at), symlink(at), link(at), kill.
_REFUSED = {
    "x86_64": (
        0xC000003E,
        (2, 257, 437, 85, 41, 42, 49, 53, 59, 322, 57, 58, 101, 425, 87, 263, 82, 264, 316, 83, 258, 88, 266, 86, 265, 62,
         200, 234, 310, 311, 90, 268, 92, 260, 76),
    ),
    "aarch64": (
        0xC00000B7,
        (56, 437, 198, 199, 200, 203, 221, 281, 117, 425, 35, 38, 276, 34, 36, 37, 129, 130, 131, 270, 271, 53, 54, 45),
    ),
}  # fmt: skip


def confine(*, memory_bytes: int, cpu_seconds: int) -> dict[str, bool]:
    """Give up everything but computing; says what the kernel granted. Never to be undone."""
    limits = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 16,
    }
    for which, most in limits.items():
        resource.setrlimit(which, (most, most))
    libc = ctypes.CDLL(None, use_errno=True)
    network = libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    privileges = libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    return {"network": network, "privileges": privileges, "calls": privileges and _filter(libc)}


def confine_program(*, memory_bytes: int, cpu_seconds: int) -> None:
    """For a program that must open its own files: no network, no new privileges, nothing written, bounded time and memory."""
    for which, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, cpu_seconds), (resource.RLIMIT_FSIZE, 0),
                        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 32)):  # fmt: skip
        resource.setrlimit(which, (most, most))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET):
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)


def _filter(libc: ctypes.CDLL) -> bool:
    known = _REFUSED.get(platform.machine())
    if known is None:
        return False
    audit, refused = known
    rows = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, audit), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    rows += [(_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _KILL)]  # the x32 numbers of the same calls
    for place, number in enumerate(refused):
        rows.append((_EQUAL, len(refused) - place, 0, number))
    rows += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *row) for row in rows))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(rows), ctypes.addressof(code)))
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, program, 0, 0) == 0)
