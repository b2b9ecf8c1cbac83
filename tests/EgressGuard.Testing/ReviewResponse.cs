using System.Text.Json;

namespace EgressGuard.Testing;

/// <summary>An admission response that the API server would take.</summary>
public sealed record ReviewResponse
{
    public required bool Allowed { get; init; }

    /// <summary>The status code as the API server passes it on; 0 when allowed.</summary>
    public int Code { get; init; }

    public string Reason { get; init; } = "";

    public string Message { get; init; } = "";

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public IReadOnlyDictionary<string, string> AuditAnnotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The JSON Patch as an array; null when nothing is patched.</summary>
    public JsonElement? Patch { get; init; }
}
