using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>A DestinationRule does not have proxies connect to whatever address a client dialled.</summary>
/// <remarks>
/// Field: <c>loadBalancer.simple</c>, in <c>spec.trafficPolicy</c>, its <c>portLevelSettings</c>, and the same of each of
/// <c>spec.subsets</c>. Services with HTTP ports share one listener for every address: with <c>PASSTHROUGH</c> a client that dials an
/// address outside and names the service as Host is connected there, without any ServiceEntry. Allowed: everything but <c>PASSTHROUGH</c>;
/// and a Service, in the mesh, all of whose ports are named for protocols that have listeners of their own (<c>tcp-</c>, <c>tls-</c>,
/// <c>https-</c>, <c>mongo-</c>, <c>redis-</c>, <c>mysql-</c>). Rules for the egress gateway are EG401's.
/// </remarks>
internal sealed class PassthroughElsewhere : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG424",
        Name = "passthrough-to-dialled-address",
        Summary = "A DestinationRule does not have proxies connect to the address that the client dialled.",
        Specification = "DR-1, 2.8",
        Kinds = [ObjectKind.DestinationRule],
        Why = "With PASSTHROUGH the name of a service is only a label: whoever dials an address outside and claims to mean the service is "
            + "connected there, past the egress gateway, although nothing declares such a host.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: web, namespace: shop}
                spec:
                  host: web
                  exportTo: ["."]
                  trafficPolicy: {loadBalancer: {simple: PASSTHROUGH}}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: web, namespace: shop}
                spec:
                  host: web
                  exportTo: ["."]
                  trafficPolicy: {loadBalancer: {simple: LEAST_REQUEST}}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not DestinationRule { Spec: { } rule }
            || RuledHost.Of(rule, context) is not { Gateway: null } host
            || HasListenersOfItsOwn(host.Name, context))
        {
            return;
        }

        foreach (var place in ConnectionSettings.Of(rule).Where(place => place.LoadBalancer?.Simple == "PASSTHROUGH"))
        {
            context.Report(
                place.Pointer + "/loadBalancer/simple",
                $"loadBalancer.simple is 'PASSTHROUGH' for {Quote.Text(host.Name)}. Proxies then connect to whatever address a client dials as long "
                + "as the client names this host, so that any address outside is within reach.",
                "Remove loadBalancer.simple, or set it to 'LEAST_REQUEST'. Where a TCP service needs PASSTHROUGH, name all ports of its Service "
                + "for their protocol, such as 'tcp-db'.");
        }
    }

    private static bool HasListenersOfItsOwn(string host, RuleContext context)
    {
        var suffix = ".svc." + context.Policy.Mesh.ClusterDomain;
        return host.EndsWith(suffix, StringComparison.Ordinal)
            && host[..^suffix.Length].Split('.') is [var name, var @namespace]
            && context.Mesh.FindService(new ObjectRef(@namespace, name)) is { Spec.Ports: { Count: > 0 } ports }
            && ports.All(port => port.Name?.Split('-')[0] is "tcp" or "tls" or "https" or "mongo" or "redis" or "mysql");
    }
}
