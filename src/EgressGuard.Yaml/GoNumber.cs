using System.Globalization;
using System.Text;

namespace EgressGuard.Yaml;

/// <summary>Numbers as Go writes them, because kubectl is a Go program and the text of a number is what reaches the API server.</summary>
internal static class GoNumber
{
    /// <summary>A finite number as Go's encoding/json writes a float64: <c>443</c>, <c>0.000001</c>, <c>1e-7</c>, <c>1e+21</c>.</summary>
    public static string Json(double value)
    {
        // Kubernetes reads the "-0" that Go writes back as the integer 0.
        if (value == 0)
        {
            return "0";
        }

        var (digits, point) = Shortest(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture));
        var text = Math.Abs(value) is < 1e-6 or >= 1e21 ? Exponential(digits, point, 1) : Fixed(digits, point);
        return value < 0 ? "-" + text : text;
    }

    /// <summary>A float as sigs.k8s.io/yaml writes it when it is a map key: shortest float32 in format 'g', so that
    /// <c>16777217.0</c> becomes <c>1.6777216e+07</c> and <c>1e100</c> becomes <c>.inf</c>.</summary>
    public static string Key(double value)
    {
        var single = (float)value;
        if (float.IsNaN(single))
        {
            return ".nan";
        }

        if (float.IsInfinity(single))
        {
            return single > 0 ? ".inf" : "-.inf";
        }

        var sign = float.IsNegative(single) ? "-" : "";
        if (single == 0)
        {
            return sign + "0";
        }

        var (digits, point) = Shortest(MathF.Abs(single).ToString("R", CultureInfo.InvariantCulture));
        // Go's format 'g' with the shortest digits takes an exponent below 1e-4 and from 1e+06 on.
        return sign + (point - 1 is < -4 or >= 6 ? Exponential(digits, point, 2) : Fixed(digits, point));
    }

    /// <summary>The significant digits of .NET's shortest round-trip text, and the place of the decimal point before or after them.</summary>
    private static (string Digits, int Point) Shortest(string text)
    {
        var mantissa = text;
        var exponent = 0;
        var e = text.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = text[..e];
        }

        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var point = (dot < 0 ? mantissa.Length : dot) + exponent;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var zeros = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), point - zeros);
    }

    private static string Fixed(string digits, int point)
    {
        if (point <= 0)
        {
            return "0." + new string('0', -point) + digits;
        }

        return point >= digits.Length
            ? digits + new string('0', point - digits.Length)
            : string.Concat(digits.AsSpan(0, point), ".", digits.AsSpan(point));
    }

    private static string Exponential(string digits, int point, int exponentDigits)
    {
        var exponent = point - 1;
        var text = new StringBuilder().Append(digits[0]);
        if (digits.Length > 1)
        {
            text.Append('.').Append(digits, 1, digits.Length - 1);
        }

        text.Append('e').Append(exponent < 0 ? '-' : '+');
        return text.Append(Math.Abs(exponent).ToString(exponentDigits == 2 ? "00" : "0", CultureInfo.InvariantCulture)).ToString();
    }
}
