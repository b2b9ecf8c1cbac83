using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>
/// A waypoint gets only what is sent to the virtual address of a ServiceEntry. An entry that is bound to a waypoint therefore has
/// addresses, or lets Istio give it one.
/// </summary>
/// <remarks>
/// Concerns entries with the label <c>istio.io/use-waypoint</c>, their own or their namespace's. Without <c>spec.addresses</c> Istio
/// gives no address when <c>spec.resolution</c> is NONE or absent (AMB-4); when label
/// <c>networking.istio.io/enable-autoallocate-ip</c> is <c>false</c>, in whatever case; and to wildcard hosts, unless the resolution is
/// DYNAMIC_DNS (AMB-5). One entry of <c>spec.addresses</c> that is no address, and ambient mode does not know the ServiceEntry at all.
/// </remarks>
internal sealed class WaypointWithoutAddress : Rule
{
    private const string AutoAllocate = "networking.istio.io/enable-autoallocate-ip";
    private const string Danger = "Clients connect to the host's real address, and ztunnel passes that on directly, past the waypoint.";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG702",
        Name = "waypoint-without-address",
        Summary = "A ServiceEntry that uses a waypoint has a virtual address.",
        Specification = "AMB-4, AMB-5",
        Kinds = [ObjectKind.ServiceEntry],
        WarnsOnly = "an entry that opts out of automatic addresses, and wildcard hosts that get none",
        Why = "A connection is handed to the waypoint only when it goes to the ServiceEntry's virtual address. Without one the label "
            + "looks right and does nothing: the traffic goes straight out.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata:
                  name: api
                  namespace: shop
                  labels:
                    istio.io/use-waypoint: egress
                    istio.io/use-waypoint-namespace: istio-system
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata:
                  name: api
                  namespace: shop
                  labels:
                    istio.io/use-waypoint: egress
                    istio.io/use-waypoint-namespace: istio-system
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not ServiceEntry { Spec: { } entry } || !IsConcerned(entry, context))
        {
            return;
        }

        switch (UsesWaypoint(context))
        {
            case true:
                Judge(entry, context);
                break;
            case null when context.Policy.Mesh.DataplaneModes.Contains(DataplaneMode.Ambient):
                context.NotEvaluated("the namespace is not known, and with it whether the entry uses a waypoint");
                break;
        }
    }

    /// <summary>Whether there is anything to find, should the entry use a waypoint.</summary>
    private static bool IsConcerned(ServiceEntrySpec entry, RuleContext context) => entry.Addresses.Count > 0
        ? entry.Addresses.Any(address => !IPRange.TryParse(address, out _))
        : entry.EffectiveResolution == Resolution.None || OptsOut(context) || entry.Hosts.Any(host => GetsNone(host, entry));

    private static bool? UsesWaypoint(RuleContext context)
    {
        var own = context.Subject.Object.Metadata;
        var deciding = own.Label(Waypoint.Label) is null ? context.Namespace?.Metadata : own;
        return deciding is null ? null : Waypoint.Of(deciding, context.Subject.Namespace) is not null;
    }

    private static void Judge(ServiceEntrySpec entry, RuleContext context)
    {
        for (var i = 0; i < entry.Addresses.Count; i++)
        {
            if (!IPRange.TryParse(entry.Addresses[i], out _))
            {
                context.Report(
                    "/spec/addresses/" + JsonPointer.Token(i),
                    $"{Quote.Text(entry.Addresses[i])} is neither an IP address nor a CIDR range, and ambient mode then drops the whole "
                    + $"entry. {Danger}",
                    "Write an address such as 203.0.113.10, or leave addresses out and set resolution: DNS.");
            }
        }

        if (entry.Addresses.Count == 0)
        {
            JudgeAllocation(entry, context);
        }
    }

    private static void JudgeAllocation(ServiceEntrySpec entry, RuleContext context)
    {
        if (entry.EffectiveResolution == Resolution.None)
        {
            context.Report(
                "/spec/resolution",
                $"resolution is {(entry.Resolution is null ? "absent, which means NONE," : "'NONE'")} and there are no addresses, so the "
                + $"entry has no virtual address and its waypoint gets nothing. {Danger}",
                "Set resolution: DNS (DYNAMIC_DNS when all hosts are wildcards), or list addresses.");
        }

        if (OptsOut(context))
        {
            context.Advise(
                JsonPointer.Label(AutoAllocate),
                $"Label {AutoAllocate} is {Quote.Text(context.Subject.Object.Metadata.Label(AutoAllocate)!)} and there are no "
                + $"addresses, so the entry has no virtual address and its waypoint gets nothing. {Danger}",
                "Remove the label, or list addresses.");
        }

        for (var i = 0; i < entry.Hosts.Count; i++)
        {
            if (GetsNone(entry.Hosts[i], entry))
            {
                context.Advise(
                    "/spec/hosts/" + JsonPointer.Token(i),
                    $"{Quote.Text(entry.Hosts[i])} is a wildcard, which gets a virtual address with resolution DYNAMIC_DNS only; its "
                    + $"waypoint gets nothing. {Danger}",
                    "List the hosts one by one, set resolution: DYNAMIC_DNS, or list addresses.");
            }
        }
    }

    private static bool OptsOut(RuleContext context) =>
        "false".Equals(context.Subject.Object.Metadata.Label(AutoAllocate), StringComparison.OrdinalIgnoreCase);

    private static bool GetsNone(string host, ServiceEntrySpec entry) =>
        HostName.IsWildcard(host) && entry.EffectiveResolution != Resolution.DynamicDns;
}
