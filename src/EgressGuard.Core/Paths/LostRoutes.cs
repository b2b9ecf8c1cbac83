using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>
/// Says why VirtualServices that lead to the egress gateway do not lead this traffic there: the answer to "but there is a route".
/// </summary>
internal sealed class LostRoutes(PathContext context, PathQuestion question, Proxy proxy, SidecarRoutes routes)
{
    /// <summary>The VirtualServices for the host that did not decide, with the reasons.</summary>
    public IEnumerable<PathLoser> Losers((MeshService Service, MeshPort Port)? answering)
    {
        var blocks = answering is { Port.Protocol: var protocol } ? PortProtocol.BlocksOf(protocol) : RouteBlocks.Http;
        foreach (var service in Candidates(activeOnly: false))
        {
            var lost = new[] { RouteBlocks.Http, RouteBlocks.Tls, RouteBlocks.Tcp }
                .Where(block => blocks.HasFlag(block)).Select(block => Judge(service, block, answering)).OfType<Lost>().FirstOrDefault();
            if (lost is not null)
            {
                yield return new PathLoser(lost.Places[0], lost.Reason);
            }
        }
    }

    /// <summary>The faults by which the routes that lead to the gateway lost; of the one that came nearest first.</summary>
    /// <param name="answering">The service that answers.</param>
    /// <param name="block">The block that the traffic takes.</param>
    /// <param name="winner">The rule that was taken instead; null when none was.</param>
    public IEnumerable<PathFault> Faults((MeshService Service, MeshPort Port)? answering, RouteBlocks block, RouteRule? winner)
    {
        List<PathFault> faults =
        [
            .. from service in Candidates(activeOnly: true)
               where winner is null || service.Reference != winner.Root.Reference
               let lost = Judge(service, block, answering) ?? Overridden(service, block, winner)
               where lost is { Code: not null }
               select new PathFault(lost.Code!.Value, [.. lost.Places], $"{lost.Places[0]} {lost.Reason}"),
        ];

        // Where a mesh leg stands in a VirtualService of its own and does not take all, that is the fault, and not the gateway's without one.
        var hasMeshLeg = faults.Exists(fault => fault.Code != PathFaultCode.MeshLegMissing)
            || (winner is not null && LeadingRules(winner.Root).Any(rule => rule.AtMesh));
        return hasMeshLeg ? faults.Where(fault => fault.Code != PathFaultCode.MeshLegMissing) : faults;
    }

    /// <summary>Why the service itself is reached, for people.</summary>
    public string Reason((MeshService Service, MeshPort Port)? answering, RouteBlocks block)
    {
        var (service, port) = answering!.Value;
        var declares = $"{service.Object} declares {port.Number}/{(port.Protocol.Length == 0 ? "(no protocol)" : Quote.Shorten(port.Protocol))}";
        return Candidates(activeOnly: false).Select(candidate => Judge(candidate, block, answering)).OfType<Lost>().FirstOrDefault() is { } lost
            ? $"{declares}, but {lost.Places[0]} {lost.Reason}"
            : $"{declares}, and no VirtualService leads it to the egress gateway";
    }

    /// <summary>Those for the host that have something to do with an egress gateway.</summary>
    private IEnumerable<RoutedService> Candidates(bool activeOnly) => context.Mesh.VirtualServicesOverlapping(question.Host)
        .Select(context.Rules.Root).OfType<RoutedService>()
        .Where(service => (!activeOnly || context.Order.IsActive(service))
            && service.NormalHosts.Any(host => HostName.IsCoveredBy(question.Host, host))
            && (LeadingRules(service).Any() || IsAtEgressGateway(service)));

    private bool IsAtEgressGateway(RoutedService service) => service.Gateways.Any(context.Listeners.Has);

    private IEnumerable<RouteRule> LeadingRules(RoutedService service) => new[] { RouteBlocks.Http, RouteBlocks.Tls, RouteBlocks.Tcp }
        .SelectMany(block => context.Rules.Of(service, block))
        .Where(rule => rule.Targets.Any(target => context.GatewayOf(target.Host) is not null));

    private Lost? Judge(RoutedService service, RouteBlocks block, (MeshService Service, MeshPort Port)? answering)
    {
        if (!context.Order.IsActive(service))
        {
            return new Lost(null, [service.Place("/metadata/labels/istio.io~1rev")], "belongs to a revision that is not in use");
        }

        if (!service.AtMesh)
        {
            return new Lost(
                PathFaultCode.MeshLegMissing, [service.Place("/spec/gateways"), .. EntryPlace(answering)],
                "is bound to gateways only, so that sidecars do not apply it");
        }

        var leading = LeadingRules(service).ToList();
        if (leading.Count == 0)
        {
            return new Lost(null, [service.Place("/spec")], "has no route to the egress gateway");
        }

        if (!context.Order.IsExportedTo(service, proxy.Namespace))
        {
            return new Lost(
                PathFaultCode.RouteNotVisible, [service.Place("/spec/exportTo"), .. EntryPlace(answering, "/spec/exportTo")],
                $"is not exported to namespace {proxy.Namespace}");
        }

        if (!RouteOrder.IsImported(service, proxy))
        {
            var sidecar = new PathObject(ObjectKind.Sidecar, proxy.Scope!.Reference, proxy.Scope.Pointer);
            return new Lost(
                PathFaultCode.RouteNotImported, [service.Place("/spec/hosts"), sidecar, .. EntryPlace(answering, "/spec/hosts")], $"is not imported by {sidecar}");
        }

        return JudgeRules(service, leading, block, answering);
    }

