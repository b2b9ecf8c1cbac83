using System.Text;
using System.Text.Json;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Connections;

namespace EgressGuard.Kubernetes.Client;

/// <summary>Errors as the API server words them.</summary>
public static class StatusReader
{
    private const int MaxText = 512;
    private const int MaxBody = 1024 * 1024;

    /// <summary>The error in a body that came with an error code, or in an event <c>ERROR</c>.</summary>
    /// <param name="body">A <c>Status</c>; anything else is taken for text.</param>
    /// <param name="code">The HTTP status; 0 where there is none but the one in the body.</param>
    /// <param name="retryAfter">What the header says; the body is asked where it is null.</param>
    public static ApiError Read(ReadOnlyMemory<byte> body, int code = 0, TimeSpan? retryAfter = null)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } status && Text(status, "kind") == "Status")
            {
                return FromStatus(status, code, retryAfter);
            }
        }
        catch (JsonException)
        {
            // It is text, then.
        }

        var text = Encoding.UTF8.GetString(body.Span).Trim();
        return new ApiError(code, "", text.Length <= MaxText ? text : text[..MaxText], retryAfter, []);
    }

    /// <summary>The error in an answer, without the credential of the request: whatever stands between may repeat what it was sent.</summary>
    internal static async Task<ApiError> ReadAsync(
        HttpResponseMessage response, Credential credential, DateTimeOffset now, CancellationToken cancellation)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        var body = credential.HideIn(Encoding.UTF8.GetString((await BodyAsync(response, cancellation)).Span));
        var error = Read(Encoding.UTF8.GetBytes(body), (int)response.StatusCode, wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
        return error with
        {
            // JSON may have escaped it.
            Message = credential.HideIn(error.Message.Length > 0 ? error.Message : response.ReasonPhrase ?? ""),
            Reason = credential.HideIn(error.Reason),
        };
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        while (body.Length < MaxBody && await stream.ReadAsync(buffer, cancellation) is var count and > 0)
        {
            await body.WriteAsync(buffer.AsMemory(0, count), cancellation);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static ApiError FromStatus(JsonElement status, int code, TimeSpan? retryAfter)
    {
        var details = status.TryGetProperty("details", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return new ApiError(
            code != 0 ? code : Number(status, "code") ?? 0,
            Text(status, "reason"),
            Text(status, "message"),
            retryAfter ?? (Number(details, "retryAfterSeconds") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null),
            Causes(details));
    }

    private static string[] Causes(JsonElement details) =>
        details.ValueKind == JsonValueKind.Object && details.TryGetProperty("causes", out var causes) && causes.ValueKind == JsonValueKind.Array
            ? [.. causes.EnumerateArray().Where(cause => cause.ValueKind == JsonValueKind.Object).Select(cause => Text(cause, "reason"))]
            : [];

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static int? Number(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number) ? number : null;
}
