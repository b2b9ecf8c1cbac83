using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Paths;

/// <summary>The rules that a sidecar applies to a host at a port (docs/egress-path.md 2).</summary>
/// <param name="Rules">Those that traffic can take, in order.</param>
/// <param name="LeavesRest">Whether some of the traffic takes none of them and goes to the service itself.</param>
/// <param name="LeavesName">tls only: rules hold, and none is for this name.</param>
internal sealed record AppliedRoutes(IReadOnlyList<RouteRule> Rules, bool LeavesRest, bool LeavesName = false)
{
    /// <summary>No VirtualService counts: the service itself answers.</summary>
    public static AppliedRoutes None { get; } = new([], LeavesRest: true);

    /// <summary>tls only: the service answers for its own name, and not for this one.</summary>
    public static AppliedRoutes OtherName { get; } = new([], LeavesRest: false, LeavesName: true);
}

/// <summary>Chooses the rules that a sidecar applies.</summary>
internal sealed class SidecarRoutes(PathQuestion question, Proxy proxy, ServiceLookup services, RouteOrder order, RouteRules rules)
{
    /// <summary>Whether istiod gives the rule to the sidecar at this port (docs/egress-path.md 2.2).</summary>
    public bool Holds(RouteRule rule)
    {
        if (!rule.Root.AtMesh || !rule.AtMesh)
        {
            return false;
        }

        if (rule.Match is not { } match)
        {
            return true;
        }

        return (match.Port is null or 0 || match.Port == question.Port) && rule.Concerns(proxy);
    }

    /// <summary>The rules for a service; null for a name that nobody answers for, on port 80.</summary>
    public AppliedRoutes Http(MeshService? service)
    {
        if (ServiceOf(service) is not { } chosen)
        {
            return AppliedRoutes.None;
        }

        var applied = new List<RouteRule>();
        foreach (var rule in rules.Of(chosen, RouteBlocks.Http))
        {
            if (Holds(rule))
            {
                applied.Add(rule);
                if (rule.Match is not { DependsOnRequest: true })
                {
                    break;
                }
            }
        }

        return new AppliedRoutes(applied, LeavesRest: false);
    }

    /// <summary>The rules for the name of a TLS connection.</summary>
    public AppliedRoutes Tls(MeshService service)
    {
        var isHeld = false;
        (RouteRule Rule, string Name)? best = null;
        foreach (var candidate in Candidates(service))
        {
            foreach (var rule in rules.Of(candidate, RouteBlocks.Tls))
            {
                if (Holds(rule))
                {
                    isHeld = true;
                    if (ServerNames.Best(rule.Match!.SniHosts, question.Host) is { } name
                        && (best is not { } before || ServerNames.IsMoreSpecific(name, before.Name)))
                    {
                        best = (rule, name);
                    }
                }
            }
        }

        return best is { Rule: var chosen } ? new AppliedRoutes([chosen], LeavesRest: false, LeavesName: chosen.Match!.DestinationSubnets.Count > 0)
            : isHeld ? AppliedRoutes.OtherName
            : AppliedRoutes.None;
    }

    /// <summary>The rules for bytes.</summary>
    public AppliedRoutes Tcp(MeshService service)
    {
        var applied = new List<RouteRule>();
        foreach (var candidate in Candidates(service))
        {
            foreach (var rule in rules.Of(candidate, RouteBlocks.Tcp))
            {
                if (Holds(rule))
                {
                    applied.Add(rule);
                    if (rule.Match is not { DestinationSubnets.Count: > 0 })
                    {
                        return new AppliedRoutes(applied, LeavesRest: false);
                    }
                }
            }
        }

        return new AppliedRoutes(applied, LeavesRest: true);
    }

    /// <summary>tls and tcp routes are found by hosts as they are written, whichever is the wider.</summary>
    private List<RoutedService> Candidates(MeshService service)
    {
        var candidates = order.Overlapping(service.Host);
        candidates.RemoveAll(candidate => !candidate.AtMesh || !candidate.Hosts.Any(host => HostName.Overlap(host, service.Written)));
        return order.Seen(candidates, proxy);
    }

    /// <summary>The VirtualService whose http rules are applied: one for exactly this name, else the service's (docs/egress-path.md 2.3).</summary>
    private RoutedService? ServiceOf(MeshService? service)
    {
        var overlapping = service is null || service.Host == question.Host ? order.Overlapping(question.Host)
            : order.Overlapping([question.Host, service.Host]);
        overlapping.RemoveAll(candidate => !candidate.AtMesh);
        var candidates = order.Seen(overlapping, proxy);
        if (service is null)
        {
            return OfUnknownName(candidates);
        }

        return question.Host != HostName.Lower(service.Written) && OfNameUnderPattern(candidates, service) is { } narrow ? narrow : OfService(service, candidates);
    }

    private RoutedService? OfService(MeshService service, List<RoutedService> candidates)
    {
        var written = HostName.Lower(service.Written);
        if (!HostName.IsWildcard(written))
        {
            var exact = candidates.FindAll(candidate => HasHost(candidate, written));
            if (exact.Count > 0)
            {
                return exact.Find(HasHttpRules);
            }
        }

        return MostSpecific(written, candidates) is { } found && HasHttpRules(found) ? found : null;
    }

    /// <summary>The first VirtualService with the most specific pattern that covers the host.</summary>
    private static RoutedService? MostSpecific(string host, List<RoutedService> candidates) => candidates
        .SelectMany(candidate => candidate.LowerHosts
            .Where(name => HostName.IsWildcard(name) && HostName.IsCoveredBy(host, name))
            .Select(name => (candidate, name)))
        .OrderByDescending(item => item.name.Length).FirstOrDefault().candidate;

    private RoutedService? OfNameUnderPattern(List<RoutedService> candidates, MeshService service) => candidates.Find(candidate =>
        HasHost(candidate, question.Host)
        && HasHttpRules(candidate)
        && (question.Port == 80 || AppliesToSomeService(candidate, service, candidates)));

    private bool AppliesToSomeService(RoutedService candidate, MeshService service, List<RoutedService> candidates) =>
        OfService(service, candidates) == candidate
        || candidate.LowerHosts.Any(host => !HostName.IsWildcard(host)
            && services.Find(HostName.Normalize(host), proxy, imported: true) is { } known
            && HostName.Lower(known.Written) == host
            && known.Port(question.Port) is { } port
            && PortProtocol.BlocksOf(port.Protocol).HasFlag(RouteBlocks.Http));

    /// <summary>A pattern that covers some service at the port is for that service, not for names that nobody knows.</summary>
    private RoutedService? OfUnknownName(List<RoutedService> candidates)
    {
        var held = candidates.FindAll(HasHttpRules);
        return held.Find(candidate => HasHost(candidate, question.Host)) ?? held
            .SelectMany(candidate => candidate.LowerHosts
                .Where(name => HostName.IsWildcard(name) && HostName.IsCoveredBy(question.Host, name) && !services.AnyAt(name, question.Port, proxy))
                .Select(name => (candidate, name)))
            .OrderByDescending(item => item.name.Length).FirstOrDefault().candidate;
    }

    private bool HasHttpRules(RoutedService candidate)
    {
        foreach (var rule in rules.Of(candidate, RouteBlocks.Http))
        {
            if (Holds(rule))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasHost(RoutedService candidate, string host) => candidate.LowerHosts.Contains(host);
}
