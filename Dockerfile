# One image for web, worker, scheduler and what is done once; docker-compose.yml says which it is.

FROM node:22-slim AS pages
WORKDIR /build/static
COPY static/package.json static/package-lock.json static/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY static/ ./
RUN npm run build

FROM python:3.13-slim AS packages
RUN python -m venv /opt/stratolab
COPY requirements.txt ./
RUN /opt/stratolab/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes -r requirements.txt

FROM python:3.13-slim
ENV PATH=/opt/stratolab/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STRATOLAB_VAR=/tmp/stratolab \
    STRATOLAB_CACHE_DIR=/var/cache/stratolab
# A fixed number, so that volumes and secrets can be given to it. Compiled kernels are all it keeps on disk.
RUN useradd --system --uid 10001 --home-dir /app --no-create-home stratolab \
    && install -d -o stratolab -g stratolab "$STRATOLAB_CACHE_DIR"
WORKDIR /app
COPY --from=packages /opt/stratolab /opt/stratolab
COPY . ./
COPY --from=pages /build/static/dist ./static/dist
RUN python scripts/compile_messages.py \
    && python -m compileall -q config dashboard labs simulator
USER stratolab
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["python", "-m", "config.web", "--host=0.0.0.0", "--port=8000"]
