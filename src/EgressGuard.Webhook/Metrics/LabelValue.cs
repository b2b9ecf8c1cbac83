using System.Collections.Concurrent;
using System.Globalization;

namespace EgressGuard.Webhook.Metrics;

/// <summary>Tags' values as text. Nothing is allocated for those that were seen before.</summary>
internal static class LabelValue
{
    private const int MaxNumbers = 1000;

    private static readonly ConcurrentDictionary<long, string> Numbers = new();

    /// <summary>The text of a value; "" for none, which scrapers take for an absent label.</summary>
    public static string Of(object? value) => value switch
    {
        string text => Readable(text),
        null => "",
        true => "true",
        false => "false",
        int number => OfNumber(number),
        long number => OfNumber(number),
        _ => Readable(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static string OfNumber(long number)
    {
        if (!Numbers.TryGetValue(number, out var text))
        {
            text = number.ToString(CultureInfo.InvariantCulture);
            if (Numbers.Count < MaxNumbers)
            {
                Numbers[number] = text;
            }
        }

        return text;
    }

    /// <summary>Half a surrogate pair has no UTF-8. Two such values would be served as one, which scrapers refuse.</summary>
    private static string Readable(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return text;
        }

        return string.Concat(text.EnumerateRunes()); // gives U+FFFD for each half
    }
}
