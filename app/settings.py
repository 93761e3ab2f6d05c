"""Every setting, one line each; each comes from the environment and stands in the README (tested)."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

HOME = Path(__file__).parent.parent


class Settings(BaseSettings):
    """What an installation may choose. Environment names are the field names in capitals."""

    model_config = SettingsConfigDict(extra="ignore")

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = HOME / "data"
    database_url: str = ""
    public_url: str = ""
    api_url: str = ""
    contact_name: str = "Wijkkoers"
    contact_url: str = "https://wijkkoers.example"
    contact_email: str = "beheer@wijkkoers.example"
    publisher_name: str = ""
    publisher_uri: str = ""
    data_licence: str = ""
    reading_needs_key: bool = False
    secure_cookies: bool = False
    token_minutes: int = 30
    requests_per_minute: int = 6000
    sign_ins_per_minute: int = 20
    max_body_bytes: int = 64 * 1024 * 1024
    max_kept_bytes_per_sender: int = 256 * 1024 * 1024
    max_kept_answers_bytes: int = 64 * 1024 * 1024
    max_page_size: int = 1000
    survey_minimum: int = 50
    webhooks: bool = False
    webhooks_to_private: bool = False
    log_format: str = "text"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_sender: str = ""

    @property
    def site(self) -> str:
        """Where others find the pages."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def database(self) -> str:
        """The database's address: what was given, else SQLite in the data folder."""
        if self.database_url:
            return self.database_url.replace("postgres://", "postgresql://", 1).replace(
                "postgresql://", "postgresql+psycopg://", 1
            )
        return f"sqlite:///{self.data_dir / 'wijkkoers.sqlite'}"


@lru_cache
def get_settings() -> Settings:
    return Settings()
