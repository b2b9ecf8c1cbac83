using System.Text.Json;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>Reads the object of an event of type ERROR.</summary>
internal static class ErrorEvent
{
    /// <summary>The error. What is no <c>Status</c> is an error all the same, with the code 0.</summary>
    public static ApiError Read(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            var status = document.RootElement;
            var details = Member(status, "details", JsonValueKind.Object);
            return new ApiError(
                Number(status, "code") ?? 0,
                Text(status, "reason"),
                Text(status, "message"),
                Number(details, "retryAfterSeconds") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null,
                Member(details, "causes", JsonValueKind.Array) is { } causes ? [.. causes.EnumerateArray().Select(cause => Text(cause, "reason"))] : []);
        }
        catch (JsonException exception)
        {
            return new ApiError(0, "", $"it is no status: {exception.Message}", null, []);
        }
    }

    private static string Text(JsonElement? of, string name) => Member(of, name, JsonValueKind.String)?.GetString() ?? "";

    private static int? Number(JsonElement? of, string name) =>
        Member(of, name, JsonValueKind.Number) is { } number && number.TryGetInt32(out var value) ? value : null;

    private static JsonElement? Member(JsonElement? of, string name, JsonValueKind kind) =>
        of is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) && member.ValueKind == kind ? member : null;
}
