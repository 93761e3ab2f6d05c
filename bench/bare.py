"""The limit of the frame: one route of the bare framework that answers a small JSON document."""

from fastapi import FastAPI

app = FastAPI(openapi_url=None)


@app.get("/")
def answer() -> dict[str, str]:
    return {"status": "ok"}
