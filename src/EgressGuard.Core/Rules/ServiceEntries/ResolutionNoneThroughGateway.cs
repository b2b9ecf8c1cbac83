using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>
/// A gateway cannot send traffic on to a host with <c>resolution: NONE</c>: it has no original destination to go by, so
/// its cluster for the host stays empty and every request ends in 503 "no healthy upstream" (before Istio 1.4: an endless loop).
/// </summary>
/// <remarks>
/// Fields: <c>spec.resolution</c> of the ServiceEntry (absent means NONE) against the destinations of VirtualServices that are bound to
/// a Gateway. Judged from both sides: whichever of the two arrives last. Allowed: NONE where the gateway leg goes to another host, as
/// in Istio's task for arbitrary wildcard hosts; a <c>workloadSelector</c>; an entry or a VirtualService of a revision that is not in use.
/// Routes at other gateways count, too: NONE works at no gateway.
/// </remarks>
internal sealed class ResolutionNoneThroughGateway : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG101",
        Name = "resolution-none-through-gateway",
        Summary = "A host that a gateway sends traffic on to does not have resolution NONE.",
        Specification = "SE-R1, C19, 1.3",
        Kinds = [ObjectKind.ServiceEntry, ObjectKind.VirtualService],
        JudgesPlatform = true,
        Why = "NONE means that a connection goes to the address that the client dialled, and behind a gateway that is the gateway's own. "
            + "Such a route never works: clients get 503 and look for the fault everywhere else.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: NONE
                  exportTo: [".", istio-system]
                """ + Route,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """ + Route),
    };

    private const string Route = """

        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          gateways: [mesh, egress]
          exportTo: [".", istio-system]
          tls:
          - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
          - match: [{gateways: [egress], port: 443, sniHosts: [api.example.com]}]
            route: [{destination: {host: api.example.com, port: {number: 443}}}]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: egress, namespace: shop}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 443, name: tls, protocol: TLS}
            tls: {mode: PASSTHROUGH}
            hosts: [./api.example.com]
        """;

    private const string Reason =
        "A gateway cannot use NONE: it has no endpoint for the host and answers 503 (older Istio: an endless loop).";

    private const string Remedy =
        "Set resolution: DNS in the ServiceEntry, or STATIC with endpoints, so that the gateway knows where the host is.";

    internal override void Check(RuleContext context)
    {
        switch (context.Subject.Object)
        {
            case ServiceEntry entry when NeedsOriginalDestination(entry, context):
                CheckServiceEntry(entry.Spec!, context);
                break;
            case VirtualService:
                CheckVirtualService(context);
                break;
            default:
                break;
        }
    }

    private static bool NeedsOriginalDestination(ServiceEntry entry, RuleContext context) =>
        entry.Spec is { EffectiveResolution: Resolution.None, WorkloadSelector: null } && IsActive(entry, context);

    /// <summary>Configuration of a revision that is not in use is inert, on both sides (istio-egress.md A8).</summary>
    private static bool IsActive(KubeObject configuration, RuleContext context) =>
        context.Policy.Mesh.IsActiveRevision(configuration.Metadata.Label("istio.io/rev"));

    private static void CheckServiceEntry(ServiceEntrySpec entry, RuleContext context)
    {
        if (!context.Mesh.Knows(ObjectKind.VirtualService))
        {
            context.NotEvaluated("the VirtualService objects of the mesh were not given");
        }

        foreach (var host in entry.Hosts)
        {
            if (IsInTheWay(context.Subject.Reference, entry, host, context) && FindGatewayLeg(host, context) is var (route, gateway))
            {
                var written = entry.Resolution is null ? "resolution is absent, which means NONE" : "resolution is 'NONE'";
                context.Report(
                    "/spec/resolution",
                    $"{written}, but VirtualService {Quote.Text(route.ToString())} sends {Quote.Text(host)} on from the gateway "
                    + $"{Quote.Text(gateway.ToString())}. {Reason}",
                    Remedy);
                return;
            }
        }
    }

    private static void CheckVirtualService(RuleContext context)
    {
        if (!context.Mesh.Knows(ObjectKind.ServiceEntry))
        {
            context.NotEvaluated("the ServiceEntry objects of the mesh were not given");
        }

        var self = context.Subject.Reference;
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var root in context.Mesh.RootsOf(self))
        {
            var service = context.Mesh.FindVirtualService(root)!;
            foreach (var leg in GatewayLegs(service, root, context).Where(leg => root == self || leg.Owner == self))
            {
                var pointer = leg.Owner == self ? leg.Pointer : leg.RootPointer;
                if (EntryInTheWay(leg, context) is { } entry && reported.Add(pointer))
                {
                    context.Report(
                        pointer,
                        $"The gateway {Quote.Text(leg.AtGateways[0].ToString())} would send traffic on to {Quote.Text(leg.Host)}, but "
                        + $"ServiceEntry {Quote.Text(entry.ToString())} gives it resolution NONE. {Reason}",
                        Remedy);
                }
            }
        }
    }

    private static ObjectRef? EntryInTheWay(RouteLeg leg, RuleContext context)
    {
        foreach (var reference in context.Mesh.ServiceEntriesDeclaring(leg.Host))
        {
            var entry = context.Mesh.FindServiceEntry(reference)!;
            if (NeedsOriginalDestination(entry, context) && IsInTheWay(reference, entry.Spec!, leg.Host, context))
            {
                return reference;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the gateway would take the host from this entry. It does not when it cannot see the entry and has another one, with
    /// endpoints, to go by; where it has none, hiding the entry from it only breaks the route in another way.
    /// </summary>
    private static bool IsInTheWay(ObjectRef self, ServiceEntrySpec entry, string host, RuleContext context) =>
        IsVisibleToGateway(self, entry, context)
        || !context.Mesh.ServiceEntriesDeclaring(host).Any(other => other != self
            && context.Mesh.FindServiceEntry(other) is { } alternative
            && IsActive(alternative, context)
            && !NeedsOriginalDestination(alternative, context)
            && IsVisibleToGateway(other, alternative.Spec!, context));

    private static bool IsVisibleToGateway(ObjectRef self, ServiceEntrySpec entry, RuleContext context)
    {
        var exported = ExportScope.Effective(entry.ExportTo, context.Policy.Mesh.DefaultExportTo);
        return context.Policy.Mesh.EgressGateways.Any(gateway => ExportScope.Includes(exported, self.Namespace, gateway.Namespace));
    }

    private static (ObjectRef Route, ObjectRef Gateway)? FindGatewayLeg(string host, RuleContext context)
    {
        var wanted = HostName.Normalize(host);
        foreach (var writer in context.Mesh.VirtualServicesSendingTo(wanted))
        {
            foreach (var route in context.Mesh.RootsOf(writer))
            {
                var leg = GatewayLegs(context.Mesh.FindVirtualService(route)!, route, context).FirstOrDefault(leg => leg.Host == wanted);
                if (leg is not null)
                {
                    return (route, leg.AtGateways[0]);
                }
            }
        }

        return null;
    }

    private static IEnumerable<RouteLeg> GatewayLegs(VirtualService service, ObjectRef reference, RuleContext context) =>
        IsActive(service, context)
            ? context.LegsOf(reference).Where(leg => leg.AtGateways.Count > 0)
            : [];
}
