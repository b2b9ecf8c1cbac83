using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EgressGuard.Cli.Tests;

/// <summary>
/// The schema that <c>policy schema</c> prints, and as much of JSON Schema (draft 2020-12) as it uses. A keyword that is not known
/// here fails the test that meets it, so that nothing in the schema goes unchecked.
/// </summary>
internal sealed class PolicySchema(JsonElement root)
{
    public static PolicySchema Load()
    {
        using var document = JsonDocument.Parse(CommandLine.Run("policy", "schema").Output, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return new PolicySchema(document.RootElement.Clone());
    }

    /// <summary>The schema of exemptions.</summary>
    public static PolicySchema LoadExemptions()
    {
        using var stream = typeof(EgressGuard.Cli.Definitions.ResourceDefinition).Assembly.GetManifestResourceStream("exemption-schema.json")!;
        using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return new PolicySchema(document.RootElement.Clone());
    }

    /// <summary>What is wrong with a document; empty when nothing is.</summary>
    public List<string> Validate(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var errors = new List<string>();
        Validate(root, document.RootElement, "", errors);
        return errors;
    }

    /// <summary>Every object whose fields are all known, with the way to it.</summary>
    public IEnumerable<SchemaObject> Objects() => Objects(root, []);

    private IEnumerable<SchemaObject> Objects(JsonElement schema, string[] place)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = Resolve(reference);
        }

        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var item in Objects(items, [.. place, "[]"]))
            {
                yield return item;
            }
        }

        if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
        {
            foreach (var item in Objects(others, [.. place, "EG101"]))
            {
                yield return item;
            }
        }

        if (!schema.TryGetProperty("properties", out var properties))
        {
            yield break;
        }

        if (schema.TryGetProperty("additionalProperties", out var closed) && closed.ValueKind == JsonValueKind.False)
        {
            yield return new SchemaObject(place, [.. properties.EnumerateObject().Select(property => property.Name)]);
        }

        foreach (var property in properties.EnumerateObject())
        {
            foreach (var item in Objects(property.Value, [.. place, property.Name]))
            {
                yield return item;
            }
        }
    }

    private JsonElement Resolve(JsonElement reference) =>
        reference.GetString()!.Split('/').Skip(1).Aggregate(root, (element, name) => element.GetProperty(name));

    private void Validate(JsonElement schema, JsonElement value, string place, List<string> errors)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!Holds(keyword, schema, value, place, errors))
            {
                errors.Add($"{place}: {keyword.Name} {keyword.Value.GetRawText()}");
            }
        }
    }

    private bool Holds(JsonProperty keyword, JsonElement schema, JsonElement value, string place, List<string> errors)
    {
        var argument = keyword.Value;
        var isObject = value.ValueKind == JsonValueKind.Object;
        var isList = value.ValueKind == JsonValueKind.Array;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        switch (keyword.Name)
        {
            case "$schema" or "$defs" or "title" or "description" or "default" or "format" or "x-kubernetes-validations":
            case "x-kubernetes-list-type" or "x-kubernetes-list-map-keys" or "x-kubernetes-preserve-unknown-fields":
                return true;
            case "not":
                return !IsValid(argument, value);
            case "$ref":
                Validate(Resolve(argument), value, place, errors);
                return true;
            case "type":
                return TypeOf(value) == argument.GetString();
            case "const":
                return JsonElement.DeepEquals(argument, value);
            case "enum":
                return argument.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value));
            case "pattern":
                return text is null || Regex.IsMatch(text, argument.GetString()!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));
            case "minLength":
                return text is null || text.Length >= argument.GetInt32();
            case "maxItems":
                return !isList || value.GetArrayLength() <= argument.GetInt32();
            case "maxProperties":
                return !isObject || value.GetPropertyCount() <= argument.GetInt32();
            case "maxLength":
                return text is null || text.Length <= argument.GetInt32();
            case "minimum":
                return value.ValueKind != JsonValueKind.Number || value.GetDouble() >= argument.GetDouble();
            case "maximum":
                return value.ValueKind != JsonValueKind.Number || value.GetDouble() <= argument.GetDouble();
            case "minItems":
                return !isList || value.GetArrayLength() >= argument.GetInt32();
            case "uniqueItems":
                return !isList || value.EnumerateArray().Select(item => item.GetRawText()).Distinct().Count() == value.GetArrayLength();
            case "minProperties":
                return !isObject || value.GetPropertyCount() >= argument.GetInt32();
            case "required":
                return !isObject || argument.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _));
            case "oneOf":
                return argument.EnumerateArray().Count(choice => IsValid(choice, value)) == 1;
            case "items":
                foreach (var (index, item) in isList ? value.EnumerateArray().Index() : [])
                {
                    Validate(argument, item, $"{place}/{index}", errors);
                }

                return true;
            case "properties":
                foreach (var member in isObject ? value.EnumerateObject().Where(member => argument.TryGetProperty(member.Name, out _)) : [])
                {
                    Validate(argument.GetProperty(member.Name), member.Value, $"{place}/{member.Name}", errors);
                }

                return true;
            case "propertyNames":
                return !isObject || value.EnumerateObject().All(member => IsValid(argument, JsonSerializer.SerializeToElement(member.Name)));
            case "additionalProperties":
                return !isObject || value.EnumerateObject()
                    .Where(member => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(member.Name, out _))
                    .All(member => argument.ValueKind == JsonValueKind.Object && IsValid(argument, member.Value));
            default:
                throw new NotSupportedException($"The schema uses '{keyword.Name}', which the tests do not know.");
        }
    }

    private bool IsValid(JsonElement schema, JsonElement value)
    {
        var errors = new List<string>();
        Validate(schema, value, "", errors);
        return errors.Count == 0;
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}

/// <summary>An object of the schema whose fields are all known.</summary>
/// <param name="Place">The names that lead to it; <c>[]</c> for an item of a list.</param>
/// <param name="Properties">The names of its fields.</param>
internal sealed record SchemaObject(string[] Place, string[] Properties)
{
    /// <summary>A document that has the given value at this place and as little else as may be.</summary>
    public JsonNode Around(JsonNode value) =>
        Place.Reverse().Aggregate(value, (inner, name) => name == "[]" ? new JsonArray(inner) : new JsonObject { [name] = inner });

    public override string ToString() => "/" + string.Join('/', Place);
}
