using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// A pod must not decline Istio's sidecar, nor ask for it in a way that no injector answers. Without the sidecar nothing of the
/// mesh applies to the pod: its connections leave directly.
/// </summary>
/// <remarks>
/// <para>Fields, on the pod: label and annotation <c>sidecar.istio.io/inject</c>, label <c>istio.io/rev</c>. On its namespace: labels
/// <c>istio-injection</c>, <c>istio.io/rev</c> and <c>istio.io/dataplane-mode</c>.</para>
/// <para>Allowed: <c>sidecar.istio.io/inject</c> absent or exactly <c>true</c>; <c>istio.io/rev</c> absent or one of the policy's
/// <c>spec.mesh.revisions</c>; a namespace whose labels agree with what the pod asks for. A namespace outside the mesh is no finding
/// as long as the pod does not ask for a sidecar, and a namespace in ambient mode needs none. The annotation <c>istio.io/rev</c> is
/// written by the injector and not judged.</para>
/// <para>The namespace's labels must be known; where they are not, only the pod's own are judged, and the verdict says so.</para>
/// </remarks>
internal sealed class InjectionDisabled : PodRule
{
    private const string Inject = "sidecar.istio.io/inject";
    private const string Revision = "istio.io/rev";
    private const string NamespaceInjection = "istio-injection";
    private const string DataplaneMode = "istio.io/dataplane-mode";

    private const string Unguarded = "Without the sidecar the pod's connections leave directly, not through the egress gateway.";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG301",
        Name = "injection-disabled",
        Summary = "A pod neither declines Istio's sidecar nor asks for it in vain.",
        Specification = "POD-1, POD-2, 4.1",
        Kinds = PodKinds,
        Why = "Everything that keeps traffic on the egress gateway is done by the sidecar. A pod without one connects to any address that "
            + "the network itself lets it reach.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  labels: {sidecar.istio.io/inject: "false"}
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
        var home = context.Namespace;
        if (home is null)
        {
            context.NotEvaluated($"the labels of namespace {context.Subject.Namespace} are not known");
        }

