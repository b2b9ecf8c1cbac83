using EgressGuard.Core.Rules.Pods.ProxyOverrides;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// A pod must leave Istio's containers what Istio's injector makes of them. What an author lays over them, by annotation or by a
/// container of the same name, can replace the redirection, the proxy's program, its bootstrap or its control plane.
/// </summary>
/// <remarks>
/// <para>Annotations and what they may say:</para>
/// <list type="bullet">
/// <item><c>proxy.istio.io/config</c>, as JSON or plain YAML: the keys in the policy's <c>spec.pods.allowedProxyConfigKeys</c>;
/// <c>interceptionMode</c> REDIRECT or TPROXY; in <c>proxyMetadata</c> the names in <c>spec.pods.allowedProxyMetadata</c>, none of
/// which switches DNS capture off;</item>
/// <item><c>proxy.istio.io/overrides</c>, which the injector writes: what the author's own <c>istio-proxy</c> may set;</item>
/// <item><c>inject.istio.io/templates</c>: templates in the policy's <c>spec.pods.allowedInjectionTemplates</c>;</item>
/// <item><c>sidecar.istio.io/proxyImage</c>, <c>bootstrapOverride</c>, <c>userVolume</c>, <c>userVolumeMount</c> and
/// <c>discoveryAddress</c>: nothing.</item>
/// </list>
/// <para>Containers, in any of the three lists: <c>istio-init</c>, <c>istio-validation</c> and <c>enable-core-dump</c> only as the
/// injector adds them. An <c>istio-proxy</c> of the author's may set image <c>auto</c>, resources, ports, variables in
/// <c>spec.pods.allowedProxyMetadata</c>, volume mounts beside the container's programs, and hooks and probes that run
/// <c>pilot-agent wait</c>, <c>pilot-agent request</c>, <c>sleep</c> or a script that only waits; its security settings are EG304's and
/// EG305's. Containers that the injector has added must have no <c>envFrom</c>, none of the arguments and variables that undo the
/// redirection or replace the proxy's program or bootstrap, and no other hooks, probes and mounts than these.</para>
/// </remarks>
internal sealed class ProxyOverride : PodRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG306",
        Name = "proxy-override",
        Summary = "A pod leaves Istio's own containers and their configuration alone.",
        Specification = "POD-16, POD-17, POD-18, POD-19, POD-20, POD-22, POD-23, POD-24, PS-21, ENV-1",
        Kinds = PodKinds,
        Why = "Istio's injector lays over its own containers what it finds in the pod: settings of the proxy, variables, whole containers. "
            + "One line can keep the redirection from being set up, or run another program as the user whose connections it lets pass.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  annotations:
                    proxy.istio.io/config: |
                      concurrency: 2
                      interceptionMode: NONE
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  annotations:
                    proxy.istio.io/config: |
                      concurrency: 2
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        var istio = new IstioContainers(pod, context.Policy.Mesh);
        ProxyConfigAnnotation.Check(pod, context);
        OverridesAnnotation.Check(pod, istio, context);
        InjectionTemplates.Check(pod, context);
        ProxyAnnotations.Check(pod, context);
        NamedContainers.Check(pod, istio, context);
    }
}
