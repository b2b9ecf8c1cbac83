using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// A pod does not tell its clients which TLS it takes. Istio itself writes the label, and nothing but <c>istio</c> is true of a sidecar.
/// </summary>
/// <remarks>
/// Label: <c>security.istio.io/tlsMode</c>. Allowed: absent, or exactly <c>istio</c>.
/// </remarks>
internal sealed class TlsModeLabel : PodRule
{
    private const string TlsMode = "security.istio.io/tlsMode";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG314",
        Name = "tls-mode-label",
        Summary = "A pod does not have its clients speak plain text to it.",
        Specification = "POD-28",
        DefaultAction = RuleAction.Warn,
        Kinds = PodKinds,
        Why = "Clients go by this label when they choose between mutual TLS and plain text. With another value they send plain text, "
            + "which names no client: whatever is decided by identity behind it is decided without one.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  labels: {security.istio.io/tlsMode: disabled}
                spec:
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
        if (pod.Metadata.Label(TlsMode) is { } mode && mode != "istio")
        {
            context.Report(
                pod.Root + JsonPointer.Label(TlsMode),
                $"Label {TlsMode} is {Quote.Text(mode)}, so the pod's clients send it plain text instead of mutual TLS. "
                + "Plain text names no client that a policy could tell from others.",
                "Remove the label: Istio's injector sets it to 'istio'.");
        }
    }
}
