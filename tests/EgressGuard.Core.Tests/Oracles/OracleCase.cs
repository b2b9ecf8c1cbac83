using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles;

/// <summary>One generated world for one rule: the object as JSON, and what stands around it.</summary>
/// <param name="Object">The object under judgement, with apiVersion, kind and metadata.</param>
internal sealed record OracleCase(JsonObject Object)
{
    /// <summary>Other objects of the mesh. It is taken to be complete; a Namespace that is not here is not known.</summary>
    public IReadOnlyList<JsonObject> Mesh { get; init; } = [];

    /// <summary>The object before an UPDATE; null for a CREATE.</summary>
    public JsonObject? OldObject { get; init; }

    /// <summary>Whether the object is being deleted.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>The policy in force.</summary>
    public EgressPolicy Policy { get; init; } = EgressPolicy.Default;

    /// <summary>The labels of the object's own namespace as the mesh holds it; null when it does not.</summary>
    public JsonObject? NamespaceLabels =>
        Mesh.FirstOrDefault(item => Text(item["kind"]) == "Namespace" && Text(item["metadata"]?["name"]) == Text(Object["metadata"]?["namespace"]))
            is { } found ? found["metadata"]?["labels"] as JsonObject ?? [] : null;

    /// <summary>A JSON string's value; null when it is none.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
