using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>With <c>resolution: NONE</c>, traffic goes out on the port that the client dialled.</summary>
/// <remarks>
/// Fields: <c>spec.resolution</c> (absent means NONE), <c>spec.ports[].number</c>, <c>spec.ports[].targetPort</c>. Allowed: another
/// resolution; no <c>targetPort</c>, 0, or the port's own number.
/// </remarks>
internal sealed class PortChangedOnTheWay : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG115",
        Name = "port-changed-on-the-way",
        Summary = "A ServiceEntry with resolution NONE does not change the port on the way.",
        Specification = "SE-15",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.ServiceEntry],
        Why = "With NONE the client chooses the address and the proxy changes the port. "
            + "Rules, routes and logs know the port that was dialled, and the server is reached on another.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: db, namespace: shop}
                spec:
                  hosts: [db.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS, targetPort: 22}]
                  resolution: NONE
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: db, namespace: shop}
                spec:
                  hosts: [db.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        for (var i = 0; i < entry.Ports.Count && entry.EffectiveResolution == Resolution.None; i++)
        {
            var port = entry.Ports[i];
            if (port.TargetPort is { } target && target != 0 && target != port.Number)
            {
                var dialled = JsonPointer.Token(port.Number ?? 0);
                context.Report(
                    $"/spec/ports/{JsonPointer.Token(i)}/targetPort",
                    $"targetPort of port {dialled} is '{JsonPointer.Token(target)}', and resolution NONE leaves the address to the client. "
                    + $"Whatever is dialled on {dialled} arrives on {JsonPointer.Token(target)}, and rules that go by the port judge the wrong one.",
                    "Remove targetPort, or set resolution: DNS.");
            }
        }
    }
}
