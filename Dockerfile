# Bulkhead in one image: the web server by default; worker, beat and migrate are other commands (docker-compose.yml).
# Every base has an explicit version; pin digests in your own build when your registry mirrors them.

FROM node:22.20.0-bookworm-slim AS frontend
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.13.9-slim-trixie AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /opt/bulkhead && /opt/bulkhead/bin/pip install --require-hashes -r requirements.lock

FROM python:3.13.9-slim-trixie AS documentation
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 NO_MKDOCS_2_WARNING=1
WORKDIR /build
COPY requirements-docs.lock ./
RUN pip install --require-hashes -r requirements-docs.lock
COPY tests/openapi.json tests/
COPY tools/docs_site/ tools/docs_site/
COPY docs/ docs/
COPY ARCHITECTURE.md CONTRIBUTING.md SECURITY.md CHANGELOG.md ./
RUN python -m mkdocs build --strict --quiet -f tools/docs_site/mkdocs.yml

FROM python:3.13.9-slim-trixie
LABEL org.opencontainers.image.title="Bulkhead" \
      org.opencontainers.image.description="Threat modeling for containerized systems" \
      org.opencontainers.image.licenses="Apache-2.0"
# Fonts of PDF reports for scripts that Typst brings none for: Arabic, Hebrew, Devanagari, Thai ..., then
# Chinese, Japanese and Korean.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
# A number, so that an orchestrator can see that it is not root; nothing in the image belongs to it.
RUN groupadd --gid 10001 bulkhead \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin bulkhead
COPY --from=packages /opt/bulkhead /opt/bulkhead
WORKDIR /app
COPY manage.py pyproject.toml LICENSE ./
COPY threatmodel/ threatmodel/
COPY --from=frontend /build/frontend/dist/ frontend/dist/
COPY --from=documentation /build/docs-site/ docs-site/
RUN /opt/bulkhead/bin/python -m whitenoise.compress --quiet frontend/dist \
    && /opt/bulkhead/bin/python -m whitenoise.compress --quiet docs-site \
    && /opt/bulkhead/bin/python -m compileall -q threatmodel \
    && /opt/bulkhead/bin/python -c "from threatmodel.engine.model import parsed_yaml, yaml_data; \
        parsed_yaml.FILE.write_bytes(yaml_data.pack_all(parsed_yaml.FILE.parents[1]))"

# `bulkhead analyze` in pipelines: the command line of the wheel.
RUN printf '%s\n' '#!/opt/bulkhead/bin/python' 'import sys' 'sys.path.insert(0, "/app")' \
        'from threatmodel.engine.command_line.main import run' 'run()' >/usr/local/bin/bulkhead \
    && chmod 755 /usr/local/bin/bulkhead

# Nothing is written outside /tmp: the root file system may be mounted read-only.
ENV PATH=/opt/bulkhead/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BULKHEAD_VAR=/tmp/bulkhead
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# exec form: the server is process 1 and gets the stop signal itself.
CMD ["python", "manage.py", "serve", "--host=0.0.0.0", "--port=8000"]
