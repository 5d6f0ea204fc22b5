package dev.incant.mcp.conformance;

import java.util.Base64;

/// Data that the suite expects.
final class Samples {
    /// One red dot.
    static final byte[] IMAGE = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");

    /// No sound at all.
    static final byte[] AUDIO =
            Base64.getDecoder().decode("UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=");

    static final String SCHEMA = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
             "$defs": {"address": {"$anchor": "addressDef", "type": "object",
               "properties": {"street": {"type": "string"}, "city": {"type": "string"}}}},
             "properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"},
               "contactMethod": {"type": "string", "enum": ["phone", "email"]},
               "phone": {"type": "string"}, "email": {"type": "string"}},
             "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
             "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
             "then": {"required": ["phone"]}, "else": {"required": ["email"]},
             "additionalProperties": false}
            """;

    static final String HEADERS = """
            {"type": "object", "properties": {
               "region": {"type": "string", "x-mcp-header": "Region"},
               "count": {"type": "integer", "x-mcp-header": "Count"},
               "query": {"type": "string"}},
             "required": ["region"]}
            """;

    static final String DEFAULTS = """
            {"type": "object", "properties": {
               "name": {"type": "string", "description": "User name", "default": "John Doe"},
               "age": {"type": "integer", "description": "User age", "default": 30},
               "score": {"type": "number", "description": "User score", "default": 95.5},
               "status": {"type": "string", "description": "User status",
                 "enum": ["active", "inactive", "pending"], "default": "active"},
               "verified": {"type": "boolean", "description": "Verification status", "default": true}},
             "required": []}
            """;

    static final String ENUMS = """
            {"type": "object", "properties": {
               "untitledSingle": {"type": "string", "description": "Select one option",
                 "enum": ["option1", "option2", "option3"]},
               "titledSingle": {"type": "string", "description": "Select one option with titles", "oneOf": [
                 {"const": "value1", "title": "First Option"}, {"const": "value2", "title": "Second Option"},
                 {"const": "value3", "title": "Third Option"}]},
               "legacyEnum": {"type": "string", "description": "Select one option (legacy)",
                 "enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"]},
               "untitledMulti": {"type": "array", "description": "Select multiple options", "minItems": 1,
                 "maxItems": 3, "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
               "titledMulti": {"type": "array", "description": "Select multiple options with titles",
                 "minItems": 1, "maxItems": 3, "items": {"anyOf": [
                   {"const": "value1", "title": "First Choice"}, {"const": "value2", "title": "Second Choice"},
                   {"const": "value3", "title": "Third Choice"}]}}},
             "required": []}
            """;

    private Samples() {}
}
