"""Versions of a small form: what questions say beside what every one of them has."""

from typing import Any

from schema.form import Form


def question(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    """A question as JSON, called by its name."""
    return {"name": name, "kind": kind, "label": {"zh-CN": f"题{name}", "en": name}, **more}


def choices(*names: str) -> list[dict[str, Any]]:
    """Choices called by their names."""
    return [{"name": name, "label": {"zh-CN": f"选{name}", "en": name}} for name in names]


def form(
    version: str, *questions: dict[str, Any], earlier: tuple[Form, ...] = (), **more: Any
) -> Form:
    """A version of the form, with those that were published before, and what else it says."""
    return Form.from_json(
        {
            "id": "survey",
            "version": version,
            "title": {"zh-CN": "调查", "en": "Survey"},
            "areas": ["household"],
            "questions": list(questions),
            "earlier": [each.to_json() for each in earlier],
            **more,
        }
    )
