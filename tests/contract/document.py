"""api.yaml as the checks need it: operations by path and method, references resolved, schemas as JSON Schema."""

from urllib.parse import unquote

import jsonschema
import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Operation:
    """What the document says of one method at one path, or of one call to a bot."""

    def __init__(self, method, path, content):
        self.method = method
        self.path = path
        self.responses = {str(status): response for status, response in content["responses"].items()}
        self.request_body = content.get("requestBody")
        self.is_everywhere = content.get("x-at-every-path", False)
        self.close_codes = set(content.get("x-close-codes", []))

    def __str__(self):
        return f"{self.method.upper()} {self.path}"


class Document:
    def __init__(self, file):
        with open(file, encoding="utf-8") as stream:
            self._raw = yaml.safe_load(stream)
        content = self._resolved(self._raw)
        self.paths = {}
        self.bot_calls = []
        for path, item in content["paths"].items():
            self.paths[path] = {}
            for method in METHODS:
                if method in item:
                    self.paths[path][method] = Operation(method, path, item[method])
                    self.bot_calls += self._callbacks(item[method])
        self.responses = content["components"]["responses"]
        self._everywhere = {one.method: one for one in self.operations() if one.is_everywhere}

    def route(self, path):
        """The documented path that answers `path` (encoded, without query), or None: all else under /api/ is 404.

        As in the server's router: a path that is exactly this one wins, and then the longest that fits."""
        path = unquote(path)
        if path in self.paths:
            return path
        fitting = [template for template in self.paths if "{" in template and path.startswith(prefix(template))]
        nearest = max(fitting, key=len, default=None)  # none fits what is no path, such as *
        return None if nearest and prefix(nearest) == "/" and path.startswith("/api/") else nearest

    def operation(self, method, template):
        """None if the document has no such method there. HEAD is GET: the document says so for every path."""
        method = "get" if method == "HEAD" else method.lower()
        return self.paths.get(template, {}).get(method) or self._everywhere.get(method)

    def operations(self):
        return [one for here in self.paths.values() for one in here.values()]

    def refusal(self, status, template=None):
        """What the document says of this status, at this path or anywhere: None if nothing."""
        operations = self.paths[template].values() if template else self.operations()
        found = [one.responses[status] for one in operations if status[0] in "45" and status in one.responses]
        return found[0] if found else None

    def _callbacks(self, operation):
        for callback in operation.get("callbacks", {}).values():
            for url, item in callback.items():
                yield Operation("post", url, item["post"])

    def _resolved(self, node, depth=0):
        """`node` with each $ref replaced by what it refers to. The schemas must not be recursive."""
        if depth > 100:
            raise ValueError("a $ref leads back to itself")
        if isinstance(node, list):
            return [self._resolved(item, depth + 1) for item in node]
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("$ref"), str):
            target = self._raw
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            return self._resolved(target, depth + 1)
        return {key: self._resolved(value, depth + 1) for key, value in node.items()}


def prefix(template):
    return template.split("{")[0]


def json_schema(schema):
    """A schema of OpenAPI 3.0 as one of JSON Schema: `nullable` is a type there."""
    if isinstance(schema, list):
        return [json_schema(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    converted = {key: json_schema(value) for key, value in schema.items() if key not in ("example", "nullable")}
    if schema.get("nullable"):
        converted["type"] = [converted["type"], "null"]
    return converted


class Schemas:
    """Validates values, each schema compiled once."""

    def __init__(self):
        self._validators = {}

    def problem(self, schema, value):
        """What is wrong with `value`, or None."""
        tag = schema.get("discriminator")
        if tag and isinstance(value, dict):
            # The one schema that is meant, for its own words about what is wrong.
            kind = value.get(tag["propertyName"])
            fitting = [one for one in schema["oneOf"] if one["properties"][tag["propertyName"]]["enum"] == [kind]]
            if len(fitting) != 1:
                return f"no {tag['propertyName']} is called {kind!r}"
            schema = fitting[0]
        validator = self._validators.get(id(schema))
        if validator is None:
            validator = jsonschema.Draft202012Validator(json_schema(schema))
            self._validators[id(schema)] = validator
        error = jsonschema.exceptions.best_match(validator.iter_errors(value))
        if error is None:
            return None
        place = "/".join(str(part) for part in error.absolute_path)
        return (f"at {place}: " if place else "") + error.message[:500]
