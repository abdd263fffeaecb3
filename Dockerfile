# One image for web, worker and scheduler; docker-compose.yml says which it is.

FROM node:22-slim AS pages
WORKDIR /build/static
COPY static/package.json static/package-lock.json static/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY static/ ./
RUN npm run build

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    STRATOLAB_VAR=/var/lib/stratolab \
    STRATOLAB_CACHE_DIR=/var/cache/stratolab
WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY . ./
COPY --from=pages /build/static/dist ./static/dist
RUN python scripts/compile_messages.py \
    && python -m compileall -q config dashboard labs simulator \
    && useradd --system --uid 10001 --home-dir /app stratolab \
    && install -d -o stratolab -g stratolab "$STRATOLAB_VAR" "$STRATOLAB_CACHE_DIR"
USER stratolab
EXPOSE 8000
CMD ["uvicorn", "config.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--ws-per-message-deflate", "false", "--no-access-log"]
