using System.Buffers;
using System.Globalization;

namespace EgressGuard.Yaml;

/// <summary>Integers as Go's strconv reads them with base 0: <c>0x</c>, <c>0b</c>, <c>0o</c>, and a bare leading zero for octal.</summary>
internal static class GoInteger
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The integer (signed 64 bits, else unsigned 64 bits), or null where Go reports an error.</summary>
    public static ScalarValue? Parse(string text)
    {
        var digits = text.AsSpan();
        var negative = digits.StartsWith('-');
        var signed = negative || digits.StartsWith('+');
        digits = signed ? digits[1..] : digits;
        var radix = 10;
        if (digits.StartsWith('0'))
        {
            var prefix = digits.Length >= 3 ? digits[1] | 0x20 : 0;
            radix = prefix switch { 'b' => 2, 'o' => 8, 'x' => 16, _ => 8 };
            digits = radix == 8 && prefix != 'o' ? digits[1..] : digits[2..];
            if (digits.IsEmpty)
            {
                return ScalarValue.Of(0L);
            }
        }

        return Magnitude(digits, radix) is { } magnitude ? Signed(magnitude, negative, signed) : null;
    }

    /// <summary>go-yaml tries what follows <c>0b</c> once more as a signed binary number, so <c>0b-101</c> is -5.</summary>
    public static ScalarValue? ParseLateBinary(string text)
    {
        if (!text.StartsWith("0b", StringComparison.Ordinal))
        {
            return null;
        }

        var digits = text.AsSpan(2);
        var negative = digits.StartsWith('-');
        var signed = negative || digits.StartsWith('+');
        return Magnitude(signed ? digits[1..] : digits, 2) is { } magnitude ? Signed(magnitude, negative, signed) : null;
    }

    private static ScalarValue? Signed(ulong magnitude, bool negative, bool signed)
    {
        if (negative)
        {
            return magnitude <= 1UL << 63 ? ScalarValue.Of(unchecked(-(long)magnitude)) : null;
        }

        if (magnitude <= long.MaxValue)
        {
            return ScalarValue.Of((long)magnitude);
        }

        // Go's unsigned reading takes no sign.
        return signed ? null : ScalarValue.OfUnsigned(magnitude);
    }

    private static ulong? Magnitude(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.IsEmpty || digits.ContainsAnyExcept(Digits))
        {
            return null;
        }

        if (radix == 10)
        {
            return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        }

        var sum = 0UL;
        foreach (var c in digits)
        {
            var digit = (ulong)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
            if (digit >= (ulong)radix || sum > (ulong.MaxValue - digit) / (ulong)radix)
            {
                return null;
            }

            sum = (sum * (ulong)radix) + digit;
        }

        return sum;
    }
}
