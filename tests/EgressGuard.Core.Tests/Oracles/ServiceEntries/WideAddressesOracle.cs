using System.Globalization;
using System.Text.Json.Nodes;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG104 from SE-4.</summary>
internal sealed class WideAddressesOracle : EntryOracle
{
    private static readonly string[] NoAddresses =
    [
        "", "10.1", "010.0.0.1", "0x7f.1", "1", "db.example.com", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "fe80::1%eth0", "[::1]",
        "10.0.0.0/24/8", "::/129", "256.0.0.1", "1.2.3.4.5", " 10.0.0.1", "10.0.0.1/ 24", ":::", "1::2::3",
        "::ffff:10.0.0.256", "10.0.0.1/-1",
    ];

    private static readonly EgressPolicy Other = EgressPolicy.Default with
    {
        ServiceEntries = new()
        {
            MinimumIPv4Prefix = 16,
            MinimumIPv6Prefix = 96,
            ProtectedRanges = [IPRange.Parse("10.96.0.0/12"), IPRange.Parse("fd00::/8")],
        },
    };

    public override string Rule => "EG104";

    public override OracleCase Generate(Pick pick)
    {
        var addresses = Enumerable.Range(0, pick.Number(0, 3)).Select(_ => Address(pick));
        var spec = new JsonObject { ["hosts"] = new JsonArray("db.example.com"), ["addresses"] = Pick.List(addresses) };
        return new OracleCase(Entry(pick, spec)) { Policy = pick.Chance(60) ? EgressPolicy.Default : Other };
    }

    public override IEnumerable<string> Violations(OracleCase @case) => IsPlatform(@case)
        ? []
        : Places(@case, "addresses").Where(place => IsBad((string)place.Item!, @case.Policy.ServiceEntries)).Select(place => place.Pointer);

    private static bool IsBad(string text, ServiceEntrySettings settings)
    {
        if (NoAddresses.Contains(text))
        {
            return true;
        }

        var bits = AddressBits.Of(text);
        var translated = AddressBits.Translated(bits);
        var (isIPv4, length) = (bits[0] == '4', bits.Length - 2);
        return length < (isIPv4 ? settings.MinimumIPv4Prefix : settings.MinimumIPv6Prefix)
            || (length == (isIPv4 ? 32 : 128) && bits[2..].All(bit => bit == '0'))
            || AddressBits.IsWithin(AddressBits.AllOfIPv4, bits)
            || translated?.Length - 2 < settings.MinimumIPv4Prefix
            || settings.ProtectedRanges.Select(range => AddressBits.Of(range.ToString()))
                .Any(range => AddressBits.Touch(bits, range) || (translated is not null && AddressBits.Touch(translated, range)));
    }

    private static string Address(Pick pick) => pick.Number(1, 10) switch
    {
        <= 5 => pick.One("203.0.113.10", "169.254.169.254", "169.254.0.0", "10.96.0.1", "10.112.0.0", "0.0.0.0", "128.0.0.0", "240.0.0.10")
            + pick.One("", "", "/32", "/31", "/25", "/24", "/23", "/16", "/15", "/8", "/1", "/0"),
        <= 8 => pick.One(
                "2001:db8::10", "fd00:ec2::254", "fd00::1", "::", "::1", "::ffff:169.254.169.254", "::ffff:203.0.113.10", "::ffff:10.0.0.0",
                "64:ff9b::203.0.113.10", "64:ff9b::169.254.169.254", "64:ff9b:1::10.96.0.1", "64:ff9b:2::")
            + pick.One("", "", "/128", "/127", "/120", "/104", "/97", "/96", "/95", "/80", "/64", "/63", "/0"),
        9 => string.Create(CultureInfo.InvariantCulture, $"203.0.{pick.Number(0, 255)}.{pick.Number(0, 255)}/{pick.Number(0, 32)}"),
        _ => pick.One(NoAddresses),
    };
}
