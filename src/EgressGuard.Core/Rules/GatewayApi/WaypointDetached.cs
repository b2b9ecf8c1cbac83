using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>
/// In ambient mode traffic passes the egress gateway only where a waypoint takes it there. Where the labels name no waypoint that
/// exists, ztunnel does not stop the traffic: it sends it directly.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Label <c>istio.io/use-waypoint</c> of a ServiceEntry, Namespace or WorkloadEntry: not <c>none</c>, in whatever case, not empty,
/// and where the policy has <c>gateways.allowedWaypoints</c>, with <c>istio.io/use-waypoint-namespace</c> one of these;</item>
/// <item>label <c>istio.io/use-waypoint-namespace</c>: not empty;</item>
/// <item>labels <c>istio.io/use-waypoint-canary</c> and <c>istio.io/use-waypoint-canary-namespace</c> and annotation
/// <c>istio.io/use-waypoint-canary-weight</c>: only with a canary in <c>gateways.allowedWaypoints</c>;</item>
/// <item>an update of a Namespace keeps its waypoint, or changes to one in <c>gateways.allowedWaypoints</c>;</item>
/// <item>on a Service, <c>none</c> is a warning, and only where <c>mesh.dataplaneModes</c> has ambient (SVC-6).</item>
/// </list>
/// </remarks>
internal sealed class WaypointDetached : Rule
{
    private const string Canary = "istio.io/use-waypoint-canary";
    private const string CanaryNamespace = "istio.io/use-waypoint-canary-namespace";
    private const string CanaryWeight = "istio.io/use-waypoint-canary-weight";
    private const string Danger = "Without a waypoint, ztunnel sends connections of ambient clients directly, past the egress gateway.";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG701",
        Name = "waypoint-detached",
        Summary = "The labels of an object neither take ambient traffic off its waypoint nor hand it to one that the policy does not list.",
        Specification = "SE-13, NS-4, WE-4, SVC-6, AMB-3",
        Kinds = [ObjectKind.ServiceEntry, ObjectKind.Namespace, ObjectKind.WorkloadEntry, ObjectKind.Service],
        WarnsOnly = "a Service that opts out of its waypoint",
        Why = "In ambient mode only a waypoint can take traffic to the egress gateway. When the one that the labels name does not exist or "
            + "is opted out of, ztunnel lets the traffic pass directly instead of stopping it.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata:
                  name: api
                  namespace: shop
                  labels: {istio.io/use-waypoint: none}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata:
                  name: api
                  namespace: shop
                  labels:
                    istio.io/use-waypoint: egress
                    istio.io/use-waypoint-namespace: istio-system
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """),
    };

    internal override void Check(RuleContext context)
    {
        var metadata = context.Subject.Object.Metadata;
        if (context.Subject.Object is Service)
        {
            CheckService(metadata, context);
            return;
        }

        if (WaypointProblem(metadata, context) is var (label, problem))
        {
            context.Report(JsonPointer.Label(label), problem, Remedy(context.Policy));
        }
        else if (context.Subject is { Object: Namespace, OldObject.Metadata: { } former })
        {
            CheckChange(former, metadata, context);
        }

        CheckCanary(metadata, context);
    }

    private static void CheckService(ObjectMeta metadata, RuleContext context)
    {
        if (context.Policy.Mesh.DataplaneModes.Contains(DataplaneMode.Ambient)
            && metadata.Label(Waypoint.Label) is { } name && Waypoint.IsNone(name))
        {
            context.Advise(
                JsonPointer.Label(Waypoint.Label),
                $"{NoWaypoint(name)} Routes and policies that the waypoint would apply to this Service do not hold.",
                "Remove the label, so that the waypoint of the namespace holds.");
        }
    }

    private static (string Label, string Problem)? WaypointProblem(ObjectMeta metadata, RuleContext context)
    {
        if (metadata.Label(Waypoint.Label) is not { } name)
        {
            return null;
        }

        if (Waypoint.IsNone(name))
        {
            return (Waypoint.Label, $"{NoWaypoint(name)} {Danger}");
        }

        var waypoint = Waypoint.Of(metadata, context.Subject.Home)!.Value;
        if (waypoint.Namespace.Length == 0)
        {
            return (Waypoint.NamespaceLabel, $"Label {Waypoint.NamespaceLabel} is empty, which is the name of no namespace. {Danger}");
        }

        return context.Policy.Gateways.AllowedWaypoints.IsEmpty || Waypoint.IsListed(waypoint, context.Policy)
            ? null
            : (Waypoint.Label, $"Waypoint {Quote.Text(waypoint.ToString())} is not among those that the policy allows. "
                + "It may not exist, or send the traffic out itself, past the egress gateway.");
    }

    private static string NoWaypoint(string name) => name switch
    {
        "none" => $"Label {Waypoint.Label} is 'none', which opts out of every waypoint.",
        "" => $"Label {Waypoint.Label} is empty, which names no waypoint and hides that of the namespace.",
        _ => $"Label {Waypoint.Label} is {Quote.Text(name)}: to istiod's routes that is no waypoint, to ztunnel one of that name, which "
            + "cannot exist.",
    };

    private static void CheckChange(ObjectMeta former, ObjectMeta metadata, RuleContext context)
    {
        var before = Waypoint.Of(former, context.Subject.Home);
        var now = Waypoint.Of(metadata, context.Subject.Home);
        if (before is not { } lost || now == before || (now is { } listed && Waypoint.IsListed(listed, context.Policy)))
        {
            return;
        }

        var isOtherNamespace = now?.Name == lost.Name;
        context.Report(
            JsonPointer.Label(isOtherNamespace ? Waypoint.NamespaceLabel : Waypoint.Label),
            now is { } other
                ? $"The namespace changes from waypoint {Quote.Text(lost.ToString())} to {Quote.Text(other.ToString())}. "
                    + "Traffic that the former took to the egress gateway may go past it."
                : $"The namespace loses waypoint {Quote.Text(lost.ToString())}. {Danger}",
            $"Leave {Waypoint.Label} and {Waypoint.NamespaceLabel} as they were, or have the policy list the new waypoint in "
            + "spec.gateways.allowedWaypoints.");
    }

    private static void CheckCanary(ObjectMeta metadata, RuleContext context)
    {
        var name = metadata.Label(Canary);

        // Istio takes these two for no canary at all, even where the namespace has one.
        if (name is "" or "none" || (name is not null && IsListedCanary(name, metadata, context)))
        {
            return;
        }

        ReportCanary("Label", Canary, name, JsonPointer.Label(Canary), context);
        ReportCanary("Label", CanaryNamespace, metadata.Label(CanaryNamespace), JsonPointer.Label(CanaryNamespace), context);
        ReportCanary("Annotation", CanaryWeight, metadata.Annotation(CanaryWeight), JsonPointer.Annotation(CanaryWeight), context);
    }

    private static bool IsListedCanary(string name, ObjectMeta metadata, RuleContext context) =>
        Waypoint.IsListed(new ObjectRef(metadata.Label(CanaryNamespace) ?? context.Subject.Home, name), context.Policy);

    private static void ReportCanary(string what, string key, string? value, string pointer, RuleContext context)
    {
        if (value is not null)
        {
            context.Report(
                pointer,
                $"{what} {key} is {Quote.Text(value)}, which hands a share of the traffic to a second waypoint that the policy "
                + "does not list. That waypoint can send it past the egress gateway.",
                $"Remove the {(what == "Label" ? "label" : "annotation")}, or have the policy list the canary waypoint in "
                + "spec.gateways.allowedWaypoints.");
        }
    }

    private static string Remedy(EgressPolicy policy) => policy.Gateways.AllowedWaypoints is [var first, ..]
        ? $"Set {Waypoint.Label} and {Waypoint.NamespaceLabel} to a waypoint that the policy lists, such as {Quote.Text(first)}."
        : $"Set {Waypoint.Label} to the name of the egress waypoint, and {Waypoint.NamespaceLabel} to its namespace.";
}
