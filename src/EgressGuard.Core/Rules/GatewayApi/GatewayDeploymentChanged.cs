using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>
/// Istio deploys a Gateway's pods from its own template. What changes the template, or puts the Gateway on pods that are there already,
/// deserves a second look.
/// </summary>
/// <remarks>
/// For classes that Istio deploys: <c>spec.infrastructure.parametersRef</c>, which can change everything in the pods; annotations
/// <c>gateway.istio.io/name-override</c> and <c>gateway.istio.io/service-account</c>; and <c>spec.addresses</c> of type Hostname that
/// name the Service of an egress gateway in the same namespace: Istio attaches the Gateway to what is behind it.
/// </remarks>
internal sealed class GatewayDeploymentChanged : Rule
{
    private const string NameOverride = "gateway.istio.io/name-override";
    private const string ServiceAccount = "gateway.istio.io/service-account";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG707",
        Name = "gateway-deployment-changed",
        Summary = "A Gateway is deployed as Istio's own template says.",
        Specification = "KG-7, KG-8",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.KubernetesGateway],
        JudgesPlatform = true,
        Why = "A ConfigMap can give the gateway's pods another image, identity or the node's network, and a name or address can put the "
            + "Gateway on the egress gateway's own pods. Nothing else in the object shows it.",
        Example = new RuleExample(
            Denied: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: egress, namespace: istio-system}
                spec:
                  gatewayClassName: istio
                  infrastructure:
                    parametersRef: {group: "", kind: ConfigMap, name: gateway-options}
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                """,
            Corrected: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: egress, namespace: istio-system}
                spec:
                  gatewayClassName: istio
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not KubernetesGateway { Spec: { } gateway } || !GatewayClass.IsDeployed(gateway.GatewayClassName))
        {
            return;
        }

        if (gateway.Infrastructure?.ParametersRef is { } parameters)
        {
            context.Report(
                "/spec/infrastructure/parametersRef",
                $"{Quote.Shorten(parameters.Kind ?? "ConfigMap")} {Quote.Text(parameters.Name ?? "")} changes what Istio deploys for this "
                + "Gateway. It can replace the image, the identity and the network of the gateway's pods at any time.",
                "Leave parametersRef out, or see to it that only the platform can write that object.");
        }

        CheckAnnotation(NameOverride, "the name of the Deployment and Service of this Gateway", "a Service that others use", context);
        CheckAnnotation(ServiceAccount, "the identity of this Gateway's pods", "an identity that policies let out", context);
        CheckAddresses(gateway, context);
    }

    private static void CheckAnnotation(string annotation, string what, string danger, RuleContext context)
    {
        if (context.Subject.Object.Metadata.Annotation(annotation) is { Length: > 0 } value)
        {
            context.Report(
                JsonPointer.Annotation(annotation),
                $"Annotation {annotation} makes {Quote.Text(value)} {what}. The Gateway could take over {danger}.",
                "Remove the annotation, so that the name follows from the Gateway's own.");
        }
    }

    private static void CheckAddresses(KubernetesGatewaySpec gateway, RuleContext context)
    {
        for (var i = 0; i < gateway.Addresses.Count; i++)
        {
            if (gateway.Addresses[i] is { Type: "Hostname", Value: { } address } && IsEgressGateway(address, context))
            {
                context.Report(
                    "/spec/addresses/" + JsonPointer.Token(i),
                    $"Address {Quote.Text(address)} attaches this Gateway to the Service of an egress gateway. Its listeners and "
                    + "routes then hold for all that passes there.",
                    "Leave addresses out, so that Istio deploys pods for the Gateway, or let only the platform write its routes.");
            }
        }
    }

    /// <summary>Istio expands a name without a dot in the Gateway's namespace, and finds Services in that namespace only (KG-7).</summary>
    private static bool IsEgressGateway(string address, RuleContext context)
    {
        var (own, policy) = (context.Subject.Namespace, context.Policy);
        return policy.Mesh.EgressGateways.Any(egress => egress.Namespace == own
            && (address == egress.Service || address == egress.HostIn(policy.Mesh.ClusterDomain)));
    }
}
