"""Text out of uploaded files, in a child process that can hurt nobody. Nothing here knows Django."""
