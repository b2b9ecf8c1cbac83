using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>Machines do not join the mesh by themselves.</summary>
/// <remarks>
/// Any WorkloadGroup outside platform namespaces. The machines that register with it are no pods, so no rule sees what they may do, and
/// nothing holds their outgoing traffic on the egress gateway (istio-egress.md WE-3).
/// </remarks>
internal sealed class WorkloadGroups : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG423",
        Name = "workload-group",
        Summary = "WorkloadGroups are in platform namespaces only.",
        Specification = "WE-3",
        Kinds = [ObjectKind.WorkloadGroup],
        DefaultAction = RuleAction.Warn,
        Why = "A machine that joins through a WorkloadGroup gets an identity of the mesh, but what leaves it is outside what EgressGuard "
            + "sees.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: WorkloadGroup
                metadata: {name: mainframe, namespace: shop}
                spec:
                  template:
                    serviceAccount: mainframe
                """,
            Corrected: """
                # One machine, by its address.
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata: {name: mainframe, namespace: shop}
                spec:
                  address: 10.20.0.5
                  labels: {app: mainframe}
                """),
    };

    internal override void Check(RuleContext context) => context.Report(
        "",
        $"Namespace {Quote.Text(context.Subject.Namespace)} is not the platform's, and with a WorkloadGroup machines register themselves there. "
        + "They get an identity of the mesh, and EgressGuard neither sees nor holds what leaves them.",
        "Write a WorkloadEntry for each machine, or ask the platform's owners to have it in a namespace of theirs.");
}
