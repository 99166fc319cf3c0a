"""What a list shows to somebody."""

from typing import Any

from fastapi.testclient import TestClient

from tests.building import Case, Person


def ids(client: TestClient, case: Case, viewer: Person | None, **query: Any) -> list[Any]:
    """Of every record in it; none for visitors where they may not read it."""
    headers = viewer.headers if viewer else None
    response = client.get(case.path, params=query, headers=headers)
    if viewer is None and response.status_code == 401:
        return []
    assert response.status_code == 200, response.text
    page = response.json()
    found = [item["id"] for item in page["items"]]
    assert page["total"] == len(found)
    return found
