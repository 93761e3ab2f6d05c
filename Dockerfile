# The same commands as `make run`, in two steps: what builds stays behind, what serves is an unprivileged user.
FROM python:3.11-slim AS build
RUN apt-get update -q && apt-get install -qy --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/wijkkoers
COPY . .
RUN make .venv/.installed

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /srv/wijkkoers wijkkoers
WORKDIR /srv/wijkkoers
COPY --from=build /srv/wijkkoers .
RUN install -d -o wijkkoers /srv/wijkkoers/data
ENV PATH=/srv/wijkkoers/.venv/bin:$PATH HOST=0.0.0.0 PORT=8000 PYTHONDONTWRITEBYTECODE=1
USER wijkkoers
VOLUME /srv/wijkkoers/data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/ready', timeout=4)"]
CMD ["sh", "-c", "wijkkoers migrate && wijkkoers seed && exec wijkkoers serve"]
