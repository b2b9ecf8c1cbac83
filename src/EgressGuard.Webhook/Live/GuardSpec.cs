using System.Text;
using System.Text.Json;

namespace EgressGuard.Webhook.Live;

/// <summary>The part of the guard's own objects that people write. The rest changes with every status.</summary>
internal static class GuardSpec
{
    // The definitions keep unknown fields, however deep, for the webhook to refuse.
    private static readonly JsonDocumentOptions AsDeepAsStored = new() { MaxDepth = 10_000 };

    /// <summary>The bytes of the spec; empty when there is none.</summary>
    /// <param name="utf8Json">The object as the API server serves it.</param>
    public static byte[] Of(ReadOnlyMemory<byte> utf8Json)
    {
        using var document = JsonDocument.Parse(utf8Json, AsDeepAsStored);
        return document.RootElement.TryGetProperty("spec", out var spec) ? Encoding.UTF8.GetBytes(spec.GetRawText()) : [];
    }
}
