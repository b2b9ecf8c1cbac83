using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Follows traffic from the hop to an egress gateway on (docs/egress-path.md 4).</summary>
internal sealed class GatewaySide(PathContext context, PathQuestion question)
{
    /// <summary>The ways from the gateway on.</summary>
    public IEnumerable<PathWay> Follow(Trail trail, GatewayHop hop)
    {
        if (hop.Service.Service is not null && hop.Service.Port(hop.Port) is null)
        {
            var closed = new PathFault(
                PathFaultCode.GatewayPortClosed, [.. PortPlace(hop), hop.Service.Object],
                $"{hop.Service.Object} has no port {hop.Port}, to which {Sender(hop)}");
            return [trail.End(PathOutcome.Blocked, $"the egress gateway's Service has no port {hop.Port}", closed)];
        }

        var servers = context.Listeners.At(hop.Egress, hop.Port);
        if (servers.IsEmpty)
        {
            return [NoServer(trail, hop)];
        }

        var all = servers.ToList();
        var fitting = all.FindAll(server => HopFit.Fits(server, hop));
        return fitting.Count == 0 ? [Mismatch(trail, hop, all)]
            : servers[0].IsTls ? Named(trail, hop, all, fitting)
            : Route(trail, hop, fitting, new GatewayRoutes(context, question, hop, fitting).Applied());
    }

    /// <summary>TLS connections go to the server of their name, whether it takes them or not.</summary>
    private IEnumerable<PathWay> Named(Trail trail, GatewayHop hop, List<EgressServer> all, List<EgressServer> fitting)
    {
        var own = string.IsNullOrEmpty(hop.Tls?.Sni) ? null : HostName.Normalize(hop.Tls.Sni);
        var chain = new TlsChains(context, hop, all).For(hop.Mode.Length == 0 ? question.Host : own);
        if (chain is null)
        {
            return fitting[0].Sort == ServerSort.Passthrough
                ? Route(trail, hop, fitting, ([], fitting[0]))
                : [WrongName(trail, hop, fitting)];
        }

        var chosen = new List<EgressServer> { chain.Server };
        return !fitting.Contains(chain.Server) ? [Mismatch(trail, hop, chosen)]
            : chain.Rule is { } rule ? Route(trail, hop, chosen, ([rule], chain.Server))
            : Route(trail, hop, chosen, new GatewayRoutes(context, question, hop, chosen).Applied());
    }

    private PathWay NoServer(Trail trail, GatewayHop hop)
    {
        if (!context.Mesh.Knows(ObjectKind.Gateway))
        {
            return trail.End(PathOutcome.Unknown, "the Gateways of the mesh were not given");
        }

        var fault = new PathFault(
            PathFaultCode.GatewayPortClosed, [.. PortPlace(hop), .. BoundGateways()],
            $"No Gateway opens port {hop.Port} on egress gateway {hop.Egress.Namespace}/{hop.Egress.Service}, to which {Sender(hop)}");
        return trail.End(PathOutcome.Blocked, $"the egress gateway does not listen at port {hop.Port}", fault);
    }

    private static string Sender(GatewayHop hop) => hop.Rule is { } rule ? $"{rule.Place} sends" : "sidecars send";

    private static IEnumerable<PathObject> PortPlace(GatewayHop hop) => hop.Ends.Take(1).Select(end => end.Beside("port/number"));

    /// <summary>The Gateways on the egress gateway that VirtualServices for the host are bound to.</summary>
    private IEnumerable<PathObject> BoundGateways() => context.Order.Overlapping(question.Host)
        .SelectMany(service => service.Gateways)
        .Distinct()
        .Where(gateway => context.Listeners.Has(gateway))
        .Select(gateway => new PathObject(ObjectKind.Gateway, gateway, "/spec/servers"));

    private static PathWay Mismatch(Trail trail, GatewayHop hop, List<EgressServer> servers)
    {
        // Where both ends agree on a TLS and only what is inside differs, the port is closed on purpose: patterns P4 and P6 close 443 so.
        var isOnPurpose = hop.Mode.Length > 0 && servers.Exists(server => HopFit.AgreesOnTls(server, hop));
        var server = servers[0];
        var fault = new PathFault(
            PathFaultCode.HopTlsMismatch, [.. hop.Ends, server.Place],
            $"Sidecars send {HopFit.Sent(hop)} to port {hop.Port} of the egress gateway, where Gateway {server.Gateway} expects {HopFit.Expected(server)}");
        return trail.Then(HopKind.Gateway, server.Place, $"expects {HopFit.Expected(server)}").End(
            PathOutcome.Blocked, $"the hop brings {HopFit.Sent(hop)}, and Gateway {server.Gateway} expects {HopFit.Expected(server)}", isOnPurpose ? [] : [fault]);
    }

    private static PathWay WrongName(Trail trail, GatewayHop hop, List<EgressServer> servers)
    {
        var server = servers[0];
        var name = string.IsNullOrEmpty(hop.Tls?.Sni) ? "no sni of its own" : $"sni {Quote.Text(hop.Tls.Sni)}";
        var fault = new PathFault(
            PathFaultCode.HopServerName, [.. hop.Connection.Places, .. hop.Connection.Places.IsEmpty ? hop.Ends : [], server.Place],
            $"The hop to the egress gateway has {name}, and Gateway {server.Gateway} serves {Quote.Text(string.Join(", ", server.Hosts))} at port {hop.Port}");
        return trail.Then(HopKind.Gateway, server.Place, "serves other names").End(
            PathOutcome.Blocked, $"the hop has {name}, which no server of port {hop.Port} serves", fault);
    }

    private IEnumerable<PathWay> Route(
        Trail trail, GatewayHop hop, List<EgressServer> servers, (IReadOnlyList<RouteRule> Rules, EgressServer Server) applied)
    {
        var (rules, server) = applied;
        if (rules.Count == 0)
        {
            var (reason, fault) = new LostGatewayRoutes(context, question, hop, servers).Explain();
            yield return trail.Then(HopKind.Gateway, servers[0].Place, $"takes {HopFit.Expected(servers[0])}").End(
                PathOutcome.Blocked, reason, fault is null ? [] : [fault]);
            yield break;
        }

        var exit = new GatewayExit(context, question, hop);
        foreach (var rule in rules)
        {
            var arrived = trail.Then(HopKind.Gateway, server.Place, $"takes {HopFit.Expected(server)}").If(RouteConditions.Of(rule));
            if (rule.Targets.IsEmpty)
            {
                yield return arrived.Then(HopKind.GatewayRoute, rule.Place, "the gateway answers itself").End(
                    PathOutcome.Blocked, "the route at the gateway sends nothing on");
            }

            foreach (var target in rule.Taken())
            {
                var sent = arrived.If(RouteConditions.ShareOf(target, rule)).Then(HopKind.GatewayRoute, rule.Place, RouteConditions.Sends(target));
                yield return exit.Follow(sent, rule, target);
            }
        }
    }
}
