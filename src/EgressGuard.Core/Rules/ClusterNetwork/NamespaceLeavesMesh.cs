using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ClusterNetwork;

/// <summary>
/// A namespace must not leave the mesh by its labels, nor ask for it in a way that nobody answers. Outside the mesh the connections of
/// its pods leave directly.
/// </summary>
/// <remarks>
/// <para>Labels: <c>istio-injection</c>, <c>istio.io/rev</c>, <c>istio.io/dataplane-mode</c> and those of the policy's
/// <c>namespaces.discoveryLabels</c>.</para>
/// <para>Allowed: <c>istio-injection</c> absent or exactly <c>enabled</c>; <c>istio.io/rev</c> absent or one of <c>mesh.revisions</c>;
/// <c>istio.io/dataplane-mode: ambient</c> only where <c>mesh.dataplaneModes</c> has it. A label that brings a namespace into the mesh may
/// be taken away once another one does the same. A namespace that has none of these labels was never in the mesh and is no finding.
/// The discovery labels must be there from the beginning, and stay.</para>
/// <para>Namespaces in <c>namespaces.outsideMesh</c>, and those that Istio leaves out by name, may say what they like.</para>
/// </remarks>
internal sealed class NamespaceLeavesMesh : Rule
{
    private const string Injection = "istio-injection";
    private const string Revision = "istio.io/rev";
    private const string DataplaneMode = "istio.io/dataplane-mode";

    private const string Unguarded = "Their connections leave directly, not through the egress gateway.";
    private const string OrOutside = "or have the policy list the namespace in spec.namespaces.outsideMesh.";

    /// <summary>What brings a namespace into the mesh (istio-egress.md 4.1, NS-3).</summary>
    private static readonly string[] Entrances = [Injection, Revision, DataplaneMode];

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG501",
        Name = "namespace-leaves-mesh",
        Summary = "The labels of a namespace neither take it out of the mesh nor ask for it in vain.",
        Specification = "NS-1, NS-2, NS-3, NS-5, 4.1",
        Kinds = [ObjectKind.Namespace],
        Why = "One label of a namespace decides whether all of its pods get a sidecar. Without one their connections leave directly, and no "
            + "other rule of the mesh can hold them.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels: {istio-injection: disabled}
                """,
            Corrected: """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels: {istio-injection: enabled}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (MayBeOutside(context.Subject.Name, context.Policy))
        {
            return;
        }

        var now = context.Subject.Object.Metadata;
        var before = (context.Subject.OldObject as Namespace)?.Metadata;
        CheckInjection(now, context);
        CheckRevision(now, context);
        CheckDataplaneMode(now, context);
        CheckDiscovery(now, before, context);
        if (before is not null)
        {
            CheckExit(now, before, context);
        }
    }

    private static bool MayBeOutside(string name, EgressPolicy policy) =>
        NeverInjected.Contains(name)
        || policy.Namespaces.OutsideMesh.Any(pattern => Glob.IsMatch(pattern, name));

    private static void CheckInjection(ObjectMeta now, RuleContext context)
    {
        if (now.Label(Injection) is { } value && value != "enabled" && !IsEntrance(DataplaneMode, now, context.Policy))
        {
            context.Report(
                JsonPointer.Label(Injection),
                (value == "disabled"
                    ? $"Label {Injection} is 'disabled', so the namespace's pods get no sidecar, whatever they ask for. "
                    : $"Label {Injection} is {Quote.Text(value)}, and Istio's injectors answer to 'enabled' only, in lower case, so the "
                        + "namespace's pods get no sidecar, whatever they ask for. ")
                + Unguarded,
                $"Set the label {Injection} to 'enabled', {OrOutside}");
        }
    }

    private static void CheckRevision(ObjectMeta now, RuleContext context)
    {
        var revisions = context.Policy.Mesh.Revisions;
        if (now.Label(Injection) is null
            && now.Label(Revision) is { } value
            && !revisions.Contains(value)
            && !IsEntrance(DataplaneMode, now, context.Policy))
        {
            context.Report(
                JsonPointer.Label(Revision),
                $"Label {Revision} is {Quote.Text(value)}, and the policy knows no such revision, so no injector answers and the "
                + $"namespace's pods get no sidecar, even where they ask for one. {Unguarded}",
                $"Set the label {Revision} to a revision in use ({Phrase.QuoteAll(revisions)}); the policy lists revisions and tags in "
                + "spec.mesh.revisions.");
        }
    }

    private static void CheckDataplaneMode(ObjectMeta now, RuleContext context)
    {
        if (now.Label(DataplaneMode) == "ambient" && !context.Policy.Mesh.DataplaneModes.Contains(Policy.DataplaneMode.Ambient))
        {
            context.Report(
                JsonPointer.Label(DataplaneMode),
                $"Label {DataplaneMode} is 'ambient', and the policy's mesh runs sidecars only. A node's ztunnel would take the pods' "
                + "connections, and it sends them on directly: it knows no route through the egress gateway.",
                $"Remove the label and set {Injection} to 'enabled'; or have the policy list ambient in spec.mesh.dataplaneModes.");
        }
    }

    /// <summary>Without the discovery labels istiod reads nothing of the namespace (istio-egress.md NS-5).</summary>
    private static void CheckDiscovery(ObjectMeta now, ObjectMeta? before, RuleContext context)
    {
        foreach (var (key, expected) in context.Policy.Namespaces.DiscoveryLabels)
        {
            var value = now.Label(key);
            if (value != expected && (before is null || before.Label(key) == expected))
            {
                context.Report(
                    LabelPlace.Of(now, key),
                    $"Label {key} is {(value is null ? "absent" : Quote.Text(value))}, and Istio reads only namespaces in which it is "
                    + $"{Quote.Text(expected)}. It would ignore the namespace's ServiceEntries, VirtualServices and endpoints, and the "
                    + "traffic that they guide would leave directly.",
                    $"Set the label {key} to {Quote.Text(expected)}, {OrOutside}");
            }
        }
    }

    private static void CheckExit(ObjectMeta now, ObjectMeta before, RuleContext context)
    {
        if (Array.Exists(Entrances, key => IsEntrance(key, now, context.Policy)))
        {
            return;
        }

        foreach (var key in Entrances)
        {
            // A sidecar label that is still there with another value is judged for what it says; any mode but ambient says nothing.
            if (IsEntrance(key, before, context.Policy) && (now.Label(key) is null || key == DataplaneMode))
            {
                context.Report(
                    LabelPlace.Of(now, key),
                    $"Label {key} was {Quote.Text(before.Label(key)!)} and is "
                    + $"{(now.Label(key) is { } value ? Quote.Text(value) : "taken away")}, and no other label keeps the namespace's pods in the mesh. {Unguarded}",
                    $"Leave the label {key} as it was, {OrOutside}");
            }
        }
    }

    private static bool IsEntrance(string key, ObjectMeta labels, EgressPolicy policy) => key switch
    {
        Injection => labels.Label(Injection) == "enabled",

        // Beside istio-injection, whatever its value, this label counts for nothing.
        Revision => labels.Label(Injection) is null && labels.Label(Revision) is { } revision && policy.Mesh.Revisions.Contains(revision),
        _ => labels.Label(DataplaneMode) == "ambient" && policy.Mesh.DataplaneModes.Contains(Policy.DataplaneMode.Ambient),
    };
}
