"""A process that can only compute (격리): no network, no files, no programs, bounded time and memory.

Linux: `PR_SET_NO_NEW_PRIVS`, a network namespace of its own where the kernel allows it, a seccomp filter that answers EACCES to
whatever opens files, sockets or programs, and resource limits. Each is asked for by itself; `confine` says which hold. A program
that must open its own files gets Landlock (Linux 5.13) instead of the filter: it reads programs, libraries and their data, no other
file. What does not live here: what the process computes.
"""

import ctypes
import os
import platform
import resource
import stat
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


def confine_program(program: str, *, memory_bytes: int, cpu_seconds: int) -> dict[str, bool]:
    """For a program that must open its own files: no network, no new privileges, nothing written, no file read but what is
    installed, bounded time and memory. Says what the kernel granted.
    """
    for which, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, cpu_seconds), (resource.RLIMIT_FSIZE, 0),
                        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 32)):  # fmt: skip
        resource.setrlimit(which, (most, most))
    libc = ctypes.CDLL(None, use_errno=True)
    network = libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    privileges = libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    return {"network": network, "privileges": privileges, "files": privileges and _landlock(libc, program)}


#: Landlock: the same numbers on every architecture. Rights over files: execute 1, read 4, list 8; all that version 1 knows.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EXECUTE_READ, _LIST, _EVERY_RIGHT = 5, 8, 0x1FFF
_TCP, _SCOPES = 3, 3  # bind, connect; abstract sockets, signals
_INSTALLED = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/opt", "/etc/ld.so.cache", "/etc/ld.so.preload")


def _landlock(libc: ctypes.CDLL, program: str) -> bool:
    """Nothing is opened from here on but what is installed, and the program itself."""
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    fields = (_EVERY_RIGHT, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    wanted = ctypes.create_string_buffer(struct.pack("QQQ", *fields))
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = libc.syscall(_CREATE_RULESET, wanted, size, 0)
    if rules < 0:
        return False
    for path in (*_INSTALLED, program):
        try:
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        rights = _EXECUTE_READ | (_LIST if stat.S_ISDIR(os.fstat(opened).st_mode) else 0)
        libc.syscall(_ADD_RULE, rules, 1, ctypes.create_string_buffer(struct.pack("=Qi", rights, opened)), 0)
        os.close(opened)
    held = libc.syscall(_RESTRICT_SELF, rules, 0) == 0
    os.close(rules)
    return bool(held)


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
