using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>Only pods are endpoints of the egress gateway.</summary>
/// <remarks>
/// Fields: <c>metadata.labels</c> and <c>spec.labels</c> of a WorkloadEntry in the namespace of an egress gateway, the former coming first;
/// <c>spec.metadata.labels</c> and <c>spec.template.labels</c> of a WorkloadGroup there. Not allowed: all labels of the egress gateway's
/// selector together. Istio takes such an entry for an endpoint of the gateway's Service (istio-egress.md WE-1).
/// </remarks>
internal sealed class WorkloadEntryJoinsGateway : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG421",
        Name = "workload-entry-joins-gateway",
        Summary = "No WorkloadEntry or WorkloadGroup in the egress gateway's namespace has the labels of its pods.",
        Specification = "WE-1",
        Kinds = [ObjectKind.WorkloadEntry, ObjectKind.WorkloadGroup],
        JudgesPlatform = true,
        Why = "Istio adds WorkloadEntries to the Services whose selector they fit. One that fits the egress gateway gets a share of all "
            + "traffic that was to leave through it.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata: {name: mainframe, namespace: istio-system}
                spec:
                  address: 10.20.0.5
                  labels: {istio: egressgateway}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata: {name: mainframe, namespace: istio-system}
                spec:
                  address: 10.20.0.5
                  labels: {app: mainframe}
                """),
    };

    internal override void Check(RuleContext context)
    {
        var subject = context.Subject.Object;
        var labels = subject switch
        {
            WorkloadEntry { Spec: { } entry } =>
                new EntryLabels(subject.Metadata.Labels, "/metadata/labels", entry.Labels, "/spec/labels"),
            WorkloadGroup { Spec: { } group } => new EntryLabels(
                (group.Metadata ?? ObjectMeta.Empty).Labels,
                "/spec/metadata/labels",
                group.Template?.Labels ?? ObjectMeta.Empty.Labels,
                "/spec/template/labels"),
            _ => null,
        };
        var joined = context.Policy.Mesh.EgressGateways.FirstOrDefault(
            egress => egress.Namespace == context.Subject.Namespace && labels?.Fit(egress) == true);
        if (joined is not null)
        {
            var key = joined.Selector.Keys.First();
            var selector = string.Join(", ", joined.Selector.Select(label => $"{label.Key}: {label.Value}"));
            var what = subject is WorkloadGroup ? "every machine that registers" : "the entry's address";
            context.Report(
                $"{labels!.PointerTo(key)}/{JsonPointer.Escape(key)}",
                $"The labels {Quote.Text(selector)} are those of the egress gateway's pods. Istio takes {what} for one more pod of "
                + $"{Quote.Text(joined.Service)} and sends outgoing traffic there.",
                "Give it labels of its own, or move it to a namespace other than the egress gateway's.");
        }
    }

    /// <summary>Labels from two places. Where both have a key, the first place counts.</summary>
    private sealed record EntryLabels(
        IReadOnlyDictionary<string, string?> First, string FirstPointer, IReadOnlyDictionary<string, string?> Second, string SecondPointer)
    {
        public bool Fit(EgressGatewaySettings egress) => egress.Selector.All(label =>
            (First.TryGetValue(label.Key, out var value) || Second.TryGetValue(label.Key, out value)) && (value ?? "") == label.Value);

        public string PointerTo(string key) => First.ContainsKey(key) ? FirstPointer : SecondPointer;
    }
}
