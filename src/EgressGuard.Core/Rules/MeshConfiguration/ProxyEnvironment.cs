using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>A ProxyConfig sets only harmless variables of the injected containers, and no image for debugging.</summary>
/// <remarks>
/// <para>Fields: <c>spec.environmentVariables</c>. Allowed: the variables of the policy's <c>pods.allowedProxyMetadata</c>. Of these
/// <c>ISTIO_META_DNS_CAPTURE</c> and <c>ISTIO_META_DNS_AUTO_ALLOCATE</c> must be true (<c>1</c>, <c>t</c>, <c>T</c>, <c>true</c>,
/// <c>True</c>, <c>TRUE</c>): Istio reads everything else as false.</para>
/// <para><c>spec.image.imageType</c>. Allowed: absent, empty, <c>default</c> or <c>distroless</c>; others get a warning.</para>
/// </remarks>
internal sealed class ProxyEnvironment : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG419",
        Name = "proxy-environment",
        Summary = "A ProxyConfig sets no variable by which the redirection or the proxy can be changed.",
        Specification = "4.14 ProxyConfig, ENV-1",
        Kinds = [ObjectKind.ProxyConfig],
        WarnsOnly = "image types other than default and distroless",
        Why = "The variables reach the container that sets up the redirection, and some of them switch it off: DRY_RUN=true leaves every "
            + "pod of the namespace without one.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1beta1
                kind: ProxyConfig
                metadata: {name: proxies, namespace: shop}
                spec:
                  environmentVariables:
                    DRY_RUN: "true"
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1beta1
                kind: ProxyConfig
                metadata: {name: proxies, namespace: shop}
                spec:
                  environmentVariables:
                    ISTIO_META_DNS_CAPTURE: "true"
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not ProxyConfig { Spec: { } spec })
        {
            return;
        }

        foreach (var (key, value) in spec.EnvironmentVariables)
        {
            CheckVariable(key, value ?? "", context);
        }

        if (spec.Image?.ImageType is { } type and not ("" or "default" or "distroless"))
        {
            context.Advise(
                "/spec/image/imageType",
                $"imageType {Quote.Text(type)} is neither 'default' nor 'distroless'. Images for debugging have a shell and tools beside the "
                + "proxy, and those leave the pod without redirection.",
                "Remove imageType, or set it to 'distroless'.");
        }
    }

    private static void CheckVariable(string key, string value, RuleContext context)
    {
        var pointer = "/spec/environmentVariables/" + JsonPointer.Escape(key);
        if (!context.Policy.Pods.AllowedProxyMetadata.Contains(key))
        {
            context.Report(
                pointer,
                $"Variable {Quote.Text(key)} is none that tenants may set in injected containers. Such variables can switch the "
                + "redirection to the sidecar off or give the proxy another control plane.",
                "Remove the variable, or have the policy list it in spec.pods.allowedProxyMetadata.");
        }
        else if (key is "ISTIO_META_DNS_CAPTURE" or "ISTIO_META_DNS_AUTO_ALLOCATE" && !GoBoolean.IsTrue(value))
        {
            // What Go cannot read, Istio takes for false.
            context.Report(
                pointer,
                $"Variable {Quote.Text(key)} is {Quote.Text(value)}, which switches off what Istio does with DNS for the pods. Without "
                + "it the proxies cannot tell TCP hosts apart that share a port, and routes to the egress gateway miss them.",
                "Set the variable to 'true', or remove it.");
        }
    }
}