    private Lost? JudgeRules(RoutedService service, List<RouteRule> leading, RouteBlocks block, (MeshService Service, MeshPort Port)? answering)
    {
        var atMesh = leading.FindAll(rule => rule.AtMesh);
        if (atMesh.Count == 0)
        {
            return new Lost(
                PathFaultCode.MeshLegMissing, [leading[0].Place, .. EntryPlace(answering)],
                "leads to the egress gateway at gateways only: match.gateways does not have mesh");
        }

        var atPort = atMesh.FindAll(rule => rule.Match?.Port is null or 0 || rule.Match.Port == question.Port);
        if (atPort.Count == 0)
        {
            return new Lost(
                PathFaultCode.PortNotRouted, [atMesh[0].Place, .. PortPlace(answering)],
                $"leads port {atMesh[0].Match!.Port} to the egress gateway, and not port {question.Port}");
        }

        var fitting = atPort.FindAll(rule => rule.Block == block);
        if (fitting.Count == 0 && !atPort.Exists(rule => IsMeantForPort(rule, answering)))
        {
            return new Lost(
                PathFaultCode.PortNotRouted, [atPort[0].Place, .. PortPlace(answering)],
                $"leads other ports to the egress gateway, and not port {question.Port}");
        }

        if (fitting.Count == 0)
        {
            var ignored = answering?.Port.Protocol is { Length: > 0 } named
                ? $"which Istio ignores on {Quote.Shorten(named)} ports"
                : "and Istio applies http or tcp at a port without a protocol, by what it sees";
            var only = string.Join(" and ", atPort.Select(rule => LostGatewayRoutes.Name(rule.Block)).Distinct(StringComparer.Ordinal));
            return new Lost(
                PathFaultCode.BlockOfOtherProtocol, [atPort[0].Place, .. PortPlace(answering)],
                $"leads to the egress gateway in its {only} block only, {ignored}");
        }

        if (fitting.TrueForAll(rule => !routes.Holds(rule) || rule.Match is { DestinationSubnets.Count: > 0 }))
        {
            var narrow = fitting.First(rule => rule.AtMesh && (rule.Match?.Port is null or 0 || rule.Match.Port == question.Port));
            return new Lost(PathFaultCode.RouteForSomeOnly, [narrow.Place], $"leads only {RouteConditions.Who(narrow)} to the egress gateway");
        }

        return block == RouteBlocks.Tls
            && fitting.TrueForAll(rule => !routes.Holds(rule) || ServerNames.Best(rule.Match!.SniHosts, question.Host) is null)
            ? new Lost(
                PathFaultCode.SniNotCovered, [fitting[0].Place, .. EntryPlace(answering).Select(entry => entry with { Pointer = "/spec/hosts" })],
                $"leads other server names to the egress gateway, and not {question.Host}")
            : null;
    }

    /// <summary>
    /// Whether a rule of another block is meant for this port all the same: it names the port, or it names none and its block is of use at
    /// no other port of the service. A route for port 80 that leaves 443 out is another mistake (C4) than one that Istio ignores (C3).
    /// </summary>
    private bool IsMeantForPort(RouteRule rule, (MeshService Service, MeshPort Port)? answering) => rule.Match?.Port is > 0 and var port
        ? port == question.Port
        : answering is not var (service, _)
            || !service.Ports.Any(other => other.Number != question.Port && PortProtocol.BlocksOf(other.Protocol).HasFlag(rule.Block));

    private Lost? Overridden(RoutedService service, RouteBlocks block, RouteRule? winner) =>
        winner is not null && LeadingRules(service).Any(rule => rule.Block == block)
            ? new Lost(PathFaultCode.RouteOverridden, [service.Place("/spec/hosts"), winner.Place], $"leads to the egress gateway, but sidecars take {winner.Place} instead")
            : null;

    private static IEnumerable<PathObject> EntryPlace((MeshService Service, MeshPort Port)? answering, string pointer = "") =>
        answering is { Service: var service } ? [service.Object with { Pointer = pointer }] : [];

    private static IEnumerable<PathObject> PortPlace((MeshService Service, MeshPort Port)? answering) =>
        answering is { Port: var port } ? [port.Place] : [];

    /// <param name="Code">The fault; null where a rule of another sort tells it.</param>
    /// <param name="Places">The objects, the VirtualService first.</param>
    /// <param name="Reason">The end of a sentence that begins with the VirtualService.</param>
    private sealed record Lost(PathFaultCode? Code, PathObject[] Places, string Reason);
}
