using System.Text;

namespace EgressGuard.Webhook.Metrics;

/// <summary>
/// From the names of instruments and tags to those of metrics and labels, as OpenTelemetry's exporters translate them, so that no
/// dashboard changes on the day that one of them takes over (engineering.md 4.2).
/// </summary>
internal static class MetricName
{
    /// <summary>The name of a metric.</summary>
    /// <param name="instrument">The instrument's name, such as <c>egressguard.admission.duration</c>.</param>
    /// <param name="unit">Its unit, such as <c>s</c>; <c>{request}</c> says what is counted and is no unit.</param>
    /// <param name="kind">What its number means.</param>
    public static string Of(string instrument, string? unit, MetricKind kind)
    {
        var name = Clean(instrument);
        var suffix = unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!name.EndsWith(suffix, StringComparison.Ordinal))
        {
            name += suffix;
        }

        return kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>The name of a label.</summary>
    /// <param name="tag">The tag's name, such as <c>http.request.method</c>.</param>
    public static string OfLabel(string tag) => Clean(tag);

    /// <summary>The value of a label for a name of the code: <c>very_short</c> for <c>VeryShort</c>.</summary>
    /// <param name="name">A name in PascalCase.</param>
    public static string OfWord(string name) =>
        string.Concat(name.Select((character, i) => i > 0 && char.IsAsciiLetterUpper(character) ? $"_{character}" : $"{character}"))
            .ToLowerInvariant();

    private static string Clean(string name)
    {
        var cleaned = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                cleaned.Append(character);
            }
            else if (cleaned.Length == 0 || cleaned[^1] != '_')
            {
                cleaned.Append('_');
            }
        }

        return cleaned.Length == 0 || char.IsAsciiDigit(cleaned[0]) ? "_" + cleaned : cleaned.ToString();
    }
}
