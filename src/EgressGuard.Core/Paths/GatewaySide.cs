using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Follows traffic from the hop to an egress gateway on (docs/egress-path.md 4).</summary>
internal sealed class GatewaySide(PathContext context, PathQuestion question)
{
    /// <summary>Adds the ways from the gateway on.</summary>
    public void Follow(List<PathWay> ways, Trail trail, GatewayHop hop)
    {
        if (hop.Service.Service is not null && hop.Service.Port(hop.Port) is null)
        {
            var closed = new PathFault(
                PathFaultCode.GatewayPortClosed, [.. PortPlace(hop), hop.Service.Object],
                $"{hop.Service.Object} has no port {hop.Port}, to which {Sender(hop)}");
            ways.Add(trail.End(PathOutcome.Blocked, $"the egress gateway's Service has no port {hop.Port}", closed));
        }
        else if (context.Listeners.At(hop.Egress, hop.Port) is not { } port)
        {
            ways.Add(NoServer(trail, hop));
        }
        else if (!port.Takes(hop))
        {
            ways.Add(Missed(trail, hop, port, null));
        }
        else if (port.IsTls)
        {
            Named(ways, trail, hop, port);
        }
        else
        {
            var (rules, server) = new GatewayRoutes(context, question, hop, port, chosen: null).Applied();
            Route(ways, trail, hop, port.Servers, rules, server);
        }
    }

    /// <summary>TLS connections go to the server of their name, whether it takes them or not.</summary>
    private void Named(List<PathWay> ways, Trail trail, GatewayHop hop, EgressPort port)
    {
        var sni = string.IsNullOrEmpty(hop.Tls?.Sni) ? null : HostName.Normalize(hop.Tls.Sni);
        var chain = new TlsChains(context, hop, port).For(hop.Mode.Length == 0 ? question.Host : sni);
        if (chain is null)
        {
            var fitting = port.Servers.Where(server => HopFit.Fits(server, hop)).ToList();
            if (fitting[0].Sort != ServerSort.Passthrough || (Meant(port) is { Count: > 0 } meant && !meant.Exists(server => HopFit.Fits(server, hop))))
            {
                ways.Add(Missed(trail, hop, port, null));
            }
            else
            {
                Route(ways, trail, hop, fitting, [], fitting[0]);
            }

            return;
        }

        if (!HopFit.Fits(chain.Server, hop))
        {
            ways.Add(Missed(trail, hop, port, chain.Server));
            return;
        }

        var (rules, taker) = chain.Rule is { } rule ? ([rule], chain.Server) : new GatewayRoutes(context, question, hop, port, chain.Server).Applied();
        if (rules.Count == 0 && Meant(port) is { Count: > 0 } own && !own.Contains(chain.Server))
        {
            ways.Add(Missed(trail, hop, port, chain.Server));
            return;
        }

        Route(ways, trail, hop, [chain.Server], rules, taker);
    }

    /// <summary>
    /// Nothing at the port takes what arrives for this host. That is told of the servers that are meant to: those of others that share the
    /// port have no part in it.
    /// </summary>
    /// <param name="trail">What happened so far.</param>
    /// <param name="hop">What arrives.</param>
    /// <param name="port">The port.</param>
    /// <param name="taker">The server that has the name of the connection; null when none has.</param>
    private PathWay Missed(Trail trail, GatewayHop hop, EgressPort port, EgressServer? taker)
    {
        var meant = Meant(port);
        if (meant.Count > 0 && (taker is null || !meant.Contains(taker)))
        {
            var unnamed = meant.Find(server => HopFit.Fits(server, hop));
            if (unnamed is null)
            {
                return Mismatch(trail, hop, meant);
            }

            if (hop.Mode.Length > 0)
            {
                return WrongName(trail, hop, unnamed);
            }
        }

        return taker is null && port.Servers.FirstOrDefault(server => HopFit.Fits(server, hop)) is { } first
            ? WrongName(trail, hop, first)
            : Mismatch(trail, hop, taker is null ? port.Servers : [taker]);
    }

    /// <summary>The servers of Gateways that VirtualServices for the host are bound to; of these rather those that list the host.</summary>
    private List<EgressServer> Meant(EgressPort port)
    {
        var bound = context.Order.Overlapping(question.Host)
            .FindAll(service => service.NormalHosts.Any(host => HostName.IsCoveredBy(question.Host, host)));
        var own = port.Of(bound);
        var listing = own.FindAll(server => server.HostNames.Any(host => HostName.IsCoveredBy(question.Host, host)));
        return listing.Count > 0 ? listing : own;
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

    private static PathWay Mismatch(Trail trail, GatewayHop hop, IReadOnlyList<EgressServer> servers)
    {
        // Where both ends agree on a TLS and only what is inside differs, the port is closed on purpose: patterns P4 and P6 close 443 so.
        var isOnPurpose = hop.Mode.Length > 0 && servers.Any(server => HopFit.AgreesOnTls(server, hop));
        var server = servers[0];
        var fault = new PathFault(
            PathFaultCode.HopTlsMismatch, [.. hop.Ends, server.Place],
            $"{HopFit.Sends(hop)} to port {hop.Port} of the egress gateway, where Gateway {server.Gateway} expects {HopFit.Expected(server)}");
        return trail.Then(HopKind.Gateway, server.Place, $"expects {HopFit.Expected(server)}").End(
            PathOutcome.Blocked, $"the hop brings {HopFit.Sent(hop)}, and Gateway {server.Gateway} expects {HopFit.Expected(server)}", isOnPurpose ? [] : [fault]);
    }

    private static PathWay WrongName(Trail trail, GatewayHop hop, EgressServer server)
    {
        var name = string.IsNullOrEmpty(hop.Tls?.Sni) ? "no sni" : $"sni {Quote.Text(hop.Tls.Sni)}";
        var fault = new PathFault(
            PathFaultCode.HopServerName, [.. hop.Ends, server.Place],
            $"{hop.Connection.Places[0]} sets {name} for the egress gateway, and at port {hop.Port} Gateway {server.Gateway} serves "
            + $"{Quote.Text(string.Join(", ", server.Hosts))} only");
        return trail.Then(HopKind.Gateway, server.Place, "serves other names").End(
            PathOutcome.Blocked, $"the hop has {name}, and Gateway {server.Gateway} serves other names at port {hop.Port}", fault);
    }

    private void Route(
        List<PathWay> ways, Trail trail, GatewayHop hop, IReadOnlyList<EgressServer> servers, IReadOnlyList<RouteRule> rules, EgressServer taker)
    {
        if (rules.Count == 0)
        {
            var (reason, fault) = new LostGatewayRoutes(context, question, hop, servers).Explain();
            ways.Add(trail.Then(HopKind.Gateway, servers[0].Place, servers[0].Takes).End(
                PathOutcome.Blocked, reason, fault is null ? [] : [fault]));
            return;
        }

        var exit = new GatewayExit(context, question, hop);
        foreach (var rule in rules)
        {
            var arrived = trail.Then(HopKind.Gateway, taker.Place, taker.Takes).If(RouteConditions.Of(rule));
            if (rule.Targets.IsEmpty)
            {
                ways.Add(arrived.Then(HopKind.GatewayRoute, rule.Place, "the gateway answers itself").End(
                    PathOutcome.Blocked, "the route at the gateway sends nothing on"));
            }

            foreach (var target in rule.Taken())
            {
                var sent = arrived.If(RouteConditions.ShareOf(target, rule)).Then(HopKind.GatewayRoute, rule.Place, target.Sends);
                ways.Add(exit.Follow(sent, rule, target));
            }
        }
    }
}
