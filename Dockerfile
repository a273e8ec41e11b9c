# The production image: the same lock file as everywhere, no embedded servers, an ordinary user, a read-only root.
FROM python:3.11-slim-trixie AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/opt/venv/bin:$PATH
# WeasyPrint's libraries and one font family to fall back on; pg_dump of the server's own version for backups; ffmpeg
# for offices that take sound and film.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-dejavu-core postgresql-client-17 ffmpeg \
 && rm -rf /var/lib/apt/lists/*

FROM base AS packages
WORKDIR /build
COPY requirements-installer.txt requirements.txt ./
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-installer.txt \
 && VIRTUAL_ENV=/opt/venv uv pip sync --no-cache --require-hashes --compile-bytecode requirements.txt requirements-installer.txt \
 && VIRTUAL_ENV=/opt/venv uv pip uninstall uv

FROM base
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin wayhome
COPY --from=packages /opt/venv /opt/venv
WORKDIR /wayhome
COPY . .
# Collected once, in the image. No server and no real secret is needed to copy files.
RUN python -m compileall -q . \
 && WAYHOME_STATIC_ROOT=/srv/static WAYHOME_MODE=production SECRET_KEY=only-for-collecting-static-files \
    DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost \
    python manage.py collectstatic --noinput --verbosity 0 --skip-checks
ENV WAYHOME_MODE=production WAYHOME_STATIC_ROOT=/srv/static WAYHOME_STATE=/state \
    DJANGO_SETTINGS_MODULE=config.settings WAYHOME_BIND=0.0.0.0:8000
# Volumes that are mounted here take over owner and mode.
RUN install -d -o wayhome -g wayhome -m 0700 /state /state/checkpoints /state/ledger /state/backups
USER wayhome
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
