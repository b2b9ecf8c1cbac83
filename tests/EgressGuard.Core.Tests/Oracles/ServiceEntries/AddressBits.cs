using System.Globalization;
using System.Net;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>
/// An address range as the string of the bits that its addresses share, behind "4:" or "6:". One range is within another when it begins
/// with it. Only for texts that every reader takes for the same address.
/// </summary>
internal static class AddressBits
{
    private static readonly string Mapped = "6:" + new string('0', 80) + new string('1', 16);

    /// <summary>What the IPv4-mapped addresses share.</summary>
    public static string AllOfIPv4 => Mapped;

    public static string Of(string text)
    {
        var parts = text.Split('/');
        var bytes = IPAddress.Parse(parts[0]).GetAddressBytes();
        var bits = string.Concat(bytes.Select(value => value.ToString("b8", CultureInfo.InvariantCulture)));
        var length = parts.Length == 1 ? bits.Length : int.Parse(parts[1], CultureInfo.InvariantCulture);
        var range = (bytes.Length == 4 ? "4:" : "6:") + bits[..length];
        return range.StartsWith(Mapped, StringComparison.Ordinal) ? "4:" + range[Mapped.Length..] : range;
    }

    /// <summary>The bits of the IPv4 range that NAT64 leads to (RFC 6052, RFC 8215); null when it leads to none.</summary>
    public static string? Translated(string bits)
    {
        string[] known = [Of("64:ff9b::/96"), Of("64:ff9b:1::/48")];
        if (!known.Any(range => Touch(range, bits)))
        {
            return null;
        }

        return bits.Length < Mapped.Length ? "4:" : "4:" + bits[Mapped.Length..];
    }

    public static bool IsWithin(string inner, string outer) => inner.StartsWith(outer, StringComparison.Ordinal);

    public static bool Touch(string left, string right) => IsWithin(left, right) || IsWithin(right, left);
}
