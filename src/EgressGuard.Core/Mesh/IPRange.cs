using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace EgressGuard.Core.Mesh;

/// <summary>
/// A range of IP addresses, written as an address or in CIDR form, and read as Istio reads it: with the rules of Go's
/// <c>net/netip</c>. .NET's own parsers accept more (<c>10.1</c>, <c>010.0.0.1</c>, <c>0x7f.1</c>, zones), and a range that two
/// readers understand differently is a way past a rule.
/// </summary>
/// <remarks>
/// An IPv4-mapped IPv6 range (<c>::ffff:10.0.0.0/104</c>) is the IPv4 range it maps: proxies and kernels connect to the same place.
/// A prefix shorter than 96 bits covers more than mapped addresses and stays IPv6. Ranges of different families share no address.
/// </remarks>
public sealed record IPRange
{
    private const int IPv4Bits = 32;
    private const int IPv6Bits = 128;
    private const int MappedBits = IPv6Bits - IPv4Bits;

    // RFC 6052 and RFC 8215. In the latter a network may place the IPv4 address elsewhere, too, with a shorter prefix; at the end is usual.
    private static readonly IPRange[] TranslatedRanges = [Parse("64:ff9b::/96"), Parse("64:ff9b:1::/48")];

    // The first address, right-aligned: an IPv4 address fills the lower 32 bits only.
    private readonly UInt128 _first;

    private IPRange(UInt128 address, int prefixLength, bool isIPv4)
    {
        (PrefixLength, IsIPv4) = (prefixLength, isIPv4);
        _first = address & Mask;
    }

    /// <summary>Whether it is a range of IPv4 addresses; else of IPv6 addresses.</summary>
    public bool IsIPv4 { get; }

    /// <summary>How many leading bits all addresses share: 0 to 32 for IPv4, 0 to 128 for IPv6.</summary>
    public int PrefixLength { get; }

    /// <summary>
    /// The IPv4 range that a network with NAT64 connects to for this IPv6 range; null when there is none. The range itself stays IPv6,
    /// because without a translator it leads nowhere.
    /// </summary>
    public IPRange? Translated
    {
        get
        {
            if (IsIPv4)
            {
                return null;
            }

            var isTranslated = Array.Exists(TranslatedRanges, known => known.Contains(this));
            return isTranslated && PrefixLength >= MappedBits
                ? new IPRange((uint)(_first & uint.MaxValue), PrefixLength - MappedBits, isIPv4: true)
                : isTranslated || Array.Exists(TranslatedRanges, Contains)
                    ? new IPRange(UInt128.Zero, 0, isIPv4: true)
                    : null;
        }
    }

    private int HostBits => (IsIPv4 ? IPv4Bits : IPv6Bits) - PrefixLength;

    // A shift by the full width is a shift by nothing in .NET, hence the case of its own.
    private UInt128 Mask => HostBits == IPv6Bits ? UInt128.Zero : UInt128.MaxValue << HostBits;

    /// <summary>
    /// Reads an address (<c>10.0.0.1</c>, <c>2001:db8::1</c>) or a range (<c>10.0.0.0/8</c>). Bits after the prefix are ignored.
    /// </summary>
    /// <returns>Whether the text is one.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPRange? range)
    {
        range = null;
        var slash = text.LastIndexOf('/');
        var written = slash < 0 ? text : text.AsSpan(0, slash);
        var isIPv4 = !written.Contains(':');
        var bits = isIPv4 ? IPv4Bits : IPv6Bits;
        var prefixLength = bits;
        if (!(isIPv4 ? TryParseIPv4(written, out var address) : TryParseIPv6(written, out address))
            || (slash >= 0 && !TryParsePrefixLength(text.AsSpan(slash + 1), bits, out prefixLength)))
        {
            return false;
        }

        var isMapped = !isIPv4 && address >> IPv4Bits == 0xffff && prefixLength >= MappedBits;
        range = isMapped
            ? new IPRange((uint)(address & uint.MaxValue), prefixLength - MappedBits, isIPv4: true)
            : new IPRange(address, prefixLength, isIPv4);
        return true;
    }

    /// <summary>Reads an address or a range, as <see cref="TryParse"/> does.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static IPRange Parse(string text) =>
        TryParse(text, out var range) ? range : throw new FormatException($"'{text}' is neither an IP address nor a CIDR range.");

    /// <summary>Whether every address of the other range is in this one.</summary>
    public bool Contains(IPRange other) =>
        IsIPv4 == other.IsIPv4 && PrefixLength <= other.PrefixLength && (other._first & Mask) == _first;

    /// <summary>Whether some address is in both ranges.</summary>
    public bool Overlaps(IPRange other) => Contains(other) || other.Contains(this);

    /// <summary>The range in CIDR form, with its first address: <c>10.0.0.0/8</c>, <c>169.254.169.254/32</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[IPv6Bits / 8];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _first);
        var address = new IPAddress(IsIPv4 ? bytes[^(IPv4Bits / 8)..] : bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{address}/{PrefixLength}");
    }

    private static bool TryParsePrefixLength(ReadOnlySpan<char> text, int bits, out int prefixLength) =>
        TryParseDecimal(text, out prefixLength) && prefixLength <= bits;

    private static bool TryParseIPv4(ReadOnlySpan<char> text, out UInt128 address)
    {
        var (value, octets) = (0u, 0);
        foreach (var part in text.Split('.'))
        {
            if (++octets > 4 || !TryParseDecimal(text[part], out var octet) || octet > byte.MaxValue)
            {
                address = default;
                return false;
            }

            value = (value << 8) | (uint)octet;
        }

        address = value;
        return octets == 4;
    }

    private static bool TryParseIPv6(ReadOnlySpan<char> text, out UInt128 address)
    {
        address = default;
        var gap = text.IndexOf("::");
        if (gap < 0)
        {
            return TryParseGroups(text, out address, out var all) && all == 8;
        }

        // The gap stands for at least one group of zeros. A second gap shows as an empty group.
        var after = text[(gap + 2)..];
        var tail = UInt128.Zero;
        var (before, behind) = (0, 0);
        var head = UInt128.Zero;
        if ((gap > 0 && (text[..gap].Contains('.') || !TryParseGroups(text[..gap], out head, out before)))
            || (after.Length > 0 && !TryParseGroups(after, out tail, out behind))
            || before + behind > 7)
        {
            return false;
        }

        address = (head << (16 * (8 - before))) | tail;
        return true;
    }

    /// <summary>Groups of up to four hexadecimal digits, joined by colons; an IPv4 address may stand for the last two.</summary>
    private static bool TryParseGroups(ReadOnlySpan<char> text, out UInt128 value, out int groups)
    {
        (value, groups) = (default, 0);
        foreach (var part in text.Split(':'))
        {
            var group = text[part];
            if (part.End.Value == text.Length && group.Contains('.'))
            {
                groups += 2;
                var isIPv4 = TryParseIPv4(group, out var embedded);
                value = (value << IPv4Bits) | embedded;
                return isIPv4 && groups <= 8;
            }

            if (++groups > 8 || group.Length is 0 or > 4
                || !ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
            {
                return false;
            }

            value = (value << 16) | bits;
        }

        return true;
    }

    /// <summary>One to three decimal digits without a leading zero.</summary>
    private static bool TryParseDecimal(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        return text.Length is > 0 and <= 3
            && (text.Length == 1 || text[0] != '0')
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
