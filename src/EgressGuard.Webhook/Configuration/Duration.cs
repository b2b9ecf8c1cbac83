using System.Globalization;

namespace EgressGuard.Webhook.Configuration;

/// <summary>Durations as people write them: a number and <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>.</summary>
internal static class Duration
{
    /// <summary>What a duration must be, as the end of a sentence.</summary>
    public const string Expected = "a duration: give a number above 0 and s, m, h or d, such as 12h or 90d";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>Reads one.</summary>
    public static bool TryRead(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        if (unit is null || number == 0 || number > Longest / unit)
        {
            return false;
        }

        duration = number * unit.Value;
        return true;
    }
}
