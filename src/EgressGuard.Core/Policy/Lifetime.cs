using System.Globalization;

namespace EgressGuard.Core.Policy;

/// <summary>Lengths of time as a policy writes them: whole days or hours, such as <c>90d</c> or <c>2160h</c>.</summary>
internal static class Lifetime
{
    private const int LongestNumber = 5;

    /// <summary>What is wrong with a text, as the problem of a <see cref="PolicyError"/>, or null.</summary>
    public static string? Check(string text) => Parse(text) is null
        ? $"{Quote.Text(text)} is not a length of time; write whole days or hours, such as 90d or 2160h"
        : null;

    /// <summary>The length, or null when the text is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length is < 2 or > LongestNumber + 1
            || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number == 0)
        {
            return null;
        }

        return text[^1] switch
        {
            'd' => TimeSpan.FromDays(number),
            'h' => TimeSpan.FromHours(number),
            _ => null,
        };
    }

    /// <summary>The length for people: <c>90 days</c>, <c>36 hours</c>.</summary>
    public static string Describe(TimeSpan length)
    {
        var (number, unit) = length.Ticks % TimeSpan.TicksPerDay == 0 ? (length.Days, "day") : ((int)length.TotalHours, "hour");
        return string.Create(CultureInfo.InvariantCulture, $"{number} {unit}{(number == 1 ? "" : "s")}");
    }
}
