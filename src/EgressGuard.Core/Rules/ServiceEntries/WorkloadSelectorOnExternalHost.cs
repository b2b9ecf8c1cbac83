using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>The pods of a namespace are no endpoints of an external host.</summary>
/// <remarks>
/// Fields: <c>spec.workloadSelector</c>, <c>spec.hosts</c>. Allowed with a selector: hosts of the cluster, names that end in .local or
/// .internal, and names without a dot.
/// </remarks>
internal sealed class WorkloadSelectorOnExternalHost : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG113",
        Name = "workload-selector-on-external-host",
        Summary = "A ServiceEntry that picks workloads of its namespace has internal hosts only.",
        Specification = "SE-12",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.ServiceEntry],
        Why = "What is sent to the host then goes to pods of the namespace, and they can pass it on to anywhere. "
            + "Whoever looks at routes and logs sees an allowed external host.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: STATIC
                  workloadSelector: {labels: {app: relay}}
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.shop.svc.cluster.local]
                  location: MESH_INTERNAL
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: STATIC
                  workloadSelector: {labels: {app: api}}
                  exportTo: [".", istio-system]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        if (entry.WorkloadSelector is not null && InternalName.External(entry.Hosts, context.Policy) is { Count: > 0 } external)
        {
            context.Report(
                "/spec/workloadSelector",
                $"workloadSelector makes workloads of namespace {Quote.Text(context.Subject.Namespace)} the endpoints of the external "
                + $"{HostPhrase.Of(external)}. They can pass the traffic on to anywhere under that name.",
                "Remove workloadSelector and set resolution: DNS, or give the workloads an internal host.");
        }
    }
}
