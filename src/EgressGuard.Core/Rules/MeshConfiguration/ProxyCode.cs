using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>Tenants load no code into proxies.</summary>
/// <remarks>
/// WasmPlugin and TrafficExtension run code in the sidecar, fetched by the agent from the pod, past the redirection (istio-egress.md
/// 4.14). Allowed in platform namespaces and in those of egress gateways only.
/// </remarks>
internal sealed class ProxyCode : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG418",
        Name = "proxy-code",
        Summary = "WasmPlugins and TrafficExtensions are in platform namespaces only.",
        Specification = "4.14 WasmPlugin, 4.14 TrafficExtension",
        Kinds = [ObjectKind.WasmPlugin, ObjectKind.TrafficExtension],
        Why = "The agent in the pod downloads the code, and its own connections are not redirected to the sidecar. What it loads decides "
            + "what the sidecar does with requests.",
        Example = new RuleExample(
            Denied: """
                apiVersion: extensions.istio.io/v1alpha1
                kind: WasmPlugin
                metadata: {name: basic-auth, namespace: shop}
                spec:
                  url: oci://registry.example.com/basic-auth:1.0.0
                """,
            Corrected: """
                # The platform's owners write it.
                apiVersion: extensions.istio.io/v1alpha1
                kind: WasmPlugin
                metadata: {name: basic-auth, namespace: istio-system}
                spec:
                  url: oci://registry.example.com/basic-auth:1.0.0
                """),
    };

    internal override void Check(RuleContext context) => context.Report(
        "",
        $"Namespace {Quote.Text(context.Subject.Namespace)} is not the platform's, and a {ObjectKinds.NameOf(context.Subject.Object.Kind)} "
        + "loads code into the proxies there. The download bypasses the egress gateway, and the code can change where requests go.",
        "Remove it, or ask the platform's owners to have it in a namespace of theirs.");
}
