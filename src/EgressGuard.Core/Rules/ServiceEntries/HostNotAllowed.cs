using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A namespace opens only the hosts that the policy lets it open.</summary>
/// <remarks>
/// Field: <c>spec.hosts</c>, against <c>hosts</c> of the policy; without that list any namespace may open any host. Allowed: hosts that
/// an <c>allow</c> item of a group with the entry's namespace covers. A wildcard must be covered whole, and <c>*.example.com</c> does not
/// cover <c>example.com</c>. Names in the cluster are EG105's.
/// </remarks>
internal sealed class HostNotAllowed : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG108",
        Name = "host-not-allowed",
        Summary = "A ServiceEntry opens only hosts that the policy lists for its namespace.",
        Specification = "policy hosts",
        Kinds = [ObjectKind.ServiceEntry],
        Why = "Once a namespace may name any host, anything that runs there can send data anywhere through the egress gateway. "
            + "The policy's list makes each destination a decision of whoever answers for the mesh.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: payments}
                spec:
                  hosts: [files.example.org]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                ---
                apiVersion: egressguard.io/v1alpha1
                kind: EgressPolicy
                metadata: {name: default}
                spec:
                  hosts:
                  - namespaces: [payments]
                    allow: [api.example.com]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: payments}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                ---
                apiVersion: egressguard.io/v1alpha1
                kind: EgressPolicy
                metadata: {name: default}
                spec:
                  hosts:
                  - namespaces: [payments]
                    allow: [api.example.com]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        if (context.Policy.Hosts.IsEmpty)
        {
            return;
        }

        var allowed = HostPermissions.Of(context.Subject.Namespace, context.Policy);
        for (var i = 0; i < entry.Hosts.Count; i++)
        {
            var host = HostName.Normalize(entry.Hosts[i]);
            if (!HostName.IsInCluster(host, context.Policy.Mesh.ClusterDomain) && !allowed.Exists(item => HostName.IsCoveredBy(host, item)))
            {
                Report(entry.Hosts[i], "/spec/hosts/" + JsonPointer.Token(i), allowed, context);
            }
        }
    }

    private static void Report(string host, string pointer, List<string> allowed, RuleContext context)
    {
        var own = Quote.Text(context.Subject.Namespace);
        var asked = $"ask for {Quote.Text(host)} to be added to the policy's spec.hosts";
        context.Report(
            pointer,
            $"{Quote.Text(host)} is not among the hosts that the policy lets namespace {own} open. "
            + "Data could leave to a place that nobody has agreed to.",
            allowed.Count == 0
                ? $"Remove the host, or {asked}, which lists none for namespace {own}."
                : $"Use a host that the policy allows ({Phrase.QuoteAll(allowed)}), or {asked}.");
    }
}
