"""What the embedded server is told: a small shared machine, one socket, no network."""

from pathlib import Path

# The file is rewritten at every start; what somebody sets with ALTER SYSTEM is read after it and wins.
FILE = "grin.conf"
INCLUDE = f"\ninclude = '{FILE}'\n"

SMALL_MACHINE = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
# For tests only: after a crash of the machine such a server is not to be believed.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "100",
}


def server_settings(socket_folder: Path, *, is_throwaway: bool) -> str:
    """The text of the server's settings file."""
    chosen = {
        **SMALL_MACHINE,
        **(THROWAWAY if is_throwaway else DURABLE),
        "unix_socket_directories": str(socket_folder),
    }
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in chosen.items())


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
