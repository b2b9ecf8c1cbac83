using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>Configuration is labelled for a control plane that is there to read it.</summary>
/// <remarks>
/// Field: the label <c>istio.io/rev</c>. Allowed: absent, or one of the policy's <c>mesh.revisions</c>. Neither tags of
/// revisions count, which Istio does not resolve on configuration, nor does an empty label: Istio compares it with its own revision
/// like any other (istio-egress.md A8, <c>LabelsInRevision</c>). On a ServiceEntry the rule warns only, because an entry
/// without effect opens nothing under REGISTRY_ONLY.
/// </remarks>
internal sealed class InactiveRevision : Rule
{
    private const string Label = "istio.io/rev";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG416",
        Name = "inactive-revision",
        Summary = "Istio configuration is labelled for a revision in use, or for none.",
        Specification = "VS-17, AP-8, SE-16, C22, A8",
        Kinds =
        [
            ObjectKind.ServiceEntry,
            ObjectKind.VirtualService,
            ObjectKind.Gateway,
            ObjectKind.DestinationRule,
            ObjectKind.Sidecar,
            ObjectKind.AuthorizationPolicy,
        ],
        WarnsOnly = "a ServiceEntry of an inactive revision",
        Why = "A control plane reads only objects without a revision and those of its own. An object for another revision looks as if it "
            + "protected something and has no effect: a VirtualService to the egress gateway then leaves its hosts to go out directly.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata:
                  name: front
                  namespace: shop
                  labels: {istio.io/rev: old}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: ["./shop.example.com"]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: front, namespace: shop}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: ["./shop.example.com"]
                """),
    };

    internal override void Check(RuleContext context)
    {
        var revision = context.Subject.Object.Metadata.Label(Label);
        if (context.Policy.Mesh.IsActiveRevision(revision))
        {
            return;
        }

        var pointer = JsonPointer.Label(Label);
        var kind = ObjectKinds.NameOf(context.Subject.Object.Kind);
        var message = $"Label {Label} is {Quote.Text(revision!)}, and the policy knows "
            + $"{(context.Policy.Mesh.Revisions.Length == 1 ? "revision" : "revisions")} {Phrase.QuoteAll(context.Policy.Mesh.Revisions)} "
            + $"only. No control plane reads this {kind}, so the mesh behaves as if it were not there.";
        const string Remedy =
            "Remove the label, or have the policy list the revision in spec.mesh.revisions if a control plane of it runs.";
        if (context.Subject.Object.Kind == ObjectKind.ServiceEntry)
        {
            context.Advise(pointer, message, Remedy);
        }
        else
        {
            context.Report(pointer, message, Remedy);
        }
    }
}
