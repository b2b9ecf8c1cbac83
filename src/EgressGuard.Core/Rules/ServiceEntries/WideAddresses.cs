using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>The addresses of a ServiceEntry are those of its hosts: no wide range, and nothing that belongs to the platform.</summary>
/// <remarks>
/// Field: <c>spec.addresses</c>. Istio sets no limit: <c>0.0.0.0/0</c> passes and captures every destination. Allowed: addresses, and
/// ranges of at least <c>serviceEntries.minimumIPv4Prefix</c> (default /24) or <c>minimumIPv6Prefix</c> (default /64) bits, that touch
/// none of <c>serviceEntries.protectedRanges</c> (default: the cloud's metadata service). What NAT64 translates (<c>64:ff9b::/96</c>,
/// <c>64:ff9b:1::/48</c>) counts like the IPv4 range behind it. Text that is no address is refused.
/// </remarks>
internal sealed class WideAddresses : ServiceEntryRule
{
    /// <summary>The smallest IPv6 range with all IPv4-mapped addresses: those alone are read as the IPv4 range that they map.</summary>
    private static readonly IPRange AllOfIPv4 = IPRange.Parse("::ffff:0:0/95");

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG104",
        Name = "wide-addresses",
        Summary = "The addresses of a ServiceEntry are narrow and none of the platform's.",
        Specification = "SE-4, 1.5",
        Kinds = [ObjectKind.ServiceEntry],
        Why = "Istio takes all traffic to these addresses for the host's and lets it out. "
            + "A wide range opens the network behind a single name, and a protected one gives the platform's own traffic away.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: db, namespace: shop}
                spec:
                  hosts: [db.example.com]
                  addresses: [0.0.0.0/0]
                  ports: [{number: 5432, name: tcp, protocol: TCP}]
                  resolution: STATIC
                  endpoints: [{address: 203.0.113.10}]
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: db, namespace: shop}
                spec:
                  hosts: [db.example.com]
                  addresses: [203.0.113.10]
                  ports: [{number: 5432, name: tcp, protocol: TCP}]
                  resolution: STATIC
                  endpoints: [{address: 203.0.113.10}]
                  exportTo: [".", istio-system]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        for (var i = 0; i < entry.Addresses.Count; i++)
        {
            if (Judge(entry.Addresses[i], context.Policy.ServiceEntries) is var (problem, remedy))
            {
                context.Report("/spec/addresses/" + JsonPointer.Token(i), $"{Quote.Text(entry.Addresses[i])} {problem}", remedy);
            }
        }
    }

    private static (string Problem, string Remedy)? Judge(string address, ServiceEntrySettings settings)
    {
        if (!IPRange.TryParse(address, out var range))
        {
            return ("is neither an IP address nor a CIDR range. Proxies and guards would read it differently.",
                "Write an address such as 203.0.113.10, or a range such as 203.0.113.0/24.");
        }

        const string Narrow = "List the addresses of the host itself, or leave addresses out: HTTP and TLS are matched by name.";
        if (Excess(range, settings) is { } excess)
        {
            return ($"{excess}. Traffic to every destination in it would be taken for this host and leave under its name.", Narrow);
        }

        foreach (var taken in settings.ProtectedRanges)
        {
            if (range.Overlaps(taken) || range.Translated?.Overlaps(taken) == true)
            {
                return ($"touches {taken}, which the policy protects. Traffic of the platform would be taken for this host.", Narrow);
            }
        }

        return null;
    }

    private static string? Excess(IPRange range, ServiceEntrySettings settings)
    {
        var minimum = range.IsIPv4 ? settings.MinimumIPv4Prefix : settings.MinimumIPv6Prefix;
        return range switch
        {
            // A wildcard to a listener, however long the prefix.
            _ when range.ToString() is "0.0.0.0/32" or "::/128" => "stands for every address",
            _ when range.PrefixLength < minimum => $"is wider than /{JsonPointer.Token(minimum)}",
            { Translated: { } translated } when translated.PrefixLength < settings.MinimumIPv4Prefix =>
                $"stands for {translated} where the network translates addresses (NAT64), and that is wider than "
                + $"/{JsonPointer.Token(settings.MinimumIPv4Prefix)}",
            { IsIPv4: false } when range.Contains(AllOfIPv4) => "covers every IPv4 address in its IPv6 form",
            _ => null,
        };
    }
}
