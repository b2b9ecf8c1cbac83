using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>The endpoints of a ServiceEntry are where its hosts are, not somewhere else under their name.</summary>
/// <remarks>
/// Field: <c>spec.endpoints[].address</c>. Allowed: public IP addresses; a host of the entry and names below one; IP addresses in
/// <c>serviceEntries.allowedEndpointRanges</c> of the policy (by default the proxy's own loopback); IP addresses in the cluster where no
/// host is external. Refused: sockets, the egress gateway's Service, and what is outside the cluster behind a name of the cluster.
/// Everything else only warns: other names, names and IP addresses in the cluster, IP addresses in
/// <c>serviceEntries.protectedRanges</c>, and the gateway's Service beside an endpoint with a <c>network</c>, as older meshes of several
/// clusters have it.
/// </remarks>
internal sealed class EndpointElsewhere : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG109",
        Name = "endpoint-elsewhere",
        Summary = "The endpoints of a ServiceEntry belong to its hosts, and none is a socket or the egress gateway.",
        Specification = "SE-5, L4, WE-2, SVC-2",
        Kinds = [ObjectKind.ServiceEntry],
        WarnsOnly = "names that belong to no host, addresses in the cluster behind an external host, addresses that the policy protects, "
            + "and the egress gateway beside an endpoint with a network",
        Why = "Rules, routes and logs know the host; the connection goes to the endpoint. An endpoint elsewhere turns an allowed host into "
            + "a cover for another destination, and the egress gateway as endpoint makes traffic run in a circle.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  endpoints: [{address: istio-egressgateway.istio-system.svc.cluster.local}]
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        for (var i = 0; i < entry.Endpoints.Count; i++)
        {
            if (entry.Endpoints[i].Address is { Length: > 0 } address)
            {
                Check(i, address, entry, context);
            }
        }
    }

    private static void Check(int index, string address, ServiceEntrySpec entry, RuleContext context)
    {
        var (pointer, policy) = ($"/spec/endpoints/{JsonPointer.Token(index)}/address", context.Policy);
        if (EndpointAddress.IsSocket(address))
        {
            context.Report(
                pointer,
                $"The endpoint {Quote.Text(address)} is a socket of the machine that the proxy runs on. "
                + "Traffic for the host would go to whatever listens there, and no rule sees where it goes on to.",
                "Remove the endpoint and set resolution: DNS.");
        }
        else if (EgressGateways.NamesOfServices(policy).Contains(HostName.Normalize(address)))
        {
            CheckGateway(index, address, pointer, entry, context);
        }
        else if (EndpointAddress.IsOutside(address, policy) && ClusterNameIn(entry, policy) is { } inside)
        {
            context.Report(
                pointer,
                $"The endpoint {Quote.Text(address)} is outside the cluster, but the host {Quote.Text(inside)} is a name of the cluster. "
                + "Traffic leaves the mesh under a name that looks as if it stayed, and rules about external hosts pass it over.",
                "Give the entry the name of the external host. "
                + "If the machine belongs to the mesh, have the policy list its range in spec.serviceEntries.allowedEndpointRanges.");
        }
        else if (EndpointAddress.IPOf(address) is { } ip)
        {
            CheckIP(ip, address, pointer, entry, context);
        }
        else
        {
            CheckName(address, pointer, entry, context);
        }
    }

    private static void CheckIP(IPRange ip, string address, string pointer, ServiceEntrySpec entry, RuleContext context)
    {
        var policy = context.Policy;
        if (EndpointAddress.IsAllowed(ip, policy))
        {
            return;
        }

        if (policy.ServiceEntries.ProtectedRanges.FirstOrDefault(range => range.Contains(ip)) is { } taken)
        {
            context.Advise(
                pointer,
                $"The endpoint {Quote.Text(address)} lies in {taken}, which the policy protects. "
                + "Clients and the egress gateway would reach the platform under the name of the host.",
                "List the addresses of the host itself, or remove the endpoint and set resolution: DNS.");
        }
        else if (policy.Mesh.IsInCluster(ip) && InternalName.External(entry.Hosts, policy) is { Count: > 0 } external)
        {
            context.Advise(
                pointer,
                $"The endpoint {Quote.Text(address)} is an address in the cluster or its network, behind the external "
                + $"{HostPhrase.Of(external)}. Traffic that is allowed for the host would go to a place that is not the host's.",
                "List the addresses of the host itself, remove the endpoint and set resolution: DNS, "
                + "or have the policy list the range in spec.serviceEntries.allowedEndpointRanges.");
        }
    }

    private static void CheckName(string address, string pointer, ServiceEntrySpec entry, RuleContext context)
    {
        if (entry.Hosts.Count > 0 && !entry.Hosts.Any(host => Belongs(HostName.Normalize(address), HostName.Normalize(host))))
        {
            context.Advise(
                pointer,
                IsInCluster(address, context.Policy)
                    ? $"The endpoint {Quote.Text(address)} is a service of the cluster, not the {HostPhrase.Of(entry.Hosts)}. "
                        + "Traffic would pass through it under the name of the host, and it can forward that anywhere."
                    : $"The endpoint {Quote.Text(address)} does not belong to the {HostPhrase.Of(entry.Hosts)}. "
                        + "Traffic that is allowed there would go to whoever owns the endpoint.",
                "Remove the endpoint and set resolution: DNS, or list the name that is meant in hosts.");
        }
    }

    private static void CheckGateway(int index, string address, string pointer, ServiceEntrySpec entry, RuleContext context)
    {
        var message = $"The endpoint {Quote.Text(address)} is the egress gateway. "
            + "The gateway would send traffic for the host to itself, in a circle, and the routes of a VirtualService do not apply to it.";
        const string Remedy = "Remove the endpoint and set resolution: DNS; a VirtualService bound to mesh takes traffic to the gateway.";
        if (entry.Endpoints.Where((other, at) => at != index && !string.IsNullOrEmpty(other.Network)).Any())
        {
            context.Advise(pointer, message, Remedy);
        }
        else
        {
            context.Report(pointer, message, Remedy);
        }
    }

    /// <summary>A host that is a name of the cluster. Wildcards over such names are EG107's.</summary>
    private static string? ClusterNameIn(ServiceEntrySpec entry, EgressPolicy policy) =>
        entry.Hosts.FirstOrDefault(host => !HostName.IsWildcard(host) && IsInCluster(host, policy));

    private static bool IsInCluster(string name, EgressPolicy policy) =>
        HostName.IsInCluster(HostName.Normalize(name), policy.Mesh.ClusterDomain);

    /// <summary>Whether who owns the host owns the name: it is the host, one that the wildcard covers, or stands below either.</summary>
    private static bool Belongs(string name, string host)
    {
        var owned = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        return HostName.IsCoveredBy(name, host)
            || name == owned
            || name.EndsWith("." + owned, StringComparison.Ordinal);
    }
}
