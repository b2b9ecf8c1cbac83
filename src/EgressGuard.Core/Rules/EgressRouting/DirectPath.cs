using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>After a change, no namespace reaches an external host without the egress gateway.</summary>
/// <remarks>
/// Judged over all objects together, for the hosts and namespaces that the change can touch (docs/egress-path.md): the paths before and
/// after. A change that opens a way that was closed or led to the gateway is refused: a mesh leg that is removed or narrowed, a
/// VirtualService that takes a host over, a DestinationRule with PASSTHROUGH, a Sidecar that does not import the route. A ServiceEntry
/// that has no route yet is warned of, because its route may be in the next document; set the rule to Deny to have routes come first.
/// </remarks>
internal sealed class DirectPath : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG901",
        Name = "egress-path-direct",
        Summary = "No namespace reaches an external host other than through the egress gateway.",
        Specification = "2.10, SE-1, SE-9, VS-6, VS-8, VS-9, VS-16, VS-20, VS-H1, VS-P, DR-1, C17, AMB-1",
        Kinds =
        [
            ObjectKind.ServiceEntry, ObjectKind.VirtualService, ObjectKind.Gateway, ObjectKind.DestinationRule, ObjectKind.Sidecar,
            ObjectKind.Namespace,
        ],
        JudgesRemoval = true,
        WarnsOnly = "a ServiceEntry whose route to the gateway is not there yet",
        Why = "Each object may look right by itself while together they leave a way past the gateway: a port that no route is for, a route "
            + "that a namespace does not see, a rule that somebody removes. What leaves there is neither checked nor recorded.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: gateway, namespace: shop}
                spec:
                  host: istio-egressgateway.istio-system.svc.cluster.local
                  exportTo: ["."]
                  trafficPolicy:
                    loadBalancer: {simple: PASSTHROUGH}
                """ + Mesh,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: gateway, namespace: shop}
                spec:
                  host: istio-egressgateway.istio-system.svc.cluster.local
                  exportTo: ["."]
                  trafficPolicy:
                    loadBalancer: {simple: ROUND_ROBIN}
                """ + Mesh),
    };

    private const string Mesh = """

        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          ports: [{number: 443, name: tls, protocol: TLS}]
          resolution: DNS
          exportTo: [".", istio-system]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          gateways: [mesh, istio-system/egress]
          exportTo: [".", istio-system]
          tls:
          - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
          - match: [{gateways: [istio-system/egress], port: 443, sniHosts: [api.example.com]}]
            route: [{destination: {host: api.example.com, port: {number: 443}}}]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: egress, namespace: istio-system}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 443, name: tls, protocol: TLS}
            tls: {mode: PASSTHROUGH}
            hosts: [shop/api.example.com]
        """;

    internal override void Check(RuleContext context)
    {
        if (!context.Paths.CanBeJudged())
        {
            return;
        }

        var opened = new Dictionary<(string Pointer, bool IsGrave), List<PathChange>>();
        foreach (var change in context.Paths.All)
        {
            if (change.IsSupposed)
            {
                continue;
            }

            if (change.Missing is { } missing)
            {
                context.NotEvaluated(missing);
            }

            if (Judge(change, context.Subject) is { } isGrave)
            {
                var key = (PointerOf(change, context.Subject), isGrave);
                opened.TryAdd(key, []);
                opened[key].Add(change);
            }
        }

        foreach (var ((pointer, isGrave), changes) in opened)
        {
            var message = $"{PathText.Journey(changes[0])} {(isGrave ? "would leave" : "leaves")} directly: {changes[0].After.Gravest.Reason}."
                + PathText.Others(changes);
            var remedy = DirectPathRemedy.For(changes[0], context);
            if (isGrave)
            {
                context.Report(pointer, message, remedy);
            }
            else
            {
                context.Advise(pointer, message, remedy);
            }
        }
    }

    /// <summary>Whether the change opens the way (true), brings a host that has none yet (false), or neither (null).</summary>
    private static bool? Judge(PathChange change, Subject subject)
    {
        if (change.After.Outcome != PathOutcome.Direct)
        {
            return null;
        }

        if (subject.Object is not ServiceEntry)
        {
            return change.Brings(PathOutcome.Direct) ? true : null;
        }

        // What a mesh does with destinations that nothing declares is the mesh's setting, not the entry's.
        if (change.After.Protocol is null)
        {
            return null;
        }

        // Where nobody answered before, another entry may come to light: that is no host of this entry's that waits for its route.
        if (change.Brings(PathOutcome.Direct) && (change.Before.Protocol is not null || subject.IsRemoval || !IsDeclaredBy(subject, change.After)))
        {
            return true;
        }

        return !subject.IsRemoval && IsDeclaredBy(subject, change.After) ? false : null;
    }

    /// <summary>Whether what leaves directly is what the entry declares, and not another entry's name or port that its hosts overlap.</summary>
    private static bool IsDeclaredBy(Subject subject, EgressPath path) => path.Ways.Any(way => way.Outcome == PathOutcome.Direct
        && way.Hops.Any(hop => hop is { Kind: HopKind.Service, Object: { Kind: ObjectKind.ServiceEntry } declared }
            && declared.Reference == subject.Reference));

    private static string PointerOf(PathChange change, Subject subject)
    {
        if (subject.IsRemoval)
        {
            return "";
        }

        switch (subject.Object)
        {
            case ServiceEntry { Spec: { } spec }:
                var index = spec.Ports.Index().Where(port => port.Item.Number == change.Question.Port).Select(port => (int?)port.Index).FirstOrDefault();
                return index is { } found ? "/spec/ports/" + Patching.JsonPointer.Token(found) : "/spec";
            case Namespace:
                return "/metadata/labels";
            default:
                var way = change.After.Gravest;
                return way.Hops.Select(hop => hop.Object).Concat(way.Faults.SelectMany(fault => fault.Objects))
                    .FirstOrDefault(item => item is not null && item.Kind == subject.Object.Kind && item.Reference == subject.Reference)?.Pointer ?? "/spec";
        }
    }
}
