"""Where uploads live: a folder, or a private bucket that speaks S3. Pages hand them out, after asking who may."""

from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def storage(url):
    """Return the entry of STORAGES for `FILES_URL`: "" or s3://key:secret@bucket/folder?endpoint=…&region=….

    Without a key the usual places are asked (environment, role of the machine).
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname:
        raise ImproperlyConfigured("FILES_URL is s3://key:secret@bucket?endpoint=https://…&region=…")
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    options = {
        "bucket_name": parts.netloc.rpartition("@")[2],  # not `hostname`, which is in lower case
        "access_key": unquote(parts.username or "") or None,
        "secret_key": unquote(parts.password or "") or None,
        "endpoint_url": asked.get("endpoint"),
        "region_name": asked.get("region"),
        "location": parts.path.strip("/"),
        "default_acl": None,  # the bucket decides: private
        "file_overwrite": False,
        "querystring_auth": True,
        "querystring_expire": 300,
        "client_config": patience(asked.get("addressing", "auto")),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def patience(addressing):
    """A request that waits for a bucket has to end before the web server gives it up after 30 s."""
    from botocore.config import Config  # only where there is a bucket: it costs every process some megabytes

    return Config(
        s3={"addressing_style": addressing},
        signature_version="s3v4",
        connect_timeout=3,
        read_timeout=10,
        retries={"total_max_attempts": 2, "mode": "standard"},
    )
