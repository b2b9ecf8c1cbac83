using System.Text.Json;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Listing;

namespace EgressGuard.Webhook.Auditing;

/// <summary>What decides whether a listed object is judged at all, read beside what rules look at.</summary>
/// <param name="Reference">Its namespace and name.</param>
/// <param name="IsControlled">Whether a controller made it and keeps it as it is.</param>
/// <param name="HasEnded">Whether it is a pod that has run to its end.</param>
internal sealed record ListedHead(ObjectRef Reference, bool IsControlled, bool HasEnded)
{
    // As deep as the API server takes it: an object must not escape by its depth.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 10_000 };

    /// <summary>Reads it; null where the object has no name or is no JSON.</summary>
    public static ListedHead? Read(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json, Options);
            var metadata = Member(document.RootElement, "metadata");
            return Text(metadata, "name") is not { Length: > 0 } name
                ? null
                : new ListedHead(
                    new ObjectRef(Text(metadata, "namespace"), name),
                    Member(metadata, "ownerReferences") is { ValueKind: JsonValueKind.Array } owners
                        && owners.EnumerateArray().Any(owner => Member(owner, "controller").ValueKind == JsonValueKind.True),
                    Text(Member(document.RootElement, "status"), "phase") is "Succeeded" or "Failed");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it is judged as an object of this kind.</summary>
    public bool IsJudged(ObjectKind kind) => kind switch
    {
        // It sends nothing any more.
        ObjectKind.Pod => !HasEnded,

        // Its template is its owner's, which is judged itself, as are the pods made of it.
        ObjectKind.ReplicaSet or ObjectKind.Job => !IsControlled,

        // The API server's own, which it puts right itself; in many clusters its address is not in the cluster.
        ObjectKind.Endpoints or ObjectKind.EndpointSlice => Reference is not { Namespace: "default", Name: "kubernetes" },
        _ => true,
    };

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    private static string Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } member ? member.GetString()! : "";
}
