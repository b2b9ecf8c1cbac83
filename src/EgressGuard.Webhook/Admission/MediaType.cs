using Microsoft.Net.Http.Headers;

namespace EgressGuard.Webhook.Admission;

/// <summary>The media types of reviews.</summary>
internal static class MediaType
{
    /// <summary>What reviews are sent and answered as.</summary>
    public const string Json = "application/json";

    // What curl --data says when nobody tells it otherwise. The body decides, as ever.
    private const string CurlDefault = "application/x-www-form-urlencoded";

    /// <summary>Whether a body of this type is read at all.</summary>
    public static bool IsAccepted(string? contentType) =>
        contentType == Json // what API servers send, to the letter
        || (MediaTypeHeaderValue.TryParse(contentType, out var parsed)
            && (parsed.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            || parsed.MediaType.Equals(CurlDefault, StringComparison.OrdinalIgnoreCase)));
}
