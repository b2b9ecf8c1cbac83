using System.Globalization;
using System.Text.RegularExpressions;

namespace EgressGuard.Yaml;

/// <summary>What an unquoted scalar means: as go-yaml v2 resolves it for kubectl (measured with kubectl 1.32), which is neither
/// YAML 1.1 nor YAML 1.2. The same rules hold for values and for keys.</summary>
internal static partial class PlainScalar
{
    /// <summary>The value of an unquoted scalar, and whether YAML 1.2 would read it otherwise.</summary>
    public static ScalarValue Resolve(string text)
    {
        if (text.Length == 0)
        {
            return ScalarValue.Null;
        }

        return text[0] switch
        {
            'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O' or '~' => Word(text),
            '.' => Dotted(text),
            '+' or '-' or (>= '0' and <= '9') => Number(text),
            _ => ScalarValue.Of(text),
        };
    }

    private static ScalarValue Word(string text) => text switch
    {
        "true" or "True" or "TRUE" => ScalarValue.True,
        "false" or "False" or "FALSE" => ScalarValue.False,
        "~" or "null" or "Null" or "NULL" => ScalarValue.Null,
        "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => ScalarValue.True with { IsSurprise = true },
        "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => ScalarValue.False with { IsSurprise = true },
        _ => ScalarValue.Of(text),
    };

    private static ScalarValue Dotted(string text)
    {
        if (Special(text) is { } special)
        {
            return special;
        }

        // Go's ParseFloat takes the text as it is, and lets an underscore stand between digits only.
        return DottedFloat().IsMatch(text) && Float(text.Replace("_", "", StringComparison.Ordinal)) is { } value
            ? value with { IsSurprise = text.Contains('_', StringComparison.Ordinal) }
            : ScalarValue.Of(text);
    }

    private static ScalarValue? Special(string text) => text switch
    {
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => ScalarValue.Of(double.PositiveInfinity),
        "-.inf" or "-.Inf" or "-.INF" => ScalarValue.Of(double.NegativeInfinity),
        ".nan" or ".NaN" or ".NAN" => ScalarValue.Of(double.NaN),
        _ => null,
    };

    private static ScalarValue Number(string text)
    {
        if (Special(text) is { } special)
        {
            return special;
        }

        // Nearly all numbers: short, decimal, no sign trick, no leading zero.
        if (text.Length <= 18 && text[0] is >= '1' and <= '9' && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var quick))
        {
            return ScalarValue.Of(quick);
        }

        // go-yaml strips every underscore, wherever it stands, before it tries integers and floats.
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        var surprise = plain.Length != text.Length;
        if (GoInteger.Parse(plain) is { } integer)
        {
            return integer with { IsSurprise = surprise || IsOldNotation(plain) };
        }

        if (YamlFloat().IsMatch(plain) && Float(plain) is { } value)
        {
            return value with { IsSurprise = surprise };
        }

        return GoInteger.ParseLateBinary(plain) is { } binary ? binary with { IsSurprise = true } : ScalarValue.Of(text);
    }

    /// <summary>Octal with a bare leading zero and binary exist in YAML 1.1 only; a signed octal or hexadecimal, too.</summary>
    private static bool IsOldNotation(string plain)
    {
        var digits = plain.AsSpan().TrimStart("+-");
        var signed = digits.Length != plain.Length;
        return digits.Length > 1 && digits[0] == '0' && (signed || digits[1] is not ('x' or 'o'));
    }

    private static ScalarValue? Float(string text)
    {
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        // Go reports a number out of range, and go-yaml then keeps the text.
        return double.IsFinite(value) ? ScalarValue.Of(value) : null;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex YamlFloat();

    [GeneratedRegex(@"^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DottedFloat();
}