        var isAmbient = home is not null && IsCapturedByAmbient(pod, home);
        CheckLabel(pod, isAmbient, context);
        CheckAnnotation(pod, isAmbient, context);
        if (!isAmbient)
        {
            CheckRevision(pod, context);
            CheckNamespace(pod, home, context);
        }
    }

    private static void CheckLabel(PodView pod, bool isAmbient, RuleContext context)
    {
        if (pod.Metadata.Label(Inject) is { } value && IsViolation(value, isAmbient))
        {
            context.Report(
                pod.Root + JsonPointer.Label(Inject),
                value.Length == 0 && pod.Metadata.Annotation(Inject) is { } hidden
                    ? $"Label {Inject} is '', which hides the annotation {Quote.Text(hidden)} of the same name and leaves injection to "
                        + $"the mesh's default. {Unguarded}"
                    : Explain("Label", value),
                $"Set the label {Inject} to 'true', or remove it.");
        }
    }

    private static void CheckAnnotation(PodView pod, bool isAmbient, RuleContext context)
    {
        if (pod.Metadata.Annotation(Inject) is { } value && IsViolation(value, isAmbient))
        {
            // A webhook that adds the label after Istio's injector has run makes the annotation look harmless when it was not
            // (istio-egress.md A11), so the label does not excuse it.
            context.Report(
                pod.Root + JsonPointer.Annotation(Inject),
                pod.Metadata.Label(Inject) is null
                    ? Explain("Annotation", value)
                    : $"Annotation {Inject} is {Quote.Text(value)}, and only the label of the same name overrides it. Where the label "
                        + "is taken away, or was added after Istio's injector ran, the pod has no sidecar that its connections pass through.",
                $"Remove the annotation; to ask for the sidecar, set the label {Inject} to 'true'.");
        }
    }

    private static void CheckRevision(PodView pod, RuleContext context)
    {
        if (pod.Metadata.Label(Revision) is { } revision && !context.Policy.Mesh.Revisions.Contains(revision))
        {
            context.Report(
                pod.Root + JsonPointer.Label(Revision),
                $"Label {Revision} is {Quote.Text(revision)}, and the policy knows no such revision. An injector that is not there gives "
                + "the pod no sidecar, and an old one gives it a sidecar that nobody configures.",
                $"Remove the label, or set it to {OneOf(context)}; the policy lists revisions and tags in spec.mesh.revisions.");
        }
    }

    private static void CheckNamespace(PodView pod, Namespace? home, RuleContext context)
    {
        var request = RequestOf(pod, context);
        if (NeverInjected.Contains(context.Subject.Namespace))
        {
            if (request is not null)
            {
                ReportNamespace(
                    pod,
                    context,
                    $"Istio never injects into namespace {Quote.Text(context.Subject.Namespace)}, so {request} has no effect.",
                    "Run the pod in a namespace whose pods get sidecars.");
            }

            return;
        }

        switch (home?.Metadata.Label(NamespaceInjection), home?.Metadata.Label(Revision))
        {
            case ("enabled", _):
            case ("disabled", _) when request is null:
                break;
            case ("disabled", _):
                ReportNamespace(
                    pod,
                    context,
                    $"Namespace {Quote.Text(context.Subject.Namespace)} has the label {NamespaceInjection} 'disabled', which overrules {request}.",
                    $"Set the namespace's label {NamespaceInjection} to 'enabled', or run the pod in a namespace of the mesh.");
                break;
            case ({ } injection, _):
                ReportNamespace(
                    pod,
                    context,
                    $"Namespace {Quote.Text(context.Subject.Namespace)} has the label {NamespaceInjection} {Quote.Text(injection)}, "
                    + "which no injector of Istio answers, whatever its pods ask for.",
                    $"Set the namespace's label {NamespaceInjection} to 'enabled', or to 'disabled' if it is to stay out of the mesh.");
                break;
            case (null, { } revision) when !context.Policy.Mesh.Revisions.Contains(revision):
                ReportNamespace(
                    pod,
                    context,
                    $"Namespace {Quote.Text(context.Subject.Namespace)} has the label {Revision} {Quote.Text(revision)}, and the policy "
                    + "knows no such revision, so no injector answers for its pods.",
                    $"Set the namespace's label {Revision} to {OneOf(context)}; the policy lists revisions and tags in spec.mesh.revisions.");
                break;
        }
    }

    /// <summary>Told at the pod's request where there is one, because the namespace is not part of the object.</summary>
    private static void ReportNamespace(PodView pod, RuleContext context, string problem, string remedy) => context.Report(
        pod.Root + (pod.Metadata.Label(Inject), pod.Metadata.Label(Revision)) switch
        {
            (not null, _) => JsonPointer.Label(Inject),
            (null, not null) => JsonPointer.Label(Revision),
            _ => "/metadata",
        },
        $"{problem} {Unguarded}",
        remedy);

    /// <summary>How the pod asks for a sidecar, as the middle of a sentence; null when it does not.</summary>
    private static string? RequestOf(PodView pod, RuleContext context) =>
        pod.Metadata.Label(Inject) is { } label
            ? label == "true" ? $"the pod's label {Inject} 'true'" : null
            : pod.Metadata.Annotation(Inject) is { } annotation
                ? annotation == "true" ? $"the pod's annotation {Inject} 'true'" : null
                : pod.Metadata.Label(Revision) is { } revision && context.Policy.Mesh.Revisions.Contains(revision)
                    ? $"the pod's label {Revision} {Quote.Text(revision)}"
                    : null;

    /// <summary>
    /// Whether the node's ztunnel captures the pod, so that it needs no sidecar. The pod's own word counts only against it: the mode
    /// of the namespace is the operator's to choose. A pod that bears the injector's annotation is not captured
    /// (istio-egress.md POD-3, POD-4).
    /// </summary>
    private static bool IsCapturedByAmbient(PodView pod, Namespace home) =>
        home.Metadata.Label(DataplaneMode) == "ambient"
        && pod.Metadata.Label(DataplaneMode) != "none"
        && pod.Metadata.Annotation(IstioContainers.StatusAnnotation) is null;

    /// <summary>
    /// Whether a value may keep the pod's connections out of the sidecar. In ambient mode only those values do that the injector
    /// ignores and istio-cni does not: the sidecar they let in takes the pod out of ambient and gets no connection.
    /// </summary>
    private static bool IsViolation(string value, bool isAmbient) => isAmbient ? IsFalseToCniOnly(value) : value != "true";

    private static string Explain(string place, string value) => value switch
    {
        "false" => $"{place} {Inject} is 'false', so Istio injects no sidecar. {Unguarded}",
        "" => $"{place} {Inject} is '', which leaves injection to the mesh's default. {Unguarded}",
        _ when IsFalseToCniOnly(value) =>
            $"{place} {Inject} is {Quote.Text(value)}, which Istio's injector ignores while istio-cni reads it as false. "
            + "The pod can get a sidecar to which nothing is redirected, so that its connections leave directly.",
        _ => $"{place} {Inject} is {Quote.Text(value)}, which Istio's injector ignores: it knows 'true' and 'false' only. {Unguarded}",
    };

    /// <summary>
    /// The values that Go's ParseBool, and so istio-cni, reads as false although the injector does not (istio-egress.md 4.1).
    /// </summary>
    private static bool IsFalseToCniOnly(string value) => GoBoolean.IsFalse(value) && value != "false";

    private static string OneOf(RuleContext context)
    {
        var revisions = context.Policy.Mesh.Revisions;
        return revisions.Length == 1 ? Quote.Text(revisions[0]) : $"one of {Phrase.QuoteAll(revisions)}";
    }
}
