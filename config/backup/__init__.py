"""Backup and restore: the database, the media and a signed manifest, in a folder that appears when it is complete."""


class BackupError(Exception):
    """It could not be done; the text says why, and what to do where that is known."""
