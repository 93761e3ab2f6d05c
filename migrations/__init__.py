"""Brings a database to the shape that the code expects, from the application, its tests and its command line alike."""

from pathlib import Path

from alembic import command
from alembic.config import Config

HERE = Path(__file__).parent


def upgrade(url: str, to: str = "head") -> None:
    """Every change up to `to`; nothing when it is there already."""
    command.upgrade(configuration(url), to)


def downgrade(url: str, to: str = "base") -> None:
    command.downgrade(configuration(url), to)


def configuration(url: str) -> Config:
    """Alembic's configuration for one database; `env.py` takes the address from `attributes`."""
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config
