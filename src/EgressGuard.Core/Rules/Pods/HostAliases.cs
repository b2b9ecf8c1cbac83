using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>A pod does not give names addresses of its own.</summary>
/// <remarks>
/// Field: <c>spec.hostAliases</c>. Allowed: none, or entries for addresses of the pod itself (<c>127.0.0.0/8</c>, <c>::1</c>). Text that is
/// no address is refused. An entry without host names does nothing.
/// </remarks>
internal sealed class HostAliases : PodRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG320",
        Name = "host-aliases",
        Summary = "A pod gives no names addresses outside itself.",
        Specification = "PS-17",
        DefaultAction = RuleAction.Warn,
        Kinds = PodKinds,
        Why = "A name in hostAliases resolves to the address there and nowhere else. The sidecar may then connect to that address "
            + "under a host name that the mesh allows.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  hostAliases:
                  - {ip: 203.0.113.10, hostnames: [api.example.com]}
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
        for (var index = 0; index < pod.Spec.HostAliases.Count; index++)
        {
            var alias = pod.Spec.HostAliases[index];
            var address = alias.Ip ?? "";
            if (alias.Hostnames.Count == 0 || Loopback.IsOne(address))
            {
                continue;
            }

            context.Report(
                $"{pod.Root}/spec/hostAliases/{JsonPointer.Token(index)}{(alias.Ip is null ? "" : "/ip")}",
                $"hostAliases gives {Phrase.QuoteAll(alias.Hostnames)} the address {Quote.Text(address)}. "
                + "Connections to such a name then go to an address that nobody but this pod chose for it.",
                "Remove the entry: a name inside the cluster needs a Service, one outside a ServiceEntry.");
        }
    }
}
