"""What plain SQL reads: PostgreSQL gives dates and moments, SQLite, which knows neither, the texts it keeps of them."""

from datetime import UTC, date, datetime


def day(value):
    return date.fromisoformat(value) if isinstance(value, str) else value


def moment(value):
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value
