"""A form whose records are worked off, for tests: orders that are called, done and verified."""

from schema.form import Form

_TITLE = {"zh-CN": "工单", "en": "Order"}


def _text(chinese: str, english: str) -> dict[str, str]:
    return {"zh-CN": chinese, "en": english}


ORDER = Form.from_json(
    {
        "id": "street_order",
        "version": "1",
        "title": _TITLE,
        "key": ["ulid"],
        "areas": ["grid", "compound"],
        "workflow": {"state": "state", "closed": ["verified", "declined"], "due": "due"},
        "questions": [
            {"name": "what", "kind": "text", "label": _text("事项", "What")},
            {"name": "caller", "kind": "text", "label": _text("电话", "Phone"), "sensitive": True},
            {
                "name": "state",
                "kind": "select_one",
                "label": _text("办理", "Work"),
                "choices": [
                    {"name": "called", "label": _text("已吹哨", "Called")},
                    {"name": "done", "label": _text("已办", "Done")},
                    {"name": "verified", "label": _text("已核实", "Verified")},
                    {"name": "declined", "label": _text("不受理", "Declined")},
                ],
            },
            {"name": "by_date", "kind": "acknowledge", "label": _text("限期", "Has a date")},
            {
                "name": "due",
                "kind": "date",
                "label": _text("期限", "Due"),
                "relevant": "${by_date} = 'OK'",
            },
        ],
    }
)


def order(area: str, number: int) -> str:
    """The id of an order."""
    return f"street_order/{area}:{number:026d}"
