using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ClusterNetwork;

/// <summary>The addresses behind a Service lie in the cluster.</summary>
/// <remarks>
/// <para>Fields: in Endpoints <c>subsets[].addresses[].ip</c> and <c>subsets[].notReadyAddresses[].ip</c>, which become addresses without
/// another request; in an EndpointSlice <c>endpoints[].addresses</c>.</para>
/// <para>Allowed: IP addresses in the policy's <c>mesh.clusterRanges</c>; where those are empty, private addresses. In a slice with
/// <c>addressType: FQDN</c>: names of the cluster.</para>
/// </remarks>
internal sealed class ForeignEndpoints : Rule
{
    private const string Danger =
        "The Service would give it a name of the cluster, and connections to that leave directly, not through the egress gateway.";

    private const string Remedy =
        "Let the Service select pods. Declare a host outside in a ServiceEntry and route it through the egress gateway; machines of the "
        + "mesh belong in the policy's spec.mesh.clusterRanges.";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG505",
        Name = "foreign-endpoints",
        Summary = "The addresses behind a Service are addresses of the cluster.",
        Specification = "SVC-2",
        Kinds = [ObjectKind.Endpoints, ObjectKind.EndpointSlice],
        Why = "Whoever writes the addresses behind a Service decides where its name leads. An outside address there is reached under a name "
            + "of the cluster, directly and past every route for outside hosts.",
        Example = new RuleExample(
            Denied: """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: api-1
                  namespace: shop
                  labels: {kubernetes.io/service-name: api}
                addressType: IPv4
                endpoints:
                - addresses: [203.0.113.10]
                ports:
                - port: 443
                """,
            Corrected: """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: api-1
                  namespace: shop
                  labels: {kubernetes.io/service-name: api}
                addressType: IPv4
                endpoints:
                - addresses: [10.1.2.3]
                ports:
                - port: 443
                """),
    };

    internal override void Check(RuleContext context)
    {
        switch (context.Subject.Object)
        {
            case Endpoints endpoints:
                for (var i = 0; i < endpoints.Subsets.Count; i++)
                {
                    var subset = endpoints.Subsets[i];
                    CheckAddresses(subset.Addresses, $"/subsets/{JsonPointer.Token(i)}/addresses/", context);
                    CheckAddresses(subset.NotReadyAddresses, $"/subsets/{JsonPointer.Token(i)}/notReadyAddresses/", context);
                }

                break;
            case EndpointSlice slice:
                for (var i = 0; i < slice.Endpoints.Count; i++)
                {
                    CheckSlice(slice, i, context);
                }

                break;
        }
    }

    private static void CheckAddresses(IReadOnlyList<EndpointAddress> addresses, string pointer, RuleContext context)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            CheckIP(addresses[i].IP ?? "", $"{pointer}{JsonPointer.Token(i)}/ip", context);
        }
    }

    private static void CheckSlice(EndpointSlice slice, int endpoint, RuleContext context)
    {
        var addresses = slice.Endpoints[endpoint].Addresses;
        var pointer = $"/endpoints/{JsonPointer.Token(endpoint)}/addresses/";
        for (var i = 0; i < addresses.Count; i++)
        {
            if (slice.AddressType != "FQDN")
            {
                CheckIP(addresses[i], pointer + JsonPointer.Token(i), context);
            }
            else if (!HostName.IsInCluster(HostName.Normalize(addresses[i]), context.Policy.Mesh.ClusterDomain))
            {
                context.Report(
                    pointer + JsonPointer.Token(i), $"Address {Quote.Text(addresses[i])} is no name of the cluster. {Danger}", Remedy);
            }
        }
    }

    private static void CheckIP(string address, string pointer, RuleContext context)
    {
        // A range is no address, although both are read alike.
        if (address.Contains('/', StringComparison.Ordinal) || !IPRange.TryParse(address, out var range))
        {
            context.Report(
                pointer,
                $"{Quote.Text(address)} is no IP address. Proxies and guards would read it differently, so it is not let through.",
                "Write an IPv4 or IPv6 address of the cluster, or let the Service select pods.");
        }
        else if (!context.Policy.Mesh.IsInCluster(range))
        {
            context.Report(pointer, $"Address {Quote.Text(address)} is not in the cluster. {Danger}", Remedy);
        }
    }
}
