using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A ServiceEntry that says MESH_INTERNAL is for something inside: its hosts are internal names, its endpoints are, too.</summary>
/// <remarks>
/// Fields: <c>spec.location</c>, <c>spec.hosts</c>, <c>spec.endpoints[].address</c>. Where the location is MESH_INTERNAL, allowed are
/// hosts of the cluster, names that end in .local or .internal, and names without a dot. Only a warning: an endpoint outside the
/// cluster behind a .local or .internal host; behind a name of the cluster EG109 asks about it. Machines of the mesh that a
/// <c>workloadSelector</c> picks pass.
/// </remarks>
internal sealed class MeshInternalExternalHost : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG110",
        Name = "mesh-internal-external-host",
        Summary = "A ServiceEntry with location MESH_INTERNAL has internal hosts and endpoints in the cluster.",
        Specification = "SE-6",
        WarnsOnly = "endpoints outside the cluster behind .local and .internal hosts",
        Kinds = [ObjectKind.ServiceEntry],
        Why = "The location does not change where traffic goes, only what Istio and people think of it. "
            + "An external host that is called internal slips past policies and dashboards for external traffic.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  location: MESH_INTERNAL
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  location: MESH_EXTERNAL
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        if (entry.Location != "MESH_INTERNAL")
        {
            return;
        }

        if (InternalName.External(entry.Hosts, context.Policy) is { Count: > 0 } external)
        {
            context.Report(
                "/spec/location",
                $"location is 'MESH_INTERNAL', but the {HostPhrase.Of(external)} {(external.Count == 1 ? "is" : "are")} external. "
                + "Traffic still leaves the mesh, past policies and dashboards that go by the location.",
                "Set location: MESH_EXTERNAL, or remove it.");
        }
        else if (entry.Hosts.Any(host => !HostName.IsInCluster(HostName.Normalize(host), context.Policy.Mesh.ClusterDomain)))
        {
            AdviseOnEndpoints(entry, context);
        }
    }

    private static void AdviseOnEndpoints(ServiceEntrySpec entry, RuleContext context)
    {
        for (var i = 0; i < entry.Endpoints.Count; i++)
        {
            if (entry.Endpoints[i].Address is { Length: > 0 } address && EndpointAddress.IsOutside(address, context.Policy))
            {
                context.Advise(
                    $"/spec/endpoints/{JsonPointer.Token(i)}/address",
                    $"The endpoint {Quote.Text(address)} is outside the cluster, but location is 'MESH_INTERNAL'. "
                    + "Traffic leaves the mesh, past policies and dashboards that go by the location.",
                    "Set location: MESH_EXTERNAL. "
                    + "If the machine belongs to the mesh, have the policy list its range in spec.serviceEntries.allowedEndpointRanges.");
            }
        }
    }
}
