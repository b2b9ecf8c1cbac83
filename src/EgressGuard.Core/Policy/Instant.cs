using System.Globalization;

namespace EgressGuard.Core.Policy;

/// <summary>Points in time as Kubernetes writes them: RFC 3339.</summary>
public static class Instant
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    /// <summary>The point in time, in UTC, or null when the text is none. A text without Z or an offset leaves open which one it is.</summary>
    public static DateTimeOffset? Parse(string text) =>
        HasZone(text)
        && DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;

    /// <summary>The point in time in UTC, to the second: <c>2026-12-31T00:00:00Z</c>.</summary>
    public static string Write(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static bool HasZone(string text) => text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
