# syntax=docker/dockerfile:1
# Two images of one build: `app` (pages, sockets, worker, clock, migrations by command) and `proxy` (nginx, static files).

FROM node:22-bookworm-slim AS browser
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.lock /build/
RUN pip install --require-hashes -r /build/requirements.lock
WORKDIR /app
COPY . .
COPY --from=browser /build/node_modules node_modules
# Keys that only satisfy the settings while files are collected; nothing of them stays in an image.
RUN python scripts/msgfmt.py locale/*/LC_MESSAGES/django.po \
    && DJANGO_SETTINGS_MODULE=config.settings.prod STATIC_ROOT=/app/static-root VAR_DIR=/build/var \
       SECRET_KEY=build AUDIT_SIGNING_KEY=build ALLOWED_HOSTS=build SITE_URL=https://build EMAIL_URL=smtp://build:25 \
       python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf tests benchmarks faults node_modules \
    && python -m compileall -q /app

FROM python:3.12-slim-bookworm AS app
# Pango and fonts draw the agreements and certificates; tini reaps and passes signals on.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 tini \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 bridge \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin bridge \
    && install -d -o bridge -g bridge -m 0750 /var/lib/bridge
ARG RELEASE=unknown
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    STATIC_ROOT=/app/static-root \
    VAR_DIR=/var/lib/bridge \
    XDG_CACHE_HOME=/tmp \
    BIND=0.0.0.0:8000 \
    RELEASE=${RELEASE}
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
VOLUME /var/lib/bridge
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=40s \
    CMD ["python", "deploy/probe.py", "http://127.0.0.1:8000/healthz"]
ENTRYPOINT ["tini", "--"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "config.wsgi"]

FROM nginx:1.28-bookworm AS proxy
COPY deploy/nginx/nginx.conf deploy/nginx/upstreams.conf /etc/nginx/
COPY --from=build /app/static-root /srv/static
HEALTHCHECK --interval=10s --timeout=3s CMD ["curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:8080/up"]
STOPSIGNAL SIGQUIT
