using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.ClusterNetwork;

/// <summary>There is one Service to an egress gateway; it leads to the gateway's pods, and everybody sees it.</summary>
/// <remarks>
/// <para>Fields: <c>metadata.name</c>, <c>spec.selector</c> and annotation <c>networking.istio.io/exportTo</c>.</para>
/// <para>Reported: a Service in another namespace with the name of an egress gateway's; the gateway's own Service when its selector lacks
/// one of the labels that the policy knows of the gateway's pods, or when its exportTo does not have <c>*</c>; and another Service in the
/// gateway's namespace whose selector picks the gateway's pods. The gateway of a network (SVC-6) is EG316's.</para>
/// </remarks>
internal sealed class ServicePosesAsGateway : Rule
{
    private const string ExportTo = "networking.istio.io/exportTo";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG507",
        Name = "service-poses-as-gateway",
        Summary = "Only the egress gateway's own Service has its name and its pods, and every namespace sees it.",
        Specification = "SVC-4, SVC-6, SVC-8",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.Service],
        JudgesPlatform = true,
        Why = "Routes find the egress gateway by the name of its Service. Whoever has that name, or other pods behind it, gets the traffic "
            + "that should have gone to the gateway.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Service
                metadata: {name: istio-egressgateway, namespace: shop}
                spec:
                  selector: {app: relay}
                  ports:
                  - port: 443
                """,
            Corrected: """
                apiVersion: v1
                kind: Service
                metadata: {name: relay, namespace: shop}
                spec:
                  selector: {app: relay}
                  ports:
                  - port: 443
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not Service { Spec: { } spec } service)
        {
            return;
        }

        var gateways = context.Policy.Mesh.EgressGateways;
        var (home, name) = (context.Subject.Namespace, context.Subject.Name);
        if (gateways.FirstOrDefault(gateway => gateway.Namespace == home && gateway.Service == name) is { } own)
        {
            CheckOwnSelector(spec, own, context);
            CheckOwnExport(service.Metadata, context);
            return;
        }

        CheckName(gateways.FirstOrDefault(gateway => gateway.Service == name), context);
        CheckSelector(
            gateways.FirstOrDefault(gateway => gateway.Namespace == home && EgressGateways.Agrees(spec.Selector, gateway)), context);
    }

    /// <summary>A Service selects the pods that have all of its labels: each label it lacks lets further pods in.</summary>
    private static void CheckOwnSelector(ServiceSpec spec, EgressGatewaySettings own, RuleContext context)
    {
        var lacking = own.Selector
            .Where(label => !spec.Selector.TryGetValue(label.Key, out var value) || (value ?? "") != label.Value)
            .Select(label => $"{label.Key}={label.Value}")
            .ToArray();
        if (lacking.Length > 0)
        {
            context.Report(
                "/spec/selector",
                $"This is the Service of an egress gateway, and its selector lacks {Phrase.QuoteAll(lacking)}, by which the policy knows the "
                + "gateway's pods. Other pods can take the gateway's traffic and send it on anywhere.",
                $"Add {Phrase.QuoteAll(lacking)} to the selector; or correct the gateway's selector in the policy's spec.mesh.egressGateways.");
        }
    }

    private static void CheckOwnExport(ObjectMeta metadata, RuleContext context)
    {
        if (metadata.Annotation(ExportTo) is { Length: > 0 } value && !value.Split(',', StringSplitOptions.TrimEntries).Contains("*"))
        {
            context.Report(
                JsonPointer.Annotation(ExportTo),
                $"Annotation {ExportTo} is {Quote.Text(value)}, so other namespaces do not see the egress gateway's Service. Their routes to "
                + "the gateway lead nowhere.",
                "Remove the annotation, or set it to '*'.");
        }
    }

    private static void CheckName(EgressGatewaySettings? namesake, RuleContext context)
    {
        if (namesake is not null)
        {
            context.Report(
                "/metadata/name",
                $"This Service is called {Quote.Text(namesake.Service)}, as the egress gateway in namespace {Quote.Text(namesake.Namespace)} "
                + "is. Routes of this namespace that name the gateway without its namespace lead here instead.",
                "Give the Service another name; if it is an egress gateway, have the policy list it in spec.mesh.egressGateways.");
        }
    }

    private static void CheckSelector(EgressGatewaySettings? taken, RuleContext context)
    {
        if (taken is not null)
        {
            context.Report(
                "/spec/selector",
                $"The selector picks the pods of the egress gateway {Quote.Text(taken.Service)}. This Service opens ports of the gateway under "
                + "a name that no rule takes for the gateway's.",
                "Select other pods, or add the ports to the gateway's own Service and remove this one.");
        }
    }
}
