using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EgressGuard.BillOfMaterials;

/// <summary>Writes components in the format CycloneDX 1.6.</summary>
internal static class CycloneDx
{
    private static readonly JsonSerializerOptions Plain = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="product">What the bill is of.</param>
    /// <param name="components">What it consists of, in the order in which they are written.</param>
    /// <param name="time">When the bill was made; null for no time.</param>
    public static byte[] Write(Component product, IReadOnlyCollection<Component> components, DateTimeOffset? time)
    {
        var metadata = new JsonObject();
        if (time is { } made)
        {
            metadata["timestamp"] = made.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        }

        metadata["component"] = Describe(product);
        var bill = new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = metadata,
            ["components"] = new JsonArray([.. components.Select(Describe)]),
            ["dependencies"] = new JsonArray([.. components.Prepend(product).Select(Depend)]),
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(bill, Plain), (byte)'\n'];
    }

    private static JsonObject Describe(Component component)
    {
        var json = new JsonObject
        {
            ["type"] = component.Type,
            ["bom-ref"] = component.Reference,
            ["name"] = component.Name,
            ["version"] = component.Version,
        };
        if (component.Hash is { } hash)
        {
            json["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = hash });
        }

        if (component.License is { } license)
        {
            // One license has an id, and several are an expression.
            json["licenses"] = license.Contains(' ', StringComparison.Ordinal)
                ? new JsonArray(new JsonObject { ["expression"] = license })
                : new JsonArray(new JsonObject { ["license"] = new JsonObject { ["id"] = license } });
        }

        if (component.PackageUrl is { } url)
        {
            json["purl"] = url;
        }

        if (component.ContentHash is { } content)
        {
            json["properties"] = new JsonArray(new JsonObject { ["name"] = "egressguard:lock-file-content-hash", ["value"] = content });
        }

        return json;
    }

    private static JsonObject Depend(Component component) => new()
    {
        ["ref"] = component.Reference,
        ["dependsOn"] = new JsonArray([.. component.Needs.Select(need => (JsonNode)need)]),
    };
}
