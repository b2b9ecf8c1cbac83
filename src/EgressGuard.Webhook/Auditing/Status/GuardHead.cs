using System.Collections.Immutable;
using System.Text.Json;

namespace EgressGuard.Webhook.Auditing.Status;

/// <summary>What the writer of a status must know of an object: which it is, and what its status says.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Generation">Its generation: the number of its spec.</param>
/// <param name="ResourceVersion">Its version. Opaque.</param>
/// <param name="ObservedGeneration">The generation that its status is about; 0 for none.</param>
/// <param name="Conditions">The conditions of its status, with the time since when each has its value.</param>
internal sealed record GuardHead(
    string Name, long Generation, string ResourceVersion, long ObservedGeneration,
    ImmutableArray<(GuardCondition Condition, string Since)> Conditions)
{
    // As deep as the API server takes it.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 10_000 };

    /// <summary>Reads it; null where the object has no name or is no JSON.</summary>
    public static GuardHead? Read(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json, Options);
            var metadata = Member(document.RootElement, "metadata");
            var status = Member(document.RootElement, "status");
            var conditions = Member(status, "conditions");
            return Text(metadata, "name") is not { Length: > 0 } name
                ? null
                : new GuardHead(
                    name,
                    Number(metadata, "generation"),
                    Text(metadata, "resourceVersion"),
                    Number(status, "observedGeneration"),
                    conditions.ValueKind == JsonValueKind.Array ? [.. conditions.EnumerateArray().Select(ReadCondition)] : []);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the status says this about the generation that there is.</summary>
    public bool Says(ImmutableArray<GuardCondition> wanted) =>
        ObservedGeneration == Generation && Conditions.Select(item => item.Condition).SequenceEqual(wanted);

    private static (GuardCondition Condition, string Since) ReadCondition(JsonElement condition) => (
        new GuardCondition(Text(condition, "type"), Text(condition, "status") == "True", Text(condition, "reason"), Text(condition, "message")),
        Text(condition, "lastTransitionTime"));

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    private static string Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } member ? member.GetString()! : "";

    private static long Number(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var number) ? number : 0;
}
