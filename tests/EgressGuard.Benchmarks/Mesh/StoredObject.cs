using System.Text;
using System.Text.Json.Nodes;

namespace EgressGuard.Benchmarks.Mesh;

/// <summary>
/// What an API server makes of an object that was applied: it keeps the text among the annotations, and who set which field.
/// </summary>
internal static class StoredObject
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The stored object.</summary>
    /// <param name="applied">The object as it was applied, JSON.</param>
    /// <param name="version">Its resource version.</param>
    public static JsonObject Of(string applied, string version)
    {
        var stored = JsonNode.Parse(applied)!.AsObject();
        var text = stored.ToJsonString();
        var metadata = stored["metadata"]!.AsObject();
        metadata["annotations"] = new JsonObject { [LastApplied] = text };
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["resourceVersion"] = version;
        metadata["generation"] = 1;
        metadata["creationTimestamp"] = "2026-11-20T15:46:15Z";
        var fields = new JsonObject
        {
            ["f:metadata"] = new JsonObject
            {
                ["f:annotations"] = Fields(metadata["annotations"]),
                ["f:labels"] = Fields(metadata["labels"]),
            },
            ["f:spec"] = Fields(stored["spec"]),
        };
        metadata["managedFields"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = (string?)stored["apiVersion"],
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = fields,
            ["manager"] = "kubectl-client-side-apply",
            ["operation"] = "Update",
            ["time"] = "2026-11-20T15:46:15Z",
        });
        return stored;
    }

    /// <summary>An object as it comes over the network.</summary>
    public static ReadOnlyMemory<byte> Bytes(JsonObject stored) => Encoding.UTF8.GetBytes(stored.ToJsonString());

    private static JsonObject Fields(JsonNode? part)
    {
        var fields = new JsonObject { ["."] = new JsonObject() };
        foreach (var (name, _) in part as JsonObject ?? [])
        {
            fields["f:" + name] = new JsonObject();
        }

        return fields;
    }
}
