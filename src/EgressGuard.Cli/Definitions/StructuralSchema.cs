using System.Text.Json.Nodes;

namespace EgressGuard.Cli.Definitions;

/// <summary>
/// A JSON Schema as the structural schema that the API server asks of a custom resource: without references, every value typed and
/// bounded. Left out is what the API server does not know (the names of map entries; closed objects), and what it would do to the document
/// (defaults: they would be stored, and stay when they change). The guard's own reader checks all of it again.
/// </summary>
internal sealed class StructuralSchema(JsonObject definitions)
{
    private const int MaxLength = 512;
    private const int MaxItems = 256;

    // Patterns are RE2, as in Go: the schemas use nothing that it lacks.
    private static readonly string[] Kept =
    [
        "description", "type", "format", "enum", "pattern", "not", "oneOf", "required",
        "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "minProperties", "maxProperties",
    ];

    /// <summary>The structural schema of a schema.</summary>
    public JsonObject Of(JsonObject schema)
    {
        var resolved = Resolve(schema);
        var structural = new JsonObject();
        foreach (var keyword in Kept)
        {
            if (resolved[keyword] is { } value)
            {
                structural[keyword] = value.DeepClone();
            }
        }

        structural["type"] ??= "string"; // only what is one of some words has no type of its own
        if (resolved["properties"] is JsonObject properties)
        {
            structural["properties"] = new JsonObject(
                properties.Select(property => KeyValuePair.Create<string, JsonNode?>(property.Key, Of(property.Value!.AsObject()))));
            KeepUnknownFields(structural);
        }

        if (resolved["additionalProperties"] is JsonObject values)
        {
            structural["additionalProperties"] = Of(values);
        }

        if (resolved["items"] is JsonObject items)
        {
            structural["items"] = Of(items);
        }

        Bound(structural);
        return structural;
    }

    /// <summary>
    /// Has the API server leave unknown fields to the webhook, which refuses them. It would drop them before anybody sees them, and an
    /// exemption whose <c>hosts</c> are misspelled would be one for every host.
    /// </summary>
    public static void KeepUnknownFields(JsonObject structural) => structural["x-kubernetes-preserve-unknown-fields"] = true;

    /// <summary>What stands beside a reference counts before what it refers to.</summary>
    private JsonObject Resolve(JsonObject schema)
    {
        if (schema["$ref"] is not { } reference)
        {
            return schema;
        }

        var target = definitions[reference.GetValue<string>().Split('/')[^1]]!.AsObject();
        var merged = Resolve(target).DeepClone().AsObject();
        foreach (var (keyword, value) in schema)
        {
            merged[keyword] = value?.DeepClone();
        }

        merged.Remove("$ref");
        return merged;
    }

    private static void Bound(JsonObject schema)
    {
        switch (schema["type"]!.GetValue<string>())
        {
            case "array":
                schema["maxItems"] ??= MaxItems;
                break;
            case "object" when schema.ContainsKey("additionalProperties"):
                schema["maxProperties"] ??= MaxItems;
                break;
            case "string" when !schema.ContainsKey("enum"):
                schema["maxLength"] ??= MaxLength;
                break;
        }
    }
}
