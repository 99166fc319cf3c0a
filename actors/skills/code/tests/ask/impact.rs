//! What feels a change without calling.

use super::says;

#[test]
fn functions_that_are_handed_on_are_felt_as_far_as_endpoints_and_tests() {
    let files = [
        ("db.py", "def get_db():\n    yield 1\n"),
        (
            "app.py",
            "from fastapi import FastAPI, Depends\nfrom db import get_db\napp = FastAPI()\n\n@app.post(\"/users\")\ndef create_user(db=Depends(get_db)):\n    pass\n",
        ),
        (
            "tests/test_app.py",
            "from fastapi.testclient import TestClient\nfrom app import app\nclient = TestClient(app)\n\ndef test_create():\n    client.post(\"/users\", json={})\n",
        ),
    ];
    says(
        &files,
        "what breaks if I change get_db?",
        &[
            "app.create_user (its name stands there, not called)",
            "the endpoint POST /users",
            "1 test runs it",
            "test_create",
        ],
    );
}

#[test]
fn a_model_is_felt_by_those_who_query_it_and_name_it() {
    let files = [
        (
            "shop/models.py",
            "from django.db import models\n\nclass Product(models.Model):\n    name = models.CharField()\n",
        ),
        (
            "shop/views.py",
            "from .models import Product\n\ndef index(request):\n    return Product.objects.all()\n\nclass Detail:\n    model = Product\n",
        ),
        ("shop/__init__.py", ""),
    ];
    says(&files, "what breaks if I change Product?", &["shop.views.index", "shop.views.Detail"]);
}
