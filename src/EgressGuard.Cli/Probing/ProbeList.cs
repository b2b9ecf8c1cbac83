using System.Collections.Immutable;

namespace EgressGuard.Cli.Probing;

/// <summary>What is tried, in the order of the report: by class, and at the end what must go through.</summary>
internal static class ProbeList
{
    private const string Open = """
        metadata: {name: egressguard-probe, namespace: NAMESPACE}
        spec:
          hosts: [egressguard-probe.example.com]
          exportTo: ["*"]
          resolution: NONE
          ports: [{number: 443, name: tls, protocol: TLS}]
        """;

    private const string LeavesMesh = "metadata: {labels: {istio-injection: egressguard-probe}}";

    public static ImmutableArray<Probe> All { get; } =
    [
        new(1, "a label that takes a namespace out of the mesh, through namespaces/status", ProbeTypes.Namespaces, LeavesMesh)
        {
            Form = ProbeForm.ChangeNamespace,
            SubResource = "status",
        },
        new(1, "an ephemeral container as the proxy's user, through pods/ephemeralcontainers", ProbeTypes.Pods, """
            spec:
              ephemeralContainers:
              - name: egressguard-probe
                image: registry.example.com/app:1.0.0
                securityContext: {runAsUser: 1337}
            """)
        {
            Form = ProbeForm.ChangePod,
            SubResource = "ephemeralcontainers",
        },
        new(2, "an init container as the proxy's user", ProbeTypes.Pods, ProbePods.Pod(
            "initContainers: [{name: tool, image: \"registry.example.com/app:1.0.0\", securityContext: {runAsUser: 1337}}],")),
        new(3, "an update that takes the namespace out of the mesh", ProbeTypes.Namespaces, LeavesMesh) { Form = ProbeForm.ChangeNamespace },
        new(6, "a ServiceEntry of version v1beta1 with resolution NONE", ProbeTypes.ServiceEntries("v1beta1"), Open),
        new(6, "a ServiceEntry of version v1alpha3 with resolution NONE", ProbeTypes.ServiceEntries("v1alpha3"), Open),
        new(7, "an EnvoyFilter", ProbeTypes.EnvoyFilters, """
            metadata: {name: egressguard-probe, namespace: NAMESPACE}
            spec: {workloadSelector: {labels: {app: egressguard-probe}}}
            """),
        new(7, "a gateway of the Gateway API that Istio deploys", ProbeTypes.Gateways, """
            metadata: {name: egressguard-probe, namespace: NAMESPACE}
            spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
            """),
        new(8, "a Deployment on the network of its node", ProbeTypes.Deployments, $$"""
            metadata: {name: egressguard-probe, namespace: NAMESPACE}
            spec:
              selector: {matchLabels: {app: egressguard-probe} }
              template: { {{ProbePods.Template("hostNetwork: true,")}} }
            """),
        new(8, "a CronJob on the network of its node", ProbeTypes.CronJobs, $$"""
            metadata: {name: egressguard-probe, namespace: NAMESPACE}
            spec:
              schedule: "0 3 * * *"
              jobTemplate: {spec: {template: { {{ProbePods.Template("hostNetwork: true, restartPolicy: Never,")}} } } }
            """),
        new(10, "a NetworkPolicy to all addresses, in two halves", ProbeTypes.NetworkPolicies, """
            metadata: {name: egressguard-probe, namespace: NAMESPACE}
            spec:
              podSelector: {matchLabels: {app: egressguard-probe}}
              policyTypes: [Egress]
              egress: [{to: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]}]
            """),
        new(10, "an ExternalName that begins like one of the cluster", ProbeTypes.Services, """
            metadata: {name: egressguard-probe, namespace: NAMESPACE}
            spec: {type: ExternalName, externalName: web.NAMESPACE.svc.cluster.local.example.com}
            """),
        new(11, "a pod that declines the sidecar by annotation and asks for it by label", ProbeTypes.Pods, ProbePods.Pod(
            "", "labels: {sidecar.istio.io/inject: \"true\"}, annotations: {sidecar.istio.io/inject: \"false\"}")),
        new(13, "a Namespace outside the mesh that asks to be ignored", ProbeTypes.Namespaces, """
            metadata:
              name: egressguard-probe-ignored
              labels: {istio-injection: disabled, admission.gatekeeper.sh/ignore: "true", control-plane: probe}
            """),
        new(14, "a pod on the network of its node that asks to be ignored", ProbeTypes.Pods, ProbePods.Pod(
            "hostNetwork: true,", "labels: {egressguard.io/ignore: \"true\", admission.gatekeeper.sh/ignore: \"true\"}")),
        new(16, "a Namespace outside the mesh that is called almost like the platform's", ProbeTypes.Namespaces, """
            metadata: {name: istio-system-egressguard-probe, labels: {istio-injection: disabled}}
            """),
        new(20, "a pod on the network of its node whose name is to be generated", ProbeTypes.Pods, ProbePods.Pod(
            "hostNetwork: true,", "labels: {app: egressguard-probe}").Replace("name: egressguard-probe,", "generateName: egressguard-probe-,", StringComparison.Ordinal)),
        new(30, "an exemption that is over", ProbeTypes.Exemptions, """
            metadata: {name: egressguard-probe}
            spec:
              rules: [EG302]
              subjects: [{kind: Pod, namespace: NAMESPACE, name: egressguard-probe}]
              owner: egressguard probe
              reason: It must be refused
              expires: "2020-01-01T00:00:00Z"
            """),
        new(34, "a pod with an annotation that another webhook could have added", ProbeTypes.Pods, ProbePods.Pod(
            "", "labels: {app: egressguard-probe}, annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: \"443\"}")),
        new(37, "a ServiceEntry for everybody with resolution NONE", ProbeTypes.ServiceEntries("v1", "v1beta1", "v1alpha3"), Open),
        new(0, "an ordinary pod", ProbeTypes.Pods, ProbePods.Pod("")),
        new(0, "an ordinary Deployment", ProbeTypes.Deployments, $$"""
            metadata: {name: egressguard-probe, namespace: NAMESPACE}
            spec:
              selector: {matchLabels: {app: egressguard-probe} }
              template: { {{ProbePods.Template("")}} }
            """),
        new(0, "a NetworkPolicy that denies", ProbeTypes.NetworkPolicies, """
            metadata: {name: egressguard-probe, namespace: NAMESPACE}
            spec: {podSelector: {matchLabels: {app: egressguard-probe}}, policyTypes: [Egress]}
            """),
        new(0, "an AuthorizationPolicy for a workload", ProbeTypes.AuthorizationPolicies, """
            metadata: {name: egressguard-probe, namespace: NAMESPACE}
            spec: {selector: {matchLabels: {app: egressguard-probe}}, action: DENY, rules: [{to: [{operation: {methods: [DELETE]}}]}]}
            """),
    ];
}
