using System.Buffers;
using System.Globalization;

namespace EgressGuard.Webhook.Admission;

/// <summary>Durations as Go writes them, such as <c>10s</c>, <c>1m30s</c> or <c>500ms</c> (time.ParseDuration).</summary>
internal static class GoDuration
{
    private const double SecondsPerDay = 86_400;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration. Negative ones and those beyond a day are refused: no caller waits so long.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        if (text is "0")
        {
            return true;
        }

        var seconds = 0.0;
        if (text.IsEmpty)
        {
            return false;
        }

        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0
                || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            text = text[digits..];
            var letters = text.IndexOfAny(NumberCharacters);
            var unit = letters < 0 ? text : text[..letters];
            if (SecondsOf(unit) is not { } factor)
            {
                return false;
            }

            seconds += number * factor;
            text = text[unit.Length..];
        }

        if (seconds > SecondsPerDay)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static double? SecondsOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1e-9,
        "us" or "\u00B5s" or "\u03BCs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => null,
    };
}
