"""A PostgreSQL server of the run's own, from this machine's binaries: in a temporary folder, on a free port."""

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

# A crash may lose everything: the next run makes it again.
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c jit=off"


def start(folder: Path) -> str | None:
    """Start a cluster in `folder` and give its address; None where the machine has no PostgreSQL."""
    binaries = find_binaries()
    if binaries is None:
        return None
    folder.mkdir()
    if (user := unprivileged()) is not None:
        shutil.chown(folder, user)
    data, port = folder / "data", free_port()
    run(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    options = f"{QUICK} -c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    run(binaries / "pg_ctl", "-D", data, "-w", "-s", "-l", folder / "log", "-o", options, "start")
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def stop(folder: Path) -> None:
    """Stop the cluster in `folder`, if there is one."""
    binaries = find_binaries()
    if binaries is not None and (folder / "data" / "postmaster.pid").exists():
        run(binaries / "pg_ctl", "-D", folder / "data", "-s", "-m", "immediate", "stop")


def find_binaries() -> Path | None:
    """The folder of the newest PostgreSQL server here. Debian keeps it out of PATH."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = [program.parent for program in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


def unprivileged() -> str | None:
    """Whom a server may run as: PostgreSQL refuses root. None where we are an ordinary user ourselves."""
    if os.geteuid() != 0:
        return None
    users = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"


def run(program: Path, *arguments: str | Path) -> None:
    user = unprivileged()
    subprocess.run(
        [str(program), *map(str, arguments)],
        check=True,
        cwd="/",
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
