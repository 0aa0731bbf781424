"""What `openapi.json` says of an answer, read strictly: nothing else may be in it."""

import copy
import json

from jsonschema import Draft202012Validator

from server.api.routing import DESCRIPTION

DESCRIBED = json.loads(DESCRIPTION.read_text("utf-8"))


def strict(schema):
    """The same, but with nothing in a document that is not described."""
    if isinstance(schema, dict):
        closed = {name: strict(each) for name, each in schema.items()}
        if schema.get("type") == "object" and "properties" in schema:
            closed.setdefault("additionalProperties", False)
        return closed
    return [strict(each) for each in schema] if isinstance(schema, list) else schema


STRICT = {**copy.deepcopy(DESCRIBED), "components": strict(DESCRIBED["components"])}


def fits(document, name):
    schema = {**STRICT, "$ref": f"#/components/schemas/{name}"}
    faults = [
        f"{'/'.join(map(str, each.absolute_path))}: {each.message}"
        for each in Draft202012Validator(schema).iter_errors(document)
    ]
    assert faults == []
    return document
