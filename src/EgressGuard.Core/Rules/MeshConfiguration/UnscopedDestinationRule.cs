using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>A DestinationRule for a host that is not of its own namespace names the namespaces that see it.</summary>
/// <remarks>
/// Field: <c>spec.exportTo</c>. Allowed: <c>"."</c> and the names of namespaces, each once; absent only where the mesh default is not
/// <c>"*"</c>. Rules for services of their own namespace may be public: that is how a service tells its clients. Nor is a rule with
/// <c>workloadSelector</c> judged: Istio never shows it to another namespace.
/// </remarks>
internal sealed class UnscopedDestinationRule : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG404",
        Name = "destination-rule-unscoped-export",
        Summary = "A DestinationRule for a host that is no service of its namespace names the namespaces that see it.",
        Specification = "DR-5, DR-8, SE-X1, 1.4",
        Kinds = [ObjectKind.DestinationRule],
        Why = "A DestinationRule decides about TLS, certificates and endpoints of every connection to its host. A public one does so for "
            + "whoever takes the host from its namespace, and nobody there has agreed to it.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: payments-api, namespace: shop}
                spec:
                  host: api.example.com
                  exportTo: ["*"]
                  trafficPolicy:
                    portLevelSettings:
                    - port: {number: 443}
                      tls: {mode: SIMPLE, sni: api.example.com}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: payments-api, namespace: shop}
                spec:
                  host: api.example.com
                  exportTo: [".", istio-system]
                  trafficPolicy:
                    portLevelSettings:
                    - port: {number: 443}
                      tls: {mode: SIMPLE, sni: api.example.com}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is DestinationRule { Spec: { WorkloadSelector: null } rule }
            && RuledHost.Of(rule, context) is { } host
            && !HostName.IsOfNamespace(host.Name, context.Subject.Namespace, context.Policy.Mesh.ClusterDomain))
        {
            ExportToCheck.Run(
                rule.ExportTo,
                mayBeHidden: false,
                "this DestinationRule",
                "Its host is no service of your namespace, so it would decide for others how they connect to that host.",
                context);
        }
    }
}
