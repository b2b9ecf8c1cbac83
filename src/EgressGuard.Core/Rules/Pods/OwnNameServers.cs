using EgressGuard.Core.Mesh;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>A pod asks the cluster's name servers. What it sends to others is UDP, which nothing redirects.</summary>
/// <remarks>
/// Field: <c>spec.dnsConfig.nameservers</c>, whatever <c>spec.dnsPolicy</c> says: with <c>None</c> they are the pod's only ones, with any
/// other they are added. Allowed: addresses in the policy's <c>spec.mesh.clusterRanges</c> (while that is empty: private addresses), and
/// those of the pod itself. Text that is no address is refused.
/// </remarks>
internal sealed class OwnNameServers : PodRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG319",
        Name = "own-name-servers",
        Summary = "The name servers that a pod brings along are in the cluster.",
        Specification = "PS-16",
        DefaultAction = RuleAction.Warn,
        Kinds = PodKinds,
        Why = "Queries for names go over UDP, which Istio does not redirect: a server outside receives whatever is put into a query. "
            + "And names that only the mesh knows do not resolve there, so connections go to addresses that no route of the mesh is "
            + "written for.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  dnsPolicy: None
                  dnsConfig: {nameservers: [203.0.113.53]}
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        for (var index = 0; index < (pod.Spec.DnsConfig?.Nameservers.Count ?? 0); index++)
        {
            var server = pod.Spec.DnsConfig!.Nameservers[index];
            if (Problem(server, context) is { } problem)
            {
                context.Report(
                    $"{pod.Root}/spec/dnsConfig/nameservers/{JsonPointer.Token(index)}",
                    $"Name server {Quote.Text(server)} {problem}",
                    pod.Spec.DnsPolicy == "None"
                        ? "Remove dnsConfig.nameservers, and set dnsPolicy to 'ClusterFirst'."
                        : "Remove it from dnsConfig.nameservers.");
            }
        }
    }

    private static string? Problem(string server, RuleContext context) =>
        server.Contains('/', StringComparison.Ordinal) || !IPRange.TryParse(server, out var address)
            ? "is no IP address. Whom the pod would ask cannot be told."
            : Loopback.Contains(address) || context.Policy.Mesh.IsInCluster(address)
                ? null
                : "is outside the cluster. Queries to it are not redirected, so they leave directly, with whatever is written into them.";
}
