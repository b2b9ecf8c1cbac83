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
/// <c>gateway.istio.io/name-override</c> and <c>gateway.istio.io/service-account</c>; and in the namespace of an egress gateway
/// <c>spec.addresses</c> of type Hostname, which attaches the Gateway to an existing Service.
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
                metadata:
                  name: egress
                  namespace: istio-system
                spec:
                  gatewayClassName: istio
                  infrastructure:
                    parametersRef: {group: "", kind: ConfigMap, name: gateway-options}
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                """,
            Corrected: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata:
                  name: egress
                  namespace: istio-system
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
        if (KubernetesEgressGateways.IsHome(context.Subject.Namespace, context.Policy))
        {
            CheckAddresses(gateway, context);
        }
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
            if (gateway.Addresses[i] is { Type: "Hostname" } address)
            {
                context.Report(
                    "/spec/addresses/" + JsonPointer.Token(i),
                    $"Address {Quote.Text(address.Value ?? "")} attaches this Gateway to a Service that is there already. In the "
                    + "namespace of an egress gateway it changes what the gateway's pods listen to.",
                    "Leave addresses out, so that Istio deploys pods for the Gateway, or see to it that the Service is the intended one.");
            }
        }
    }
}
